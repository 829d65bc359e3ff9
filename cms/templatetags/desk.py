"""Template tags of the desk."""

from collections.abc import Iterable

from django import template
from django.forms import BoundField
from django.template import Context
from django.urls import reverse
from django.utils import timezone

from matching.cases.limits import Limit, told_to
from matching.cases.participants import Participant
from matching.casework.due.kinds import AFTER_END, CALL, CONSENT, FOLLOW, OUTREACH, REVIEW, WORRY, Line
from matching.casework.due.referrals import waiting_for
from matching.proposals.ranked_lists import CRITERIA_IN_WORDS
from matching.proposals.weight_rows import number_rows_on

register = template.Library()

PAGES = {**dict.fromkeys((CALL, REVIEW, AFTER_END), "desk_plans"), CONSENT: "desk_consent", OUTREACH: "desk_outreach"}
"""Kind of a line of Today that is done on a page of the person, not on that of an introduction -> that page."""


@register.simple_tag
def criterion(name: str) -> str:
    """A criterion's heading: {% criterion "schedule" %} is 開催日時."""
    return CRITERIA_IN_WORDS[name]


@register.simple_tag(takes_context=True)
def sheets_to_see_to(context: Context) -> int:
    """How many つなぐシート are on 「今日すること」 of the user: by the same rule, so that both say the same.

    No query where a page has counted them (`sheets_waiting`); else one, and two more where somebody may let a sheet wait elsewhere.
    """
    if "sheets_waiting" in context:
        return int(context["sheets_waiting"])
    day = timezone.localdate()
    return waiting_for(context["request"].permissions, day, lambda: number_rows_on(day, "sheet.days").values)


@register.filter
def of_key(rows: dict[int, object], key: int) -> object | None:
    """What a table has for a key; None for nothing."""
    return rows.get(key)


@register.inclusion_tag("desk/must_not.html", takes_context=True)
def must_not(context) -> dict[str, object]:
    """What must not happen to the person of a page, as far as the reader may know it: on every page of the person, in the same place.

    That nobody asked yet is said otherwise than that there is nothing.
    """
    person, request = context["person"], context["request"]
    holding = (limit for limit in person.limits.all() if limit.undone_at is None)
    held = told_to(request.user, request.permissions.agencies, person, holding)
    return {
        "person": person,
        "must_nots": [limit for limit in held if limit.must_not],
        "is_known": any(limit.is_none for limit in held),
    }


@register.simple_tag
def page_of(line: Line) -> str:
    """The address of the page on which a line of Today is done."""
    if line.sheet:
        return reverse("desk_sheet", args=[line.sheet.pk])
    if line.step:
        return reverse("desk_sitting", args=[line.step.sitting_id])
    if line.meeting:
        return reverse("desk_meeting", args=[line.meeting.pk])
    assert line.person
    code, introduction = line.person.code, line.introduction
    if line.kind in PAGES:
        return reverse(PAGES[line.kind], args=[code])
    if introduction is None:
        return reverse("desk_participant", args=[code])
    if line.kind in (FOLLOW, WORRY):
        return reverse("desk_follow_up", args=[code, introduction.outcome_id])
    return reverse("desk_introduction", args=[code, introduction.pk])


@register.simple_tag
def causes() -> list[tuple[str, str]]:
    """Why a place may be left out, as choices."""
    return Limit.Cause.choices


@register.filter
def is_person(value: object) -> bool:
    """Whether a page is about one person."""
    return isinstance(value, Participant)


def _is_answered(field: BoundField) -> bool:
    return field.value() not in (None, "", []) or bool(field.errors)


@register.filter
def answered(fields: Iterable[BoundField]) -> list[BoundField]:
    """Those of some fields that hold something, or are wrong: they stand open."""
    return [field for field in fields if _is_answered(field)]


@register.filter
def unanswered(fields: Iterable[BoundField]) -> list[BoundField]:
    """The other ones."""
    return [field for field in fields if not _is_answered(field)]


@register.filter
def said(field: BoundField) -> str:
    """What is chosen in a field, in words, for the line under which it is folded; 「まだ」 for nothing."""
    value = field.value()
    chosen = {str(one) for one in (value if isinstance(value, (list, tuple)) else [value])}
    labels = [str(label) for key, label in getattr(field.field, "choices", ()) if str(key) in chosen and key]
    return "、".join(labels) or (str(value) if value and not labels and isinstance(value, (int, str)) else "まだ")
