"""Small files of the site: the city's colour, the picture beside links, and what crawlers should not visit."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms.content.colours import is_colour
from cms.content.site_settings import SiteSettings
from cms.public import link_previews

A_YEAR = 365 * 24 * 60 * 60


@require_safe
@cache_control(max_age=A_YEAR, public=True)
def accent_css(request: HttpRequest, colour: str) -> HttpResponse:
    """The stylesheet of a city's colour; the colour is in the address, so it may be cached for a year."""
    if not is_colour(f"#{colour}"):
        raise Http404
    return HttpResponse(SiteSettings(accent=f"#{colour}").accent_css, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(max_age=A_YEAR, public=True)
def picture_of_site(request: HttpRequest, colour: str) -> HttpResponse:
    """The picture that stands for the site where others show a link to it, in the city's colour."""
    if f"#{colour}" != SiteSettings.load(request_or_site=request).accent:
        raise Http404
    return HttpResponse(link_previews.picture_of_site(f"#{colour}"), content_type="image/png")


@require_safe
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: what crawlers should not visit."""
    lines = [
        "User-agent: *",
        *(
            f"Disallow: {path}"
            for path in (
                "/admin/",
                "/desk/",
                "/my/",
                "/sign-in/",
                "/outbox/",
                "/map.json",
                "/places.json",
                "/suggest",
                "/calendar.ics",
                "/feed.atom",
                "/my-list/",
            )
        ),
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
