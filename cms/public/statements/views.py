"""The pages アクセシビリティ方針 and 試験結果, where the city has published them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.kept_pages.keeping import holds_all_day, kept
from cms.public.statements.results import check_results


@kept()
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site aims at, what it does not reach, and whom to tell."""
    return _published(request, "public/accessibility.html")


@kept()
@require_safe
def accessibility_results(request: HttpRequest) -> HttpResponse:
    """Which pages were checked, by what and when, and what was found."""
    return _published(request, "public/accessibility_results.html")


def _published(request: HttpRequest, template: str) -> HttpResponse:
    if SiteSettings.load(request_or_site=request).accessibility_day is None:
        raise Http404
    return holds_all_day(render(request, template, {"results": check_results()}))
