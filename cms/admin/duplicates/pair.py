"""同じかもしれない場所: two listings side by side and made one; and what a listing being typed may be already."""

from functools import wraps
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_GET
from wagtail.admin import messages
from wagtail.admin.panels import HelpPanel

from cms.permissions.city_policy import policy_of
from cms.permissions.staff import chosen, may_decide, number_of, staff_only
from directory.catalogue.vocabulary import Answer
from directory.changes.differences import label, value_in_words
from directory.changes.listing_fields import current_values
from directory.duplicates import merging
from directory.duplicates.candidates import TypedListing, duplicates_of
from directory.models import Contact, Municipality, Organization, Place, Resource

EDIT = "wagtailsnippets_directory_resource:edit"
SHOWN = 5
"""Listings named while one is being typed."""
COMPARED = (
    "reading", "kinds", "activities", "targets", "place", "schedules", "by_appointment", "hours_note", "contacts",
    "summary", "description", "first_visit", "to_bring", "fee", "fee_note", "min_age", "max_age", "group_size",
    "capacity", "referral", "operation", "office", "photo", "visibility", "source",
)  # fmt: skip
"""Fields shown side by side, beside the name, the organization, the answers and what is said by the day."""


TAKEN = {name for group in merging.FIELD_GROUPS for name in group}
"""Fields that the one that stays takes over where it knows nothing of them."""
BOTH, NEWER = {"contacts", "features"}, {"status", "checked"}
"""What is kept of both; what the newer of both decides."""


class ComparedFact(NamedTuple):
    """What each of two listings says of one thing, in words, and what becomes of it when they are made one."""

    label: str
    first: str
    second: str
    how: str


@staff_only
def double(request, first, second):
    """Two listings side by side; who may publish makes them one, by saying which of them stays, and once more that it is so."""
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
        survivor, absorbed = _chosen_of(request, one, other)
        if "sure" in request.POST:
            return _merged(request, survivor, absorbed)
        context |= {"survivor": survivor, "absorbed": absorbed}
    return render(request, "admin_city/double.html", context)


def _chosen_of(request, one: Resource, other: Resource) -> tuple[Resource, Resource]:
    """The one that stays, and the other."""
    stays = request.POST.get("survivor")
    if not may_decide(request.user) or stays not in (str(one.pk), str(other.pk)):
        raise Http404
    return (one, other) if stays == str(one.pk) else (other, one)


def _merged(request, survivor: Resource, absorbed: Resource):
    try:
        merging.merge(absorbed, survivor, request.user)
    except ValidationError as wrong:
        messages.error(request, "、".join(wrong.messages))
        return redirect("city_double", survivor.pk, absorbed.pk)
    messages.success(request, f"「{survivor}」にしました。「{absorbed}」のアドレスからも、ここが開きます。")
    return redirect(EDIT, survivor.pk)


def _lines(one: Resource, other: Resource) -> list[ComparedFact]:
    """What each says of everything that one of them knows: first what differs, then what only one knows."""
    said, told = _said(one), _said(other)
    lines = [
        ComparedFact(name, a, told[key][1], _becomes(key, a, told[key][1]))
        for key, (name, a) in said.items()
        if a or told[key][1]
    ]
    return sorted(lines, key=lambda line: (line.first == line.second, not (line.first and line.second)))


def _becomes(key: str, a: str, b: str) -> str:
    if a == b:
        return "同じ"
    if key in NEWER:
        return "ちがう（新しいほうになります）"
    if a and b:
        return "ちがう（両方をのこします）" if key in BOTH else "ちがう（残したほうになります）"
    return "片方だけ（もらいます）" if key in TAKEN | BOTH else "片方だけ（残したほうのままです）"


