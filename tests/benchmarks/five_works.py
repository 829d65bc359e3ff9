"""Figures, gaps and つなぐシート of one agency: `python -m tests.benchmarks.five_works [--people 3000] [--sheets 5000] [--json]`.

indicators_ms          median of the whole board of a 年度 with the year before and each area, from the database on
indicators_cpu_ms      the same on the processor
gap_board_ms           what is missing, of everybody who waits, the first time
gap_board_cpu_ms       the same on the processor
gap_board_again_cpu_ms the same where nobody's needs and no place have changed since
sheet_list_p95_ms      the list of つなぐシート, by turns waiting, late, answered, and a page far behind
sheet_list_cpu_ms      the same, median on the processor
sheet_list_queries     the most that one of them asks, with all sheets; sheet_list_queries_of_few with a hundredth of them
masked_cells_revealed  hidden numbers of both that can be worked out from all that is said; the attack of the tests tries
                       `--tried` hidden numbers of each table, and what who kept the board of each month works out of two years
"""

import os
import random
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks import options, own_database, report, timed

RUNS = 3


def spent(function: Callable[[], Any], before: Callable[[], Any] = lambda: None) -> tuple[float, float]:
    """Median milliseconds of a call, by the clock and on the processor; `before` is called each time before it."""
    taken = []
    for _ in range(RUNS):
        before()
        wall, cpu = time.perf_counter(), time.process_time()
        function()
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall_ms, cpu_ms = np.median(np.array(taken) * 1000, axis=0)
    return round(float(wall_ms), 1), round(float(cpu_ms), 1)


def sheet_list(user: Any, sheets: int) -> dict[str, float]:
    """The figures of the list with so many sheets more."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from matching.models import ReferralSheet
    from tests.benchmarks.cases import UNTIL, pass_on

    agency, client = user.memberships.get().agency, Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    found: dict[str, float] = {}
    for many, name in ((sheets // 100, "_of_few"), (sheets, "")):
        already = ReferralSheet.objects.count()
        pass_on(agency, [None] * max(0, many - already), random.Random(many), UNTIL, first=already)
        addresses = [f"/desk/sheets/?{query}" for query in ("", "kind=late", "kind=answered", "kind=answered&page=40")]
        queries = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(address).status_code == 200
            queries.append(len(asked))
        found[f"sheet_list_queries{name}"] = max(queries)
    begin = time.process_time()
    _, taken = timed(client.get, addresses * 10)
    found["sheet_list_cpu_ms"] = round((time.process_time() - begin) / len(taken) * 1000, 1)
    return found | {"sheets": sheets, "sheet_list_p95_ms": round(float(np.percentile(taken, 95)), 1)}


def measure(people: int, tried: int, sheets: int) -> dict[str, float]:
    """The figures of one run."""
    from django.test import override_settings

    from matching.figures.board import Board
    from matching.figures.gaps.board import GapBoard
    from matching.figures.periods import Period
    from matching.proposals.ranked_lists import _judged_cache, directory_on
    from tests.benchmarks.cases import UNTIL, make_cases

    user = make_cases(people)
    agency = user.memberships.get().agency
    directory_on(UNTIL)
    period = Period.of_year(2025)
    indicators = spent(lambda: Board(agency, UNTIL).lines(period))
    board = GapBoard(agency, UNTIL)
    gaps = spent(lambda: GapBoard(agency, UNTIL).gaps, _judged_cache.clear)
    again = spent(lambda: GapBoard(agency, UNTIL).gaps)
    figures: dict[str, float] = {"people": people, "waiting": len(board.waiting), "gaps": len(board.gaps)}
    figures |= {"indicators_ms": indicators[0], "indicators_cpu_ms": indicators[1]}
    figures |= {"gap_board_ms": gaps[0], "gap_board_cpu_ms": gaps[1], "gap_board_again_cpu_ms": again[1]}
    with override_settings(HAS_SECOND_STEP=False, DEBUG=False):  # a session that has taken the second step
        figures |= sheet_list(user, sheets)
    figures["masked_cells_revealed"] = _revealed(Board(agency, UNTIL), board, tried)
    return figures | {"load": round(os.getloadavg()[0], 1)}


def _revealed(board: Any, gaps: Any, tried: int) -> int:
    from matching.figures.indicators import COUNTS
    from matching.figures.masking import Released
    from tests.matching.figures.attack import revealed, revealed_by_months

    years = [table.counts for count in COUNTS if count.of_people for table in board._released[count.slug].values()]
    tables = [*map(Released, years), *(gaps.table(gap.slug) for gap in gaps.gaps[:10])]
    by_months = sum(len(revealed_by_months(counts, tried)) for counts in years[:2])
    return sum(len(revealed(table, tried=tried)) for table in tables) + by_months


def main() -> None:
    """Run from the command line."""
    chosen = options(__doc__, people=3000, tried=3, sheets=5000)
    with own_database():
        report(measure(chosen.people, chosen.tried, chosen.sheets), chosen.json)


if __name__ == "__main__":
    main()
