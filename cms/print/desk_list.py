"""The list of a city's desks on paper: to hang up, to leave behind, to have beside the telephone."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.print.paper_limit import refused
from cms.print.pdf import pdf_response
from cms.public.advice.answers import all_by_topic
from cms.public.advice.views import city_asked
from directory.catalogue.desks import desks_of


@require_safe
def desk_list_paper(request: HttpRequest) -> HttpResponse:
    """All desks of a city (`?city=`) as PDF."""
    if wait := refused(request):
        return wait
    site, now = SiteSettings.load(request_or_site=request), timezone.localtime()
    city, _ = city_asked(request, site)
    groups = all_by_topic(desks_of(city, now.date()), now, site.home) if city else []
    context = {"city_asked": city, "groups": groups, "today": now.date(), "site": site}
    return pdf_response("print/desk_list.html", context, "soudan-madoguchi")
