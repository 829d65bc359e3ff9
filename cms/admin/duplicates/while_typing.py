"""Possible duplicates of the listing that is being typed: shown below its name, and an error of its form."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET
from wagtail.admin.panels import HelpPanel

from cms.admin.duplicates.comparison import EDIT
from cms.permissions.city_policy import policy_of
from cms.permissions.staff import number_of, row_with_key, staff_only
from directory.duplicates.candidates import TypedListing, duplicates_of
from directory.models import Contact, Municipality, Organization, Place

MOST_SHOWN = 5
"""Possible duplicates that are named."""


@require_GET
@staff_only
def duplicates_of_typed(request):
    """A fragment of the form with the possible duplicates of the listing in `?name=`, `?place=` and so on."""
    place, organization = (
        row_with_key(policy_of(model).rows(request.user), request.GET.get(name, ""))
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
    return HttpResponse(
        render_to_string("admin_city/typed_duplicates.html", {"duplicates": _for_template(found or [])})
    )


def _for_template(found) -> list[dict]:
    return [
        {
            "key": resource.pk,
            "name": str(resource),
            "place": resource.place,
            "url": reverse(EDIT, args=[resource.pk]),
            "reasons": why.reasons,
        }
        for resource, why in found[:MOST_SHOWN]
    ]


def duplicates_of_form(form) -> list[dict]:
    """Possible duplicates of the listing in a valid form; empty where no field that would show one has changed."""
    facts = form.cleaned_data
    if not {"name", "place", "organization", "municipality", "telephone"} & set(form.changed_data):
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
            (facts.get("telephone") or [""])[0] or _first_telephone(form.data),
            form.instance.pk,
        )
    )
    return _for_template(found)


def _first_telephone(data) -> str:
    """The first telephone among the contacts of a form as it was sent."""
    number = 0
    while (kind := data.get(f"contacts-{number}-kind")) is not None:
        if kind == Contact.Kind.TELEPHONE:
            return data.get(f"contacts-{number}-value", "")
        number += 1
    return ""


class DuplicatesPanel(HelpPanel):
    """Possible duplicates below the name: while it is typed and, without JavaScript, after the form was sent."""

    def __init__(self, template="admin_city/duplicates_panel.html", **kwargs):
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        class Media:
            js = ["cms/admin/duplicates.js"]

        def get_context_data(self, parent_context=None):
            said = {"duplicates": self.form.duplicates, "key": self.instance.pk or ""}
            return super().get_context_data(parent_context) | said
