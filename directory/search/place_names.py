"""The names by which people say where: a town, a station or another landmark as a query means "near there".

The names are kept in memory for a version of the directory: 10,000 towns are read and folded in 0.3 s, and read again in
0.03 s after a change, since what a name folds to is remembered.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from directory.caches import KeyedCache
from directory.geo.areas import Town
from directory.geo.landmarks import STATION, Landmark
from directory.japanese.folding import fold, sound_of
from directory.japanese.readings import propose_reading
from directory.search.similarity import MOST_TERMS
from directory.snapshot.arrays import Columns

AROUND = 1_500
"""Metres around a town's middle or a landmark that count as near it: twenty minutes on foot."""
_CLOSE = "近く|ちかく|付近|ふきん|周辺|しゅうへん|あたり|まわり"
_ABOUT = re.compile(f"(の?({_CLOSE})|前|まえ)$")
_BETWEEN = (re.compile(r"[\W_]+"), re.compile(rf"[\W_]+|[ので](?!{_CLOSE})"))
"""What stands between a place and a wish: first as in 「平尾 体操」「平尾、体操」, then as in 「平尾の体操」."""
_EKI = re.compile("(駅|えき)$")


class Spot(NamedTuple):
    """A point in degrees with the name by which people know it; of a town only its middle."""

    name: str
    lat: float
    lng: float
    is_town: bool = False


class SpotMention(NamedTuple):
    """A spot that a text names, the words that name it, and the other words, "" where there are none."""

    spot: Spot
    words: str
    other_words: str


_names_cache: KeyedCache[Columns, Mapping[str, list[Spot]]] = KeyedCache()


def spots_named(text: str, columns: Columns) -> list[Spot]:
    """The spots that a text names, in kanji, kana or romaji: 「平尾」「平尾駅の近く」「hirao」; [] where it names none.

    A station that nobody has entered is looked for as the town of its name.
    """
    names, said = _names(columns), text.strip()
    for shorter in (said, about := _ABOUT.sub("", said), _EKI.sub("", about)):
        if spots := _spots_called(shorter, names):
            return spots
    return []


def spots_mentioned(text: str, columns: Columns) -> list[SpotMention]:
    """The spots that a text or one of its words names: 「平尾 体操」 and 「平尾の体操」 are 体操 near 平尾."""
    if spots := spots_named(text, columns):
        return [SpotMention(spot, text, "") for spot in spots]
    for between in _BETWEEN:
        words = [word for word in between.split(text) if word][:MOST_TERMS]
        mentions = [
            SpotMention(spot, word, " ".join(words[:number] + words[number + 1 :]))
            for number, word in enumerate(words if len(words) > 1 else ())
            for spot in spots_named(word, columns)
        ]
        if mentions:
            return mentions
    return []


def _spots_called(text: str, names: Mapping[str, list[Spot]]) -> list[Spot]:
    """The spots of exactly this name, each once; [] for an empty text."""
    found = [spot for key in _keys(text, "") for spot in names.get(key, ())] if text else []
    return list(dict.fromkeys(found))


def _keys(name: str, reading: str) -> tuple[str, str]:
    """The two keys of a name: as it is written, and as it is heard, with a mark so that the two never mix."""
    return fold(name), "♪" + sound_of(reading or propose_reading(name))


_keys_of_name = lru_cache(50_000)(_keys)  # and not of what visitors type


def _names(columns: Columns) -> Mapping[str, list[Spot]]:
    """The spots by all their keys, as they are at the version of these columns."""
    return _names_cache.get(columns, _read_names)


def _read_names() -> Mapping[str, list[Spot]]:
    names: dict[str, list[Spot]] = defaultdict(list)
    towns = Town.objects.filter(lat__isnull=False).order_by("pk").values_list("name", "koaza", "reading", "lat", "lng")
    for name, koaza, reading, *point in towns:
        for key in _keys_of_name(name + koaza, reading):
            names[key].append(Spot(name + koaza, *point, is_town=True))
    for name, reading, *point in Landmark.objects.order_by("pk").values_list("name", "reading", "lat", "lng"):
        spot = Spot(name, *point)
        for key in {*_keys_of_name(name, reading), *_keys_of_name(name.removesuffix(STATION), _EKI.sub("", reading))}:
            names[key].append(spot)
    return dict(names)
