"""The page 「オープンデータ」, and the files that it offers."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from cms.content.site_settings import SiteSettings
from cms.kept_pages.keeping import holds_all_day, kept
from cms.public.following.followed import etag
from directory.catalogue.resources import Resource
from directory.exports.hsds.data_package import package_pieces
from directory.exports.listing_facts import public_listings
from directory.exports.open_data.data_sets import DATA_SETS, DataSet
from directory.exports.open_data.event_rows import DAYS
from directory.exports.open_data.features import geojson_lines
from directory.exports.own_geojson import own_lines

View = Callable[..., HttpResponseBase]
MOST_SOURCES = 50
_EXPLAINED = {
    "facilities": "公民館、児童館、ふれあいセンターなど",
    "childcare": "子育てひろば、子育て支援センター",
    "events": f"サロン、体操、居場所などの あつまり（きょうから{DAYS}日ぶん）",
    "meals": "こども食堂、地域食堂",
}


@dataclass(frozen=True)
class Offer:
    """A data set on the page: how many places are in it, and the day of the newest change (None for an empty one)."""

    data_set: DataSet
    count: int
    changed: dt.date | None

    @property
    def explained(self) -> str:
        """What is in it, in everyday words."""
        return _EXPLAINED[self.data_set.slug]


@kept()
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What is there to take, under which licence and of which day."""
    site, today = SiteSettings.load(request_or_site=request), timezone.localdate()
    context = {
        "offers": [_offer(one, one.listings(site.home, today)) for one in DATA_SETS.values()],
        "sources": _sources(site.home),
        "days": DAYS,
    }
    return holds_all_day(render(request, "public/open_data.html", context))


def _offer(data_set: DataSet, listings: QuerySet[Resource]) -> Offer:
    newest = listings.order_by().aggregate(newest=Max("changed_at"))["newest"]
    return Offer(data_set, listings.count(), newest and timezone.localdate(newest))


def _sources(municipality: str) -> list[dict[str, Any]]:
    """Lists of others that the city's listings were read from, with their licence: whoever uses ours names them too."""
    rows = Resource.objects.public().exclude(source_licence="")
    rows = rows.filter(municipality=municipality) if municipality else rows
    return list(rows.order_by("source").values("source", "source_licence").distinct()[:MOST_SOURCES])


def offered_file(view: View) -> View:
    """A file that anybody may take, programs on pages of other sites too; sent again only after a change of the directory or a day."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return require_safe(cache_control(no_cache=True)(condition(etag_func=etag)(opened)))


@offered_file
def csv_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A data set as CSV."""
    data_set, site = _data_set(slug), SiteSettings.load(request_or_site=request)
    return as_file(data_set.csv_lines(site.home, start_of_today()), f"{data_set.name}.csv", "text/csv; charset=utf-8")


@offered_file
def geojson_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A data set as GeoJSON."""
    data_set, site = _data_set(slug), SiteSettings.load(request_or_site=request)
    lines = geojson_lines(data_set, site.home, start_of_today())
    return as_file(lines, f"{data_set.name}.geojson", "application/geo+json")


@offered_file
def own_geojson(request: HttpRequest) -> HttpResponseBase:
    """Every listing with all its facts, which our own import reads back."""
    site = SiteSettings.load(request_or_site=request)
    return as_file(own_lines(site.home, timezone.localdate()), "ibasho.geojson", "application/geo+json")


@offered_file
def data_package(request: HttpRequest) -> HttpResponseBase:
    """All tables of HSDS as CSV, with a description that programs read."""
    site = SiteSettings.load(request_or_site=request)
    about = {"title": site.title, "homepage": settings.SITE_URL, "licence": site.open_data_licence}
    pieces = package_pieces(public_listings(site.home), timezone.localdate(), about)
    return as_file(pieces, "ibasho-hsds.zip", "application/zip")


def _data_set(slug: str) -> DataSet:
    if slug not in DATA_SETS:
        raise Http404
    return DATA_SETS[slug]


def start_of_today() -> dt.datetime:
    """Midnight in Japan: a file is the same all day, whatever is over by now."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def as_file(pieces: Iterable[str | bytes], name: str, kind: str) -> StreamingHttpResponse:
    """A download, sent while it is made."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return StreamingHttpResponse(pieces, headers={"Content-Type": kind, "Content-Disposition": disposition})
