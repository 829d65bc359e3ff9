"""「今週ひらく」 as a page and on A4, and the sheet of a place: papers that are made when somebody asks for them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.reader_choices import choices_of
from cms.content.site_settings import SiteSettings
from cms.kept_pages.keeping import holds_all_day, kept
from cms.print.paper_limit import refused
from cms.print.pdf import pdf_response
from cms.print.week import Week
from cms.public.place_page import PlacePage, public_survivor
from directory.catalogue.resources import Resource


@kept("area", "week")
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The week of the places of an area (`?area=` as on the list), `?week=next` the one after it."""
    asked = _week(request)
    return holds_all_day(render(request, "public/week.html", {"week": asked}))


@require_safe
def week_paper(request: HttpRequest) -> HttpResponse:
    """The same on A4."""
    if wait := refused(request):
        return wait
    asked = _week(request)
    address = f"{settings.SITE_URL}{request.path.removesuffix('paper.pdf')}?{asked.query}"
    context = {"week": asked, "site": asked.site, "address": address}
    return pdf_response("print/week.html", context, f"konshuu-{asked.monday:%Y%m%d}")


@require_safe
def place_sheet(request: HttpRequest, key: int) -> HttpResponse:
    """A place on one sheet in large type."""
    resource = Resource.objects.public().for_page(matching=False).filter(pk=key).first()
    if resource is None:
        return redirect("place_sheet", public_survivor(key).pk, permanent=True)
    if wait := refused(request):
        return wait
    site, now = SiteSettings.load(request_or_site=request), timezone.localtime()
    page = PlacePage(resource, now, home=site.home, easy=choices_of(request).easy)
    address = f"{settings.SITE_URL}{resource.get_absolute_url()}"
    context = {"page": page, "resource": resource, "site": site, "today": now.date(), "address": address}
    return pdf_response("print/place_sheet.html", context, f"ibasho-{resource.pk}")


def _week(request: HttpRequest) -> Week:
    return Week(request.GET, SiteSettings.load(request_or_site=request), timezone.localdate())
