"""What the tokens of `tokens` mean: days, weeks, months, hours, dates and rhythms.

Pure. A word that stands for two things (休日, 第2土日, a bare 3:00) is refused with Unclear, never guessed.
"""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from directory.hours.rules import (
    EVEN_MONTHS,
    EVERY_MONTH,
    EVERY_WEEK,
    LAST,
    ODD_MONTHS,
    WEEKDAY_LETTERS,
    ends_next_day,
)
from directory.hours.tokens import (
    DAY_LIST,
    ENDING_IN,
    EVERY,
    MONTHDAY_LIST,
    MONTHDAY_RANGE,
    NTH_LIST,
    TO,
    YEARED_MONTHS,
)
from directory.japanese.dates import NotADate, parts_of_date, year_of_era


class Unclear(ValueError):
    """Words that contradict each other or can mean two things."""


@dataclass(frozen=True)
class Days:
    """Days of the week, each with the weeks of the month in which it is meant, or days of the month."""

    weekdays: dict[int, frozenset[int]]
    monthdays: frozenset[int] = frozenset()
    every: int = 1
    needs_season: bool = False
    named: frozenset[int] = frozenset()
    """The weekdays whose own letter stands in the text, without those between 「月」 and 「金」 of 「月〜金」."""

    @property
    def plain(self) -> bool:
        """Weekdays and nothing more."""
        return not self.monthdays and self.every == 1


Hours = tuple[dt.time | None, dt.time | None]
"""Start and end; None where it is open. An end that is not after its start is on the following day."""
HALF_A_YEAR = 183
"""Days ahead within which a date without a year is looked for."""
_LATE, _EARLY = 17, 5
"""Hours: a bare 22:00–2:00 can only be the night; it begins at the first or later and ends at the second or earlier."""
_UNITS = {"週": "week", "月": "month", "年": "year"}
_KANJI_NUMBERS = str.maketrans("一二三四五六", "123456")


def days(text: str) -> Days:
    """The meaning of a DAYS token; raises Unclear where it can mean two things."""
    if text in ("毎日", "平日"):
        return Days(dict.fromkeys(range(7 if text == "毎日" else 5), EVERY_WEEK))
    if re.fullmatch(ENDING_IN, text):
        endings = {int(digit) for digit in re.findall(r"\d", text)}
        return Days({}, frozenset(day for day in range(1, 32) if day % 10 in endings))
    if re.fullmatch(MONTHDAY_RANGE, text):
        first, last = map(int, re.findall(r"\d+", text))
        return Days({}, frozenset(range(first, last + 1)))
    if re.fullmatch(rf"(?:毎月 *の?)?{MONTHDAY_LIST}|毎?月末", text):
        numbers = [LAST if "末" in number else int(number) for number in re.findall(r"\d+|末", text)]
        return Days({}, frozenset(numbers), needs_season=not text.startswith(("毎", "月")))
    every, ordinals, of, listed = _parts(rf"({EVERY})?(?:({NTH_LIST}) *(の *)?)?({DAY_LIST})", text)
    weekdays = weekdays_of(listed)
    if ordinals:
        # 「第1月曜・水曜」 may mean every Wednesday, 「第2土日」 the Sunday after the second Saturday.
        if "週" in every or (len(weekdays) > 1 and not of):
            raise Unclear(text)
        return Days(dict.fromkeys(weekdays, weeks(ordinals)))
    if every.startswith(("毎月", "月")):
        raise Unclear(text)
    counted = re.match(r"\d", every)
    weeks_between = 2 if "隔" in every else int(counted[0]) if counted else 1
    letters = listed.replace("曜日", "曜")
    named = frozenset(day for day in weekdays if WEEKDAY_LETTERS[day] in letters)
    return Days(dict.fromkeys(weekdays, EVERY_WEEK), every=weeks_between, named=named)


def _parts(pattern: str, text: str) -> tuple[str, ...]:
    """The groups of a pattern that must hold, empty where nothing was said."""
    match = re.fullmatch(pattern, text)
    if match is None:
        raise Unclear(text)
    return match.groups("")


