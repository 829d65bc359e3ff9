"""What a text wishes in the words of a city, and what the parts of a wish speak of: what, when, where, or a name."""

import datetime as dt
from collections.abc import Iterable

from directory.japanese.folding import fold
from directory.search import public_search
from directory.search.place_names import spots_named
from directory.search.similarity import LONGEST_QUERY
from directory.search.wishes.calendar_days import WEEKDAYS, day_meant
from directory.search.wishes.phrases import TIMES
from directory.search.wishes.reading import Understood, Wish, read_wish
from directory.search.wishes.table import phrase_book
from directory.snapshot.arrays import Columns
from directory.snapshot.day import SnapshotDay

TEXT = ("place:", "name:")
"""Heads of the concepts that are looked for as text."""
NOT = "not:"
AS_TEXT = "wish"
"""Value of `off` in an address that takes back the whole wish: the text is looked for as it stands."""
WHEN = (*TIMES, "near:")
OVERLAP, MOST_READ = 20, 500
"""Letters: what two pieces of a long text share, and how far a long text is read at all."""
_SHORT_READING = 3
DAYS = {"weekend": (5, 6), "weekday": (0, 1, 2, 3, 4)} | {day: (number,) for number, day in enumerate(WEEKDAYS)}


def wish_of(text: str, snapshot: SnapshotDay, city: str) -> Wish:
    """What a text wishes, in the words of a municipality (its code; "" for those for all); nothing for one without a letter."""
    columns = snapshot.columns
    if not public_search.has_letters(text):
        return Wish(())
    wish = read_wish(text, phrase_book(city or None, columns.version), lambda word: _is_place(word, columns))
    # Who writes a word twice means it once.
    return wish._replace(parts=tuple({part_key(part): part for part in reversed(wish.parts)}.values())[::-1])


def _is_place(word: str, columns: Columns) -> bool:
    """Whether a spot is called so. In short kana only where it is written so: うた is a song before it is 宇田."""
    return any(len(word) > _SHORT_READING or fold(word) in fold(spot.name) for spot in spots_named(word, columns))


def part_key(part: Understood) -> str:
    """A part of a wish as an address says it: its concepts."""
    return " ".join(part.concepts)


def what_is_meant(part: Understood) -> list[str]:
    """The concepts of a part but for when: a city's word may say both, and when is asked of all parts together."""
    return [concept for concept in part.concepts if not concept.startswith(WHEN)]


def weekdays_of(part: Understood) -> list[int]:
    """The weekdays that a part of a wish names, 0 for Monday; 7 for national holidays."""
    days = (concept.removeprefix("day:") for concept in part.concepts if concept.startswith("day:"))
    return [number for day in days for number in (DAYS | {"holiday": (7,)}).get(day, ())]


def days_of(part: Understood, today: dt.date) -> list[dt.date]:
    """The single days that a part of a wish names for who asks today: 「あした」, 「12月3日」."""
    days = (day_meant(concept, today) for concept in part.concepts if concept.startswith("day:"))
    return [day for day in days if day]


def text_of(parts: Iterable[Understood]) -> str:
    """The names and places among some parts, to be looked for as text."""
    return " ".join(part.words for part in parts if part.concepts[0].startswith(TEXT))


def is_text_only(wish: Wish) -> bool:
    """Whether nothing but names and places was understood: then the text is looked for as it stands."""
    return all(part.concepts[0].startswith(TEXT) for part in wish.parts)


def pieces_beyond(text: str) -> list[str]:
    """What follows the first LONGEST_QUERY letters, in pieces that share OVERLAP letters, so that a phrase is whole in one."""
    step = LONGEST_QUERY - OVERLAP
    ends = range(LONGEST_QUERY, min(len(text), MOST_READ), step)
    return [text[end - OVERLAP : end + step] for end in ends]
