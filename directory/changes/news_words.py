"""The sentences of the news: what changed, as a neighbour would say it. Days are dates, since news are read on any day."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.utils import timezone

from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.exports.meetings import DAY_OFF, meetings_on
from directory.hours.rules import WEEKDAY_LETTERS, Occurrence
from directory.hours.wording import describe, hours_in_words, short_date

FEW_DAYS = 3
"""Days that are told one by one; of more only the first ones stand in the title."""
SHOWN_DAYS = 10
_FIELDS = {
    "名前": {"name", "reading"},
    "日にち・時間": {"schedules", "hours_note", "by_appointment"},
    "場所": {"place"},
    "連絡先": {"contacts"},
    "お金": {"fee", "fee_note"},
    "行くときの決まり": {"referral", "capacity"},
    "だれのためか": {"targets", "min_age", "max_age", "ages_of", "areas", "outside_area_ok"},
    "すること": {"kinds", "activities", "stages", "worries"},
    "設備・できること": {"features"},
    "手つだってくれる人の募集": {"wants_helpers", "helpers_wanted"},
    "やっている団体": {"organization"},
    "説明": {"summary", "description", "first_visit", "to_bring", *AT_THE_DOOR},
    "やさしい日本語の文": {*EASY.values()},
}
"""What is told of fields, the most important first; other fields are no news for residents."""


def fields_in_words(names: Collection[str]) -> str:
    """「日にち・時間、場所が かわりました」; "" where none of the fields is news."""
    told = [words for words, fields in _FIELDS.items() if fields & set(names)]
    return f"{'、'.join(told)}が かわりました" if told else ""


def today_in_words(resource: Resource, names: Collection[str]) -> tuple[str, ...]:
    """What changed fields say today, a line each: the name, the hours, the place."""
    lines = []
    if "name" in names:
        lines.append(f"いまの 名前: {resource.name}")
    if "schedules" in names and (rules := [one.rule for one in resource.schedules.all()]):
        lines.append(f"いまの 日にち・時間: {'／'.join(describe(rule, hours_in_words) for rule in rules)}")
    if "place" in names and (place := resource.public_place):
        lines.append(f"いまの 場所: {place.name} {place.full_address}")
    return tuple(lines)


def status_in_words(said: StatusStatement, today: dt.date) -> tuple[str, tuple[str, ...]]:
    """The sentence about a pause, an end or a reopening, and its reason while the statement reaches to today."""
    on = timezone.localdate(said.made_at)
    since, until = _day(said.since, on), said.until and _day(said.until, on)
    match said.status:
        case StatusStatement.Status.ENDED:
            what = "終わりました" if said.since <= on else f"{since}からは ありません（終わります）"
        case StatusStatement.Status.PAUSED if said.since == said.until:
            what = f"{since}は お休みです"
        case StatusStatement.Status.PAUSED:
            what = f"{since}から {until}まで お休みです" if until else f"{since}から お休みです"
        case _ if said.since <= on:
            what = f"{since}から また ひらきます"
        case _:
            what = f"{since}は ひらきます" if said.since == said.until else f"{since}からの お休みは なくなりました"
    reaches = said.reason and (said.until is None or said.until >= today)
    return what, (f"わけ: {said.reason}",) if reaches else ()


def days_in_words(resource: Resource, days: Sequence[dt.date], today: dt.date) -> tuple[str, tuple[str, ...]] | None:
    """The sentence about single days as they are planned now, and what else was said; None where they are in a pause."""
    told = [one for day in sorted(days) if (one := _day_in_words(resource, day, today))]
    if not told:
        return None
    if len(told) == 1:
        ((_, words, note),) = told
        return words, (note,) if note else ()
    if len(told) <= FEW_DAYS:
        return "、".join(words for _, words, _ in told), tuple(note for *_, note in told if note)
    firsts = "、".join(day for day, *_ in told[:FEW_DAYS])
    more = [f"{words}。{note}" for _, words, note in told[:SHOWN_DAYS]]
    rest = [f"ほかに {len(told) - SHOWN_DAYS}日"] if len(told) > SHOWN_DAYS else []
    return f"{firsts}など、{len(told)}日の 予定が かわりました", (*more, *rest)


def _day_in_words(resource: Resource, day: dt.date, today: dt.date) -> tuple[str, str, str] | None:
    """(the day, the sentence, what was said of it while it is still to come)."""
    status = resource.status_on(day)
    if status and status.status != StatusStatement.Status.ACTIVE:
        return None
    meetings, written = meetings_on(resource, day), _day(day, today)
    held = [one.occurrence for one in meetings if not one.cancelled]
    note = next((one.note for one in meetings if one.note), "") if day >= today else ""
    if not held:
        return written, f"{written}は {DAY_OFF}です", note
    return written, f"{written}は {_hours(held)}", note


def _hours(held: Sequence[Occurrence]) -> str:
    hours = [words for one in held if (words := hours_in_words(one.start, one.end))]
    return f"{'、'.join(hours)}です" if hours else "ひらきます"


def _day(day: dt.date, today: dt.date) -> str:
    return f"{short_date(day, today)}（{WEEKDAY_LETTERS[day.weekday()]}）"
