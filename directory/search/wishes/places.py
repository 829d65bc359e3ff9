"""Which words of a wish are towns, stations and landmarks of the gazetteer."""

from collections.abc import Callable
from functools import lru_cache

from django.db import DatabaseError

from directory.geo.areas import Town
from directory.geo.landmarks import STATION, Landmark
from directory.japanese.folding import fold


def place_names() -> Callable[[str], bool]:
    """Says whether a text is the name of a stored town or landmark, with or without 駅; two queries, all in memory.

    The search itself asks `directory.search.place_names`, which knows where they are.
    """
    try:
        towns = [name + koaza for name, koaza in Town.objects.values_list("name", "koaza")]
        marks = list(Landmark.objects.values_list("name", flat=True))
    except DatabaseError:  # no table yet
        towns, marks = [], []
    names = {fold(name) for name in [*towns, *marks, *(mark.removesuffix(STATION) for mark in marks)]}
    names.discard("")
    return lambda text: _folded(text) in names


@lru_cache(2_000)
def _folded(text: str) -> str:
    return fold(text)
