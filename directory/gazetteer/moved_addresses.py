"""An address that changes without its point: whether it is another spot, and what people are told of the new point."""

import re

from directory.catalogue.places import Place
from directory.japanese.folding import fold
from directory.japanese.numbers import number_of
from directory.japanese.widths import narrow

_CHOME = re.compile(r"([一二三四五六七八九十]{1,3})(?=丁目)")
_NUMBERS = re.compile(r"\d+(?:(?:丁目|番地|番|号|の|[-ー\s])+\d+)*")
_WHERE = {
    Place.Precision.EXACT: "",
    Place.Precision.TOWN: "地図の位置は おおよそ です（町のまん中）。",
    Place.Precision.MUNICIPALITY: "地図の位置は おおよそ です（市町村のまん中）。",
    Place.Precision.NONE: "地図の位置は 分かりません。",
}


def same_spot(one: str, other: str) -> bool:
    """Whether two addresses of a municipality name the same spot: in another notation, or one more exactly than the other.

    >>> same_spot("平尾一丁目2番3号", "平尾1-2-3 会館2階"), same_spot("平尾1-2", "平尾1-3"), same_spot("平尾1", "平尾1-3")
    (True, False, False)
    """
    (town, numbers), (other_town, others) = _parts(one), _parts(other)
    shared = min(len(numbers), len(others))
    return town == other_town and (numbers == others or (shared > 1 and numbers[:shared] == others[:shared]))


def _parts(address: str) -> tuple[str, list[int]]:
    """The folded town of an address, and its numbers."""
    text = _CHOME.sub(lambda found: str(number_of(found[1])), narrow(address))
    numbers = _NUMBERS.search(text)
    if not numbers:
        return fold(text), []
    return fold(text[: numbers.start()]), [int(number) for number in re.findall(r"\d+", numbers[0])]


def note_of_move(precision: str) -> str:
    """What is said of a place whose address changed and whose point is that of the new address; "" for an exact one."""
    where = _WHERE[Place.Precision(precision)]
    return f"住所が変わりました。{where}" if where else ""
