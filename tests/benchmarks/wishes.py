"""How well wishes are understood: `python -m tests.benchmarks.wishes --queries FILE [--json]`.

FILE is a CSV like ../shared/wishes/wishes.csv with query, means, crisis, note; `score.py` and `narrower.csv` beside it judge, or those of
../shared/wishes where it lies elsewhere. Read with the shipped words, without a database. `false_alarms` counts lines without a crisis that
got the notice. The times are those of one reading each, after the words are made ready.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import options, own_database, report, spread, timed
from tests.paths import SHARED

FIGURES = ("exact", "precision", "recall", "f1", "traps", "crisis", "false_alarms")


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__, queries=SHARED / "wishes" / "wishes.csv")
    with own_database():
        figures = measured(chosen.queries)
    report(figures, chosen.json)


def measured(queries: Path) -> dict[str, float]:
    """The scorer's figures and the times for a file of queries."""
    from directory.search.wishes.reading import read_wish
    from directory.search.wishes.table import shipped_book

    with queries.open(encoding="utf-8", newline="") as file:
        texts = [row["query"] for row in csv.DictReader(file)]
    book = shipped_book()
    read_wish(texts[0], book)
    wishes, milliseconds = timed(lambda text: read_wish(text, book), texts)
    readings = [
        {"query": text, "concepts": wish.concepts, "crisis": wish.is_danger}
        for text, wish in zip(texts, wishes, strict=True)
    ]
    scored = _scored(queries, readings)
    return {figure: scored[figure] for figure in FIGURES} | spread(milliseconds)


def _scored(queries: Path, readings: list[dict]) -> dict:
    scorer = queries.with_name("score.py")
    scorer = scorer if scorer.exists() else SHARED / "wishes" / "score.py"
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(readings, file, ensure_ascii=False)
        file.flush()
        command = [sys.executable, str(scorer), str(queries), file.name]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
