"""同じかもしれない場所: two listings side by side and made one; and what a listing being typed may be already."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from wagtail.admin import messages
from wagtail.admin.panels import HelpPanel

from cms.admin.approvals import may_decide
from cms.admin.policy import policy_of
from cms.admin.staff import staff_only
from directory.applying import present
from directory.differences import label, value_in_words
from directory.doubles import Typed, doubles_of
from directory.merging import check_mergeable, merge
from directory.models import Contact, Municipality, Organization, Place, Resource
from directory.vocabulary import Answer

EDIT = "wagtailsnippets_directory_resource:edit"
SHOWN = 5
"""Listings named while one is being typed."""
COMPARED = (
    "reading", "kinds", "activities", "targets", "place", "schedules", "by_appointment", "hours_note", "contacts",
    "summary", "description", "first_visit", "to_bring", "fee", "fee_note", "min_age", "max_age", "group_size",
    "capacity", "referral", "operation", "office", "photo", "visibility", "source",
)  # fmt: skip
"""Fields shown side by side, beside the name, the organization, the answers and what is said by the day."""


@staff_only
def double(request, first, second):
    """Two listings side by side; who may publish makes them one, by saying which of them stays."""
    own = policy_of(Resource).rows(request.user).select_related("organization", "municipality")
    one, other = (get_object_or_404(own, pk=key) for key in (first, second))
    if request.method == "POST":
        return _merged(request, one, other)
    context = {
        "pair": (one, other),
        "lines": _lines(one, other),
        "may_merge": may_decide(request.user),
        "header_title": "同じかもしれない場所",
    }
    return render(request, "admin_city/double.html", context)


def _merged(request, one: Resource, other: Resource):
    stays = request.POST.get("survivor")
    if not may_decide(request.user) or stays not in (str(one.pk), str(other.pk)):
        raise Http404
    survivor, absorbed = (one, other) if stays == str(one.pk) else (other, one)
    try:
        check_mergeable(absorbed, survivor)
        merge(absorbed, survivor, request.user)
    except ValidationError as wrong:
        messages.error(request, "、".join(wrong.messages))
        return redirect("city_double", one.pk, other.pk)
    messages.success(request, f"「{survivor}」にしました。「{absorbed}」のアドレスからも、ここが開きます。")
    return redirect(EDIT, survivor.pk)


def _lines(one: Resource, other: Resource) -> list[tuple[str, str, str, bool]]:
    """What each says of every field that one of them knows: label, both in words, and whether they differ."""
    said = [_said(resource) for resource in (one, other)]
    return [
        (name, a, b, a != b) for name, a, b in zip(said[0], said[0].values(), said[1].values(), strict=True) if a or b
    ]


def _said(resource: Resource) -> dict[str, str]:
    status, check = resource.status_on(timezone.localdate()), resource.last_verification
    values = present(resource, COMPARED)
    known = resource.features.exclude(answer=Answer.UNKNOWN)
    return {
        "名前": resource.name,
        "団体": str(resource.organization or ""),
        **{label(name): _in_words(name, values[name]) for name in COMPARED},
        "配慮": "、".join(str(answer) for answer in known.select_related("feature")),
        "きょうの状態": status.get_status_display() if status else "",
        "たしかめた日": str(check.day) if check else "",
        "公開": "公開中" if resource.live else "下書き",
    }


def _in_words(name: str, value) -> str:
    return "" if value in (None, "", []) and name != "targets" else value_in_words(name, value)


@require_GET
@staff_only
def typed(request):
    """The listings that the one being typed may be, as a fragment of its form."""
    place, organization = (
        _chosen(policy_of(model).rows(request.user), request.GET.get(name, ""))
        for name, model in (("place", Place), ("organization", Organization))
    )
    city = policy_of(Municipality).rows(request.user).filter(pk=request.GET.get("municipality", "")).first()
    key = request.GET.get("key", "")
    found = city and doubles_of(
        Typed(
            request.GET.get("name", "")[:200],
            city.pk,
            place,
            organization and organization.pk,
            request.GET.get("telephone", "")[:40],
            int(key) if key.isascii() and key.isdigit() and len(key) < 12 else None,
        )
    )
    return HttpResponse(render_to_string("admin_city/typed_doubles.html", {"doubles": _shown(found or [])}))


def _chosen(rows, key: str):
    return rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 12 else None


def _shown(found) -> list[dict]:
    return [
        {
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
    found = doubles_of(
        Typed(
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


urlpatterns = [path("board/doubles/<int:first>/<int:second>/", double, name="city_double")]
