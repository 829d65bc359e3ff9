"""A resident of 75 with a phone looks for a place; the same with JavaScript off, and on a wide screen with the map."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, axe_problems, problems_on

PAGES = ["/", "/?kind=salon", "/?q=さろん", "/?q=そんなばしょはない", "/sign-in/", "/styleguide/"]
PAGES += ["/where/", "/where/?topic=mind&town=本町&who=other", "/where/list/", "/where/worry/"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_can_be_read_by_everybody(open_page, viewport):
    assert problems_on(open_page("about:blank", viewport=viewport), PAGES) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_from_the_search_box_to_the_telephone_number(open_page, javascript):
    page = open_page("/", javascript=javascript)
    page.fill("[name=q]", "さろん")
    page.click("main form[role=search] button[type=submit]")
    first = page.locator("ol.cards .card-title a").first
    name = first.inner_text()
    expect(page.locator("ol.cards")).to_contain_text("サロン")
    first.click()
    expect(page.locator("h1")).to_contain_text(name)
    expect(page.get_by_role("heading", name="問い合わせ")).to_be_visible()
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


def test_suggestions_are_reached_by_keyboard_and_come_back(open_page):
    page = open_page("/")
    box = page.locator("#q")
    box.press_sequentially("サロン")
    options = page.locator("#q-list [role=option]")
    options.first.wait_for()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert axe_problems(page) == []
    box.press("Escape")
    expect(options.first).to_be_hidden()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(options.first).to_contain_text("か所")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    page.wait_for_url("**/places/**")
    expect(page.locator("h1")).to_be_visible()


def test_a_suggestion_that_comes_late_opens_nothing_for_somebody_who_has_gone_on(open_page):
    page = open_page("/")
    page.route("**/suggest?*", lambda route: page.wait_for_timeout(600) or route.continue_())
    box = page.locator("#q")
    box.press_sequentially("サロン")
    box.press("Tab")
    page.wait_for_timeout(1_000)
    expect(page.locator("#q-list")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")


def test_an_option_of_an_older_text_is_not_chosen_under_a_newer_one(open_page):
    page = open_page("/")
    box = page.locator("#q")
    box.press_sequentially("サロン")
    page.locator("#q-list [role=option]").first.wait_for()
    page.route("**/suggest?*", lambda route: None)  # never answered; an abort would be an error in the console
    box.fill("囲碁")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/?q=*")
    expect(page.locator("#q")).to_have_value("囲碁")


def test_near_me_asks_once_and_stays_with_the_facets(open_page):
    page = open_page("/?kind=salon")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 36.639707, "longitude": 140.125489})
    page.get_by_role("button", name="近い順").click()
    expect(page.locator(".card").first).to_contain_text("歩いて約")
    assert "36.6" not in page.url
    page.get_by_role("button", name="きょう ひらく").or_(
        page.get_by_role("button", name="7日のうちに ひらく")
    ).first.click()
    page.wait_for_url("**open=**")
    expect(page.locator(".card").first).to_contain_text("約")
    assert "36.6" not in page.url
    assert axe_problems(page) == []


def test_without_javascript_there_is_no_empty_map(open_page):
    page = open_page("/", javascript=False)
    assert not page.locator(".map-ground").is_visible()
    assert "JavaScriptが いります" in page.locator("#map").inner_text()
