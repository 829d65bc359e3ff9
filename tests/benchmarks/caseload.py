"""Many waiting people and few seats: `python -m tests.benchmarks.caseload [--people 1000] [--seats 890] [--json]`.

An invented town in which everybody waits at once: the total score of the proposed assignment against first come, first
served, how many people get no place by each, and the milliseconds of finding it once the lists are made.
"""

import time
from dataclasses import replace

import numpy as np

from directory.snapshot.arrays import Columns
from matching.engine.assignment import LEFT_OUT, assign, first_come, seats_of, total
from matching.engine.directory_day import DirectoryDay
from matching.engine.scoring import Matching, match
from matching.engine.vocabulary import shipped_vocabulary
from matching.engine.weights import shipped_weights
from tests.benchmarks import options, report
from tests.benchmarks.invented import TODAY, country, people

PLACES = 150
RUNS = 5


def crowded(places: int, seats: int, seed: int = 5) -> Columns:
    """An invented country in which so many seats are spread over the places at random."""
    columns = country(places)
    shares = np.random.default_rng(seed).multinomial(seats, np.full(places, 1 / places))
    return replace(columns, rows=replace(columns.rows, capacity_left=shares.astype(np.uint16)))


def crowded_lists(number: int, seats: int) -> tuple[list[Matching], np.ndarray]:
    """The lists of so many people in a crowded town, and the seats of every place."""
    columns, weights = crowded(PLACES, seats), shipped_weights()
    directory_day = DirectoryDay(columns, TODAY, shipped_vocabulary())
    matchings = [match(directory_day, needs, weights) for needs in people(columns, number)]
    return matchings, seats_of(directory_day, weights)


def main() -> None:
    chosen = options(__doc__, people=1000, seats=890)
    matchings, seats = crowded_lists(chosen.people, chosen.seats)
    spent = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        proposed = assign(matchings, seats)
        spent.append((time.perf_counter() - begin) * 1000)
    served = first_come(matchings, seats)
    flow, first = total(matchings, proposed), total(matchings, served)
    figures = {
        "people": chosen.people,
        "seats": int(seats.sum()),
        "places": PLACES,
        "possible_places": round(float(np.mean([len(matching) for matching in matchings])), 1),
        "total_flow": round(flow, 1),
        "total_first_come": round(first, 1),
        "ratio_x": round(flow / first, 3),
        "ms": round(float(np.median(spent)), 1),
        "unplaced": int((proposed == LEFT_OUT).sum()),
        "unplaced_first_come": int((served == LEFT_OUT).sum()),
    }
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