def weekdays_of(text: str) -> list[int]:
    """The weekdays (0 is Monday) of a list such as 「月〜水・金」; raises Unclear for 「月曜日火」, where one of two is a mistake."""
    if re.search(r"曜日[月火水木金土日](?!曜)|曜[月火水木金土](?!曜)", text):
        raise Unclear(text)
    found: list[int] = []
    for to, letter in re.findall(rf"({TO})?([月火水木金土日])(?:曜(?:日(?!曜))?)?", text):
        day = WEEKDAY_LETTERS.index(letter)
        if to and found:
            found += [(found[-1] + step) % 7 for step in range(1, (day - found[-1]) % 7)]
        found.append(day)
    return found


def weeks(text: str) -> frozenset[int]:
    """The weeks of a list such as 「第1〜第3」, 「第2.4」, 「最終」."""
    found: list[int] = []
    for to, week in re.findall(rf"({TO})?第? *([1-5]|最|末)", text.translate(_KANJI_NUMBERS)):
        number = int(week) if week.isdigit() else LAST
        if to and found:
            found += range(found[-1] + 1, number)
        found.append(number)
    return frozenset(found)


def season(text: str) -> frozenset[int]:
    """The months of a SEASON token."""
    if text in ("奇数月", "偶数月"):
        return frozenset(ODD_MONTHS if text == "奇数月" else EVEN_MONTHS)
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if not set(numbers) <= EVERY_MONTH:
        raise Unclear(text)
    if re.search(TO, text):
        first, last = numbers
        return frozenset((first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1))
    return frozenset(numbers)


def frequency(text: str) -> tuple[int, str]:
    """(2, "month") of 「月2回」; 0 times where only the unit is said (「毎月」). 「隔月」 is six times a year."""
    if text == "隔月":
        return 6, "year"
    unit, number = _parts(r"毎?([月週年])(?:に|間)?[ ]*(\d{1,2})?[回度日]?", text.translate(_KANJI_NUMBERS))
    return int(number or 0), _UNITS[unit]


def hours(text: str) -> Hours:
    """The meaning of an HOURS token; raises Unclear (or ValueError for 9:75) where the half of the day is open."""
    if text.startswith("24時間"):
        return dt.time(0), dt.time(0)
    text = re.sub(r"迄$", "まで", text)
    first, _, last = re.sub(TO, "~", text.removesuffix("まで"), count=1).partition("~")
    if text.endswith("まで") and not last:
        first, last = "", first
    start = _clock(first, None) if first else None
    end = _clock(last, start) if last else None
    if start and start.following:
        raise Unclear(text)
    times = (start.time if start else None, end.time if end else None)
    if start and end and ends_next_day(*times) != _may_follow(start, end):
        raise Unclear(text)
    if end and end.following and not start and end.time != dt.time(0):
        raise Unclear(text)
    return times


@dataclass(frozen=True)
class _Clock:
    """A time as it was said: with 午前 or 午後 (`half`), and whether it is on the following day (翌, 24:00 and later)."""

    time: dt.time
    half: str = ""
    following: bool = False


def _may_follow(start: _Clock, end: _Clock) -> bool:
    """Whether an end is meant to be after midnight; 24:00 itself is not."""
    if end.time == dt.time(0):
        return False
    if end.following:
        return True
    return not end.half and start.time.hour >= _LATE and end.time.hour <= _EARLY


_HALVES = {"AM": "午前", "PM": "午後", "朝": "午前", "昼": "午後", "夕方": "午後", "夜": "午後"}


