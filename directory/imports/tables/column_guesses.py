"""What a column holds by the look of its cells, where its heading says nothing. Only what cannot be mistaken is guessed.

A column of clock times alone is not: the times at which one may telephone look like those at which a place is open.
"""

import re
from collections.abc import Callable, Sequence

from directory.hours.parser import parse_hours
from directory.japanese.widths import narrow
from directory.spreadsheets import cells

MOST = 0.8
"""Share of the cells that must look so."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_POSTCODE = re.compile(r"〒?\d{3}-\d{4}")
_TELEPHONE = re.compile(r"\(?0\d{1,4}\)?[- (]?\d{1,4}[-) ]\d{3,4}")
_ADDRESS = re.compile(r"(?:〒?\d{3}-?\d{4} ?)?(?:[一-鿿]{2,3}[都道府県])?[一-鿿ぁ-んァ-ヶ]{1,8}[市区町村郡].*\d.*")
_SPAN = re.compile(r"\d{1,2}[:時]\d{0,2}分?[~〜-]\d{1,2}[:時]\d{0,2}分?")
_OF_SOMETHING_ELSE = re.compile(r"受付|申込|予約|締切|〆|相談|本部|事務局|法人|緊急|更新|登録|作成|電話")
_MARKS = frozenset("○〇◯◎●×✕✖△▲-ー－✓✔レ")


def guess(heading: str, texts: Sequence[str]) -> str:
    """The field of a column without a known heading, "" where its cells are not certain. `texts` are its cells."""
    told = [narrow(text) for text in texts]
    if not told or _OF_SOMETHING_ELSE.search(heading):
        return ""
    return next((field for field, looks_so in _LOOKS if _share(told, looks_so) >= MOST), "")


def is_marks(texts: Sequence[str]) -> bool:
    """Whether a column holds nothing but ○, × and the like."""
    return bool(texts) and all(text.strip() in _MARKS for text in texts)


def _share(texts: Sequence[str], looks_so: Callable[[str], bool]) -> float:
    return sum(map(looks_so, texts)) / len(texts)


def _between(text: str, low: float, high: float) -> bool:
    return bool(re.fullmatch(r"\d{2,3}\.\d{3,}", text)) and low <= float(text) <= high


def _is_schedule(text: str) -> bool:
    parsed = parse_hours(text)
    return parsed.certain and any(rule.weekdays for rule in parsed.rules)


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("website", lambda text: bool(cells.websites(text))),
    ("email", lambda text: bool(_EMAIL.fullmatch(text))),
    ("postcode", lambda text: bool(_POSTCODE.fullmatch(text))),
    ("telephone", lambda text: bool(_TELEPHONE.fullmatch(text))),
    ("lat", lambda text: _between(text, 20, 46)),
    ("lng", lambda text: _between(text, 122, 155)),
    ("address", lambda text: bool(_ADDRESS.fullmatch(text))),
    ("hours", lambda text: bool(_SPAN.fullmatch(text))),
    ("hours_note", _is_schedule),
)
