"""Matches one person with every place that is near: a ranked list with reasons, and for each other place the reason why not.

Pure: no database. The score of a place is a weighted mean, 0 to 1, over the criteria that apply to the person. What nobody
knows counts as the weight row `unknown`: more than a certain no and less than a yes. `known` is the share of the weight
that rests on known facts. A no of a hard criterion excludes the place, and that criterion is its one reason. Places with
the same points (thousandths) take turns by the day, those on the screen after the others where nobody asked for that; the
order ends in the key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from directory.snapshot.codes import CLOSED, EVERYWHERE
from directory.snapshot.day import tie_breakers
from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria import ANSWERS, CRITERIA, HARD, NO, UNKNOWN, Criterion, genders
from matching.engine.criteria.told import ToldCriterion, plain
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.prepared_needs import PreparedNeeds, Told
from matching.engine.weights import Weights

_QUESTIONS = {criterion.name: criterion.asks or criterion.name for criterion in CRITERIA}
"""Criterion -> what it asks: whether a place is open at the right time, and how often, are one question for the ear."""

POINTS = 1000
"""Scores are compared in thousandths; a smaller difference makes no place better than another."""

TOP_PLACES = 5
"""Places of a list that a coordinator looks at first."""

NEAR_MISSES = 5
"""The most places that are shown as near misses."""


class Reason(NamedTuple):
    """What one criterion says of one place: one of ANSWERS, the score (0 to 1), its weight, and a sentence in Japanese.

    speaks_for   whether the sentence is a reason for the place
    caveat       what to know beside the sentence; empty: nothing
    """

    criterion: str
    verdict: str
    score: float
    weight: float
    because: str
    speaks_for: bool
    caveat: str

    @property
    def doubt(self) -> str:
        """What speaks against the place; empty: nothing."""
        return self.caveat if self.verdict == "yes" or self.speaks_for else self.because


@dataclass(frozen=True, slots=True)
class ScoredPlace:
    """A place that is proposed.

    row, key       of the columns, of the resource
    score, known   0 to 1
    fit            the score in words: 「よく合う」, 「合う」 or 「条件つき」
    ask            what to ask by telephone first: slugs of features, names of criteria
    """

    row: int
    key: int
    score: float
    known: float
    fit: str
    reasons: tuple[Reason, ...]
    ask: tuple[str, ...]

    @property
    def strongest(self) -> list[Reason]:
        """The reasons that speak for the place, first the one that adds most to the score; none says what another said, and the
        second answer to one question (how often, after when) stands after all others."""
        ranked = sorted((r for r in self.reasons if r.speaks_for and r.weight), key=lambda r: -r.weight * r.score)
        first: dict[str, Reason] = {}
        for reason in ranked:
            first.setdefault(reason.because, reason)
        answers = {_QUESTIONS[reason.criterion]: reason for reason in reversed(first.values())}
        return sorted(first.values(), key=lambda r: answers[_QUESTIONS[r.criterion]] is not r)

    @property
    def weakest(self) -> Reason | None:
        """The reason with a doubt that costs the most score, None where there is no doubt."""
        against = (r for r in self.reasons if r.doubt and r.weight)
        return max(against, key=lambda r: r.weight * (1 - r.score), default=None)


class Exclusion(NamedTuple):
    """A place that is not proposed, with its one reason."""

    row: int
    key: int
    criterion: str
    because: str


class NearMiss(NamedTuple):
    """A place that only one thing keeps out.

    because   how it is now, 「行ける時間には、開いていません。」: it says nothing of the change again
    change    what would have to change: 「水曜の午後（13:30〜15:30）に行けるなら」
    """

    row: int
    key: int
    criterion: str
    because: str
    change: str


class Matching:
    """The answer for one person on one day.

    rows, points, known   the proposed places, best first: rows of the columns, score in thousandths, share known (0 to 1)
    excluded              pairs (criterion, rows of the columns), in the order of HARD
    """

    def __init__(
        self,
        prepared: PreparedNeeds,
        rows: np.ndarray,
        points: np.ndarray,
        known: np.ndarray,
        excluded: list[tuple[Criterion, np.ndarray]],
    ):
        self.prepared, self.directory_day = prepared, prepared.directory_day
        self.rows, self.points, self.known, self.excluded = rows, points, known, excluded

    def __len__(self) -> int:
        return len(self.rows)

    def scored_places(self, first: int = 0, last: int | None = None) -> list[ScoredPlace]:
        """The proposed places of the ranks from `first` (0 is the best) up to, but not including, `last`."""
        prepared, candidates = self.prepared, Candidates(self.prepared, self.rows[first:last])
        criteria = _applicable(prepared, CRITERIA)
        weights = [round(criterion.weight(prepared), 4) for criterion in criteria]
        scores = [criterion.judged(candidates).score.round(3).tolist() for criterion in criteria]
        return [
            self._scored_place(first + i, Candidate(candidates, i), list(zip(criteria, of_place, weights, strict=True)))
            for i, of_place in enumerate(zip(*scores, strict=True))
        ]

    def _scored_place(self, rank: int, place: Candidate, judged: list[tuple[Criterion, float, float]]) -> ScoredPlace:
        reasons: list[Reason] = []
        ask: list[str] = []
        for criterion, score, weight in judged:
            verdict, because = criterion.explain(place)
            speaks_for, caveat = criterion.speaks_for(place, verdict), criterion.caveat(place)
            reasons.append(Reason(criterion.name, ANSWERS[verdict], score, weight, because, speaks_for, caveat))
            ask += criterion.ask(place, verdict)
        total, known = int(self.points[rank]) / POINTS, round(float(self.known[rank]), 3)
        return ScoredPlace(
            place.row, place.key, total, known, self._fit(total), tuple(reasons), tuple(dict.fromkeys(ask))
        )

    def _fit(self, score: float) -> str:
        weights = self.prepared.weights
        return "よく合う" if score >= weights["fit.well"] else "合う" if score >= weights["fit.fair"] else "条件つき"

    def exclusions(self, among: Iterable[int] | None = None) -> Iterator[Exclusion]:
        """The places that are not proposed (of the keys `among`, if given), in the order of HARD, each with its one reason."""
        keys, wanted = self.directory_day.columns.rows.key, None if among is None else list(among)
        for criterion, excluded in self.excluded:
            rows = excluded if wanted is None else excluded[np.isin(keys[excluded], wanted)]
            candidates = Candidates(self.prepared, rows)
            for i, (row, key) in enumerate(zip(rows.tolist(), candidates.values("key"), strict=True)):
                yield Exclusion(row, key, criterion.name, criterion.explain(Candidate(candidates, i))[1])

    def counts(self) -> dict[str, int]:
        """Name of a hard criterion -> number of places that it excludes."""
        return {criterion.name: len(rows) for criterion, rows in self.excluded}

    def near_misses(self) -> list[NearMiss]:
        """Places that exactly one hard criterion excludes, by something that could change; first those that suit best."""
        candidates, excluded_by = self._excluded_by_one()
        if not excluded_by:
            return []
        criteria = [c for c in _applicable(self.prepared, CRITERIA) if c.has_degrees and not c.changeable]
        points, _ = weighted_scores(candidates, criteria)
        misses: list[NearMiss] = []
        for i in np.lexsort((candidates.of("key"), -points))[:NEAR_MISSES].tolist():
            place, criterion = Candidate(candidates, i), excluded_by[i]
            beside, change = criterion.beside(place), criterion.change(place)
            misses.append(NearMiss(place.row, place.key, criterion.name, beside, change))
        return misses

    def _excluded_by_one(self) -> tuple[Candidates, list[Criterion]]:
        """The places to which only one hard criterion says no, one that is changeable, and that criterion of each."""
        rows: list[np.ndarray] = [np.empty(0, np.int32)]
        excluded_by: list[Criterion] = []
        for criterion, excluded in self.excluded:
            if criterion.changeable:
                candidates = Candidates(self.prepared, excluded)
                candidates = candidates.keep(criterion.nearly(candidates))
                for later in _applicable(self.prepared, HARD[HARD.index(plain(criterion)) + 1 :]):
                    candidates = candidates.keep(later.verdict(candidates) != NO)
                rows.append(candidates.rows)
                excluded_by += [criterion] * len(candidates)
        return Candidates(self.prepared, np.concatenate(rows)), excluded_by

    def desks(self) -> np.ndarray:
        """Rows of the consultation desks in charge of the person's town, those for the smaller area first.

        Offered where nothing is left to propose, whatever else the person needs.
        """
        prepared, special = self.prepared, self.prepared.special
        at_home = Candidates(prepared, self.directory_day.of_municipality(prepared.needs.municipality))
        in_charge = (at_home.of("kinds") & np.uint32(special.consultation) != 0) & at_home.serves_town()
        in_charge &= self.directory_day.available[at_home.rows] & (at_home.of("referral") != CLOSED)
        in_charge &= ~genders(prepared, at_home.features_yes)[0]
        desks = at_home.keep(in_charge)
        open_to_all = (desks.of("targets") == 0) | (desks.of("targets") & special.everyone != 0)
        order = np.lexsort((desks.of("key"), ~open_to_all, desks.of("catchment") == EVERYWHERE))
        rows: np.ndarray = desks.rows[order]
        return rows


def match(directory_day: DirectoryDay, needs: Needs, weights: Weights, told: Told | None = None) -> Matching:
    """Match one person with the places of a day; `told` is what single places said of the person."""
    prepared = PreparedNeeds(directory_day, needs, weights, told)
    return rank(prepared, Candidates.near(prepared))


def rank(prepared: PreparedNeeds, candidates: Candidates) -> Matching:
    """The matching of one person with some places, each of which is either proposed or excluded."""
    excluded: list[tuple[Criterion, np.ndarray]] = []
    weight, unknown = 0.0, np.zeros(len(candidates))
    for criterion in _applicable(prepared, HARD):
        verdict = criterion.verdict(candidates)
        if not criterion.has_degrees:
            weight += criterion.weight(prepared)
            unknown += criterion.weight(prepared) * (verdict == UNKNOWN)
        stays = verdict != NO
        if not stays.all():
            excluded.append((criterion, candidates.rows[~stays]))
            candidates, unknown = candidates.keep(stays), unknown[stays]
    with_degrees = [criterion for criterion in _applicable(prepared, CRITERIA) if criterion.has_degrees]
    points, known = weighted_scores(candidates, with_degrees, weight, unknown)
    keys = candidates.of("key")
    lots = tie_breakers(keys, prepared.directory_day.day.toordinal())
    order = np.lexsort((keys, lots, _on_an_unwished_screen(candidates), -points))
    return Matching(prepared, candidates.rows[order], points[order], known[order], excluded)


def _on_an_unwished_screen(candidates: Candidates) -> np.ndarray:
    """Mask of the places that meet on the screen, for a person who never asked for that: of equal places the room comes first."""
    online = 0 if candidates.prepared.wants_online else candidates.prepared.special.online
    mask: np.ndarray = candidates.features_yes & np.uint64(online) != 0
    return mask


def weighted_scores(
    candidates: Candidates, criteria: list[Criterion], weight: float = 0.0, unknown: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Points (thousandths, int64) of every candidate by some criteria, and the share of the weight (0 to 1) that is known.

    `weight` is the sum of the weights of further criteria, to which every place says yes or unknown; `unknown` is the part
    of it to which a place says unknown.
    """
    total = np.full(len(candidates), weight) - (1 - candidates.prepared.weights["unknown"]) * unknown
    known = np.full(len(candidates), weight) - unknown
    for criterion in criteria:
        judgement, counts = criterion.judge(candidates), criterion.weight(candidates.prepared)
        total, known, weight = total + counts * judgement.score, known + counts * judgement.known, weight + counts
    return np.rint(total / weight * POINTS).astype(np.int64), known / weight


def people_for(
    directory_day: DirectoryDay, row: int, people: Iterable[tuple[int, Needs]], weights: Weights
) -> list[tuple[int, ScoredPlace]]:
    """From a place to people: of pairs (key, needs) those whom the place suits, the best first, with the place as scored.

    `row` is a row of the columns. A person to whom a hard criterion says no is left out.
    """
    suited = []
    for key, needs in people:
        prepared = PreparedNeeds(directory_day, needs, weights)
        matching = rank(prepared, Candidates(prepared, np.array([row], np.int32)))
        suited += [(key, place) for place in matching.scored_places()]
    return sorted(suited, key=lambda pair: (-pair[1].score, pair[0]))


def _applicable(prepared: PreparedNeeds, criteria: Iterable[Criterion]) -> list[Criterion]:
    wanted = [criterion for criterion in criteria if criterion.applies(prepared)]
    told = prepared.told
    if not told:
        return wanted
    questions = [one.name if one.name in told else one.asks for one in wanted]
    return [ToldCriterion(c, told[q]) if q in told else c for c, q in zip(wanted, questions, strict=True)]
