"""Addresses of the public site."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path
from django.views.decorators.cache import cache_control

from cms.public import reports, site_files, views
from cms.public.advice import views as advice
from cms.public.advice import worry
from cms.public.following import calendars, feeds
from cms.public.my_list import views as my_list
from cms.public.sitemap import SITEMAPS
from cms.public.statements import views as statements

_sitemaps = {"sitemaps": SITEMAPS}
_for_an_hour = cache_control(max_age=3600)

urlpatterns = [
    path("", views.start, name="start"),
    path("suggest", views.suggest, name="suggest"),
    path("map.json", views.map_json, name="map_json"),
    path("calendar.ics", calendars.list_calendar, name="list_calendar"),
    path("feed.atom", feeds.list_feed, name="list_feed"),
    path("places/<int:key>/", views.place, name="place"),
    path("places/<int:key>/calendar.ics", calendars.place_calendar, name="place_calendar"),
    path("places/<int:key>/feed.atom", feeds.place_feed, name="place_feed"),
    path("places/<int:key>/wrong/", reports.report, name="report"),
    path("where/", advice.advice, name="advice"),
    path("where/worry/", worry.worry, name="worry"),
    path("where/list/", advice.desk_list, name="desk_list"),
    path("organizations/<int:key>/", views.organization, name="organization"),
    path("my-list/", my_list.my_list, name="my_list"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("accessibility/results/", statements.accessibility_results, name="accessibility_results"),
    path("reading/", views.reader_choice, name="reader_choice"),
    path("text-size/", views.reader_choice),
    path("accent/<str:colour>.css", site_files.accent_css, name="accent_css"),
    path("picture/<str:colour>.png", site_files.picture_of_site, name="picture_of_site"),
    path("outbox/", views.outbox, name="outbox"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("robots.txt", site_files.robots, name="robots"),
    path(
        "sitemap.xml",
        _for_an_hour(index),
        _sitemaps | {"template_name": "public/sitemap_index.xml"},
        name="sitemap_index",
    ),
    path(
        "sitemap-<section>.xml",
        _for_an_hour(sitemap),
        _sitemaps | {"template_name": "public/sitemap.xml"},
        name="django.contrib.sitemaps.views.sitemap",
    ),
]
