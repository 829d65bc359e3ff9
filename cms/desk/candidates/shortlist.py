"""ご本人にわたす紙: up to three places on one page in large type and easy Japanese, with nothing of the person on it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.desk.access import caseworkers_only, get_participant, sees_all_facts
from cms.desk.candidates.views import chosen_places
from cms.print.pdf import pdf_response
from cms.print.small_map import map_of
from cms.public.place_page import PlacePage
from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from matching.cases.participants import Participant
from matching.casework.kept_apart import kept_apart_places
from matching.oversight.audit_log import Look

WHAT = "ご本人にわたす紙"
MOST = 3
"""Places that fit on one page in large type."""


@dataclass(frozen=True)
class ListedPlace:
    """One place on the paper. `ask_for` is the name that the host agreed on, or whose name stands beside the telephone."""

    number: int
    page: PlacePage
    contacts: list[Contact]
    ask_for: str

    @property
    def address(self) -> str:
        """The address behind the QR code; "" for a place that residents do not find."""
        resource = self.page.resource
        return f"{settings.SITE_URL}{resource.get_absolute_url()}" if resource.is_public else ""


@require_safe
@caseworkers_only
def shortlist(request: HttpRequest, code: str) -> HttpResponse:
    """The paper as a page, to be looked at together; `?place=` names the places."""
    person = get_participant(request, code, what=WHAT, for_matching=True)
    return render(request, "desk/shortlist.html", {"room": "people", "person": person} | _context(request, person))


@require_safe
@caseworkers_only
def shortlist_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The same on paper."""
    person = get_participant(request, code, Look.Action.PRINTED, WHAT, for_matching=True)
    return pdf_response("print/shortlist.html", _context(request, person), "ikeru-tokoro")


def _context(request: HttpRequest, person: Participant) -> dict[str, object]:
    keys, now = chosen_places(request)[:MOST], timezone.localtime()
    # What must not happen is never printed as a proposal, whatever stands in the address.
    held = [limit for limit in person.limits.all() if limit.undone_at is None]
    rows = Resource.objects.live().for_page().exclude(pk__in=[one.resource_id for one in held if one.resource_id])
    towns = [one.town_id for one in held if one.town_id and not one.resource_id]
    apart = kept_apart_places([person.pk]).get(person.pk, {})
    rows = rows.exclude(place__town__in=towns).exclude(pk__in=list(apart)).in_bulk(keys)
    agreed = {one.resource_id: one.ask_for for one in person.introductions.going_on() if one.ask_for}
    listed = []
    for key in keys:
        if key in rows and (rows[key].is_public or sees_all_facts(request.permissions, rows[key])):
            contacts = [one for one in rows[key].contacts.all() if one.is_public and one.kind == Contact.Kind.TELEPHONE]
            ask_for = agreed.get(key) or next((one.person for one in contacts if one.person), "")
            listed.append(ListedPlace(len(listed) + 1, PlacePage(rows[key], now), contacts, ask_for))
    return {
        "places": listed,
        "map": map_of([(one.number, one.page.resource) for one in listed]),
        "query": "&".join(f"place={key}" for key in keys),
        "today": now.date(),
        "agency": person.agency,
        "site": SiteSettings.load(request_or_site=request),
    }
