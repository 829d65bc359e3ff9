"""Papers of the law and of the meeting: 開示, 個人情報ファイル簿, 使われていない欄, and the sheet for 事例検討."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.desk.access import caseworkers_only, get_participant, managers_only, numbers_only, record_look, record_people
from cms.print.pdf import pdf_response
from directory.accounts.users import Agency
from matching.figures.masking import SMALL
from matching.oversight.audit_log import Look
from matching.oversight.conference_sheet import sheet_for
from matching.oversight.disclosure import all_about
from matching.oversight.people_tables import ways_to_person
from matching.oversight.purposes import items_of
from matching.oversight.unused_fields import uses
from matching.oversight.who_looked import who_looked
from matching.proposals.ranked_lists import current_vocabulary

DISCLOSED, CONFERENCE = "開示", "事例検討の紙"
COORDINATOR_ALONE = "開示の紙は、この機関のコーディネーターだけが出せます。"


def _to_disclose(request: HttpRequest, code: str, action: str) -> dict:
    """Everything about a person, for a coordinator of their agency. Raises PermissionDenied for a counsellor."""
    person = get_participant(request, code, is_look=False, what=DISCLOSED)
    may = person.agency_id in request.permissions.coordinated
    record_look(request, action if may else Look.Action.REFUSED, person, DISCLOSED)
    if not may:
        raise PermissionDenied(COORDINATOR_ALONE)
    sections = all_about(person, current_vocabulary())
    return {"person": person, "sections": sections, "days": who_looked(person), "today": timezone.localdate()}


@require_safe
@caseworkers_only
def disclosure(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is stored about a person, on the screen."""
    return render(
        request, "desk/papers/disclosure.html", {"room": "people"} | _to_disclose(request, code, Look.Action.SEEN)
    )


@require_safe
@caseworkers_only
def disclosure_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The same on paper, with boxes where somebody else may be told of."""
    site = SiteSettings.load(request_or_site=request)
    context = _to_disclose(request, code, Look.Action.PRINTED) | {"site": site}
    return pdf_response("print/disclosure.html", context, "kaiji")


@require_safe
@caseworkers_only
def conference(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet for a meeting that must not know who it is."""
    person = get_participant(request, code, Look.Action.PRINTED, CONFERENCE)
    today = timezone.localdate()
    sheet = sheet_for(person, today, current_vocabulary())
    return pdf_response(
        "print/conference.html", {"sheet": sheet, "today": today, "is_sample": person.is_sample}, "jirei"
    )


@require_safe
@managers_only
def file_book(request: HttpRequest) -> HttpResponse:
    """個人情報ファイル簿, from our own tables: no row of anybody is read."""
    agency = Agency.objects.filter(pk__in=request.permissions.managed).order_by("pk").first()
    tables = [(str(model._meta.verbose_name), items_of(model)) for model in ways_to_person()]
    context = {"agency": agency, "tables": tables, "today": timezone.localdate(), "years": settings.RETENTION_YEARS}
    return pdf_response("print/file_book.html", context, "file-bo")


@require_safe
@numbers_only
def unused(request: HttpRequest) -> HttpResponse:
    """How often each thing was filled in within a year, as counts that tell of nobody."""
    people = request.permissions.counted().known()
    rows = [(use, few(use.filled)) for use in uses(people, timezone.localdate())]
    record_people(request, people.defer("note", "held_because"), "使われていない欄")
    return render(request, "desk/papers/unused.html", {"room": "numbers", "rows": rows})


def few(count: int) -> str:
    """A number of records as it may leave the desk."""
    return "だれも 書いていません" if not count else f"{SMALL}未満" if count < SMALL else f"{count}件"
