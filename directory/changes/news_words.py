"""The sentences of the news: what changed, as a neighbour would say it. Days are dates, since news are read on any day."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.exports.meetings import meetings_on
from directory.languages.rules import rule_in_words
from directory.languages.times import hours_in_words
from directory.languages.times import short_date_with_weekday as _day

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
    return _("%(facts)sが かわりました") % {"facts": _("、").join(map(_, told))} if told else ""


def today_in_words(resource: Resource, names: Collection[str]) -> tuple[str, ...]:
    """What changed fields say today, a line each: the name, the hours, the place."""
    lines = []
    if "name" in names:
        lines.append(_("いまの 名前: %(name)s") % {"name": resource.name})
    if "schedules" in names and (rules := [one.rule for one in resource.schedules.all()]):
        lines.append(_("いまの 日にち・時間: %(hours)s") % {"hours": "／".join(map(rule_in_words, rules))})
    if "place" in names and (place := resource.public_place):
        lines.append(_("いまの 場所: %(place)s") % {"place": f"{place.name} {place.full_address}"})
    return tuple(lines)


def status_in_words(said: StatusStatement, today: dt.date) -> tuple[str, tuple[str, ...]]:
    """The sentence about a pause, an end or a reopening, and its reason while the statement reaches to today."""
    on = timezone.localdate(said.made_at)
    since, until = _day(said.since, on), said.until and _day(said.until, on)
    days = {"since": since, "until": until}
    match said.status:
        case StatusStatement.Status.ENDED:
            what = _("終わりました") if said.since <= on else _("%(since)sからは ありません（終わります）") % days
        case StatusStatement.Status.PAUSED if said.since == said.until:
            what = _("%(since)sは お休みです") % days
        case StatusStatement.Status.PAUSED:
            what = (_("%(since)sから %(until)sまで お休みです") if until else _("%(since)sから お休みです")) % days
        case _other if said.since <= on:
            what = _("%(since)sから また ひらきます") % days
        case _other:
            one_day = said.since == said.until
            what = (_("%(since)sは ひらきます") if one_day else _("%(since)sからの お休みは なくなりました")) % days
    reaches = said.reason and (said.until is None or said.until >= today)
    return what, (_("わけ: %(reason)s") % {"reason": said.reason},) if reaches else ()


def days_in_words(resource: Resource, days: Sequence[dt.date], today: dt.date) -> tuple[str, tuple[str, ...]] | None:
    """The sentence about single days as they are planned now, and what else was said; None where they are in a pause."""
    told = [one for day in sorted(days) if (one := _day_in_words(resource, day, today))]
    if not told:
        return None
    if len(told) == 1:
        ((__, words, note),) = told
        return words, (note,) if note else ()
    if len(told) <= FEW_DAYS:
        return _("、").join(words for __, words, __ in told), tuple(note for *__, note in told if note)
    firsts = _("、").join(day for day, *__ in told[:FEW_DAYS])
    more = [_("%(sentence)s。%(note)s") % {"sentence": words, "note": note} for __, words, note in told[:SHOWN_DAYS]]
    rest = [_("ほかに %(days)s日") % {"days": len(told) - SHOWN_DAYS}] if len(told) > SHOWN_DAYS else []
    what = _("%(firsts)sなど、%(days)s日の 予定が かわりました") % {"firsts": firsts, "days": len(told)}
    return what, (*more, *rest)


def _day_in_words(resource: Resource, day: dt.date, today: dt.date) -> tuple[str, str, str] | None:
    """(the day, the sentence, what was said of it while it is still to come)."""
    status = resource.status_on(day)
    if status and status.status != StatusStatement.Status.ACTIVE:
        return None
    meetings, written = meetings_on(resource, day), _day(day, today)
    held = [one.occurrence for one in meetings if not one.cancelled]
    note = next((one.note for one in meetings if one.note), "") if day >= today else ""
    if not held:
        return written, _("%(since)sは お休みです") % {"since": written}, note
    hours = [words for one in held if (words := hours_in_words(one.start, one.end))]
    if not hours:
        return written, _("%(since)sは ひらきます") % {"since": written}, note
    return written, _("%(day)sは %(hours)sです") % {"day": written, "hours": _("、").join(hours)}, note
