"""From an address to a point, offline: the towns of a municipality are known, and nothing is guessed beyond them.

An address is compared as `japanese.fold` leaves it, the longest town name first, so that ヶ/ケ/が, 大字, full-width digits and
漢数字 do not matter. The municipality is given and its name is taken off as a whole: 四日市市 and 野々市市 are never cut at
their first 市. A name that only begins like a town (平尾台 and 平尾) is not that town.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from directory.catalogue.places import Place
from directory.gazetteer.municipality_names import PREFECTURE, names_elsewhere, without_county
from directory.geo.areas import Municipality, Town
from directory.geo.points import metres_from, micro
from directory.japanese.folding import fold
from directory.japanese.numbers import number_of
from directory.japanese.radicals import true_letters

NEIGHBOURHOOD = 30_000
"""Metres around a municipality's centre within which its places lie, unless its own towns reach further."""
BEYOND_TOWNS = 10_000
"""Metres that a place may lie beyond the farthest middle of a town."""
LONGEST_ADDRESS = 60
_POSTCODE = re.compile(r"^〒?\s*\d{3}-?\d{4}\s*|^〒\s*")
LONGEST_NAME = 12
"""Letters of a municipality's name with its 郡 or its ward."""
_COUNTY = re.compile(r"^[一-鿿ぁ-んァ-ヶ]{1,6}郡")
_DASH = r"\s*[-‐‑–—―−ー－の]\s*"
_CHOME = re.compile(r"^\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*丁目")
_NUMBERS = re.compile(rf"^\s*(\d+)((?:{_DASH}\d+)*)")
_FOLDED_CHOME = re.compile(r"^(.+?)([一二三四五六七八九十]{1,3})丁目$")
# What may follow the name of a town: its number, a named part, the end, or a new word.
_AFTER_TOWN = re.compile(
    r"^(?:$|[\s\d、,(（-]|[大小]?字|[甲乙丙丁戊己庚辛壬癸イロハ](?![ぁ-んァ-ヶ])|[一二三四五六七八九十百]+(?:番|丁目|号)|第\d|地内|無?番地|番外)"
)


@dataclass(frozen=True)
class Located:
    """Where an address is. `rest` is the part of the address that was not recognised; `notes` are remarks for people."""

    precision: str = Place.Precision.NONE
    lat: float | None = None
    lng: float | None = None
    town: Town | None = None
    rest: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class _Name:
    """All towns of one folded name: the plain one, those with a 丁目, those with a 小字."""

    plain: Town | None = None
    chome: dict[int, Town] = field(default_factory=dict)
    koaza: dict[str, Town] = field(default_factory=dict)


