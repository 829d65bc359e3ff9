"""Single days that a text names: 「12月3日」, 「3日」, 「来週の火曜」, 「あさって」. Their concepts hold no year: what they mean
depends on the day on which somebody asks.

Pure. `day:date-12-3`, `day:date-3` (of this month or the next), `day:week-1-tue` (of the week after this one), `day:in-2`.
"""

import datetime as dt
import re

from directory.hours.rules import WEEKDAY_LETTERS
from directory.hours.token_meanings import following

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The weekdays as concepts say them, Monday first."""
_DAY_OF_MONTH = "[12][0-9]|3[01]|0?[1-9]"
DATE = re.compile(
    rf"(?<![0-9/])(1[0-2]|0?[1-9])(?:月({_DAY_OF_MONTH})日|/({_DAY_OF_MONTH})(?![0-9/]))(?:[(]?[月火水木金土日][)]|[月火水木金土日]曜日?)?"
)
DAY_OF_MONTH = re.compile(
    rf"(?<![0-9月週年もうここのるく約毎ぼ])({_DAY_OF_MONTH})日(?=$|[\sのにはで、])(?!.*(?:食|飲|寝|眠|風呂|ご飯|ごはん|[1-9一二三]回|しか|連続|続け))"
)
DAY_OF_WEEK = re.compile("(今週|来週|再来週|さ来週)の?([月火水木金土日])(?:曜日?)?(?![一-鿿])")
LATER = re.compile("(?<!し)(?:明後日|あさって)(?!や)|(?:明々後日|しあさって)")
_WEEKS = {"今週": 0, "来週": 1, "再来週": 2, "さ来週": 2}
_IN_DAYS = {2: "あさって", 3: "しあさって"}


def of_date(match: re.Match[str]) -> tuple[str, ...] | None:
    """The concept of a DATE; None for a day that no year has."""
    month, day = int(match[1]), int(match[2] or match[3])
    try:
        dt.date(2024, month, day)
    except ValueError:
        return None
    return (f"day:date-{month}-{day}",)


def of_day_of_month(match: re.Match[str]) -> tuple[str, ...]:
    """The concept of a DAY_OF_MONTH."""
    return (f"day:date-{int(match[1])}",)


def of_day_of_week(match: re.Match[str]) -> tuple[str, ...]:
    """The concept of a DAY_OF_WEEK."""
    return (f"day:week-{_WEEKS[match[1]]}-{WEEKDAYS[WEEKDAY_LETTERS.index(match[2])]}",)


def of_later(match: re.Match[str]) -> tuple[str, ...]:
    """The concept of LATER."""
    return (f"day:in-{3 if match[0].startswith(('し', '明々')) else 2}",)


def day_meant(concept: str, today: dt.date) -> dt.date | None:
    """The day that a concept means for who asks today: the coming one; None for a concept that is no single day.

    >>> day_meant("day:week-1-tue", dt.date(2026, 11, 26))
    datetime.date(2026, 12, 1)
    """
    match concept.removeprefix("day:").split("-"):
        case ["tomorrow"]:
            return today + dt.timedelta(1)
        case ["in", days]:
            return today + dt.timedelta(int(days))
        case ["week", weeks, weekday]:
            monday = today - dt.timedelta(today.weekday())
            return monday + dt.timedelta(7 * int(weeks) + WEEKDAYS.index(weekday))
        case ["date", day]:
            coming = (today + dt.timedelta(ahead) for ahead in range(62))
            return next(one for one in coming if one.day == int(day))
        case ["date", month, day]:
            return _coming(f"{month}月{day}日", today)
    return None


def _coming(text: str, today: dt.date) -> dt.date:
    """The next day of this date, today included; the 29th of February of a later year is the 1st of March."""
    try:
        return following(text, today - dt.timedelta(1))
    except ValueError:
        return following("3月1日", today - dt.timedelta(1))


def label_of_day(concept: str) -> str:
    """「12月3日」, 「3日」, 「来週の火曜日」, 「あさって」; "" for a concept that is no such day."""
    match concept.removeprefix("day:").split("-"):
        case ["in", days]:
            return _IN_DAYS[int(days)]
        case ["week", weeks, weekday]:
            week = next(word for word, number in _WEEKS.items() if number == int(weeks))
            return f"{week}の{WEEKDAY_LETTERS[WEEKDAYS.index(weekday)]}曜日"
        case ["date", *month, day]:
            return f"{month[0]}月{day}日" if month else f"{day}日"
    return ""
