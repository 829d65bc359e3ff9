"""What is missing, priced in people: of an agency's people who wait, how many a single change would help, and where they live.

The engine judges each person against all places by arrays; of the database are read the people with their sheets, and what hosts
refused. Everybody who waits counts.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from directory.accounts.users import Agency
from matching.cases.participants import Participant
from matching.casework.host_requests import HostRequest, Reason
from matching.casework.introductions import Ended, Introduction
from matching.engine.lacking import PICK_UP, Lack, is_placed, lacks
from matching.figures.areas import Areas
from matching.figures.gaps.wording import NEW, in_words, is_change, slug_of
from matching.figures.masking import Released
from matching.proposals.ranked_lists import current_vocabulary, judged_for
from matching.proposals.unsuited import PersonalMatching
from matching.proposals.weight_rows import weights_on

YEAR = dt.timedelta(days=365)
"""How long a refusal tells what is missing."""
UNKNOWN = "分からない"
HELPED = "どれか ひとつ 変われば"
_OF_END = {Ended.FULL: Lack("capacity"), Ended.ACCESS: Lack("needs", PICK_UP)}


class Judged(NamedTuple):
    """What the engine says of one person: whether a place fits, first wish, first group, and the changes that would help."""

    is_placed: bool
    activity: str
    target: str
    lacks: frozenset[str]


@dataclass(frozen=True)
class Waiting:
    """One person who waits: position of their area, first wish, first group they belong to, and what would help."""

    person: int
    area: int
    activity: str
    target: str
    changes: frozenset[str]


@dataclass(frozen=True)
class Gap:
    """One change with its numbers; None for one that is not said.

    activities, targets   labels with their numbers, the greatest first; `areas` beside `GapBoard.areas.names`
    """

    slug: str
    label: str
    people: int | None
    areas: tuple[int | None, ...]
    activities: tuple[tuple[str, int | None], ...]
    targets: tuple[tuple[str, int | None], ...]

    @property
    def is_hidden(self) -> bool:
        """Whether of no area anything but zeros is said."""
        return not any(self.areas)


@dataclass(frozen=True)
class Crossed:
    """A gap by wish and area, of all groups or of one. `rows`: label of a wish with a number for each area; None for one that is not said."""

    target: str
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]

    @property
    def is_hidden(self) -> bool:
        """Whether nothing but zeros is said."""
        return not any(number for _, numbers in self.rows for number in numbers)


class GapBoard:
    """The gaps of an agency on a day."""

    def __init__(self, agency: Agency, day: dt.date):
        self.agency, self.day, self.areas = agency, day, Areas.of(agency)
        self.vocabulary = current_vocabulary()
        self._tables: dict[str, Released] = {}

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Those who wait and for whom no place is proposed that fits, or whom a place refused for want of something."""
        people = Participant.objects.known().filter(agency=self.agency).waiting()
        towns = dict(people.order_by().values_list("pk", "town"))
        refused = refusals(towns, self.day)
        judged = judged_for(people, self.day, weights_on(self.day), _judged)
        rows = (
            _waiting(key, self.areas.position(towns[key]), one, refused.get(key, set())) for key, one in judged.items()
        )
        return [row for row in rows if row is not None]

    def people_of(self, slug: str, activity: str = "", area: int | None = None) -> list[int]:
        """Keys of the people behind a gap, for those who may see them."""
        return [
            one.person
            for one in self.waiting
            if slug in one.changes and activity in ("", one.activity) and area in (None, one.area)
        ]

    @cached_property
    def gaps(self) -> list[Gap]:
        """All changes, those that help most people first."""
        found = [self._gap(slug, self.in_words(slug), self.table(slug)) for slug in self._by_change]
        return sorted(found, key=lambda gap: (-(gap.people or 0), gap.slug))

    @cached_property
    def helped(self) -> Gap:
        """Whom any single change would help. Whom none helps is in the gap NEW, and the two are never added up: less the one, the sum
        would be the other. So that also no gap follows from it, areas, wishes and groups are joined where the gaps that are said do not
        reach it.
        """
        counts = self._counts([one for one in self.waiting if NEW not in one.changes])
        said = [self.table(slug) for slug in self._by_change if slug != NEW]
        bare = [_bare(counts, axis, said) for axis in range(3)]
        hidden = any(one.people(*one.whole) is None for one in said)
        reached = sum(one.people(*one.whole) or 0 for one in said) >= counts.sum()
        return self._gap("", HELPED, Released(counts, joint=False, bare=bare), is_said=reached or not hidden)

    def crossed(self, slug: str, target: str = "") -> Crossed:
        """A gap by wish and area, of all groups or of the group of a slug."""
        table, targets = self.table(slug), self._kinds["target"]
        asked = [targets.index(target)] if target in targets else table.whole[2]
        rows = [
            (self._label("activities", kind), tuple(table.people([at], [area], asked) for area in table.whole[1]))
            for at, kind in enumerate(self._kinds["activity"])
        ]
        return Crossed(
            target if target in targets else "", tuple(row for row in rows if any(one != 0 for one in row[1]))
        )

    @property
    def groups(self) -> list[tuple[str, str]]:
        """Slugs and labels of the groups of those who wait."""
        return [(slug, self._label("targets", slug)) for slug in self._kinds["target"] if slug]

    def in_words(self, slug: str) -> str:
        """A change as it is said."""
        return in_words(slug, self.vocabulary)

    def gap(self, slug: str) -> Gap | None:
        """The gap of a slug, also of a change that would help nobody now; None for what is no change."""
        if not is_change(slug, self.vocabulary):
            return None
        return self._gap(slug, self.in_words(slug), self.table(slug))

    def number(self, slug: str, activity: str = "", area: str = "") -> int | None:
        """How many people a change would help, of one wish, of one area, or of both; None where that is not said."""
        if area and area not in self.areas.names:
            return None
        table, kinds = self.table(slug), self._kinds["activity"]
        asked = [at for at, kind in enumerate(kinds) if activity in ("", kind)]
        areas = [self.areas.names.index(area)] if area else table.whole[1]
        return table.people(asked, areas, table.whole[2]) if asked else 0

    def table(self, slug: str) -> Released:
        """What may be said of a gap: by wish, area and group. One table, or two could be subtracted from each other."""
        if slug not in self._tables:
            self._tables[slug] = Released(self._counts(self._by_change.get(slug, [])))
        return self._tables[slug]

    @cached_property
    def _by_change(self) -> dict[str, list[Waiting]]:
        found: dict[str, list[Waiting]] = defaultdict(list)
        for one in self.waiting:
            for slug in one.changes:
                found[slug].append(one)
        return dict(found)

    @cached_property
    def _kinds(self) -> dict[str, list[str]]:
        """Wishes and groups of all who wait, the same for every gap."""
        return {name: sorted({getattr(one, name) for one in self.waiting}) or [""] for name in ("activity", "target")}

    def _counts(self, rows: list[Waiting]) -> np.ndarray:
        activities, targets = (
            {kind: at for at, kind in enumerate(self._kinds[name])} for name in ("activity", "target")
        )
        counts = np.zeros((len(activities), len(self.areas.names), len(targets)), np.int64)
        for one in rows:
            counts[activities[one.activity], one.area, targets[one.target]] += 1
        return counts

    def _label(self, scheme: str, slug: str) -> str:
        return self.vocabulary.labels[scheme].get(slug, UNKNOWN)

    def _gap(self, slug: str, label: str, table: Released, is_said: bool = True) -> Gap:
        activities, areas, targets = ([one if is_said else None for one in table.each(axis)] for axis in range(3))
        return Gap(
            slug,
            label,
            table.people(*table.whole) if is_said else None,
            tuple(areas),
            self._told("activity", "activities", activities),
            self._told("target", "targets", targets),
        )

    def _told(self, name: str, scheme: str, numbers: list[int | None]) -> tuple[tuple[str, int | None], ...]:
        pairs = [(self._label(scheme, kind), one) for kind, one in zip(self._kinds[name], numbers, strict=True)]
        return tuple(sorted((pair for pair in pairs if pair[1] != 0), key=lambda pair: -(pair[1] or 0)))