class Gazetteer:
    """The towns of one municipality by their folded names, to find the point of an address."""

    def __init__(self, municipality: Municipality, towns: Sequence[Town]):
        self.municipality, self.towns = municipality, towns
        self.names: dict[str, _Name] = {}
        for town in towns:
            self._add(town)
        self._add_streets(towns)
        self.longest = max(map(len, self.names), default=0)
        self.reach = self._reach(towns)

    def _add(self, town: Town) -> None:
        folded = fold(_without_oaza(town.name))
        chome = _FOLDED_CHOME.match(folded)
        name = self.names.setdefault(chome[1] if chome else folded, _Name())
        if town.koaza:
            name.koaza.setdefault(fold(town.koaza), town)
        elif chome:
            name.chome[number_of(chome[2])] = town
        else:
            name.plain = town

    def _add_streets(self, towns: Iterable[Town]) -> None:
        """A 小字 that is a 町 and the only one of its name is written alone: 長野市権堂町 is 大字鶴賀権堂町."""
        streets: dict[str, list[Town]] = {}
        for town in towns:
            if town.koaza.endswith("町"):
                streets.setdefault(fold(town.koaza), []).append(town)
        for folded, found in streets.items():
            if len(found) == 1 and folded not in self.names:
                self.names[folded] = _Name(plain=found[0])

    def _reach(self, towns: Iterable[Town]) -> float:
        points = [(town.lat, town.lng) for town in towns if town.lat is not None]
        if not points or self.municipality.lat is None:
            return NEIGHBOURHOOD
        return max(NEIGHBOURHOOD, float(self._metres(np.array(points)).max()) + BEYOND_TOWNS)

    def _metres(self, points: np.ndarray) -> np.ndarray:
        lats, lngs = np.rint(points.T * 1_000_000).astype(np.int64)
        return metres_from(micro(self.municipality.lat), micro(self.municipality.lng), lats, lngs)

    def metres_from_centre(self, lat: float, lng: float) -> float:
        """Metres from the municipality's centre; 0 where that is unknown."""
        return float(self._metres(np.array([(lat, lng)]))[0]) if self.municipality.lat is not None else 0.0

    def is_near(self, lat: float, lng: float) -> bool:
        """Whether a point may lie in the municipality: near enough to it. Its exact border is not known."""
        return self.metres_from_centre(lat, lng) <= self.reach

    def locate(self, address: str) -> Located:
        """The point of an address as exactly as the towns tell it; see Located."""
        text = self.within(unicodedata.normalize("NFKC", true_letters(address)).strip())
        if text is None:
            return Located(rest=address.strip(), notes=(f"{self.municipality.name}の住所ではありません。",))
        if not text:
            return self._middle("") if address.strip() else Located()
        found = self._name_in(text)
        if found is None:
            return self._middle(text, "町の名前が、町の一覧にありません。" if self.names else "")
        name, rest = found
        return self._in_town(name, rest)

    def within(self, text: str) -> str | None:
        """What follows the municipality's name; None for an address that names another one."""
        text, where = _POSTCODE.sub("", text), self.municipality
        prefecture = PREFECTURE.match(text)
        if text.startswith(where.prefecture):
            text = text[len(where.prefecture) :].lstrip()
        elif prefecture and not self._begins_with_town(text):
            return None
        for own, name in ((text, where.name), (_COUNTY.sub("", text), without_county(where.name))):
            if own.startswith(name):
                return own[len(name) :].lstrip(" 、,")
        lengths = range(2, LONGEST_NAME)
        if any(text[:length] in names_elsewhere() for length in lengths) and not self._begins_with_town(text):
            return None
        return text

    def _begins_with_town(self, text: str) -> bool:
        return self._name_in(text) is not None

    def _name_in(self, text: str) -> tuple[_Name, str] | None:
        """The longest town name at the beginning of a text, and what follows it."""
        text = _without_oaza(text)
        folded = fold(text[:LONGEST_ADDRESS])
        for length in range(min(self.longest, len(folded)), 0, -1):
            key = folded[:length]
            if key not in self.names:
                continue
            rest = _after(text, key)
            if key.endswith(("町", "丁目")) or _AFTER_TOWN.match(rest) or self._names_a_part(self.names[key], rest):
                return self.names[key], rest
        return None

    def _names_a_part(self, name: _Name, rest: str) -> bool:
        folded = fold(rest[:LONGEST_ADDRESS])
        return any(folded.startswith(part) for part in name.koaza)

    def _in_town(self, name: _Name, rest: str) -> Located:
        number, after = _chome_in(rest, name)
        if number in name.chome:
            return self._at(name.chome[number], after)
        if part := self._part_in(name, rest):
            return self._at(*part)
        note = f"{number}丁目が、町の一覧にありません。" if number and name.chome else ""
        if name.plain:
            return self._at(name.plain, rest.strip(), note)
        some = [town for town in (*name.chome.values(), *name.koaza.values()) if town.lat is not None]
        if not some:
            return self._middle(rest, note or "町の位置が分かりません。")
        lat, lng = (sum(axis) / len(some) for axis in zip(*((town.lat, town.lng) for town in some), strict=True))
        note = note or ("丁目が書いてありません。" if name.chome else "")
        return Located(Place.Precision.TOWN, round(lat, 6), round(lng, 6), None, rest.strip(), (note,) if note else ())

    def _part_in(self, name: _Name, rest: str) -> tuple[Town, str] | None:
        rest = _without_oaza(rest.strip())
        folded = fold(rest[:LONGEST_ADDRESS])
        part = max((part for part in name.koaza if folded.startswith(part)), key=len, default=None)
        return (name.koaza[part], _after(rest, part)) if part else None

    def _at(self, town: Town, rest: str, note: str = "") -> Located:
        notes = (note,) if note else ()
        if town.lat is None:
            middle = self._middle(rest, *notes, "町の位置が分かりません。")
            return replace(middle, town=town)
        return Located(Place.Precision.TOWN, town.lat, town.lng, town, rest.strip(), notes)

    def _middle(self, rest: str, *notes: str) -> Located:
        where = self.municipality
        precision = Place.Precision.NONE if where.lat is None else Place.Precision.MUNICIPALITY
        return Located(precision, where.lat, where.lng, None, rest.strip(), tuple(note for note in notes if note))


def _without_oaza(text: str) -> str:
    return re.sub(r"^(?:大字|小字|字)\s*", "", text)


def _after(text: str, folded: str) -> str:
    """The rest of a text after its shortest beginning that is `folded` once it is folded."""
    for end in range(1, len(text) + 1):
        beginning = fold(text[:end])
        if beginning == folded or len(beginning) > len(folded):
            return text[end:] if beginning == folded else text[end - 1 :]
    return ""


def _chome_in(rest: str, name: _Name) -> tuple[int | None, str]:
    """The 丁目 that follows a town's name, and what is left. 「1-2-3」 says one where the town has them, 「1-2」 where it has nothing else."""
    if said := _CHOME.match(rest):
        return number_of(said[1]), rest[said.end() :].strip()
    numbers = _NUMBERS.match(rest)
    if not numbers or not name.chome:
        return None, rest
    more = re.findall(r"\d+", numbers[2])
    if len(more) >= 2 or (more and name.plain is None):
        return int(numbers[1]), re.sub(rf"^{_DASH}", "", rest[numbers.end(1) :]).strip()
    return None, rest
