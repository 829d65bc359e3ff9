"""The list of a city's desks on paper: to hang up, to leave behind, to have beside the telephone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.print.pdf import pdf_response
from cms.public.advice.answers import all_by_topic
from cms.public.advice.views import city_asked
from cms.sign_in.client_address import client_address
from directory.accounts.rate_limits import LimitedAction, allow_attempt
from directory.catalogue.desks import desks_of

TOO_OFTEN = "紙を 何度も 出したので、しばらく お休みします。1時間ほどたってから、もう一度 おためしください。"


@require_safe
def desk_list_paper(request: HttpRequest) -> HttpResponse:
    """All desks of a city (`?city=`) as PDF. Making one costs a worker about a second, so that each network gets some an hour."""
    if not allow_attempt(LimitedAction.PAPER, client_address(request)):
        return render(request, "listings/dead.html", {"why": TOO_OFTEN}, status=429)
    site, now = SiteSettings.load(request_or_site=request), timezone.localtime()
    city, _ = city_asked(request, site)
    groups = all_by_topic(desks_of(city, now.date()), now, site.home) if city else []
    context = {"city_asked": city, "groups": groups, "today": now.date(), "site": site}
    return pdf_response("print/desk_list.html", context, "soudan-madoguchi")
