"""The rules of 「行政データにおける機械可読性に関するルール」 (デジタル庁, 2026-03-31) that a row of ours can break. Pure.

The others are kept by how the files are made, or speak of Excel; docs/reference/open_data.md goes through all thirty.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from directory.exports.open_data.plain_cells import is_of_one_vendor
from directory.geo.municipality_codes import is_municipality_code
from directory.geo.points import in_japan

LONGEST_CELL = 5_000
"""Letters that our own import takes of one cell."""
_BARRING = frozenset(("L1-05", "L2-01", "L2-03", "L3-05", "L3-06"))
"""Rules with whose breach a machine reads something false; a row with another fault is offered, and listed for staff."""
_NUMBERS = ("緯度", "経度", "収容定員", "定員", "料金(基本)", "法人番号")
_TIMES = re.compile(r"(?:[01]\d|2[0-4]):[0-5]\d")
_DAYS = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODES = ("全国地方公共団体コード", "所在地_全国地方公共団体コード")
_NAMES = ("名称", "イベント名")
_CONTACTS = ("電話番号", "電話番号1", "連絡先電話番号", "FAX番号", "URL", "連絡先メールアドレス", "メールアドレス1")
_SEVERAL = re.compile(r"[、,;／\s]")
_ALONE = re.compile(r"同上|〃|々々")


class Fault(NamedTuple):
    """What is wrong: the rule's number, the heading, the cell, and a sentence that says what to do."""

    rule: str
    heading: str
    cell: str
    reason: str


def is_barred(faults: Iterable[Fault]) -> bool:
    """Whether a row with these faults is not offered."""
    return any(fault.rule in _BARRING for fault in faults)


def faults_of_header(headings: Sequence[str]) -> list[Fault]:
    """Headings that are empty or stand twice."""
    twice = (name for name, count in Counter(headings).items() if count > 1)
    return [
        *(Fault("L1-05", "", "", "見出しのない列があります。") for name in headings if not name.strip()),
        *(Fault("L2-03", name, name, "同じ見出しの列が、2つあります。") for name in twice),
    ]


def faults_of_row(headings: Sequence[str], row: Sequence[str]) -> list[Fault]:
    """What is wrong in a row, by heading."""
    cells = dict(zip(headings, row, strict=True))
    found = [Fault(rule, name, cells[name], reason) for rule, name, reason in _wrong_forms(cells)]
    found += [
        Fault(
            "L1-08", name, text, f"機種依存文字「{''.join(odd)}」があります。ほかの字に かえられないか、見てください。"
        )
        for name, text in cells.items()
        if (odd := [letter for letter in dict.fromkeys(text) if is_of_one_vendor(letter)])
    ]
    found += [
        Fault("L2-02", name, text, "「同上」などと 略さず、書いてください。")
        for name, text in cells.items()
        if _ALONE.fullmatch(text)
    ]
    return found + [
        Fault("L1-07", name, text[:80], f"1つのセルに 長すぎます（{LONGEST_CELL:,}字まで）。")
        for name, text in cells.items()
        if len(text) > LONGEST_CELL
    ]


def _wrong_forms(cells: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    for rule, names, is_right, reason in _FORMS:
        for name in names:
            if cells.get(name) and not is_right(cells[name]):
                yield rule, name, reason
    for name in _NAMES:
        if name in cells and not cells[name]:
            yield "L1-07", name, "名前がありません。"
    point = [cells.get(name, "") for name in ("緯度", "経度")]
    if any(point) and not _is_point(*point):
        yield "L2-01", "緯度", "日本の中の位置ではありません。地図で 位置を なおしてください。"
    if not any(cells.get(name) for name in _CODES):
        yield "L3-06", _CODES[0], "市町村コードがありません。"


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:\.\d+)?", text))


def _is_point(lat: str, lng: str) -> bool:
    return _is_number(lat) and _is_number(lng) and in_japan(float(lat), float(lng))


def _is_one(text: str) -> bool:
    return not _SEVERAL.search(text)


_FORMS: tuple[tuple[str, Iterable[str], Callable[[str], object], str], ...] = (
    ("L3-06", _CODES, is_municipality_code, "市町村コードの 検査数字が 合いません。"),
    ("L2-01", _NUMBERS, _is_number, "数字だけの列に、ほかの字が あります。"),
    ("L3-05", ("開始時間", "終了時間", "開催開始時間", "開催終了時間"), _TIMES.fullmatch, "時刻は 09:30 の形です。"),
    ("L3-05", ("開始日", "終了日", "認可等年月日"), _DAYS.fullmatch, "日づけは 2026-04-01 の形です。"),
    ("L1-07", _CONTACTS, _is_one, "番号や番地が、2つ以上あるようです。1つずつに 分けてください。"),
)
