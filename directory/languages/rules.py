"""Rules of opening in the language of the reader: "every week: Tuesday, 10:00–12:00 (closed: public holidays)"."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory.hours import wording
from directory.hours.rules import EVEN_MONTHS, LAST, NOT_LAST, ODD_MONTHS, Rule
from directory.languages.spoken import is_japanese
from directory.languages.times import full_date, hours_in_words, month, weekday

_WEEKS = {1: "第1", 2: "第2", 3: "第3", 4: "第4", 5: "第5", LAST: "最終"}


def rule_in_words(rule: Rule) -> str:
    """「毎月第2・第4火曜 10時〜12時（祝日は休み）」, "each month: 2nd and 4th Tuesday, 10:00–12:00 (closed: public holidays)"."""
    if is_japanese():
        return wording.describe(rule, wording.hours_in_words)
    off_months = wording.months_off(rule)
    said = [_days(rule), "" if off_months else _season(rule), hours_in_words(rule.start, rule.end), *_period(rule)]
    closed = [*map(month, off_months), *_weeks_off(rule), *_closed(rule)]
    words = ", ".join(filter(None, said))
    return f"{words} ({_('休み: %(when)s') % {'when': ', '.join(closed)}})" if closed else words


def _period(rule: Rule) -> Iterable[str]:
    if rule.since:
        yield _("%(day)sから") % {"day": full_date(rule.since)}
    if rule.until:
        yield _("%(day)sまで") % {"day": full_date(rule.until)}


def _season(rule: Rule) -> str:
    months = tuple(rule.months)
    if months in (ODD_MONTHS, EVEN_MONTHS) or not months:
        return {ODD_MONTHS: _("奇数月"), EVEN_MONTHS: _("偶数月")}.get(months, "")
    if row := wording.months_in_a_row(months):
        return _span(*map(month, row))
    return ", ".join(map(month, months))


def _days(rule: Rule) -> str:
    if rule.times:
        return _rhythm(rule)
    if rule.monthdays:
        days = ", ".join(
            _("末日") if day == LAST else pgettext("日付", "%(day)s日") % {"day": day} for day in rule.monthdays
        )
        return _("毎月: %(days)s") % {"days": days}
    days = _weekdays(rule)
    if rule.weeks and wording.week_off(rule) is None:
        weeks = _and([_(_WEEKS[week]) for week in rule.weeks if week != NOT_LAST])
        return _("毎月: %(days)s") % {"days": f"{weeks} {days}"}
    if rule.every > 1:
        return _("%(every)s週ごと: %(days)s") % {"every": rule.every, "days": days}
    if len(rule.weekdays) == 7:
        return _("毎日")
    return (_("毎週: %(days)s") if rule.weekdays else _("%(days)sのみ")) % {"days": days}


def _rhythm(rule: Rule) -> str:
    times = {"times": rule.times}
    if rule.per == "week":
        return ngettext("週に%(times)s回", "週に%(times)s回", rule.times) % times
    if rule.per == "month":
        return ngettext("月に%(times)s回", "月に%(times)s回", rule.times) % times
    return ngettext("年に%(times)s回", "年に%(times)s回", rule.times) % times


def _weekdays(rule: Rule) -> str:
    days = rule.weekdays
    if wording.are_in_a_row(days):
        named = [_span(weekday(days[0]), weekday(days[-1]))]
    else:
        named = [weekday(day) for day in days]
    return _and([*named, _("祝日")] if rule.open_on_holidays else named)


def _weeks_off(rule: Rule) -> list[str]:
    """ "4th Wednesday" of a rule that is told by the week that it leaves out, else []."""
    week = wording.week_off(rule)
    return [] if week is None else [f"{_(_WEEKS[week])} {_weekdays(rule)}"]


def _closed(rule: Rule) -> Iterable[str]:
    if rule.closed_on_holidays:
        yield _("祝日")
    if rule.closed_at_obon:
        yield _("お盆")
    if rule.closed_at_new_year:
        yield _("年末年始")


def _span(first: str, last: str) -> str:
    return _("%(first)sから%(last)s") % {"first": first, "last": last}


def _and(words: list[str]) -> str:
    """ "Monday, Wednesday and Friday"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)sと%(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
