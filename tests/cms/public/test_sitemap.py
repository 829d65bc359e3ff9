"""The map of the site: each page in each whole language, with the others named, as the page itself names them."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings

from tests.factories import make_resource

pytestmark = pytest.mark.django_db
SPACE = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}


def entries(client, part: str) -> dict[str, dict[str, str]]:
    """Address -> language -> address."""
    urls = ElementTree.fromstring(client.get(f"/sitemap-{part}.xml").content).findall("map:url", SPACE)
    return {
        url.find("map:loc", SPACE).text: {one.get("hreflang"): one.get("href") for one in url.findall("xhtml:link", SPACE)}
        for url in urls
    }  # fmt: skip


def test_a_place_stands_there_once_in_each_language_as_its_page_says(client):
    place = make_resource()
    japanese = f"{settings.SITE_URL}{place.get_absolute_url()}"
    both = {"ja": japanese, "en": f"{japanese}?lang=en"}
    assert entries(client, "places") == dict.fromkeys(both.values(), both)
    for address in both.values():
        page = client.get(address.removeprefix(settings.SITE_URL)).content.decode()
        assert f'<link rel="canonical" href="{address}">' in page
        assert dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page)) == both


def test_what_is_japanese_alone_names_no_other_language(client):
    found = entries(client, "offers")
    assert found[f"{settings.SITE_URL}/embed/"] == {}
    assert f"{settings.SITE_URL}/open-data/?lang=en" in found
