"""One person against every place that is near: a short ranked list with reasons, and one reason each why not.

Pure: no database. The score is the weighted mean, over the criteria that the person's needs make a question, of how well
a place answers (0 to 1); what nobody knows counts as the weight row `unknown`, more than a sure no and less than a yes.
`known` is the share of the weight that rests on known facts. A no of a hard criterion takes the place out, with that
criterion as its one reason. Places with the same points (thousandths) take turns by the day; the order ends in the key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from directory.snapshot.codes import ACTIVE, CLOSED, EVERYWHERE
from directory.snapshot.day import tie_breakers
from matching.engine.candidates import Candidate, Candidates, Case
from matching.engine.criteria import ANSWERS, CRITERIA, HARD, NO, UNKNOWN, Criterion
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.weights import Weights

POINTS = 1000
"""Scores are told in thousandths; finer differences make no place better than another."""


class Reason(NamedTuple):
    """What one criterion says of one place."""

    criterion: str
    verdict: str
    score: float
    weight: float
    because: str


@dataclass(frozen=True, slots=True)
class ScoredPlace:
    """A place that is proposed. `row` and `key` are the directory's; `ask` is to be checked by telephone first."""

    row: int
    key: int
    score: float
    known: float
    fit: str
    reasons: tuple[Reason, ...]
    ask: tuple[str, ...]

    @property
    def strongest(self) -> list[Reason]:
        """The reasons that speak for the place by what they add to the score, best first."""
        return sorted((r for r in self.reasons if r.verdict == "yes" and r.weight), key=lambda r: -r.weight * r.score)

    @property
    def weakest(self) -> Reason | None:
        """The reason that costs the most score, if one does not speak for the place."""
        against = (r for r in self.reasons if r.verdict != "yes" and r.weight)
        return max(against, key=lambda r: r.weight * (1 - r.score), default=None)


class Exclusion(NamedTuple):
    """A place that is not proposed, with its one reason."""

    row: int
    key: int
    criterion: str
    because: str


class NearMiss(NamedTuple):
    """A place that only one thing keeps out, and what would have to change: 「水曜の午後（13:30〜15:30）に行けるなら」."""

    row: int
    key: int
    criterion: str
    because: str
    change: str


class Matching:
    """The answer for one person on one day.

    rows, points, known   the proposed places, best first: rows of the columns, thousandths, share known
    excluded              pairs (criterion, rows) in hard order
    """

    def __init__(self, case: Case, rows: np.ndarray, points: np.ndarray, known: np.ndarray, excluded: list):
        self.case, self.ground = case, case.ground
        self.rows, self.points, self.known = rows, points, known
        self.excluded: list[tuple[Criterion, np.ndarray]] = excluded

    def __len__(self) -> int:
        return len(self.rows)

    def entries(self, first: int = 0, last: int | None = None) -> list[ScoredPlace]:
        """The proposed places from one rank to another, with all their reasons."""
        sight = Candidates(self.case, self.rows[first:last])
        said = [
            (c, c.judge(sight).score.round(3).tolist(), c.weight(self.case)) for c in _applying(self.case, CRITERIA)
        ]
        return [
            self._entry(first + i, Candidate(sight, i), [(c, scores[i], w) for c, scores, w in said])
            for i in range(len(sight))
        ]

    def _entry(self, rank: int, place: Candidate, said: list[tuple[Criterion, float, float]]) -> ScoredPlace:
        reasons, ask = [], []
        for criterion, score, weight in said:
            verdict, because = criterion.explain(place)
            reasons.append(Reason(criterion.name, ANSWERS[verdict], score, round(weight, 4), because))
            ask += criterion.ask(place, verdict)
        score, known = int(self.points[rank]) / POINTS, round(float(self.known[rank]), 3)
        return ScoredPlace(
            place.row, place.key, score, known, self._fit(score), tuple(reasons), tuple(dict.fromkeys(ask))
        )

    def _fit(self, score: float) -> str:
        weights = self.case.weights
        return "よく合う" if score >= weights["fit.well"] else "合う" if score >= weights["fit.fair"] else "条件つき"

    def exclusions(self) -> Iterator[Exclusion]:
        """The places that are not proposed, in hard order, each with its one reason."""
        for criterion, rows in self.excluded:
            sight = Candidates(self.case, rows)
            for i, (row, key) in enumerate(zip(rows.tolist(), sight.told("key"), strict=True)):
                yield Exclusion(row, key, criterion.name, criterion.explain(Candidate(sight, i))[1])

    def counts(self) -> dict[str, int]:
        """How many places each hard criterion keeps out."""
        return {criterion.name: len(rows) for criterion, rows in self.excluded}

    def near_misses(self, most: int = 5) -> list[NearMiss]:
        """Places that exactly one hard criterion keeps out, by something that could change; those that suit best first."""
        rows, by = [], []
        for criterion, excluded in self.excluded:
            if criterion.changeable:
                sight = Candidates(self.case, excluded)
                for later in _applying(self.case, HARD[HARD.index(criterion) + 1 :]):
                    sight = sight.keep(later.verdict(sight) != NO)
                rows.append(sight.rows)
                by += [criterion] * len(sight)
        if not by:
            return []
        sight = Candidates(self.case, np.concatenate(rows))
        points, _ = weigh(sight, [c for c in _applying(self.case, CRITERIA) if c.graded and not c.changeable])
        misses: list[NearMiss] = []
        for i in np.lexsort((sight.of("key"), -points)):
            place = Candidate(sight, int(i))
            if change := by[i].change(place):
                misses.append(NearMiss(place.row, place.key, by[i].name, by[i].explain(place)[1], change))
            if len(misses) == most:
                break
        return misses

    def desks(self) -> np.ndarray:
        """Rows of the consultation desks in charge of the person's town, those for the smaller area first.

        What is offered when nothing is left to propose, whatever else the person needs.
        """
        at_home = Candidates(self.case, self.ground.of_municipality(self.case.needs.municipality))
        consultation = np.uint32(self.ground.columns.bits("kinds", ("consultation",)))
        in_charge = (at_home.of("kinds") & consultation != 0) & at_home.serves_town()
        in_charge &= (self.ground.status[at_home.rows] == ACTIVE) & (at_home.of("referral") != CLOSED)
        desks = at_home.keep(in_charge)
        open_to_all = (desks.of("targets") == 0) | (desks.of("targets") & self.case.everyone != 0)
        return desks.rows[np.lexsort((desks.of("key"), ~open_to_all, desks.of("catchment") == EVERYWHERE))]


