"""The tables in which a phrase is looked up, as plain data: JSON holds them, so that a process loads them and makes nothing.

Pure. Where several phrases are found by the same, it is the first of them.
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from directory.search.wishes.phrases import Phrase, PhraseKeys

HOLE = "〓"
"""Stands for the letter that is missing in a key of `holes`."""
HERE = ""
"""Key under which a node of `bases` has the number of the phrase that ends there."""
SHORTEST_READ = 3
"""Kana of the shortest reading that is looked for as if it were written."""
_LONGEST_HOLED = 8


class Tables(NamedTuple):
    """What finds a phrase, which goes by its number.

    phrases  text, concepts with blanks between, whether it is a danger
    written  folded letters → phrase, in the order of the letters; readings too
    sounds   sound → phrase
    bases    base form → node of the base forms after it
    holes    letters with one missing → letters that fill it to what is written
    like     first letter and length → what is written so and means something
    read     keys of `written` that are only the reading of a phrase
    """

    phrases: list[list[Any]]
    written: dict[str, int]
    sounds: dict[str, int]
    bases: dict[str, Any]
    holes: dict[str, str]
    like: dict[str, list[str]]
    read: list[str]


def tables_of(entries: Iterable[tuple[Phrase, PhraseKeys]], holed: Collection[str]) -> Tables:
    """The tables of some phrases. `holed`: the letters that may be wrong."""
    entries = list(entries)
    tables = Tables([[p.text, " ".join(p.concepts), p.is_danger] for p, _ in entries], {}, {}, {}, {}, {}, [])
    for number, (_, keys) in enumerate(entries):
        if keys.written and keys.written not in tables.written:
            tables.written[keys.written] = number
            _add_holes(keys.written, tables.holes, holed)
    tables.read.extend({keys.read for _, keys in entries} - tables.written.keys() - {""})
    for number, (_, keys) in enumerate(entries):
        _add_heard(number, keys, tables)
    for key, number in tables.written.items():
        if len(key) > SHORTEST_READ and tables.phrases[number][1]:
            tables.like.setdefault(like_key(key[0], len(key)), []).append(key)
    return tables._replace(written=dict(sorted(tables.written.items())))


def like_key(letter: str, length: int) -> str:
    """The key of `like` for what begins with a letter and has so many."""
    return f"{letter}{length}"


def _add_holes(key: str, holes: dict[str, str], holed: Collection[str]) -> None:
    if 1 < len(key) <= _LONGEST_HOLED:
        for place, letter in enumerate(key):
            if letter in holed:
                hole = f"{key[:place]}{HOLE}{key[place + 1 :]}"
                holes[hole] = holes.get(hole, "") + letter


def _add_heard(number: int, keys: PhraseKeys, tables: Tables) -> None:
    if keys.read:
        tables.written.setdefault(keys.read, number)
    if keys.sound:
        tables.sounds.setdefault(keys.sound, number)
    if keys.bases:
        node = tables.bases
        for base in keys.bases:
            node = node.setdefault(base, {})
        node.setdefault(HERE, number)


def laid_over(own: Tables, other: Tables) -> Tables:
    """Own phrases, and those of other tables where these are not found; both stay as they are.

    It costs as much as copying the other tables, a hundredth of making them.
    """
    first = len(other.phrases)
    only_read, certain = set(own.read), other.written.keys() - set(other.read)
    mine = {key: first + number for key, number in own.written.items() if not (key in only_read and key in certain)}
    return Tables(
        other.phrases + own.phrases,
        dict(sorted((other.written | mine).items())),
        other.sounds | {key: first + number for key, number in own.sounds.items()},
        _joined(own.bases, other.bases, first),
        other.holes | {hole: letters + other.holes.get(hole, "") for hole, letters in own.holes.items()},
        other.like | {key: list(dict.fromkeys([*of, *other.like.get(key, ())])) for key, of in own.like.items()},
        list({*other.read, *own.read} - certain - (own.written.keys() - only_read)),
    )


def _joined(own: dict[str, Any], other: dict[str, Any], first: int) -> dict[str, Any]:
    """A node with all that comes after it in either; of phrases that end there it is one's own."""
    mine = {
        base: first + node if base == HERE else _joined(node, other.get(base, {}), first) for base, node in own.items()
    }
    return other | mine
