"""What one heading of a list means: known as a whole, or by what it contains. The words are data: headers.yaml."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path

import yaml

from directory.japanese.widths import narrow

LONGEST_HEADING = 60
"""Letters; what is longer in a header row is a remark."""
_UNIT = re.compile(
    r"\((?:人|名|円|歳|才|組|台|㎡|m2|分|時|時間|税込|税込み|1回|月額?|年額?|回|単位[^()]*|例[^()]*|半角[^()]*|全角[^()]*|必須|任意|"
    r"※[^()]*|[○〇×有無・、/ ]+|yyyy[^()]*|hh[^()]*|十進[^()]*|世界測地系|wgs84|複数可|記入例[^()]*)\)$"
)
_KANA = re.compile(r"[(_・\s]*(?:フリガナ|ふりがな|カナ|かな|よみがな|よみ|ヨミ|読み仮名|読みがな|読み|kana)\)?")


class Sure(Enum):
    """How a heading was understood, the surest first."""

    TOLD = "教えられた対応"
    EXACT = "見出しの言葉どおり"
    PART = "見出しの一部から"
    CELLS = "中身から"
    UNKNOWN = "分からない見出し"


@dataclass(frozen=True)
class Meaning:
    """What a heading means.

    group  fields, features, accessibility, more, marks, dates, unused, fees or persons: the tables of headers.yaml
    name   of the field or feature, or the label
    rank   how early it stands among the headings of its field; the first of a row counts
    """

    group: str
    name: str
    sure: Sure
    rank: int = 0


@cache
def aliases() -> dict:
    """headers.yaml as it is."""
    return yaml.safe_load((Path(__file__).parents[1] / "headers.yaml").read_text(encoding="utf-8"))


Told = Mapping[str, str | Sequence[str]]
"""What people say of a list's columns: {field of headers.yaml: the list's own heading, or several of them}."""


def headings_told(mapping: Told) -> dict[str, str]:
    """The same the other way round: {heading: field}."""
    return {
        heading: field
        for field, headings in mapping.items()
        for heading in ([headings] if isinstance(headings, str) else headings)
    }


@lru_cache(maxsize=16_384)
def squeezed(heading: str) -> str:
    """A heading as it is compared: without blanks, widths, and small and large letters."""
    return re.sub(r"\s", "", narrow(heading)).casefold().lstrip("\ufeff?*＊")


def without_unit(heading: str) -> str:
    """A squeezed heading without a unit or a remark in brackets at its end: 「定員(人)」 is 「定員」."""
    return _UNIT.sub("", heading)


@cache
def _known() -> dict[str, list[Meaning]]:
    """Every heading of headers.yaml with its meanings."""
    known: dict[str, list[Meaning]] = {}
    for group, name, rank, heading in _lines():
        known.setdefault(squeezed(heading), []).append(Meaning(group, name, Sure.EXACT, rank))
    return known


def _lines() -> Iterator[tuple[str, str, int, str]]:
    words = aliases()
    for group in ("fields", "features"):
        for name, headings in words[group].items():
            yield from ((group, name, rank, heading) for rank, heading in enumerate(headings))
    for group in ("more", "marks", "dates", "fees"):
        yield from ((group, name, 0, heading) for heading, name in words[group].items())
    for group in ("accessibility", "unused"):
        yield from ((group, heading, 0, heading) for heading in words[group])
    yield from (("otherwise", "name", rank, heading) for rank, heading in enumerate(words["name_otherwise"]))


def is_known(cell: str) -> bool:
    """Whether a text is a heading that is known as a whole."""
    return len(cell) <= LONGEST_HEADING and squeezed(cell) in _known()


@cache
def known_as_written() -> frozenset[str]:
    """The headings that are known, letter for letter."""
    return frozenset(heading for *_, heading in _lines())


@lru_cache(maxsize=4_096)
def meanings(heading: str) -> tuple[Meaning, ...]:
    """All that a heading may mean, the surest first; () for one that is not known.

    >>> [(m.group, m.name, m.sure.name) for m in meanings("要配慮者利用施設名称")]
    [('fields', 'name', 'PART')]
    """
    text = squeezed(heading)
    if not text or len(text) > LONGEST_HEADING:
        return ()
    if found := _known().get(text) or _known().get(without_unit(text)):
        return tuple(found)
    if names_a_person(text):
        return (Meaning("persons", heading.strip(), Sure.PART),)
    if field := _reading_of(text) or _by_part(text):
        return (Meaning("fields", field, Sure.PART),)
    return ()


def names_a_person(heading: str) -> bool:
    """Whether a heading says that a person is named below it (代表者, 担当者の携帯)."""
    text, words = squeezed(heading), aliases()["persons"]
    for word in words["without"]:
        text = text.replace(squeezed(word), "")
    return any(squeezed(word) in text for word in words["has"])


def _reading_of(text: str) -> str:
    """ "reading" for the kana of a name (「施設名（ふりがな）」), not for those of anything else (「団体名_カナ」)."""
    base = _KANA.sub("", text)
    if base == text:
        return ""
    of = {meaning.name for meaning in _known().get(base, ()) if meaning.group == "fields"}
    return "reading" if not base or "name" in of or (not of and _by_part(base) == "name") else ""


def _by_part(text: str) -> str:
    for rule in aliases()["contains"]:
        if any(squeezed(word) in text for word in rule.get("without", ())):
            continue
        if any(squeezed(word) in text for word in rule["has"]) or text.endswith(tuple(rule.get("ends", ()))):
            return rule["field"]
    return ""
