"""What is missing, priced in people: of an agency's people who wait, how many a single change would help, and where they live.

The engine judges each person against all places by arrays; of the database are read the people with their sheets, and what hosts
refused. Everybody who waits counts.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from directory.accounts.users import Agency
from matching.cases.participants import Participant
from matching.casework.host_requests import HostRequest, Reason
from matching.casework.introductions import Ended, Introduction
from matching.engine.lacking import PICK_UP, Lack, is_placed, lacks
from matching.engine.scoring import Matching
from matching.figures.areas import Areas
from matching.figures.gaps.wording import NEW, in_words, is_change, slug_of
from matching.figures.masking import Released
from matching.proposals.ranked_lists import current_vocabulary, matchings_for
from matching.proposals.weight_rows import weights_on

YEAR = dt.timedelta(days=365)
"""How long a refusal tells what is missing."""
UNKNOWN = "分からない"
_OF_END = {Ended.FULL: Lack("capacity"), Ended.ACCESS: Lack("needs", PICK_UP)}


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


class GapBoard:
    """The gaps of an agency on a day."""

    def __init__(self, agency: Agency, day: dt.date):
        self.agency, self.day, self.areas = agency, day, Areas.of(agency)
        self.vocabulary = current_vocabulary()

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Those who wait and for whom no place is proposed that fits, or whom a place refused for want of something."""
        people = Participant.objects.known().filter(agency=self.agency).waiting()
        towns = dict(people.order_by().values_list("pk", "town"))
        refused = refusals(towns, self.day)
        found = matchings_for(people, self.day, weights_on(self.day))
        rows = (self._one(key, towns[key], matching, refused.get(key, set())) for key, matching in found.items())
        return [row for row in rows if row is not None]

    def _one(self, key: int, town: int | None, matching: Matching, refused: set[Lack]) -> Waiting | None:
        placed, needs = is_placed(matching), matching.prepared.needs
        if placed and not refused:
            return None
        helping = refused if placed else refused | lacks(matching)
        changes = frozenset(map(slug_of, helping)) or frozenset([NEW])
        activity = next(iter(needs.want or needs.curious), "")
        return Waiting(key, self.areas.position(town), activity, next(iter(needs.targets or ()), ""), changes)

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
        by_change: dict[str, list[Waiting]] = defaultdict(list)
        for one in self.waiting:
            for slug in one.changes:
                by_change[slug].append(one)
        found = [self._gap(slug, rows) for slug, rows in by_change.items()]
        return sorted(found, key=lambda gap: (-(gap.people or 0), gap.slug))

    def in_words(self, slug: str) -> str:
        """A change as it is said."""
        return in_words(slug, self.vocabulary)

    def gap(self, slug: str) -> Gap | None:
        """The gap of a slug, also of a change that would help nobody now; None for what is no change."""
        if not is_change(slug, self.vocabulary):
            return None
        return next((one for one in self.gaps if one.slug == slug), None) or self._gap(slug, [])

    def number(self, slug: str, activity: str = "", area: str = "") -> int | None:
        """How many people a change would help, of one wish or of one area; None where that is not said."""
        gap = next((one for one in self.gaps if one.slug == slug), None)
        if gap is None:
            return 0
        if activity:
            # Of one wish in one area nothing is said: their table would be subtracted from the two others.
            label = self.vocabulary.labels["activities"].get(activity, UNKNOWN)
            return None if area else dict(gap.activities).get(label, 0)
        if area:
            return gap.areas[self.areas.names.index(area)] if area in self.areas.names else None
        return gap.people

    @cached_property
    def total(self) -> Gap:
        """All of them together, whatever would help."""
        return self._gap("", self.waiting)

    def _gap(self, slug: str, rows: list[Waiting]) -> Gap:
        labels = self.vocabulary.labels
        activities, of_activity = self._table(rows, [one.activity for one in rows])
        targets, of_target = self._table(rows, [one.target for one in rows])
        everywhere = range(len(self.areas.names))
        all_kinds = range(len(activities))
        return Gap(
            slug,
            self.in_words(slug),
            of_activity.people(all_kinds, everywhere, [0]),
            tuple(of_activity.people(all_kinds, [area], [0]) for area in everywhere),
            _said(activities, of_activity, labels["activities"], everywhere),
            _said(targets, of_target, labels["targets"], [0]),
        )

    def tables(self, slug: str) -> tuple[Released, Released]:
        """The two tables of a gap: by wish and area, and by group."""
        rows = [one for one in self.waiting if slug in one.changes]
        return tuple(self._table(rows, [getattr(one, name) for one in rows])[1] for name in ("activity", "target"))  # type: ignore[return-value]

    def _table(self, rows: list[Waiting], words: list[str]) -> tuple[list[str], Released]:
        """A count of some people by a word of theirs, and by area where it is of what they would like to do."""
        kinds = sorted(set(words)) or [""]
        by_area = words == [one.activity for one in rows]
        counts = np.zeros((len(kinds), len(self.areas.names) if by_area else 1, 1), np.int64)
        at = [kinds.index(word) for word in words]
        np.add.at(counts, (at, [one.area if by_area else 0 for one in rows], 0), 1)
        # Kinds and areas stand each for themselves: their common table could be subtracted from that of the groups.
        return kinds, Released(counts, joint=False)


def _said(
    kinds: list[str], released: Released, labels: Mapping[str, str], areas: Iterable[int]
) -> tuple[tuple[str, int | None], ...]:
    areas = list(areas)
    found = [(labels.get(kind, UNKNOWN), released.people([at], areas, [0])) for at, kind in enumerate(kinds)]
    return tuple(sorted(found, key=lambda one: -(one[1] or 0)))


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
