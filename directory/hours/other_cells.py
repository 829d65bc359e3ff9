"""Cells that are not about time (names, remarks) but speak of it: they assert nothing, and can contradict what is asserted.

Pure.
"""

import datetime as dt
import re
from collections.abc import Sequence

from directory.hours.cell_text import CellText, Disagreement
from directory.hours.normalization import normalized
from directory.hours.parser import ParsedHours
from directory.hours.rules import Rule
from directory.hours.token_meanings import days
from directory.hours.tokens import DAY_LIST, NTH_LIST

_NTH_DAYS = re.compile(rf"{NTH_LIST}[ ]*(?:の[ ]*)?{DAY_LIST}")
_RHYTHM = re.compile(
    rf"{_NTH_DAYS.pattern}|第[ ]*[1-5一二三四五]週|隔週|隔月|毎月|月に?\d回|不定期|随時|[奇偶]数月|年に?\d回"
)
_CLOSES = re.compile(r"休[館業所室]|(?<![夏冬春昼])お?休み(?!時間|の)|除く|以外の|開催(?:しない|なし|しません)")
_NEARLY_DAILY = 5
"""Weekdays from which on what another text says of a rhythm is about something that happens there, not about the opening."""


def texts_to_read(others: Sequence[str], today: dt.date | None) -> list[str]:
    """Other texts that the parser understands whole and that speak of days or closures: they count like a note."""
    found = []
    for text in others:
        if len(text) > 200 or not (_RHYTHM.search(normalized(text)) or _CLOSES.search(normalized(text))):
            continue
        try:
            CellText(text, today)
        except ValueError:
            continue
        found.append(text)
    return found


def check_others(parsed: ParsedHours, others: Sequence[str]) -> None:
    """Raise Disagreement where another text of the row says a rhythm or a closure that the rules do not have."""
    pairs = {(day, rule.weeks) for rule in parsed.rules for day in rule.weekdays}
    weekly = {day for day, weeks in pairs if not weeks}
    for text in map(normalized, others):
        said = _RHYTHM.search(text) or _CLOSES.search(text)
        if not said or _says_the_same(text, parsed.rules):
            continue
        if len(weekly) >= _NEARLY_DAILY and not _CLOSES.search(text):
            continue
        raise Disagreement(f"ほかのセルに「{said[0]}」とあります。")


def _says_the_same(text: str, rules: Sequence[Rule]) -> bool:
    """Whether every ordinal of a text is one of the rules', and nothing else in it speaks of a rhythm or a closure."""
    mine = {(day, week) for rule in rules for day in rule.weekdays for week in rule.weeks}
    for found in _NTH_DAYS.finditer(text):
        try:
            told = days(found[0]).weekdays
        except ValueError:
            return False
        if not {(day, week) for day, weeks in told.items() for week in weeks} <= mine:
            return False
    left = _NTH_DAYS.sub("", text)
    if mine:
        left = left.replace("毎月", "").replace(f"月{len(mine)}回", "")
    if {"祝"} & set(left) and all(rule.closed_on_holidays for rule in rules):
        left = re.sub(r"祝日.{0,3}休み", "", left)
    return not (_RHYTHM.search(left) or _CLOSES.search(left))