def _clock(text: str, start: _Clock | None) -> _Clock:
    """A time; 午前 or 午後 said with the start holds for an end without its own. A bare small hour is Unclear."""
    if text == "正午":
        return _Clock(dt.time(12))
    following, half, hours_said, minutes_said = _parts(
        r"(翌)?(?:日|朝)?の?(?:深夜)? *(?:(午前|午後|AM|PM|朝|昼|夕方|夜) *の? *)?(\d+)[:時]?(半|\d+)?(?:分|:00)?", text
    )
    hour, minute = int(hours_said), 30 if minutes_said == "半" else int(minutes_said or 0)
    half = "" if half == "昼" and hour == 12 else _HALVES.get(half, half)
    if half and (hour == 12 or (half == "午前" and hour > 12)):
        raise Unclear(text)
    if hour >= 24 and not half:
        return _Clock(dt.time(hour - 24, minute), following=True)
    meant = half or (start.half if start and not following else "")
    if meant == "午後" and hour < 12:
        hour += 12
    if not meant and not following and hour <= _EARLY and not (start and start.time.hour >= _LATE):
        raise Unclear(text)
    return _Clock(dt.time(hour, minute), half, bool(following))


def period(text: str, today: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a PERIOD token. A date without a year is one of the coming half year, or Unclear."""
    first, _, last = re.sub(TO, "~", text.removesuffix("まで"), count=1).partition("~")
    if text.endswith("まで") and not last:
        first, last = "", first
    if re.fullmatch(YEARED_MONTHS, text):
        return _first_and_last_of_months(first, last)
    since, until = (date(part, today) if part else None for part in (first, last))
    return since, until


def _first_and_last_of_months(first: str, last: str) -> tuple[dt.date, dt.date]:
    """The days of 「令和8年4月」 and 「9月」; the second may have no year."""
    since = date(f"{first.strip()}1日", None)
    until = following(f"{last.strip().removesuffix('末')}1日", since)
    return since, until.replace(day=calendar.monthrange(until.year, until.month)[1])


def dates(texts: Sequence[str], today: dt.date | None, fiscal_year: int | None = None) -> list[dt.date]:
    """The days of DATE tokens in their order: a date without a year follows the one before it.

    fiscal_year     「令和8年度」 (April to March) that holds for the first date
    Raises Unclear where a weekday that was written is not the date's, or where the first date has no year and `today` is None.
    """
    found: list[dt.date] = []
    for text in texts:
        bare, _, weekday = text.partition("(")
        bare = bare.strip()
        day = following(bare, found[-1]) if found else _in_fiscal_year(bare, fiscal_year) or date(bare, today)
        if weekday and WEEKDAY_LETTERS[day.weekday()] != weekday[0]:
            raise Unclear(text)
        if found and day <= found[-1]:
            raise Unclear(text)
        found.append(day)
    return found


def _in_fiscal_year(text: str, fiscal_year: int | None) -> dt.date | None:
    if fiscal_year is None:
        return None
    _, month, day = _date_parts(text)
    return dt.date(fiscal_year + (month < 4), month, day)


def fiscal_year(text: str) -> int:
    """2026 of a FISCAL_YEAR token such as 「令和8年度」."""
    era, number = _parts(r"(令和|R)? *(\d+|元)年度 *:?", text)
    return year_of_era(era, number) if era else int(number)


def following(text: str, before: dt.date) -> dt.date:
    """The first date of a text after another one; a day without a month is of the same month. Raises ValueError for no date."""
    if day_only := re.fullmatch(r"(\d+)日", text):
        return before.replace(day=int(day_only[1]))
    year, month, day = _date_parts(text)
    if year is None:
        year = before.year if (month, day) > (before.month, before.day) else before.year + 1
    return dt.date(year, month, day)


def date(text: str, today: dt.date | None) -> dt.date:
    """A date; without a year it is one of the coming half year, or Unclear where `today` is None."""
    year, month, day = _date_parts(text)
    if year is not None:
        return dt.date(year, month, day)
    if today is None:
        raise Unclear(text)
    for number in (today.year, today.year + 1):
        if 0 <= (dt.date(number, month, day) - today).days <= HALF_A_YEAR:
            return dt.date(number, month, day)
    raise Unclear(text)


def _date_parts(text: str) -> tuple[int | None, int, int]:
    try:
        return parts_of_date(text)
    except NotADate as wrong:
        raise Unclear(text) from wrong
