"""同じかもしれない場所: two listings side by side, and merging them into one."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin import messages

from cms.permissions.city_policy import policy_of
from cms.permissions.staff import may_decide, staff_only
from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.vocabulary import Answer
from directory.changes.differences import label, value_in_words
from directory.changes.listing_fields import current_values
from directory.duplicates import merging
from directory.models import Resource

EDIT = "wagtailsnippets_directory_resource:edit"
COMPARED_FIELDS = (
    "reading", "kinds", "activities", "targets", "place", "schedules", "by_appointment", "hours_note", "contacts",
    "summary", "description", "first_visit", "to_bring", *EASY.values(), *AT_THE_DOOR, "fee", "fee_note", "min_age", "max_age", "group_size",
    "capacity", "referral", "referral_how", "operation", "office", "photo", "visibility", "source",
)  # fmt: skip
"""Fields shown side by side; name, organization, answers and daily statements are shown besides."""


TAKEN_OVER = {name for group in merging.FIELD_GROUPS for name in group}
"""Fields that the listing that stays takes from the other where its own are empty."""
KEPT_OF_BOTH, DECIDED_BY_NEWER = {"contacts", "features"}, {"status", "checked"}
"""What is kept of both listings; what the newer statement decides."""


class ComparedFact(NamedTuple):
    """What each of two listings says of one thing, in words, and what becomes of it when they are made one."""

    label: str
    first: str
    second: str
    how: str


@staff_only
def compare(request, first, second):
    """Two listings side by side. Who may publish merges them: first chooses the one that stays, then confirms it."""
    own = policy_of(Resource).rows(request.user).select_related("organization", "municipality")
    one, other = (get_object_or_404(own, pk=key) for key in (first, second))
    context = {
        "pair": (one, other),
        "lines": _lines(one, other),
        "may_merge": may_decide(request.user),
        "survivor": None,
        "header_title": "同じかもしれない場所",
    }
    if request.method == "POST":
        survivor, absorbed = _survivor_and_absorbed(request, one, other)
        if "sure" in request.POST:
            return _merge_and_redirect(request, survivor, absorbed)
        context |= {"survivor": survivor, "absorbed": absorbed}
    return render(request, "admin_city/duplicate.html", context)


def _survivor_and_absorbed(request, one: Resource, other: Resource) -> tuple[Resource, Resource]:
    """The listing that stays and the one that is merged into it; Http404 where the form names neither."""
    stays = request.POST.get("survivor")
    if not may_decide(request.user) or stays not in (str(one.pk), str(other.pk)):
        raise Http404
    return (one, other) if stays == str(one.pk) else (other, one)


def _merge_and_redirect(request, survivor: Resource, absorbed: Resource):
    try:
        merging.merge(absorbed, survivor, request.user)
    except ValidationError as wrong:
        messages.error(request, "、".join(wrong.messages))
        return redirect("city_duplicate", survivor.pk, absorbed.pk)
    messages.success(request, f"「{survivor}」にしました。「{absorbed}」のアドレスからも、ここが開きます。")
    return redirect(EDIT, survivor.pk)


def _lines(one: Resource, other: Resource) -> list[ComparedFact]:
    """What each says of everything that one of them knows: first what differs, then what only one knows."""
    said, told = _facts_in_words(one), _facts_in_words(other)
    lines = [
        ComparedFact(name, a, told[key][1], _outcome_of_merging(key, a, told[key][1]))
        for key, (name, a) in said.items()
        if a or told[key][1]
    ]
    return sorted(lines, key=lambda line: (line.first == line.second, not (line.first and line.second)))


def _outcome_of_merging(key: str, a: str, b: str) -> str:
    if a == b:
        return "同じ"
    if key in DECIDED_BY_NEWER:
        return "ちがう（新しいほうになります）"
    if a and b:
        return "ちがう（両方をのこします）" if key in KEPT_OF_BOTH else "ちがう（残したほうになります）"
    return "片方だけ（もらいます）" if key in TAKEN_OVER | KEPT_OF_BOTH else "片方だけ（残したほうのままです）"


def _facts_in_words(resource: Resource) -> dict[str, tuple[str, str]]:
    """By the name of the field: what it is called, and what a listing says of it in words."""
    status, check = resource.status_on(timezone.localdate()), resource.last_verification
    values = current_values(resource, COMPARED_FIELDS)
    known = resource.features.exclude(answer=Answer.UNKNOWN)
    return {
        "name": ("名前", resource.name),
        "organization": ("団体", str(resource.organization or "")),
        **{name: (label(name), _in_words(name, values[name])) for name in COMPARED_FIELDS},
        "features": ("配慮", "、".join(str(answer) for answer in known.select_related("feature"))),
        "status": ("きょうの状態", status.get_status_display() if status else ""),
        "checked": ("たしかめた日", date_format(check.day, "Y年n月j日") if check else ""),
        "live": ("公開", "公開中" if resource.live else "下書き"),
    }


def _in_words(name: str, value) -> str:
    return "" if value in (None, "", []) and name != "targets" else value_in_words(name, value)
