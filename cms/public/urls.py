"""Addresses of what residents see."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path
from django.views.decorators.cache import cache_control

from cms.public import views
from cms.public.sitemap import SITEMAPS

_maps = {"sitemaps": SITEMAPS}
_a_while = cache_control(max_age=3600)

urlpatterns = [
    path("", views.start, name="start"),
    path("suggest", views.suggest, name="suggest"),
    path("map.json", views.map_json, name="map_json"),
    path("places/<int:key>/", views.place, name="place"),
    path("places/<int:key>/calendar.ics", views.place_calendar, name="place_calendar"),
    path("", include("cms.public.reports")),
    path("organizations/<int:key>/", views.organization, name="organization"),
    path("text-size/", views.text_size, name="text_size"),
    path("accent/<str:colour>.css", views.accent_css, name="accent_css"),
    path("outbox/", views.outbox, name="outbox"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", _a_while(index), _maps | {"template_name": "public/sitemap_index.xml"}, name="sitemap_index"),
    path(
        "sitemap-<section>.xml",
        _a_while(sitemap),
        _maps | {"template_name": "public/sitemap.xml"},
        name="django.contrib.sitemaps.views.sitemap",
    ),
]
