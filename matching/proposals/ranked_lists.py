"""The question as the desk asks it: this participant, this day, the directory and the numbers as they are."""

import datetime as dt

from directory.caches import KeyedCache
from directory.catalogue.vocabulary import Term
from directory.snapshot import loading
from directory.snapshot.arrays import Columns
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.engine.assignment import Proposal, propose
from matching.engine.candidates import Case
from matching.engine.directory_day import DirectoryDay
from matching.engine.scoring import Matching, ScoredPlace, match, people_for
from matching.engine.weights import Weights
from matching.engine.wording import Vocabulary, shipped_words
from matching.evaluation.exposure import Exposure
from matching.proposals.weight_rows import weights_on

_day_cache: KeyedCache[tuple[Columns, dt.date], DirectoryDay] = KeyedCache()


def words_now() -> Vocabulary:
    """The word lists with the labels that the city has given them."""
    labels: dict[str, dict[str, str]] = {}
    for scheme, slug, label in Term.objects.order_by("position", "pk").values_list("scheme", "slug", "label"):
        labels.setdefault(scheme, {})[slug] = label
    shipped = shipped_words()
    return Vocabulary({**shipped.labels, **labels}, shipped.hard, shipped.soft)


def ground_on(day: dt.date) -> DirectoryDay:
    """The directory at its present version, as it stands on a day; kept until either changes."""
    columns = loading.current()
    return _day_cache.get((columns, day), lambda: DirectoryDay(columns, day, words_now()))


def candidates_for(participant: Participant, day: dt.date) -> Matching:
    """The places for a participant, with the needs and the numbers that were known on that day."""
    return match(ground_on(day), participant.needs_on(day), weights_on(day))


def exposure_among(people: ParticipantQuerySet, day: dt.date) -> Exposure:
    """How often each place is among the first of the lists of some participants."""
    ground, weights = ground_on(day), weights_on(day)
    return Exposure.of(ground, [matching for _, matching in _for_all(people, ground, weights)])


def proposal_for(people: ParticipantQuerySet, day: dt.date) -> tuple[list[Participant], Proposal]:
    """Who of some participants should go where, places being few: the participants by position, and the proposal."""
    ground, weights = ground_on(day), weights_on(day)
    found = _for_all(people, ground, weights)
    return [person for person, _ in found], propose(ground, [matching for _, matching in found], weights)


def _for_all(people: ParticipantQuerySet, ground: DirectoryDay, weights: Weights) -> list[tuple[Participant, Matching]]:
    return [(person, match(ground, person.needs_on(ground.day), weights)) for person in people.with_needs()]


def people_suited(key: int, people: ParticipantQuerySet, day: dt.date) -> list[tuple[Participant, ScoredPlace]]:
    """From a place to people: those of `people` whom it suits, the best first; none for a place that is not live."""
    ground = ground_on(day)
    row = int(ground.columns.positions([key])[0])
    if row < 0:
        return []
    by_key = {person.pk: person for person in people.with_needs()}
    needs = [(pk, person.needs_on(day)) for pk, person in by_key.items()]
    return [(by_key[pk], entry) for pk, entry in people_for(ground, row, needs, weights_on(day))]


def is_judged(key: int, people: ParticipantQuerySet, day: dt.date) -> bool:
    """Whether a place is near enough to be judged for any of `people`, whatever the answer; near nobody whose home nobody
    knows."""
    ground, weights = ground_on(day), weights_on(day)
    row = int(ground.columns.positions([key])[0])
    cases = (Case(ground, one.needs_on(day), weights) for one in people.with_needs())
    at_home = (case for case in cases if case.point is not None or case.needs.municipality is not None)
    return any(row in case.candidates().rows for case in at_home)


CRITERIA_IN_WORDS = {
    "status": "活動の状態",
    "referral": "受け入れ",
    "capacity": "空き",
    "age": "年齢",
    "target": "対象",
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
}
"""The criteria as headings: of a comparison's rows, of the reasons why not, of what to ask by telephone."""


def asked_in_words(word: str, words: Vocabulary) -> str:
    """What to ask by telephone: a feature's label or a criterion's heading."""
    return words.label("features", word) if word in words.labels["features"] else CRITERIA_IN_WORDS[word]
