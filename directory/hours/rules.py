"""When a place meets: rules as people say them (「毎月第2・第4火曜 10:00–12:00」), single dates, and the days that follow.

Pure. Weekdays count from 0 (Monday), weeks of a month from 1 to 5; -1 is the last one, -2 every one but the last. National
holidays come from jpholiday, 振替休日 and 国民の休日 included; お盆 and 年末年始 are the days of the field's habit (8/13–8/16,
12/29–1/3). An end that is not after its start is on the following day: 22:00–2:00, or 24:00, which is 0:00.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import total_ordering

import jpholiday

from directory.hours.bits import CLOSED_AT_NEW_YEAR, CLOSED_AT_OBON, CLOSED_ON_HOLIDAYS, EPOCH

WEEKDAY_LETTERS = "月火水木金土日"
EVERY_WEEK, EVERY_MONTH, LAST, NOT_LAST = frozenset(range(1, 6)), frozenset(range(1, 13)), -1, -2
UNITS = {"week": "週", "month": "月", "year": "年"}
"""What a rhythm counts in, with its word: twice a month is 「月2回」."""
A_DAY = 24 * 60
"""Minutes."""
OBON, NEW_YEAR_EVE, NEW_YEAR = ((8, 13), (8, 16)), (12, 29), (1, 3)
"""(month, day) of the first and last day of お盆, of the first day of 年末年始 and of its last."""
HORIZON = 400
"""Days that are looked through when nobody says where to stop: a year and a month, so that a yearly date is found."""
ODD_MONTHS, EVEN_MONTHS = tuple(range(1, 13, 2)), tuple(range(2, 13, 2))

_ALLOWED = {
    "weekdays": (frozenset(range(7)), "曜日"),
    "weeks": (EVERY_WEEK | {LAST, NOT_LAST}, "第何週"),
    "months": (EVERY_MONTH, "月"),
    "monthdays": (frozenset(range(1, 32)) | {LAST}, "日にち"),
}


def span_in_minutes(start: dt.time | None, end: dt.time | None) -> tuple[int | None, int | None]:
    """Start and end in minutes after the midnight before the start; an end on the following day is A_DAY or more."""
    first, last = (None if time is None else time.hour * 60 + time.minute for time in (start, end))
    following = last is not None and (last <= first if first is not None else last == 0)
    return first, last + A_DAY if last is not None and following else last


def ends_next_day(start: dt.time | None, end: dt.time | None) -> bool:
    """Whether the end is after 24:00, on the day that follows the start's."""
    return (span_in_minutes(start, end)[1] or 0) > A_DAY


def _not_equal(start: dt.time | None, end: dt.time | None) -> None:
    if start is not None and start == end and start != dt.time(0):
        raise ValueError("はじまりとおわりの時刻が同じです。")


@dataclass(frozen=True)
class Rule:
    """One rule of opening. Raises ValueError with a sentence for people when it makes no sense.

    weekdays    0 (Monday) to 6
    weeks       which of these weekdays in a month, 1 to 5, -1 the last; or -2 alone, all but the last; empty: every week
    months      1 to 12; empty: every month
    monthdays   1 to 31, -1 the last day; only where there are no weekdays
    every       every so many weeks, counted from the week (Monday to Sunday) of `since`
    times, per  a rhythm without days: so many times a "week", "month" or "year"; it never says a date
    open_on_holidays    on national holidays as well, whatever their weekday (「土日祝」)
    """

    weekdays: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    every: int = 1
    times: int = 0
    per: str = ""
    start: dt.time | None = None
    end: dt.time | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    open_on_holidays: bool = False
    closed_on_holidays: bool = False
    closed_at_obon: bool = False
    closed_at_new_year: bool = False

    def __post_init__(self) -> None:
        for name, (allowed, word) in _ALLOWED.items():
            given = set(getattr(self, name))
            if not given <= allowed:
                raise ValueError(f"{word}が正しくありません。")
            object.__setattr__(self, name, tuple(sorted(given, key=lambda n: (n < 0, n))))
        if set(self.weeks) >= EVERY_WEEK:
            object.__setattr__(self, "weeks", (NOT_LAST,) if NOT_LAST in self.weeks else ())
        if len(self.weekdays) == 7 and not self.weeks and self.every == 1:
            object.__setattr__(self, "open_on_holidays", False)
        if set(self.months) == EVERY_MONTH:
            object.__setattr__(self, "months", ())
        _not_equal(self.start, self.end)
        for wrong, message in self._objections():
            if wrong:
                raise ValueError(message)

    def _objections(self) -> list[tuple[bool, str]]:
        counted, has_days = self.every > 1, bool(self.weekdays or self.monthdays or self.open_on_holidays)
        return [
            (not has_days and not self.times, "曜日か日にちを、1つは選んでください。"),
            (bool(self.times) != bool(self.per), "「月に何回」は、回数と、週・月・年のどれかを書いてください。"),
            (bool(self.times and (has_days or counted)), "「月に何回」は、曜日や日にちが決まっていないときだけです。"),
            (self.per not in ("", *UNITS) or not 0 <= self.times <= 366, "回数が正しくありません。"),
            (
                self.open_on_holidays and bool(self.closed_on_holidays or self.weeks or self.monthdays or counted),
                "「祝日も開く」は、毎週の曜日といっしょに使ってください。",
            ),
            (NOT_LAST in self.weeks and len(self.weeks) > 1, "「最後の週のほか」は、ほかの週といっしょに使えません。"),
            (bool(self.weekdays and self.monthdays), "曜日と日にちは、どちらか一方にしてください。"),
            (bool(self.monthdays and self.weeks), "「第何週」には、曜日がいります。"),
            (not 1 <= self.every <= 52, "「何週おき」は、1から52にしてください。"),
            (counted and bool(self.monthdays or self.weeks), "「隔週」は、曜日だけといっしょに使ってください。"),
            # The arrays count days from EPOCH, so an earlier first week would be lost.
            (counted and (self.since or dt.date.min) < EPOCH, "「隔週」には、いつからかがいります。"),
            (
                bool(self.since and self.until and self.until < self.since),
                "「いつまで」は「いつから」より後の日にしてください。",
            ),
        ]


