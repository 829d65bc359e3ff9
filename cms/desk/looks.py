"""だれが見たか: for the person themselves, on the screen and on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.desk.access import caseworkers_only, get_participant
from cms.print.pdf import pdf_response
from matching.oversight.audit_log import Look
from matching.oversight.who_looked import who_looked

WHAT = "だれが見たかの記録"


@require_safe
@caseworkers_only
def person_looks(request: HttpRequest, code: str) -> HttpResponse:
    """Who has seen this person's data, day by day."""
    person = get_participant(request, code, what=WHAT)
    return render(request, "desk/looks.html", {"room": "people", "person": person, "days": who_looked(person)})


@require_safe
@caseworkers_only
def person_looks_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The same on paper, to be handed to the person."""
    person = get_participant(request, code, Look.Action.PRINTED, WHAT)
    site = SiteSettings.load(request_or_site=request)
    context = {"person": person, "days": who_looked(person), "today": timezone.localdate(), "site": site}
    return pdf_response("print/looks.html", context, "mita-hito")
