"""A resident of 75 with a phone looks for a place; the same with JavaScript off, and on a wide screen with the map."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, axe_problems

PAGES = ["/", "/?kind=salon", "/?q=さろん", "/?q=そんなばしょはない", "/sign-in/", "/styleguide/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_can_be_read_by_everybody(open_page, path, viewport):
    page = open_page(path, viewport=viewport)
    page.wait_for_load_state("networkidle")
    assert axe_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_from_the_search_box_to_the_telephone_number(open_page, javascript):
    page = open_page("/", javascript=javascript)
    page.fill("input[name=q]", "さろん")
    page.click("main form[role=search] button[type=submit]")
    first = page.locator("ol.cards .card-title a").first
    name = first.inner_text()
    assert "サロン" in page.locator("ol.cards").inner_text()
    first.click()
    assert name in page.locator("h1").inner_text()
    assert page.get_by_role("heading", name="きく").is_visible()
    if javascript:
        assert axe_problems(page) == []


def test_a_chip_narrows_list_and_map_alike(open_page):
    page = open_page("/", viewport=DESKTOP)
    page.get_by_role("link", name="サロン").first.click()
    total = page.locator("#list-title").inner_text().split("か所")[0]
    expect(page.locator(".map-status")).to_contain_text(f"{total}か所")


def test_pins_are_reached_by_keyboard(open_page):
    page = open_page("/?kind=salon", viewport=DESKTOP)
    pin = page.locator(".leaflet-marker-icon.pin").first
    pin.wait_for()
    pin.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup-content a").first
    link.wait_for()
    assert "/places/" in link.get_attribute("href")
