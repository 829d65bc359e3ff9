"""「変わったら知らせて」: an Atom feed (RFC 4287) of what changed at one place, or at the places that a list finds."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from cms.content.site_settings import SiteSettings
from cms.kept_pages.keeping import kept
from cms.public.following.followed import FollowedList, etag, in_my_language, printable
from cms.public.place_page import public_survivor
from cms.public.query import LIST_PARAMETERS
from directory.catalogue.resources import Resource
from directory.changes.news import News, news_of
from directory.languages.spoken import JAPANESE

SINCE = 2026
"""The year in which the names of the entries begin (RFC 4151); it never changes, or readers show everything again."""


@kept(*LIST_PARAMETERS)
@require_safe
@cache_control(no_cache=True)
@condition(etag_func=etag)
def list_feed(request: HttpRequest) -> HttpResponse:
    """What changed at the places that the list finds with the same parameters."""
    site, now = SiteSettings.load(request_or_site=request), timezone.now()
    followed = FollowedList(request.GET, site, timezone.localdate(now))
    if followed.outdated:
        return followed.refusal()
    query = f"?{followed.facets.query}" if followed.facets.query else ""
    name = f"{followed.name}（{site.title}）" if followed.name else site.title
    return _feed(request, site, name, f"{reverse('start')}{query}", news_of(followed.keys.tolist(), now))


@kept()
@require_safe
@cache_control(no_cache=True)
@condition(etag_func=etag)
def place_feed(request: HttpRequest, key: int) -> HttpResponse:
    """What changed at one place."""
    resource = Resource.objects.public().filter(pk=key).first()
    if resource is None:
        return redirect(in_my_language(reverse("place_feed", args=[public_survivor(key).pk])), permanent=True)
    site = SiteSettings.load(request_or_site=request)
    return _feed(request, site, resource.name, resource.get_absolute_url(), news_of([key], timezone.now()))


def _feed(request: HttpRequest, site: SiteSettings, name: str, page: str, news: Sequence[News]) -> HttpResponse:
    address = f"{settings.SITE_URL}{in_my_language(request.get_full_path())}"
    feed = Atom1Feed(
        title=printable(_("%(name)sで 変わったこと") % {"name": name}),
        link=f"{settings.SITE_URL}{page}",
        description=None,
        subtitle=_("お休み、日にち、時間、場所などが 変わると、ここに のります。"),
        language=get_language() or JAPANESE,
        author_name=printable(site.title),
        feed_url=address,
        feed_guid=f"{_tag()}{request.get_full_path()}",
    )
    for one in news:
        resource = one.resource
        feed.add_item(
            title=printable(f"{resource.name}: {one.what}"),
            link=f"{settings.SITE_URL}{resource.get_absolute_url()}",
            description="<br>".join(
                escape(printable(line)) for line in (*one.more, _("くわしくは、ページを 見てください。"))
            ),
            unique_id=f"{_tag()}/places/{resource.uuid}/{one.key}",
            pubdate=one.at,
            updateddate=one.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _tag() -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{SINCE}:"
