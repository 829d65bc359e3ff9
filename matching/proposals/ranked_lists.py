"""Matching as the desk asks for it: participants of the database, on a day, with the current directory and numbers."""

import datetime as dt
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, TypeVar

from directory.caches import KeyedCache
from directory.catalogue.vocabulary import Term
from directory.snapshot import loading
from directory.snapshot.arrays import Columns
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.casework.calls import Heard, heard_by
from matching.casework.held_seats import held_seats, with_open_introduction
from matching.casework.introductions import refused_places
from matching.casework.kept_apart import joined, kept_apart_places
from matching.casework.outcomes import unsuited_places
from matching.engine.assignment import Proposal, propose
from matching.engine.candidates import Candidates
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.scoring import Matching, ScoredPlace, match, people_for
from matching.engine.vocabulary import Vocabulary, shipped_vocabulary
from matching.engine.weights import Weights
from matching.evaluation.exposure import Exposure
from matching.proposals.line_answers import put_aside, who_waits
from matching.proposals.unsuited import PersonalMatching
from matching.proposals.weight_rows import weights_on

Judged = TypeVar("Judged")
MOST_JUDGED = 20_000
"""People of whom it is kept what is said of their places."""
_day_cache: KeyedCache[tuple[Columns, dt.date], DirectoryDay] = KeyedCache()
_judged_cache: KeyedCache[tuple[Columns, dt.date, str], KeyedCache[bytes, Any]] = KeyedCache()
_JUDGED_KEY = secrets.token_bytes(32)
"""Of this process: a digest tells nobody else whether somebody's needs are among those that were asked."""


def current_vocabulary() -> Vocabulary:
    """The shipped vocabulary with the terms and labels of the city."""
    labels: dict[str, dict[str, str]] = {}
    for scheme, slug, label in Term.objects.order_by("position", "pk").values_list("scheme", "slug", "label"):
        labels.setdefault(scheme, {})[slug] = label
    shipped = shipped_vocabulary()
    return Vocabulary({**shipped.labels, **labels}, shipped.hard, shipped.soft)


def directory_on(day: dt.date) -> DirectoryDay:
    """The current version of the directory on a day; the last one asked for is kept in a cache."""
    columns = loading.current()
    return _day_cache.get((columns, day), lambda: DirectoryDay(columns, day, current_vocabulary()))


def matching_for(participant: Participant, day: dt.date) -> PersonalMatching:
    """The places for a participant on a day, with the needs as they were known and the numbers as they held then.

    What did not suit them before stands last, and what its host refused, or is to be kept apart from somebody, is not proposed.
    What places said by telephone counts.
    """
    key = participant.pk
    found = _match(directory_on(day), participant.needs_on(day), heard_by([key], day).get(key, {}), weights_on(day))
    return PersonalMatching.of(found, _unsuited([key], day).get(key, {}), _refused([key], day).get(key))


def _match(directory_day: DirectoryDay, needs: Needs, heard: Mapping[int, Heard], weights: Weights) -> Matching:
    """The engine's answer with what was heard: of a feature it is as if it stood in the listing, of another question it is of this person."""
    features = directory_day.columns.vocabulary["features"]
    of_features: dict[int, dict[str, bool]] = {}
    told: dict[str, dict[int, bool]] = {}
    for place, said in heard.items():
        for question, is_yes in said.sure.items():
            if question in features:
                of_features.setdefault(place, {})[question] = is_yes
            else:
                told.setdefault(question, {})[place] = is_yes
    directory_day = directory_day.with_features(of_features) if of_features else directory_day
    return match(directory_day, needs, weights, told)


def exposure_among(people: ParticipantQuerySet, day: dt.date) -> Exposure:
    """How often each place is among the first of the lists of some participants."""
    directory_day, weights = directory_on(day), weights_on(day)
    found = _for_all(people, directory_day, weights)
    return Exposure.of(directory_day, [matching for _, matching in found])


def matchings_for(people: ParticipantQuerySet, day: dt.date, weights: Weights) -> dict[int, PersonalMatching]:
    """Key of each of some participants -> their places on a day, as `matching_for` finds them for one."""
    return {person.pk: matching for person, matching in _for_all(people, directory_on(day), weights)}


def judged_for(
    people: ParticipantQuerySet, day: dt.date, weights: Weights, judge: Callable[[PersonalMatching], Judged]
) -> dict[int, Judged]:
    """Key of each of some participants -> what `judge` says of their places, as `matching_for` finds them for one.

    What it said of the same needs and answers in the same directory is kept, by a digest of these: a page that is opened again asks
    the engine about those alone of whom something changed. `judge` looks at nothing else, and what it says names nobody.
    """
    directory_day = directory_on(day)
    numbers = repr((judge.__module__, judge.__qualname__, sorted(weights.values.items())))
    kept = _judged_cache.get((directory_day.columns, day, numbers), lambda: KeyedCache(MOST_JUDGED))
    return {
        one.person.pk: kept.get(one.digest(), lambda one=one: judge(one.matching(directory_day, weights)))
        for one in _known_of(people, day)
    }


def proposal_for(people: ParticipantQuerySet, day: dt.date) -> tuple[list[Participant], Proposal]:
    """Who of some participants should go where, seats being few: the participants by position, and the proposal.

    Not in it: who is introduced somewhere already, whose seat is held there, and who waits for a while. Of people with
    `waits_since` those who wait longest come first.
    """
    directory_day, weights = directory_on(day), weights_on(day)
    asked = people.exclude(pk__in=with_open_introduction())
    asked = asked.exclude(pk__in=who_waits(asked.order_by().values_list("pk", flat=True), day))
    found = _for_all(asked, directory_day, weights)
    found.sort(key=lambda pair: (getattr(pair[0], "waits_since", None) or dt.date.max, pair[0].code))
    seats_wanted = [matching.without_unsuited() for _, matching in found]
    held = held_seats(people.values("agency"))
    return [person for person, _ in found], propose(directory_day, seats_wanted, weights, held)