def match(ground: DirectoryDay, needs: Needs, weights: Weights, seed: int | None = None) -> Matching:
    """Match one person with the places of a ground. `seed` turns equal places; by default it is the day's."""
    case = Case(ground, needs, weights)
    return rank(case, case.candidates(), seed)


def rank(case: Case, sight: Candidates, seed: int | None = None) -> Matching:
    """The matching of one case with the places of a sight."""
    excluded: list[tuple[Criterion, np.ndarray]] = []
    weight, unknown = 0.0, np.zeros(len(sight))
    for criterion in _applying(case, HARD):
        verdict = criterion.verdict(sight)
        if not criterion.graded:
            weight += criterion.weight(case)
            unknown += criterion.weight(case) * (verdict == UNKNOWN)
        stays = verdict != NO
        if not stays.all():
            excluded.append((criterion, sight.rows[~stays]))
            sight, unknown = sight.keep(stays), unknown[stays]
    points, known = weigh(sight, [c for c in _applying(case, CRITERIA) if c.graded], weight, unknown)
    keys = sight.of("key")
    order = np.lexsort((keys, tie_breakers(keys, case.ground.day.toordinal() if seed is None else seed), -points))
    return Matching(case, sight.rows[order], points[order], known[order], excluded)


def weigh(
    sight: Candidates, criteria: list[Criterion], weight: float = 0.0, unknown: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Points of the places of a sight by graded criteria, and the share of the weight that rests on known facts.

    `weight` is that of further criteria to which every place says yes, but for the weight `unknown`.
    """
    got = np.full(len(sight), weight) - (1 - sight.case.weights["unknown"]) * unknown
    known = np.full(len(sight), weight) - unknown
    for criterion in criteria:
        _, score, sure = criterion.judge(sight)
        its = criterion.weight(sight.case)
        got, known, weight = got + its * score, known + its * sure, weight + its
    return np.rint(got / weight * POINTS).astype(np.int64), known / weight


def people_for(
    ground: DirectoryDay, row: int, people: Iterable[tuple[int, Needs]], weights: Weights
) -> list[tuple[int, ScoredPlace]]:
    """From a place to people: of (key, needs) pairs those whom the place suits, the best first.

    `row` is a row of the columns; a person for whom a hard criterion says no is left out.
    """
    suited = []
    for key, needs in people:
        case = Case(ground, needs, weights)
        suited += [(key, entry) for entry in rank(case, Candidates(case, np.array([row], np.int32))).entries()]
    return sorted(suited, key=lambda pair: (-pair[1].score, pair[0]))


def _applying(case: Case, criteria: Iterable[Criterion]) -> list[Criterion]:
    return [criterion for criterion in criteria if criterion.applies(case)]


LOOKED_AT = 5
"""Places of a list that a coordinator looks at first."""
