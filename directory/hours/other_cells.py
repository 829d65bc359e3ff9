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
from directory.hours.token_meanings import Unclear, days, weekdays_of
from directory.hours.tokens import DAY_LIST, NTH_LIST

_NTH_DAYS = re.compile(rf"{NTH_LIST}[ ]*(?:の[ ]*)?{DAY_LIST}")
_COUNT = r"[\d数一二三四五六]"
_RHYTHM = re.compile(
    rf"{_NTH_DAYS.pattern}|第[ ]*[1-5一二三四五](?:[・、,]第?[1-5一二三四五])*(?:週|$|[ 、。)])|[1-5](?:[・、,][1-5])*週目|隔週|隔月|毎月|不定期|随時|[奇偶]数月"
    rf"|(?<![\d~〜])[月年]に?[ ]*{_COUNT}+(?:[~〜・、,-]{_COUNT}+)?[ ]*[回度]|{_COUNT}週間?に|(?:か月|ヶ月|カ月|ヵ月)に{_COUNT}"
)
_CLOSES = re.compile(
    r"休[館業所室]|(?<![夏冬春昼])お?休み(?!時間|の)|除く|以外の|開催(?:しない|なし|しません)|休止|廃止|解散|自粛|見合わせ|利用(?:不可|できません)"
    r"|閉[鎖館所室店](?!時)|停止|(?<!雨天)(?<!荒天)(?<!天候)(?<!雨天時は)(?<!雨天の場合は)中止|(?<!次第)(?<!受付)(?<!募集)終了(?!時|予定)"
    r"|祝日?[^。]{0,8}(?:翌|前日|振替|順延|変更)|(?:日程|日時|曜日|開催日|時間)[^。]{0,10}(?:変更|変動|異な|変わ|不定|未定|調整|相談|要問|要確認)"
    r"|変[更動](?:あり|の場合|する|になる|となる)|月(?:\d{1,2}日)?(?:から|より)[ ]*(?:開[催始設所]|実施|活動|再開)"
    r"|(?<!\d)\d{1,2}月(?:のみ|だけ|は[ ]*(?:第|休|お休|中止|開催し|な[しい]|\d))"
)
_MONTHS = r"(?:1[0-2]|[1-9])月(?:[~〜](?:1[0-2]|[1-9])月)?"
_CLOSED = rf"(?:{_MONTHS}|祝日|お盆|年末年始)"
_CLOSURES = re.compile(
    rf"(?:^|(?<=[。\n]))[※ ]*({_CLOSED}(?:[・、,と]{_CLOSED})*)[はも]?[ ]*お?休み(?:です)?(?=$|[。\n])"
)
"""A sentence that says nothing but when it is closed: 「8月は休み」."""
_WEEKDAYS = re.compile(DAY_LIST)
_OF_RECEPTION = re.compile("受付|受け付け|予約|申し?込|電話|連絡|問い?合|締め?切|期限|相談|まで")
"""What the days of a sentence may be about, other than the opening."""
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
        if not said and len(weekly) < _NEARLY_DAILY:
            _check_weekdays(text, parsed.rules)
        if not said or _says_the_same(text, parsed.rules):
            continue
        if len(weekly) >= _NEARLY_DAILY and not _CLOSES.search(text):
            continue
        raise Disagreement(f"ほかのセルに「{said[0]}」とあります。")


def _check_weekdays(text: str, rules: Sequence[Rule]) -> None:
    """Raise Disagreement where a text names a weekday on which the place is not open (「火曜サロン」 that meets on Thursday)."""
    if any(rule.times for rule in rules):
        return
    mine = {day for rule in rules for day in rule.weekdays}
    for sentence in filter(lambda part: not _OF_RECEPTION.search(part), re.split(r"[。\n;]", text)):
        for found in _WEEKDAYS.finditer(sentence):
            if "曜" in found[0] and not set(_days_named(found[0])) <= mine:
                raise Disagreement(f"ほかのセルに「{found[0]}」とあります。")


def _days_named(text: str) -> list[int]:
    try:
        return weekdays_of(text)
    except Unclear:
        return []


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
    left = _CLOSURES.sub(lambda found: "" if _all_have(rules, found[1]) else found[0], left)
    if {"祝"} & set(left) and all(rule.closed_on_holidays for rule in rules):
        left = re.sub(r"祝日.{0,3}休み", "", left)
    return not (_RHYTHM.search(left) or _CLOSES.search(left))


def _all_have(rules: Sequence[Rule], closures: str) -> bool:
    """Whether all rules are closed at what is listed in a text: months, 祝日, お盆, 年末年始."""
    return all(_has(rule, one) for rule in rules for one in re.findall(_CLOSED, closures))


def _has(rule: Rule, closure: str) -> bool:
    match closure:
        case "祝日":
            return rule.closed_on_holidays
        case "お盆":
            return rule.closed_at_obon
        case "年末年始":
            return rule.closed_at_new_year
    months = [int(number) for number in re.findall(r"\d+", closure)]
    first, last = months[0], months[-1]
    closed = {(first - 1 + at) % 12 + 1 for at in range((last - first) % 12 + 1)}
    return bool(rule.months) and not closed & set(rule.months)
