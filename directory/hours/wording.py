"""Rules, meetings, days and times of day in Japanese words. Pure. What `describe` writes, `hours.parser.read` understands."""

import datetime as dt
from collections.abc import Callable, Sequence

from directory.hours.rules import (
    A_DAY,
    EVEN_MONTHS,
    EVERY_MONTH,
    EVERY_WEEK,
    LAST,
    NOT_LAST,
    ODD_MONTHS,
    UNITS,
    WEEKDAY_LETTERS,
    Occurrence,
    Rule,
    ends_next_day,
    span_in_minutes,
)


def describe(rule: Rule, hours: Callable[[dt.time | None, dt.time | None], str] | None = None) -> str:
    """「毎月第2・第4火曜 10:00–12:00（祝日・お盆・年末年始は休み）」; `hours_in_words` for the hours says 「10時〜12時」."""
    off_months = months_off(rule)
    season = "" if off_months else _season(rule.months)
    inside = bool(season) and not season.endswith(" ")
    if inside and rule.times:
        season = f"{season.removesuffix('の')}に"
    parts = [_period(rule), season + _days(rule, inside), (hours or _hours)(rule.start, rule.end)]
    closed = (
        [f"{month}月" for month in off_months]
        + _weeks_off(rule)
        + [
            word
            for said, word in (
                (rule.closed_on_holidays, "祝日"),
                (rule.closed_at_obon, "お盆"),
                (rule.closed_at_new_year, "年末年始"),
            )
            if said
        ]
    )
    return " ".join(filter(None, parts)) + (f"（{'・'.join(closed)}は休み）" if closed else "")


def months_off(rule: Rule) -> list[int]:
    """The months that a rule leaves out, where it is told by them: two at most."""
    return sorted(EVERY_MONTH - set(rule.months)) if len(rule.months) >= 10 else []


def week_off(rule: Rule) -> int | None:
    """The one week of the month that a rule leaves out, where it is told by it; None where it leaves out none, or more than one."""
    if rule.weeks == (NOT_LAST,):
        return LAST
    off = EVERY_WEEK - set(rule.weeks)
    is_told = rule.weeks and len(off) == 1 and min(rule.weeks) > 0 and len(rule.weekdays) == 1
    return min(off) if is_told else None


def months_in_a_row(months: Sequence[int]) -> tuple[int, int] | None:
    """The first and the last of months that follow each other, also past the end of a year; None of a single one, or with a gap."""
    firsts = [month for month in months if (month - 2) % 12 + 1 not in months]
    is_row = len(firsts) == 1 and len(months) > 1
    return (firsts[0], (firsts[0] + len(months) - 2) % 12 + 1) if is_row else None


def are_in_a_row(days: Sequence[int]) -> bool:
    """Whether weekdays in ascending order are three or more that follow each other, which are told by their ends."""
    return len(days) > 2 and days[-1] - days[0] == len(days) - 1


def _weeks_off(rule: Rule) -> list[str]:
    """「第4水曜」 of a rule that is told by the week that it leaves out, else []."""
    week = week_off(rule)
    return [] if week is None else [f"{_week(week)}{'の' if len(rule.weekdays) > 1 else ''}{_weekdays(rule)}"]


def _period(rule: Rule) -> str:
    since = f"{full_date(rule.since)}から" if rule.since else ""
    return since + (f"{full_date(rule.until)}まで" if rule.until else "")


def _season(months: Sequence[int]) -> str:
    """「4月から9月まで 」 before a whole sentence, 「奇数月」 or 「毎年4月・8月の」 in the place of 「毎月」."""
    if not months or tuple(months) in (ODD_MONTHS, EVEN_MONTHS):
        return {ODD_MONTHS: "奇数月", EVEN_MONTHS: "偶数月"}.get(tuple(months), "")
    if row := months_in_a_row(months):
        return f"{row[0]}月から{row[1]}月まで "
    return f"毎年{'・'.join(f'{month}月' for month in months)}の"


def _days(rule: Rule, inside_a_season: bool) -> str:
    monthly = "" if inside_a_season else "毎月"
    if rule.times:
        return f"{UNITS[rule.per]}{rule.times}回"
    if rule.monthdays:
        return monthly + "・".join("末日" if day == LAST else f"{day}日" for day in rule.monthdays)
    days = _weekdays(rule)
    if rule.weeks and week_off(rule) is None:
        weeks = "・".join(_week(week) for week in rule.weeks if week != NOT_LAST)
        return f"{monthly}{weeks}{'の' if len(rule.weekdays) > 1 else ''}{days}"
    if rule.every > 1:
        return f"隔週{days}" if rule.every == 2 else f"{rule.every}週ごとの{days}"
    if len(rule.weekdays) == 7:
        return "毎日"
    return f"毎週{days}" if rule.weekdays else f"{days}のみ"


