"""Wishes as people type them, with their right readings: tests/benchmarks/wish_queries.

No line is a rule: what is held is how many of a file are read wrong, so that a change of a rule or a number shows what it costs.
"""

import csv
import re

import pytest

from directory.search.wishes.reading import read_wish
from directory.search.wishes.table import shipped_book
from tests.paths import TESTS

pytestmark = pytest.mark.django_db
QUERIES = TESTS / "benchmarks" / "wish_queries"
MISREAD = {
    "own": 81,
    "siblings": 32,
    "voices": 27,
    "fresh": 24,
    "clauses": 4,
    "clauses_again": 8,
    "kinds": 2,
    "kinds_again": 3,
}
"""Lines that are read otherwise than their author meant; many of them by a newer and narrower word that the author did not have."""

LEFT_OVER = {
    "own": 38,
    "siblings": 11,
    "voices": 10,
    "fresh": 16,
    "clauses": 4,
    "clauses_again": 4,
    "kinds": 9,
    "kinds_again": 6,
}
"""Lines of which other words are searched as text than their author meant."""


def text_of(concepts):
    """The names and places among some concepts, which are searched as text."""
    return {concept for concept in concepts if concept.startswith(("place:", "name:"))}


def is_right(means, concepts):
    """Whether each thing that was meant (one of its alternatives) was understood and nothing else was; names and places are text."""
    groups = [[c for c in group.split("|") if not c.startswith(("place:", "name:"))] for group in means.split()]
    days = [group for group in groups if group and all(c.startswith("day:") for c in group)]
    if len(days) > 1:
        groups = [group for group in groups if group not in days] + [[day for group in days for day in group]]
    understood = {concept for concept in concepts if not concept.startswith(("place:", "name:"))}
    allowed = {concept for group in groups for concept in group}
    return understood <= allowed and all(understood & set(group) for group in groups if group)


@pytest.mark.parametrize("name", MISREAD)
def test_no_more_lines_are_misread_than_before(name):
    with (QUERIES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    book = shipped_book()
    wishes = {line["query"]: read_wish(line["query"], book) for line in lines}
    wrong = [line["query"] for line in lines if not is_right(line["means"], wishes[line["query"]].concepts)]
    assert len(wrong) <= MISREAD[name], wrong
    lost = [
        q
        for q, means in ((line["query"], line["means"]) for line in lines)
        if text_of(wishes[q].concepts) != text_of(re.split(r"[ |]", means))
    ]
    assert len(lost) <= LEFT_OVER[name], lost
    alarms = {line["query"] for line in lines if wishes[line["query"]].is_danger and not line["crisis"]}
    assert alarms == set()