def _refused(people: Collection[int], day: dt.date) -> dict[int, dict[int, str]]:
    """What hosts refused people, and what is kept apart from somebody: it is not proposed to them."""
    return joined(refused_places(people, day), kept_apart_places(people))


def _unsuited(people: Collection[int], day: dt.date) -> dict[int, dict[int, str]]:
    """What did not suit people, and what was refused for them: it stands last in their lists, and gets no seat."""
    return joined(unsuited_places(people, day), put_aside(people, day))


@dataclass(frozen=True)
class _Known:
    """What is known of one person: with the needs, all that their list is made of."""

    person: Participant
    day: dt.date
    heard: Mapping[int, Heard]
    unsuited: Mapping[int, str]
    refused: Mapping[int, str] | None

    @cached_property
    def needs(self) -> Needs:
        """Their needs on the day."""
        return self.person.needs_on(self.day)

    def matching(self, directory_day: DirectoryDay, weights: Weights) -> PersonalMatching:
        """Their places."""
        found = _match(directory_day, self.needs, self.heard, weights)
        return PersonalMatching.of(found, self.unsuited, self.refused)

    def digest(self) -> bytes:
        """The same for the same facts; nothing of them can be read in it."""
        heard = {place: sorted(said.sure.items()) for place, said in self.heard.items()}
        facts = repr((self.needs, heard, self.unsuited, self.refused))
        return blake2b(facts.encode(), digest_size=16, key=_JUDGED_KEY).digest()


def _known_of(people: ParticipantQuerySet, day: dt.date) -> Iterator[_Known]:
    found = list(people.with_needs())
    keys = [person.pk for person in found]
    unsuited, heard, refused = _unsuited(keys, day), heard_by(keys, day), _refused(keys, day)
    for person in found:
        yield _Known(person, day, heard.get(person.pk, {}), unsuited.get(person.pk, {}), refused.get(person.pk))


def _for_all(
    people: ParticipantQuerySet, directory_day: DirectoryDay, weights: Weights
) -> list[tuple[Participant, PersonalMatching]]:
    known = _known_of(people, directory_day.day)
    return [(one.person, one.matching(directory_day, weights)) for one in known]


def people_suited(key: int, people: ParticipantQuerySet, day: dt.date) -> list[tuple[Participant, ScoredPlace]]:
    """From a place to people: those of `people` whom it suits, the best first; none for a place that is not live.

    Those whom it did not suit before stand last, with `unsuited` saying so.
    """
    directory_day = directory_on(day)
    row = int(directory_day.columns.positions([key])[0])
    if row < 0:
        return []
    by_key = {person.pk: person for person in people.with_needs()}
    refused = _refused(by_key, day)
    needs = [(pk, person.needs_on(day)) for pk, person in by_key.items() if key not in refused.get(pk, {})]
    unsuited = _unsuited(by_key, day)
    for pk, person in by_key.items():
        person.unsuited = unsuited.get(pk, {}).get(key, "")
    found = [(by_key[pk], entry) for pk, entry in people_for(directory_day, row, needs, weights_on(day))]
    return sorted(found, key=lambda pair: bool(pair[0].unsuited))


def is_candidate(key: int, people: ParticipantQuerySet, day: dt.date) -> bool:
    """Whether a place is a candidate for any of `people`, whatever the verdicts.

    People of whom neither home nor municipality is known do not count: every place is a candidate for them.
    """
    directory_day, weights = directory_on(day), weights_on(day)
    row = int(directory_day.columns.positions([key])[0])
    everyone = (PreparedNeeds(directory_day, one.needs_on(day), weights) for one in people.with_needs())
    with_home = (one for one in everyone if one.point is not None or one.needs.municipality is not None)
    return any(row in Candidates.near(prepared).rows for prepared in with_home)


FOR_ONE_GENDER = ("women_only", "men_only")


def is_gender_asked(participant: Participant, day: dt.date) -> bool:
    """Whether some place that is judged for a participant is for one gender only: then, and only then, theirs is asked."""
    directory_day = directory_on(day)
    columns = directory_day.columns
    known = [slug for slug in FOR_ONE_GENDER if slug in columns.vocabulary["features"]]
    near = Candidates.near(PreparedNeeds(directory_day, participant.needs_on(day), weights_on(day)))
    return bool((near.features_yes & columns.bits("features", known)).any())


CRITERIA_IN_WORDS = {
    "status": "活動の状態",
    "referral": "受け入れ",
    "capacity": "空き",
    "age": "年齢",
    "target": "対象",
    "worry": "困りごと",
    "area": "圏域",
    "avoid": "避けたいこと",
    "needs": "欠かせない配慮",
    "schedule": "開催日時",
    "travel": "行き方",
    "fee": "費用",
    "group": "人数",
    "interest": "興味・関心",
    "stage": "参加の段階",
    "closeness": "近さ",
    "preference": "あるとよい配慮",
    "schedule_fit": "通いやすさ",
    "freshness": "情報の新しさ",
    "fee_fit": "費用の軽さ",
    "refused": "受け入れ先の返事",
}
"""Name of a criterion -> heading in Japanese, for comparisons, reasons why not, and what to ask by telephone."""


def asked_in_words(slug: str, vocabulary: Vocabulary) -> str:
    """What to ask by telephone, of `ScoredPlace.ask`: the label of a feature or the heading of a criterion."""
    return vocabulary.label("features", slug) if slug in vocabulary.labels["features"] else CRITERIA_IN_WORDS[slug]