def _bare(counts: np.ndarray, axis: int, tables: list[Released]) -> list[int]:
    """Positions of an axis where something is hidden in some tables, where anywhere what they say does not reach the count of all.

    A person is in one of the tables at least: less what they say, the count would tell the rest. All such positions are joined, so
    that people who are hidden together in a table are together in the count.
    """
    everyone = counts.sum(axis=tuple(one for one in range(3) if one != axis))
    said = list(zip(*(table.each(axis) for table in tables), strict=True))
    hidden = [at for at, numbers in enumerate(said) if None in numbers and everyone[at]]
    reached = all(sum(filter(None, said[at])) >= everyone[at] for at in hidden)
    return [] if reached else hidden


def _judged(matching: PersonalMatching) -> Judged:
    needs = matching.prepared.needs
    placed = is_placed(matching)
    first_wish, first_group = next(iter(needs.want or needs.curious), ""), next(iter(needs.targets or ()), "")
    return Judged(placed, first_wish, first_group, frozenset() if placed else frozenset(map(slug_of, lacks(matching))))


def _waiting(person: int, area: int, judged: Judged, refused: set[Lack]) -> Waiting | None:
    """Who waits for something: without a place that fits, or refused for want of something."""
    if judged.is_placed and not refused:
        return None
    changes = judged.lacks | set(map(slug_of, refused))
    return Waiting(person, area, judged.activity, judged.target, frozenset(changes) or frozenset([NEW]))


def refusals(people: Iterable[int], day: dt.date) -> dict[int, set[Lack]]:
    """Key of a person -> what was missing where they were refused, or could not get, within a year. Two queries."""
    keys, found = list(people), defaultdict(set)
    ended = Introduction.objects.filter(participant__in=keys, ended_on__gt=day - YEAR, ended_because__in=_OF_END)
    for person, because in ended.order_by().values_list("participant", "ended_because"):
        found[person].add(_OF_END[Ended(because)])
    later = HostRequest.objects.filter(introduction__participant__in=keys, reason=Reason.LATER)
    later = later.filter(answered_at__date__gt=day - YEAR).order_by()
    for person in later.values_list("introduction__participant", flat=True):
        found[person].add(Lack("referral"))
    return found
