"""Figures and gaps of one agency: `python -m tests.benchmarks.five_works [--people 3000] [--json]`.

indicators_ms          median of the whole board of a 年度 with the year before and each area, from the database on
indicators_cpu_ms      the same on the processor
gap_board_ms           what is missing, of everybody who waits
gap_board_cpu_ms       the same on the processor
masked_cells_revealed  hidden numbers of both that can be worked out from all that is said; the attack of the tests tries
                       `--tried` hidden numbers of each table
"""

import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks import options, own_database, report

RUNS = 3


def spent(function: Callable[[], Any]) -> tuple[float, float]:
    """Median milliseconds of a call, by the clock and on the processor."""
    taken = []
    for _ in range(RUNS):
        wall, cpu = time.perf_counter(), time.process_time()
        function()
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall_ms, cpu_ms = np.median(np.array(taken) * 1000, axis=0)
    return round(float(wall_ms), 1), round(float(cpu_ms), 1)


def measure(people: int, tried: int) -> dict[str, float]:
    """The figures of one run."""
    from matching.figures.board import Board
    from matching.figures.gaps.board import GapBoard
    from matching.figures.periods import Period
    from matching.proposals.ranked_lists import directory_on
    from tests.benchmarks.cases import UNTIL, make_cases

    agency = make_cases(people).memberships.get().agency
    directory_on(UNTIL)
    period = Period.of_year(2025)
    indicators = spent(lambda: Board(agency, UNTIL).lines(period))
    board = GapBoard(agency, UNTIL)
    gaps = spent(lambda: GapBoard(agency, UNTIL).gaps)
    figures: dict[str, float] = {"people": people, "waiting": len(board.waiting), "gaps": len(board.gaps)}
    figures |= {"indicators_ms": indicators[0], "indicators_cpu_ms": indicators[1]}
    figures |= {"gap_board_ms": gaps[0], "gap_board_cpu_ms": gaps[1]}
    figures["masked_cells_revealed"] = _revealed(Board(agency, UNTIL), board, tried)
    return figures | {"load": round(os.getloadavg()[0], 1)}


def _revealed(board: Any, gaps: Any, tried: int) -> int:
    from matching.figures.indicators import COUNTS
    from tests.matching.figures.attack import revealed

    tables = [table for count in COUNTS if count.of_people for table in board._released[count.slug].values()]
    tables += [gaps.table(gap.slug) for gap in gaps.gaps[:10]]
    return sum(len(revealed(table, tried=tried)) for table in tables)


def main() -> None:
    """Run from the command line."""
    chosen = options(__doc__, people=3000, tried=3)
    with own_database():
        report(measure(chosen.people, chosen.tried), chosen.json)


if __name__ == "__main__":
    main()