@dataclass(frozen=True)
class DateException:
    """One date on which a place does not meet at all, or meets in addition to its rules."""

    day: dt.date
    meets: bool
    start: dt.time | None = None
    end: dt.time | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        _not_equal(self.start, self.end)


@total_ordering
@dataclass(frozen=True)
class Occurrence:
    """One meeting; in order of day and time, those without a start first."""

    day: dt.date
    start: dt.time | None = None
    end: dt.time | None = None

    def __lt__(self, other: "Occurrence") -> bool:
        return self._sort_key < other._sort_key

    @property
    def ends_at(self) -> dt.datetime | None:
        """The moment of its end in Japan, on its day or on the one that follows; None where nobody said when it ends."""
        minutes = span_in_minutes(self.start, self.end)[1]
        return None if minutes is None else dt.datetime.combine(self.day, dt.time()) + dt.timedelta(minutes=minutes)

    def is_over(self, now: dt.datetime) -> bool:
        """Whether it has ended at a moment in Japan; one without an end is over when its day is."""
        midnight = dt.datetime.combine(self.day, dt.time()) + dt.timedelta(minutes=A_DAY)
        return (self.ends_at or midnight) <= now.replace(tzinfo=None)

    @property
    def _sort_key(self) -> tuple[dt.date, tuple[bool, dt.time], tuple[bool, int]]:
        return (
            self.day,
            (self.start is not None, self.start or dt.time.min),
            (self.end is None, span_in_minutes(self.start, self.end)[1] or 0),
        )


def closures(day: dt.date) -> int:
    """The usual closures that a day falls on, as the sum of their bits (hours.bits); 0 for an ordinary day."""
    date = (day.month, day.day)
    return (
        (CLOSED_ON_HOLIDAYS if jpholiday.is_holiday(day) else 0)
        | (CLOSED_AT_OBON if OBON[0] <= date <= OBON[1] else 0)
        | (CLOSED_AT_NEW_YEAR if date >= NEW_YEAR_EVE or date <= NEW_YEAR else 0)
    )


def holiday_name(day: dt.date) -> str:
    """「勤労感謝の日」: the name of a national holiday; "" on other days."""
    return str(jpholiday.is_holiday_name(day) or "")


def week_of(day: dt.date) -> int:
    """Number of the week, Monday to Sunday, that a day is in."""
    return (day.toordinal() - 1) // 7


def _is_last(day: dt.date, days: int) -> bool:
    """Whether fewer than `days` days of the month follow."""
    return day.day + days > calendar.monthrange(day.year, day.month)[1]


def _falls_on(rule: Rule, day: dt.date) -> bool:
    """Whether the pattern of days holds; `weekdays` and `monthdays` never both have something."""
    if rule.open_on_holidays and jpholiday.is_holiday(day):
        return True
    if rule.monthdays:
        return day.day in rule.monthdays or (LAST in rule.monthdays and _is_last(day, 1))
    if day.weekday() not in rule.weekdays:
        return False
    if rule.every > 1:
        # A Rule with `every` has `since`.
        return (week_of(day) - week_of(rule.since or EPOCH)) % rule.every == 0
    return _is_in_weeks(rule.weeks, day)


def _is_in_weeks(weeks: tuple[int, ...], day: dt.date) -> bool:
    if weeks == (NOT_LAST,):
        return not _is_last(day, 7)
    return not weeks or (day.day - 1) // 7 + 1 in weeks or (LAST in weeks and _is_last(day, 7))


def _meets(rule: Rule, day: dt.date) -> bool:
    in_season = (
        (rule.since is None or rule.since <= day)
        and (rule.until is None or day <= rule.until)
        and (not rule.months or day.month in rule.months)
    )
    if not (in_season and _falls_on(rule, day)):
        return False
    closed = closed_mask(rule)
    return not closed or not closed & closures(day)


def meets_on(rules: Iterable[Rule], singles: Iterable[DateException], day: dt.date) -> list[Occurrence]:
    """The meetings of one day in order. A single date off cancels the rules; extra ones are added in any case."""
    singles = [single for single in singles if single.day == day]
    found = {Occurrence(day, single.start, single.end) for single in singles if single.meets}
    if all(single.meets for single in singles):
        found |= {Occurrence(day, rule.start, rule.end) for rule in rules if _meets(rule, day)}
    return sorted(found)


def occurrences(
    rules: Iterable[Rule], singles: Iterable[DateException], first: dt.date, last: dt.date | None = None
) -> Iterator[Occurrence]:
    """The meetings from `first` to `last` (both included; HORIZON days when None), in order and each once."""
    rules, singles = list(rules), list(singles)
    end = first.toordinal() + HORIZON if last is None else last.toordinal()
    for number in range(first.toordinal(), min(end, dt.date.max.toordinal()) + 1):
        yield from meets_on(rules, singles, dt.date.fromordinal(number))


def closed_mask(rule: Rule) -> int:
    """The usual closures on which a rule does not hold, as the sum of their bits (hours.bits)."""
    return (
        CLOSED_ON_HOLIDAYS * rule.closed_on_holidays
        | CLOSED_AT_OBON * rule.closed_at_obon
        | CLOSED_AT_NEW_YEAR * rule.closed_at_new_year
    )
