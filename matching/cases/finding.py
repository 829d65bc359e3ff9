"""Find a person by reading, name, telephone or number while the telephone rings.

The database cannot search what it cannot read: names are decrypted in memory, compared and forgotten. Nothing here is cached.
"""

import re

from directory.japanese.folding import fold, fold_joined, sound_of, sounds_of
from directory.japanese.widths import narrow
from matching.cases.participants import Participant, ParticipantQuerySet

SHORTEST_NUMBER = 4
"""Digits from which a telephone number is looked for."""
MOST_FOUND = 50
_NO_NUMBER = re.compile(r"[^\d\s()+.・-]")
_BETWEEN = "\x1e"


def find_people(people: ParticipantQuerySet, text: str) -> list[Participant]:
    """Those of `people` with the text in their reading, name or number, or its digits in their telephone, the likeliest first.

    At most MOST_FOUND. One query, whatever the number of people.
    """
    if not (text := text.strip()):
        return []
    digits, plain = digits_in(text), narrow(text)
    rows = list(people.with_names("telephone").order_by("pk"))
    is_number = len(digits) >= SHORTEST_NUMBER and not _NO_NUMBER.search(plain)
    ranks = _by_telephone(rows, digits) if is_number else _by_name(rows, text)
    for row, person in enumerate(rows):
        if plain.casefold() in person.code.casefold():
            ranks[row] = min(ranks.get(row, 2), 0 if plain.casefold() == person.code.casefold() else 2)
    order = sorted(ranks, key=lambda row: (ranks[row], rows[row].reading, rows[row].pk))
    return [rows[row] for row in order[:MOST_FOUND]]


def digits_in(text: str) -> str:
    """The digits of a text, whatever their width and what stands between them; `telephones_in` would keep them in a cache."""
    return "".join(letter for letter in narrow(text) if letter.isascii() and letter.isdigit())


def _by_telephone(rows: list[Participant], digits: str) -> dict[int, int]:
    """Row -> rank: 0 where the number ends or begins so, as people say it, 1 where the digits stand inside."""
    found = {}
    for row, person in enumerate(rows):
        if person.named and digits in (number := digits_in(person.identity.telephone)):
            found[row] = 0 if number.endswith(digits) or number.startswith(digits) else 1
    return found


def _by_name(rows: list[Participant], text: str) -> dict[int, int]:
    """Row -> rank: 0 where the reading or the name begins so, 1 where it stands inside."""
    if not rows or not (folded := fold(text)):
        return {}
    names = fold_joined(_BETWEEN.join(person.named for person in rows)).split(_BETWEEN)
    sound, readings = sound_of(text), sounds_of([person.reading for person in rows])
    found = {}
    for row, (name, reading) in enumerate(zip(names, readings, strict=True)):
        if name.startswith(folded) or (sound and reading.startswith(sound)):
            found[row] = 0
        elif folded in name or (sound and sound in reading):
            found[row] = 1
    return found