def _said(resource: Resource) -> dict[str, tuple[str, str]]:
    """By the name of the field: what it is called, and what a listing says of it in words."""
    status, check = resource.status_on(timezone.localdate()), resource.last_verification
    values = current_values(resource, COMPARED)
    known = resource.features.exclude(answer=Answer.UNKNOWN)
    return {
        "name": ("名前", resource.name),
        "organization": ("団体", str(resource.organization or "")),
        **{name: (label(name), _in_words(name, values[name])) for name in COMPARED},
        "features": ("配慮", "、".join(str(answer) for answer in known.select_related("feature"))),
        "status": ("きょうの状態", status.get_status_display() if status else ""),
        "checked": ("たしかめた日", date_format(check.day, "Y年n月j日") if check else ""),
        "live": ("公開", "公開中" if resource.live else "下書き"),
    }


def _in_words(name: str, value) -> str:
    return "" if value in (None, "", []) and name != "targets" else value_in_words(name, value)


@require_GET
@staff_only
def typed(request):
    """The listings that the one being typed may be, as a fragment of its form."""
    place, organization = (
        chosen(policy_of(model).rows(request.user), request.GET.get(name, ""))
        for name, model in (("place", Place), ("organization", Organization))
    )
    city = policy_of(Municipality).rows(request.user).filter(pk=request.GET.get("municipality", "")).first()
    found = city and duplicates_of(
        TypedListing(
            request.GET.get("name", "")[:200],
            city.pk,
            place,
            organization and organization.pk,
            request.GET.get("telephone", "")[:40],
            number_of(request.GET.get("key", "")),
        )
    )
    return HttpResponse(render_to_string("admin_city/typed_doubles.html", {"doubles": _shown(found or [])}))


def _shown(found) -> list[dict]:
    return [
        {
            "key": resource.pk,
            "name": str(resource),
            "place": resource.place,
            "url": reverse(EDIT, args=[resource.pk]),
            "reasons": why.reasons,
        }
        for resource, why in found[:SHOWN]
    ]


def doubles_of_form(form) -> list[dict]:
    """The listings that the one in a form may be; empty where nothing that would tell has changed."""
    facts = form.cleaned_data
    if not {"name", "place", "organization", "municipality"} & set(form.changed_data):
        return []
    if not facts.get("name") or not facts.get("municipality"):
        return []
    organization = facts.get("organization")
    found = duplicates_of(
        TypedListing(
            facts["name"],
            facts["municipality"].pk,
            facts.get("place"),
            organization and organization.pk,
            _telephone(form.data),
            form.instance.pk,
        )
    )
    return _shown(found)


def _telephone(data) -> str:
    """The first telephone among the contacts of a form as it was sent."""
    for number in range(int(data.get("contacts-TOTAL_FORMS") or 0)):
        if data.get(f"contacts-{number}-kind") == Contact.Kind.TELEPHONE:
            return data.get(f"contacts-{number}-value", "")
    return ""


def led_on(view):
    """A view of a listing that leads on to the one with which it was made one: what is left of it is nobody's to edit."""

    @wraps(view)
    def leading(request, *args, **kwargs):
        key = number_of(str(kwargs.get("pk", "")))
        survivor = merging.survivor_of(key) if key else None
        if survivor is None:
            return view(request, *args, **kwargs)
        if not policy_of(Resource).sees(request.user, survivor.pk):
            raise PermissionDenied
        messages.info(
            request, f"「{Resource.objects.get(pk=key)}」は「{survivor}」とひとつにしました。これは「{survivor}」です。"
        )
        return redirect(EDIT, survivor.pk)

    return leading


class DoublesPanel(HelpPanel):
    """Below the name: what it may be already, while it is typed and, without JavaScript, after it was sent."""

    def __init__(self, template="admin_city/doubles_panel.html", **kwargs):
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        class Media:
            js = ["cms/admin/doubles.js"]

        def get_context_data(self, parent_context=None):
            said = {"doubles": self.form.doubles, "key": self.instance.pk or ""}
            return super().get_context_data(parent_context) | said