def _week(week: int) -> str:
    return "最終" if week == LAST else f"第{week}"


def _weekdays(rule: Rule) -> str:
    """「火曜」, 「月〜金」, 「土・日・祝日」, 「祝日」."""
    if not rule.open_on_holidays:
        return weekdays_in_words(rule.weekdays) + ("曜" if len(rule.weekdays) == 1 else "")
    return "・".join(filter(None, [weekdays_in_words(rule.weekdays), "祝日"]))


def _hours(start: dt.time | None, end: dt.time | None) -> str:
    return _span(span_in_minutes(start, end), _clock, clock, "–")


def _clock(minutes: int) -> str:
    # A bare 「2:00」 is the afternoon to most who write it.
    return ("午前" if minutes < 6 * 60 else "") + clock(minutes)


def occurrence_in_words(occurrence: Occurrence, today: dt.date | None = None) -> str:
    """「11月24日（火）10時〜12時」; 「きょう 10時〜12時」; 「きのう 22時〜きょう 2時」 of one that goes on past midnight.

    With the year where it is another one than today's.
    """
    day, start, end = occurrence.day, occurrence.start, occurrence.end
    if day == today:
        return f"きょう {hours_in_words(start, end)}".rstrip()
    if today and start and end and day == today - dt.timedelta(1) and ends_next_day(start, end):
        return f"きのう {time_in_words(start)}〜きょう {time_in_words(end)}"
    return f"{short_date(day, today)}（{WEEKDAY_LETTERS[day.weekday()]}）{hours_in_words(start, end)}"


def hours_in_words(start: dt.time | None, end: dt.time | None) -> str:
    """「10時〜11時30分」, 「22時〜翌2時」, 「10時から」, 「12時まで」, or "" where neither is known."""
    return _span(span_in_minutes(start, end), _oclock, _oclock, "〜")


def _span(
    minutes: tuple[int | None, int | None], today: Callable[[int], str], tomorrow: Callable[[int], str], to: str
) -> str:
    """A span in words; times of the same day by `today`, an end on the following day by `tomorrow`."""
    first, last = minutes
    begins = "" if first is None else today(first)
    ends = "" if last is None else today(last) if last <= A_DAY else f"翌{tomorrow(last - A_DAY)}"
    return f"{begins}{to}{ends}" if begins and ends else f"{begins}から" if begins else f"{ends}まで" if ends else ""


def time_in_words(time: dt.time) -> str:
    """「10時」, 「11時30分」."""
    return _oclock(time.hour * 60 + time.minute)


def minutes_in_words(minutes: int) -> str:
    """「10時」, 「11時30分」, 「24時」, 「翌2時」 of minutes since midnight, up to the end of the following day."""
    return _oclock(minutes) if minutes <= A_DAY else f"翌{_oclock(minutes - A_DAY)}"


def _oclock(minutes: int) -> str:
    return f"{minutes // 60}時" + (f"{minutes % 60}分" if minutes % 60 else "")


def clock(minutes: int) -> str:
    """「9:30」 of minutes since midnight, up to 「24:00」."""
    return f"{minutes // 60}:{minutes % 60:02}"


def weekdays_in_words(days: Sequence[int]) -> str:
    """「火」, 「月・水・金」, 「月〜金」 of weekdays (0 is Monday) in ascending order; a run of three or more has its ends only."""
    if are_in_a_row(days):
        return f"{WEEKDAY_LETTERS[days[0]]}〜{WEEKDAY_LETTERS[days[-1]]}"
    return "・".join(WEEKDAY_LETTERS[day] for day in days)


def full_date(day: dt.date) -> str:
    """「2026年11月24日」."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: dt.date, today: dt.date | None = None) -> str:
    """「11月24日」; with the year where it is another one than that of `today`."""
    year = f"{day.year}年" if today and day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日"


def date_with_weekday(day: dt.date) -> str:
    """「2026年11月24日（火）」."""
    return f"{full_date(day)}（{WEEKDAY_LETTERS[day.weekday()]}）"
