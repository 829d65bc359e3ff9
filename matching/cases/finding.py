"""Find a person by reading, name, telephone or number while the telephone rings.

The database cannot search what it cannot read: names are decrypted in memory, compared and forgotten. Nothing here is cached.
"""

import re
from typing import NamedTuple

from directory.japanese.folding import fold, fold_joined, sound_of, sounds_of
from directory.japanese.widths import narrow
from matching.cases.participants import Participant, ParticipantQuerySet

SHORTEST_NUMBER = 4
"""Digits from which a telephone number is looked for."""
MOST_FOUND = 50
_NO_NUMBER = re.compile(r"[^\d\s()+.・-]")
_BETWEEN = "\x1e"


class _Row(NamedTuple):
    """What is compared of a person; "" for what is not known, or not needed for what is looked for: each cell costs its decryption."""

    key: int
    code: str
    name: str = ""
    reading: str = ""
    telephone: str = ""


def find_people(people: ParticipantQuerySet, text: str) -> list[Participant]:
    """Those of `people` with the text in their reading, name or number, or its digits in their telephone, the likeliest first.

    At most MOST_FOUND. Two queries, whatever the number of people: of everybody the cells to compare, and whole those who are found.
    """
    if not (text := text.strip()):
        return []
    digits, plain = digits_in(text), narrow(text).casefold()
    is_number = len(digits) >= SHORTEST_NUMBER and not _NO_NUMBER.search(narrow(text))
    rows = _rows(people, "telephone") if is_number else _rows(people, "name", "reading")
    ranks = _by_telephone(rows, digits) if is_number else _by_name(rows, text)
    for row in rows:
        code = row.code.casefold()
        if plain in code:
            ranks[row.key] = min(ranks.get(row.key, 2), 0 if plain == code else 2)
    first = {row.key: (ranks[row.key], row.reading, row.key) for row in rows if row.key in ranks}
    found = people.with_names("telephone").in_bulk(sorted(first, key=first.__getitem__)[:MOST_FOUND])
    return sorted(found.values(), key=lambda one: (ranks[one.pk], one.reading, one.pk))


def _rows(people: ParticipantQuerySet, *columns: str) -> list[_Row]:
    """Everybody with some cells of who they are."""
    facts = people.order_by("pk").values_list("pk", "code", *(f"identity__{column}" for column in columns))
    return [
        _Row(key, code, **dict(zip(columns, (cell or "" for cell in cells), strict=True)))
        for key, code, *cells in facts
    ]


def digits_in(text: str) -> str:
    """The digits of a text, whatever their width and what stands between them; `telephones_in` would keep them in a cache."""
    return "".join(letter for letter in narrow(text) if letter.isascii() and letter.isdigit())


def _by_telephone(rows: list[_Row], digits: str) -> dict[int, int]:
    """Key -> rank: 0 where the number ends or begins so, as people say it, 1 where the digits stand inside."""
    found = {}
    for row in rows:
        if digits in (number := digits_in(row.telephone)):
            found[row.key] = 0 if number.endswith(digits) or number.startswith(digits) else 1
    return found


def _by_name(rows: list[_Row], text: str) -> dict[int, int]:
    """Key -> rank: 0 where the reading or the name begins so, 1 where it stands inside."""
    if not rows or not (folded := fold(text)):
        return {}
    names = fold_joined(_BETWEEN.join(row.name for row in rows)).split(_BETWEEN)
    sound, readings = sound_of(text), sounds_of([row.reading for row in rows])
    found = {}
    for row, name, reading in zip(rows, names, readings, strict=True):
        if name.startswith(folded) or (sound and reading.startswith(sound)):
            found[row.key] = 0
        elif folded in name or (sound and sound in reading):
            found[row.key] = 1
    return found
