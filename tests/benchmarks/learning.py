"""Does learning from outcomes help? `python -m tests.benchmarks.learning [--runs 10] [--json]`, on simulated outcomes.

In each run the true soft weights are today's times a factor drawn by lot. People go to one of the first places of the
list by today's weights, and stay by a coin whose odds follow the true score. Rankings by today's and by the proposed
weights are compared with the true one by nDCG@10, over other people than those whose outcomes were seen.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from matching.engine.criteria import SOFT
from matching.engine.directory_day import DirectoryDay
from matching.engine.scoring import match
from matching.engine.vocabulary import shipped_vocabulary
from matching.engine.weights import shipped_weights
from matching.evaluation.learning import SOFT_AT, Observations, learn, observations, score
from tests.benchmarks import options, report
from tests.benchmarks.invented import TODAY, country, people

PLACES, PEOPLE = 3_000, 300
FIRST, GRADES = 10, 3
WRONG_BY = 0.5
"""Deviation of the logarithm of the true weights from today's."""
STRENGTH = 12.0
"""The true odds: from a score of 0.6 to one of 0.8 they rise elevenfold."""


class Lists(NamedTuple):
    """Everyone's possible places: observations of all, and for each person the span of theirs, best by today's weights first."""

    observed: Observations
    spans: list[slice]


@cache
def everyone(places: int = PLACES, number: int = PEOPLE) -> Lists:
    """The lists of an invented country's people with at least twice FIRST possible places."""
    columns, weights = country(places), shipped_weights()
    directory_day = DirectoryDay(columns, TODAY, shipped_vocabulary())
    crowd = [(needs, match(directory_day, needs, weights).rows) for needs in people(columns, number)]
    crowd = [(needs, rows) for needs, rows in crowd if len(rows) >= 2 * FIRST]
    ends = np.cumsum([len(rows) for _, rows in crowd])
    spans = [slice(int(end) - len(rows), int(end)) for end, (_, rows) in zip(ends, crowd, strict=True)]
    return Lists(observations(directory_day, crowd, weights), spans)


def run(outcomes: int, seed: int) -> tuple[float, float]:
    """nDCG@10 of today's weights, and of those proposed from so many simulated outcomes."""
    random, lists, weights = np.random.default_rng(seed), everyone(), shipped_weights()
    truth = score(lists.observed, random.normal(0, WRONG_BY, len(SOFT)))
    half = len(lists.spans) // 2
    seen = np.array([lists.spans[i].start + random.integers(FIRST) for i in random.integers(0, half, outcomes)])
    odds = STRENGTH * (truth[seen] - truth[seen].mean())
    stayed = random.random(outcomes) < 1 / (1 + np.exp(-odds))
    observed = Observations(lists.observed.scores[seen], lists.observed.weights[seen])
    proposals = learn(observed, stayed, weights).proposals
    shifts = np.log([proposed.value / proposed.now for proposed in proposals])
    by_today, by_proposed = score(lists.observed, np.zeros(len(SOFT_AT))), score(lists.observed, shifts)
    spans = lists.spans[half:]
    return tuple(float(np.mean([_ndcg(truth[s], by[s]) for s in spans])) for by in (by_today, by_proposed))


def _ndcg(truth: np.ndarray, by: np.ndarray) -> float:
    """nDCG@10 with grades 0 to 3 between the worst and the best place of a person."""
    gains = 2 ** (GRADES * (truth - truth.min()) / max(truth.max() - truth.min(), 1e-9)) - 1
    shares = 1 / np.log2(np.arange(FIRST) + 2)
    return (gains[np.argsort(-by, kind="stable")[:FIRST]] @ shares) / (np.sort(gains)[::-1][:FIRST] @ shares)


def main() -> None:
    chosen = options(__doc__, runs=10)
    figures = {"runs": chosen.runs}
    for outcomes in (30, 300, 1000):
        found = np.array([run(outcomes, seed) for seed in range(chosen.runs)])
        better = found[:, 1] - found[:, 0]
        figures |= {
            f"today_{outcomes}": round(float(found[:, 0].mean()), 4),
            f"learned_{outcomes}": round(float(found[:, 1].mean()), 4),
            f"never_worse_{outcomes}": int((better >= -0.005).sum()),
            f"gain_{outcomes}": round(float(better.mean()), 4),
            f"least_gain_{outcomes}": round(float(better.min()), 4),
        }
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
