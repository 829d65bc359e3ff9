"""The headings of a run for people: how sure each was understood, and one line for those that several sheets share."""

from directory.imports.tables.headers import SAMPLES

SURE_IN_WORDS = {
    "TOLD": "えらんだとおり",
    "EXACT": "たしか",
    "PART": "たぶん（見出しの一部から）",
    "CELLS": "たぶん（中身から）",
    "UNKNOWN": "分かりません",
}
"""How sure a heading was understood, for people."""
_IN_DOUBT = ("PART", "CELLS", "UNKNOWN")


def merged_headings(headings: list[dict]) -> list[dict]:
    """The headings of a run, one for those that are called and taken the same on several sheets; first those in doubt."""
    merged: dict[tuple, dict] = {}
    for heading in headings:
        key = heading["heading"], heading["field"], heading["sure"]
        one = merged.setdefault(key, heading | {"samples": [], "sheets": []})
        one["samples"] = list(dict.fromkeys([*one["samples"], *heading["samples"]]))[:SAMPLES]
        one["sheets"] = list(dict.fromkeys([*one["sheets"], *filter(None, [heading["sheet"]])]))
    return sorted(merged.values(), key=lambda one: not is_in_doubt(one))


def is_in_doubt(heading: dict) -> bool:
    """Whether somebody should look at how a heading was understood."""
    return heading["sure"] in _IN_DOUBT
