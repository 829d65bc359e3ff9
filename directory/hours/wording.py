"""Rules and meetings in the words that people use. What `describe` writes, `hours.parser.read` understands."""

import datetime as dt
from collections.abc import Callable, Sequence

from directory.hours.rules import EVEN_MONTHS, EVERY_MONTH, LAST, ODD_MONTHS, WEEKDAYS, Occurrence, Rule


def describe(rule: Rule, hours: Callable[[dt.time | None, dt.time | None], str] | None = None) -> str:
    """「毎月第2・第4火曜 10:00–12:00（祝日・お盆・年末年始は休み）」; `hours_in_words` for the hours says 「10時〜12時」."""
    off_months = sorted(EVERY_MONTH - set(rule.months)) if len(rule.months) >= 10 else []
    season = "" if off_months else _season(rule.months)
    inside = bool(season) and not season.endswith(" ")
    parts = [_period(rule), season + _days(rule, inside), (hours or _hours)(rule.start, rule.end)]
    closed = [f"{month}月" for month in off_months] + [
        word
        for said, word in (
            (rule.closed_on_holidays, "祝日"),
            (rule.closed_at_obon, "お盆"),
            (rule.closed_at_new_year, "年末年始"),
        )
        if said
    ]
    return " ".join(filter(None, parts)) + (f"（{'・'.join(closed)}は休み）" if closed else "")


def _period(rule: Rule) -> str:
    since = f"{_date(rule.since)}から" if rule.since else ""
    return since + (f"{_date(rule.until)}まで" if rule.until else "")


def _date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _season(months: Sequence[int]) -> str:
    """「4月から9月まで 」 before a whole sentence, 「奇数月」 or 「毎年4月・8月の」 in the place of 「毎月」."""
    if not months or tuple(months) in (ODD_MONTHS, EVEN_MONTHS):
        return {ODD_MONTHS: "奇数月", EVEN_MONTHS: "偶数月"}.get(tuple(months), "")
    firsts = [month for month in months if (month - 2) % 12 + 1 not in months]
    if len(firsts) == 1 and len(months) > 1:
        return f"{firsts[0]}月から{(firsts[0] + len(months) - 2) % 12 + 1}月まで "
    return f"毎年{'・'.join(f'{month}月' for month in months)}の"


def _days(rule: Rule, inside_a_season: bool) -> str:
    monthly = "" if inside_a_season else "毎月"
    if rule.monthdays:
        return monthly + "・".join("末日" if day == LAST else f"{day}日" for day in rule.monthdays)
    days = _weekdays(rule.weekdays)
    if rule.weeks:
        weeks = "・".join("最終" if week == LAST else f"第{week}" for week in rule.weeks)
        return f"{monthly}{weeks}{'の' if len(rule.weekdays) > 1 else ''}{days}"
    if rule.every > 1:
        return f"隔週{days}" if rule.every == 2 else f"{rule.every}週ごとの{days}"
    return "毎日" if len(rule.weekdays) == 7 else f"毎週{days}"


def _weekdays(days: Sequence[int]) -> str:
    """「火曜」, 「月・水・金」, 「月〜金」."""
    if len(days) == 1:
        return f"{WEEKDAYS[days[0]]}曜"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{WEEKDAYS[days[0]]}〜{WEEKDAYS[days[-1]]}"
    return "・".join(WEEKDAYS[day] for day in days)


def _hours(start: dt.time | None, end: dt.time | None) -> str:
    if start and end:
        return f"{_clock(start)}–{_clock(end)}"
    return f"{_clock(start)}から" if start else f"{_clock(end)}まで" if end else ""


def _clock(time: dt.time) -> str:
    # A bare 「2:00」 is the afternoon to most who write it.
    return f"{'午前' if time.hour < 6 else ''}{time.hour}:{time.minute:02}"


def in_words(occurrence: Occurrence, today: dt.date | None = None) -> str:
    """「11月24日（火）10時〜12時」, 「きょう 10時〜12時」; with the year where it is another one than today's."""
    day, hours = occurrence.day, hours_in_words(occurrence.start, occurrence.end)
    if day == today:
        return f"きょう {hours}".rstrip()
    year = f"{day.year}年" if today and day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）{hours}"


def hours_in_words(start: dt.time | None, end: dt.time | None) -> str:
    """「10時〜11時30分」, 「10時から」, 「12時まで」, or nothing."""
    first, last = (time and f"{time.hour}時" + (f"{time.minute}分" if time.minute else "") for time in (start, end))
    return f"{first}〜{last}" if first and last else f"{first}から" if first else f"{last}まで" if last else ""
