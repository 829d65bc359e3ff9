"""What a first visit loads, without a clock: how many files, how many bytes, and that the map waits until it is seen."""

import gzip
from urllib.parse import urlsplit

import pytest

from cms.assets import build
from tests.browser.conftest import DESKTOP, PHONE
from tests.paths import ROOT

MOST_BYTES, MOST_REQUESTS = 120_000, 12
MAP = "/static/built/map.js"


@pytest.fixture(scope="module")
def font_bytes():
    """The built font's, which this browser does not load: it has a Japanese gothic."""
    return len(build.font(ROOT))


class Loaded:
    """What a page has loaded so far."""

    def __init__(self, page):
        self._requests = []
        page.on("requestfinished", lambda request: self._requests.append(request))

    @property
    def sizes(self) -> dict[str, int]:
        """By path and query, the bytes of each as a server compresses it."""
        return {_address(request.url): _compressed(request.response().body()) for request in self._requests}


def _address(url):
    return urlsplit(url)._replace(scheme="", netloc="").geturl()


def _compressed(body):
    return min(len(body), len(gzip.compress(body)))


@pytest.fixture
def watched(open_page):
    """A page that is opened with an empty cache while it is watched: watched("/path") gives page and what it loaded."""

    def opened(path, **how):
        page = open_page("about:blank", **how)
        loaded = Loaded(page)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page, loaded

    return opened


def a_place(page):
    return page.locator(".card-title a").first.get_attribute("href")


def test_start_list_and_place_are_light_on_a_phone(watched, font_bytes):
    page, start = watched("/")
    _, found = watched("/?q=サロン")
    _, place = watched(a_place(page))
    for one in (start, found, place):
        assert sum(one.sizes.values()) + font_bytes < MOST_BYTES, one.sizes
        assert len(one.sizes) + 1 <= MOST_REQUESTS, one.sizes
        assert not any(path.startswith("/static/font/") for path in one.sizes)
    together = start.sizes | found.sizes | place.sizes
    assert sum(together.values()) + font_bytes < MOST_BYTES
    assert len(together) + 1 <= MOST_REQUESTS


def test_a_phone_loads_the_map_when_it_is_asked_for(watched):
    page, loaded = watched("/")
    assert MAP not in loaded.sizes
    page.click("text=地図でみる")
    page.wait_for_selector(".leaflet-marker-icon")
    assert MAP in loaded.sizes
    assert "か所" in page.locator(".map-status").inner_text()


def test_a_wide_screen_loads_it_beside_the_list_and_stays_within_the_limits(watched):
    page, loaded = watched("/", viewport=DESKTOP)
    page.wait_for_selector(".leaflet-marker-icon")
    assert MAP in loaded.sizes
    assert sum(loaded.sizes.values()) < MOST_BYTES
    assert len(loaded.sizes) <= MOST_REQUESTS


def test_a_map_that_does_not_come_says_so_and_the_list_stays(chromium, site):
    with chromium.new_context(viewport=PHONE, base_url=site) as context:
        page = context.new_page()
        page.route("**/built/map.js", lambda route: route.abort())
        page.goto("/")
        page.click("text=地図でみる")
        page.wait_for_selector("text=地図を読みこめませんでした")
        assert page.locator(".card").count() > 1


def test_without_javascript_no_map_is_loaded_and_nothing_is_missing(watched):
    page, loaded = watched("/", javascript=False)
    assert MAP not in loaded.sizes
    assert page.locator(".card").count() > 1
    assert not page.locator(".map-ground").is_visible()


def test_letters_are_of_the_devices_own_gothic(watched):
    """And are seen at once: nothing waits for a font."""
    page, loaded = watched("/")
    assert not any(path.endswith((".woff2", ".woff")) for path in loaded.sizes)
    stack = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert stack.index("Hiragino Sans") < stack.index("Ibasho Interface") < stack.index("sans-serif")
    assert page.evaluate("[...document.fonts].every(face => face.display === 'swap')")
