"""The addresses that crawlers may index: public places, and the pages that the city writes."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.models import Page, Site

from cms.operations.languages import in_language, is_translated
from directory.catalogue.resources import Resource
from directory.languages.spoken import COMPLETE


class _OwnAddress(Sitemap):
    """Addresses begin as the settings say, whatever host a request came by; a page stands there once in each complete language."""

    def get_urls(self, page=1, site=None, protocol=None):
        """The entries of one part of the map; `languages` are (code, address) of the same page, [] where it is Japanese alone."""
        return [one for url in super().get_urls(page, site, protocol) for one in _in_languages(url)]


def _in_languages(url: dict) -> Iterator[dict]:
    path = "/" + url["location"].split("://", 1)[1].partition("/")[2]
    address = f"{settings.SITE_URL}{path}"
    if not is_translated(path):
        yield url | {"location": address, "languages": []}
        return
    languages = [(code, in_language(address, code)) for code in COMPLETE]
    for _, there in languages:
        yield url | {"location": there, "languages": languages}


class PlacesSitemap(_OwnAddress):
    """Places that residents may see."""

    limit = 10_000

    def items(self):
        """Public resources in the order of their keys."""
        return Resource.objects.public().only("pk", "changed_at").order_by("pk")

    def lastmod(self, resource):
        """When it was changed."""
        return resource.changed_at


class PagesSitemap(_OwnAddress):
    """Guide and news pages, and the start page."""

    def items(self):
        """Live public pages under the site's root, which is the start page."""
        root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
        return Page.objects.live().public().descendant_of(root, inclusive=True).order_by("path")

    def location(self, page):
        """The page's path."""
        return page.relative_url(None) or "/"

    def lastmod(self, page):
        """When it was last published."""
        return page.last_published_at


class OffersSitemap(_OwnAddress):
    """Our own pages that tell what others may take: open data, a frame for their site."""

    def items(self):
        """Names of addresses."""
        return ["open_data", "embed_choose"]

    def location(self, name):
        """The path."""
        return reverse(name)


SITEMAPS = {"places": PlacesSitemap, "pages": PagesSitemap, "offers": OffersSitemap}
