"""A name with its confirmed reading, in the parts above which the reading stands. Where a part is not certain, the whole name is one."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from directory.japanese.folding import is_kana
from directory.japanese.readings import usual_reading

LONGEST = 120
"""Letters of a name; a longer one is left as it is."""
MOST_KANA = 6
"""Kana that one kanji is read as, at most: 「こころざし」 has five."""
_PARTS = re.compile(
    r"[ぁ-ゖゝゞァ-ヴヽヾー]+|[㐀-䶿一-鿿豈-﫿々〆ヵヶ0-9０-９]+|[^ぁ-ゖゝゞァ-ヴヽヾー㐀-䶿一-鿿豈-﫿々〆ヵヶ0-9０-９]+"
)
_READ = re.compile(r"[㐀-䶿一-鿿豈-﫿々〆ヵヶ]")
_SILENT = re.compile(r"[\s・、。（）()「」『』【】〜~\-‐―,.!！?？&＆/／]+")
_READING = re.compile(r"[ぁ-ゖゝゞー0-9A-Za-z]*[ぁ-ゖ][ぁ-ゖゝゞー0-9A-Za-z]*")
_DISTRICT = re.compile(r"[一二三四五六七八九十]+丁目$")


class RubyPart(NamedTuple):
    """A piece of a name and the reading above it; "" where none stands."""

    text: str
    reading: str


@lru_cache(maxsize=4_096)
def ruby_parts(name: str, reading: str) -> tuple[RubyPart, ...]:
    """The pieces of a name: (北山, きたやま), (ふれあい, ""), (会, かい).

    A piece has its own reading only where the kana of the name leave one way to part the reading; else the whole name has it.
    One part without a reading where there is none, where it cannot be spoken, or where the name has no kanji.
    """
    reading = usual_reading(reading).replace(" ", "")
    if not _READING.fullmatch(reading) or len(name) > LONGEST or not _READ.search(name):
        return (RubyPart(name, ""),)
    if (district := _DISTRICT.search(name)) and district.start() and not reading.endswith("ちょうめ"):
        # The register of postcodes gives the reading of a town without its number.
        return (*ruby_parts(name[: district.start()], reading), RubyPart(district.group(), ""))
    pieces = _PARTS.findall(name)
    found = _ways(tuple(pieces), reading)
    readings = found[0] if len(found) == 1 else None
    return tuple(map(RubyPart, pieces, readings)) if readings else (RubyPart(name, reading),)


def _ways(pieces: tuple[str, ...], reading: str) -> list[tuple[str, ...]]:
    """The ways in which a reading is that of some pieces, two at most."""

    @cache
    def ways(at: int, begin: int) -> tuple[tuple[str, ...], ...]:
        if at == len(pieces):
            return ((),) if begin == len(reading) else ()
        piece = pieces[at]
        if _SILENT.fullmatch(piece):
            return tuple(("", *rest) for rest in ways(at + 1, begin))
        if is_kana(piece):
            heard = usual_reading(piece)
            fits = reading.startswith(heard, begin)
            return tuple(("", *rest) for rest in ways(at + 1, begin + len(heard))) if fits else ()
        found: list[tuple[str, ...]] = []
        for end in range(begin + 1, min(begin + MOST_KANA * len(piece), len(reading)) + 1):
            found += ((reading[begin:end], *rest) for rest in ways(at + 1, end))
            if len(found) > 1:
                break
        return tuple(found[:2])

    return list(ways(0, 0))
