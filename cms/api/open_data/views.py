"""The page 「オープンデータ」, and the files that it offers."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.api.open_data.kept_files import kept_file
from cms.content.site_settings import SiteSettings
from cms.kept_pages.keeping import holds_all_day, kept
from directory.catalogue.resources import Resource
from directory.exports.hsds.data_package import package_pieces
from directory.exports.listing_facts import public_listings
from directory.exports.open_data.data_sets import DATA_SETS, DataSet
from directory.exports.open_data.event_rows import DAYS
from directory.exports.open_data.features import geojson_lines
from directory.exports.own_geojson import own_lines

MOST_SOURCES, GEOJSON = 50, "application/geo+json"
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


@require_safe
def csv_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A data set as CSV."""
    data_set, home = _data_set(slug), _home(request)
    pieces = partial(data_set.csv_lines, home, start_of_today())
    return kept_file(request, f"{data_set.name}.csv", "text/csv; charset=utf-8", pieces)


@require_safe
def geojson_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A data set as GeoJSON."""
    data_set, home = _data_set(slug), _home(request)
    pieces = partial(geojson_lines, data_set, home, start_of_today())
    return kept_file(request, f"{data_set.name}.geojson", GEOJSON, pieces)


@require_safe
def own_geojson(request: HttpRequest) -> HttpResponseBase:
    """Every listing with all its facts, which our own import reads back."""
    return kept_file(request, "ibasho.geojson", GEOJSON, partial(own_lines, _home(request), timezone.localdate()))


@require_safe
def data_package(request: HttpRequest) -> HttpResponseBase:
    """All tables of HSDS as CSV, with a description that programs read."""
    site, today = SiteSettings.load(request_or_site=request), timezone.localdate()
    about = {"title": site.title, "homepage": settings.SITE_URL, "licence": site.open_data_licence}
    return kept_file(
        request,
        "ibasho-hsds.zip",
        "application/zip",
        lambda: package_pieces(public_listings(site.home), today, about),
    )


def _home(request: HttpRequest) -> str:
    return SiteSettings.load(request_or_site=request).home


def _data_set(slug: str) -> DataSet:
    if slug not in DATA_SETS:
        raise Http404
    return DATA_SETS[slug]


def start_of_today() -> dt.datetime:
    """Midnight in Japan: a file is the same all day, whatever is over by now."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
