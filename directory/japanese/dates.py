"""Dates as people write them: 令和9年2月10日, R9.2.10, 2027/2/10, 20270210, 2/10, in full width, with a weekday. Pure.

The one reader of dates: fields of forms, cells of lists and texts about opening times all ask it.
"""

import datetime as dt
import re

from directory.japanese.numbers import number_of
from directory.japanese.widths import narrow

NEAREST, PAST, COMING = "nearest", "past", "coming"
"""Which day a date without a year is: the nearest one, the last one that has been, the next one (today too).

A day that has just passed is never taken for that of the next year, nor the other way round: the form then says that it is over.
"""
_JUST = dt.timedelta(31)
EXAMPLE = "例: 2027年2月10日、令和9年2月10日、2/10"
NOT_A_DATE = f"日づけが 読みとれません。年・月・日を 書いてください。{EXAMPLE}"
WHICH_YEAR = f"何年の ことか 分かりません。年も 書いてください。{EXAMPLE}"
_ERAS = {
    "明": 1867,
    "大": 1911,
    "昭": 1925,
    "平": 1988,
    "令": 2018,
    "M": 1867,
    "T": 1911,
    "S": 1925,
    "H": 1988,
    "R": 2018,
}
"""The year before the first one of each era, by its first letter."""
_WEEKDAYS = "月火水木金土日"
_DAYS_FROM_TODAY = {
    **dict.fromkeys(("きょう", "今日", "本日"), 0),
    **dict.fromkeys(("あした", "あす", "明日"), 1),
    **dict.fromkeys(("あさって", "明後日"), 2),
    **dict.fromkeys(("きのう", "昨日"), -1),
}
_ERA = r"(?P<era>明治?|大正?|昭和?|平成?|令和?|[MTSHR])\.?"
_MARK = r"[-/.・]"
_WITH_YEAR = re.compile(
    rf"(?:{_ERA}(?P<number>\d{{1,2}}|元)|(?P<year>\d{{4}}))(?:年の?|{_MARK})"
    rf"(?P<month>\d{{1,2}})(?:月の?|{_MARK})(?P<day>\d{{1,2}})日?",
    re.IGNORECASE,
)
_DIGITS_ALONE = re.compile(rf"(?:{_ERA}(?P<number>\d\d)|(?P<year>\d{{4}}))(?P<month>\d\d)(?P<day>\d\d)", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(rf"(?P<month>\d{{1,2}})(?:月の?|{_MARK})(?P<day>\d{{1,2}})日?")
_SHORT_YEAR = re.compile(rf"\d{{1,3}}(?:年|{_MARK})\d{{1,2}}(?:月|{_MARK})\d{{1,2}}日?")
_OF_WEEKDAY = re.compile(r"[(\[]?(?P<letter>[月火水木金土日])(?P<whole>曜日?)?(?:[・/,]?祝日?)?[)\]]?$")
_TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d\d.*$", re.DOTALL)
_EDGE = re.compile(r"(?:から|より|まで|頃|ごろ|付け?|~)$")
_CHECKED = re.compile(
    r"(?:に|[、,])?(?:紙|書面|確認票|電話|訪問|本人|窓口)?(?:で|に|が)?(?:確認|たしかめ|確かめ)(?:した|しました|ました|ずみ|済み?)?$"
)
"""What people write after the day of a check: 「11月25日に紙で確認」."""
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九十]+(?=[年月日])")
_KANJI_DIGITS = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
_BY_BLANKS = re.compile(r"^(\d{4})[ ,]+(\d{1,2})[ ,]+(\d{1,2})(?!\d)")


class NotADate(ValueError):
    """A text that is no date, or no certain one; says in Japanese what is wrong and what to do."""


def read_date(text: str, today: dt.date | None = None, without_year: str = NEAREST) -> dt.date:
    """The day of a text that holds nothing but a date.

    today          the day from which 「2/10」 and 「あした」 are counted; None where they are not to be guessed
    without_year   NEAREST, PAST or COMING

    Raises NotADate for any other text, for a day that does not exist, and where the weekday is another one.

    >>> read_date("令和９年２月１０日（水）"), read_date("2/10", dt.date(2026, 11, 26))
    (datetime.date(2027, 2, 10), datetime.date(2027, 2, 10))
    """
    written, weekday = _apart(text)
    if written in _DAYS_FROM_TODAY and today is not None:
        day = today + dt.timedelta(_DAYS_FROM_TODAY[written])
    else:
        year, month, number = parts_of_date(written)
        day = _day(year, month, number) if year is not None else _without_year(month, number, today, without_year)
    if weekday and _WEEKDAYS[day.weekday()] != weekday:
        raise NotADate(
            f"{day.year}年{day.month}月{day.day}日は、{_WEEKDAYS[day.weekday()]}曜日です。日か 曜日を 見なおしてください。"
        )
    return day


def parts_of_date(written: str) -> tuple[int | None, int, int]:
    """Year (None where it is not said), month and day, as they are written; they may name no day. Raises NotADate."""
    bare = "".join(written.split())
    if found := _WITH_YEAR.fullmatch(bare) or _DIGITS_ALONE.fullmatch(bare):
        year = int(found["year"]) if found["year"] else year_of_era(found["era"], found["number"])
        return year, int(found["month"]), int(found["day"])
    if found := _WITHOUT_YEAR.fullmatch(bare):
        return None, int(found["month"]), int(found["day"])
    raise NotADate(WHICH_YEAR if _SHORT_YEAR.fullmatch(bare) else NOT_A_DATE)


def year_of_era(era: str, number: str) -> int:
    """2027 of 令和 (or R) and 9; 「元」 is the first year. Raises NotADate for the year 0.

    >>> year_of_era("令和", "元"), year_of_era("R", "9")
    (2019, 2027)
    """
    count = 1 if number == "元" else int(number)
    if not count:
        raise NotADate(NOT_A_DATE)
    return _ERAS[era[0].upper()] + count


def _apart(text: str) -> tuple[str, str]:
    """What names the day, and the letter of the weekday beside it, "" where none stands there."""
    written = _BY_BLANKS.sub(r"\1/\2/\3", narrow(text).removeprefix("西暦").rstrip(".。"))
    written = re.sub(r"\s(?!\d+:)", "", written)
    written = _EDGE.sub("", _TIME_OF_DAY.sub("", _CHECKED.sub("", written)))
    written = _KANJI_DIGITS.sub(
        lambda found: "".join(str(number_of(one)) for one in found[0].replace("零", "〇")), written
    )
    written = _KANJI_NUMBER.sub(lambda found: str(number_of(found[0])), written)
    found = _OF_WEEKDAY.search(written)
    # 「2月10日」 ends with a letter that is no weekday.
    if not found or (found["letter"] == "日" and not found["whole"] and found[0] == "日"):
        return written, ""
    return written[: found.start()], found["letter"]


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as wrong:
        raise NotADate(f"{year}年{month}月{day}日という日は ありません。年・月・日を 見なおしてください。") from wrong


def _without_year(month: int, day: int, today: dt.date | None, which: str) -> dt.date:
    if today is None:
        raise NotADate(WHICH_YEAR)
    days = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            days.append(dt.date(year, month, day))
        except ValueError:
            continue
    if which != NEAREST:
        days = [one for one in days if (one - today <= _JUST if which == PAST else today - one <= _JUST)]
    if not days:
        raise NotADate(f"{month}月{day}日という日は ありません。月と日を 見なおすか、年も 書いてください。")
    return max(days) if which == PAST else min(days) if which == COMING else min(days, key=lambda one: abs(one - today))
