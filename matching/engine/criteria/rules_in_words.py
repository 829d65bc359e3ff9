"""One rule of opening in words: the days and the time that a person can come, and from when on it meets."""

import datetime as dt

from directory.hours.bits import ON_HOLIDAYS
from directory.hours.wording import short_date
from directory.snapshot.codes import day_of
from matching.engine.candidates import OpeningRule
from matching.engine.needs import DAY
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.wording import EVERY_DAY, meeting, monthdays, weekdays, weeks


def begins(rule: OpeningRule, today: dt.date) -> str:
    """When a rule that does not hold yet begins: 「3月17日」, or 「4月」 where its months say so. Empty: it goes on already, or is a
    single date, which names its day itself."""
    since = day_of(rule.since) if rule.since else None
    if (since and rule.since == rule.until) or _single_months(rule):
        return ""
    first = max(since, today) if since else today
    if rule.months and not rule.months >> (first.month - 1) & 1:
        ahead = next(i for i in range(1, 12) if rule.months >> (first.month - 1 + i) % 12 & 1)
        return f"{(first.month - 1 + ahead) % 12 + 1}月"
    return short_date(first) if first > today else ""


def shared_in_words(prepared: PreparedNeeds, rule: OpeningRule) -> str:
    """The days and the time of a rule that fits for which the person is free: most time, then most days.

    A meeting, no longer than a visit, is named as a whole, and so is what goes on after midnight.
    """
    if rule.end - rule.start <= prepared.weights["schedule_fit.stay"] or rule.end > DAY:
        return rule_in_words(rule, rule.fitting)
    days_of: dict[tuple[int, int], int] = {}
    for (since, until), mask in prepared.hours.items():
        time = (max(rule.start, since), min(rule.end, until))
        days_of[time] = days_of.get(time, 0) | mask & rule.fitting
    times = [time for time, days in days_of.items() if days]
    start, end = max(times, key=lambda time: (time[1] - time[0], days_of[time].bit_count()))
    return rule_in_words(rule._replace(start=start, end=end), days_of[start, end])


def rule_in_words(rule: OpeningRule, mask: int | None = None) -> str:
    """「第2・第4火曜の午前（10:00〜12:00）」, by default with all weekdays of the rule; an extra date is 「9月5日の午前…」, and of months
    that do not follow each other each is named: 「2月・8月の第1土曜の午前…」."""
    if rule.since == rule.until and (day := day_of(rule.since)):
        return meeting(short_date(day), rule.start, rule.end)
    days = (rule.weekdays & EVERY_DAY & (mask or EVERY_DAY)) or (rule.weekdays & ON_HOLIDAYS)
    holidays = rule.weekdays & ON_HOLIDAYS if mask is None else 0
    on = monthdays(rule.monthdays) if rule.monthdays else weeks(rule.weeks) + _days(days | holidays)
    every = {1: "", 2: "隔週"}.get(rule.every, f"{rule.every}週ごとの")
    return meeting(_single_months(rule) + every + on, rule.start, rule.end)


def _single_months(rule: OpeningRule) -> str:
    """「2月・8月の」 of a rule that meets in some months without a season of two or more in a row; else empty."""
    months = [month for month in range(1, 13) if rule.months >> (month - 1) & 1]
    if len(months) == 12 or any(month % 12 + 1 in months for month in months):
        return ""
    return "・".join(f"{month}月" for month in months) + "の" * bool(months)


def _days(mask: int) -> str:
    return "祝日" if mask == ON_HOLIDAYS else weekdays(mask)
