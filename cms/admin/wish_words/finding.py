"""How many public places a meaning finds today, by the selection that list and map of the site ask too."""

from collections.abc import Callable, Iterable
from itertools import groupby

import numpy as np
from django.utils import timezone

from directory.snapshot import loading
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import UnknownWord
from directory.snapshot.selection import Selection

FREE, CHEAP = 0, 300
"""Yen a visit that are meant by 無料 and 安い."""
_DAYS = {
    **{day: (number,) for number, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
    "weekend": (5, 6),
    "weekday": (0, 1, 2, 3, 4),
}


def counter_for(city: str = "") -> Callable[[Iterable[str]], int]:
    """A function from concepts to the number of public places of a city (its code; "" for all) that they find today.

    One query for the version of the directory, however often the function is called.
    """
    now = timezone.localtime()
    everything = Selection.of(loading.current(), now.date(), now.time())
    if city:
        everything = everything.in_municipality(city)
    known: dict[tuple[str, ...], int] = {}

    def count(concepts: Iterable[str]) -> int:
        meant = tuple(sorted(concepts))
        if meant not in known:
            known[meant] = len(_narrowed(everything, meant))
        return known[meant]

    return count


def _narrowed(selection: Selection, concepts: tuple[str, ...]) -> Selection:
    """Of several concepts with one head either will do; those with different heads all hold."""
    for head, group in groupby(concepts, key=lambda concept: concept.partition(":")[0]):
        words = [concept.partition(":")[2] for concept in group]
        try:
            selection = _by_head(selection, head, words)
        except UnknownWord:
            # A word of the vocabulary that no place has had since the snapshot was made.
            return selection.matching(np.array([], np.int64))
    return selection


def _by_head(selection: Selection, head: str, words: list[str]) -> Selection:
    match head:
        case "kind":
            return selection.of_kinds(words)
        case "activity":
            return selection.with_activities(words)
        case "target":
            return selection.for_targets(words)
        case "feature":
            return selection.with_features(words)
        case "stage" | "worry":
            columns = selection.snapshot.columns
            return selection.matching(columns.rows.key[_mask(columns, head, words)])
        case "time":
            return selection.in_parts_of_day(words)
        case "fee":
            return selection.costing_at_most(CHEAP if "cheap" in words else FREE)
        case "day":
            return _on_days(selection, words)
        case "online":
            return selection.with_features(["online"])
    return selection


def _mask(columns: Columns, head: str, words: list[str]) -> np.ndarray:
    if head == "worry":
        return columns.with_worries(words)
    mask: np.ndarray = columns.rows.stages & np.uint32(columns.bits("stages", words)) != 0
    return mask


def _on_days(selection: Selection, words: list[str]) -> Selection:
    if "today" in words:
        return selection.open_today()
    if "tomorrow" in words:
        return selection.open_tomorrow()
    days = [number for word in words for number in _DAYS.get(word, ())]
    return selection.on_weekdays(days) if days else selection
