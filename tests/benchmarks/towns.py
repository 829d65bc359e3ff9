"""How well the ranking agrees with a graded town: `python -m tests.benchmarks.towns [FILE] [--json]`, per person.

Without a file it is our own rural town.

nDCG@5 (gain 2^grade - 1, a place without a grade gains 0) and the people who are shown a `never` among their first five.
"""

import argparse
import json
import math
from pathlib import Path
from typing import Any

from matching.engine.weights import Weights
from matching.evaluation.stories import load_yaml
from matching.evaluation.towns import Town, town_of
from tests.paths import TESTS

FIRST = 5
RURAL = TESTS / "matching" / "towns" / "kamitani.yaml"


def read_town(path: Path) -> Town:
    """A graded town from its file; raises InvalidInput with every problem of its places."""
    return town_of(load_yaml(path))


def ndcg(codes: list[str], grades: dict[str, int]) -> float:
    """nDCG@5 of a ranking."""
    ideal = _gain(sorted((2**grade - 1 for grade in grades.values()), reverse=True))
    return _gain([2 ** grades.get(code, 0) - 1 for code in codes]) / ideal


def _gain(gains: list[int]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains[:FIRST]))


def figures(town: Town, weights: Weights | None = None) -> dict[str, Any]:
    """nDCG of every person and their mean, and who is shown what must never be shown."""
    rankings = town.rankings(weights)
    people = {p["id"]: round(ndcg(rankings[p["id"]], p["grades"]), 4) for p in town.people}
    shown = {p["id"]: [code for code in rankings[p["id"]][:FIRST] if code in p["never"]] for p in town.people}
    violations = {person: codes for person, codes in shown.items() if codes}
    return {"ndcg": round(sum(people.values()) / len(people), 4), "violations": violations, "people": people}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("town", type=Path, nargs="?", default=RURAL)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    town = read_town(options.town)
    found = figures(town)
    if options.json:
        print(json.dumps({**found, "rankings": {p: c[:FIRST] for p, c in town.rankings().items()}}, ensure_ascii=False))
        return
    rankings = town.rankings()
    for person in town.people:
        grades = person["grades"]
        shown = " ".join(f"{code}({grades.get(code, '-')})" for code in rankings[person["id"]][:FIRST])
        print(f"{person['id']:12} {found['people'][person['id']]:.3f}  {shown}")
    print(f"nDCG@{FIRST} {found['ndcg']:.4f}, people shown a never: {len(found['violations'])} {found['violations']}")


if __name__ == "__main__":
    main()
