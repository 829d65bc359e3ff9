"""The map by keyboard and ear, the numbers that it shares with the list, and what a phone shows first."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, axe_problems

PIN = ".leaflet-marker-icon.pin-numbered"


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")


@pytest.fixture
def few(open_page):
    """A list with a map at which every place has a pin of its own."""

    def opened(viewport=DESKTOP):
        page = open_page("/?kind=activity_center", viewport=viewport)
        page.locator("#map").scroll_into_view_if_needed()  # the map is loaded when it comes near
        page.locator(PIN).first.wait_for()
        return page

    return opened


@pytest.mark.parametrize("path", ["/", "/?kind=activity_center"])
def test_pins_and_cards_share_numbers(open_page, path):
    page = open_page(path, viewport=DESKTOP)
    page.locator("#map").scroll_into_view_if_needed()  # the map is loaded when it comes near
    page.locator(PIN).first.wait_for()
    cards = page.evaluate(
        "[...document.querySelectorAll('[data-number]')].map(card => [card.dataset.number, card.querySelector('a').textContent])"
    )
    pins = page.locator(PIN).evaluate_all("pins => pins.map(pin => [pin.textContent, pin.getAttribute('aria-label')])")
    names = dict(cards)
    assert [number for number, _ in cards] == [str(at + 1) for at in range(len(cards))]
    assert pins
    for numbers, words in pins:
        assert words.startswith(f"{numbers} {'、'.join(names[number] for number in numbers.split('・'))}")


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_a_pin_opens_and_closes_by_keyboard_and_gets_the_focus_back(few, key, viewport):
    page = few(viewport)
    pin = page.locator(PIN).first
    pin.focus()
    name = focused(page)
    page.keyboard.press(key)
    popup = page.locator(".leaflet-popup")
    expect(popup.locator("a[href^='/places/']").first).to_be_focused()
    assert "from=kind%3Dactivity_center" in popup.locator("a[href^='/places/']").first.get_attribute("href")
    button = page.get_by_role("button", name="閉じる")
    expect(button).to_be_visible()
    assert axe_problems(page) == []
    button.focus()
    page.keyboard.press(key)
    expect(popup).to_have_count(0)
    assert focused(page) == name
    page.keyboard.press(key)
    expect(popup).to_be_visible()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    assert focused(page) == name


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_no_popup_lies_under_the_zoom_buttons(few, viewport):
    page = few(viewport)
    for number in range(page.locator(PIN).count()):
        page.locator(PIN).nth(number).focus()
        page.keyboard.press("Enter")
        popup = page.locator(".leaflet-popup-content-wrapper")
        expect(popup).to_have_count(1)
        page.wait_for_timeout(400)
        frame, zoom, ground = (
            page.locator(one).bounding_box()
            for one in (".leaflet-popup-content-wrapper", ".leaflet-control-zoom", ".map-ground")
        )
        assert frame["x"] >= zoom["x"] + zoom["width"] or frame["y"] >= zoom["y"] + zoom["height"]
        assert frame["x"] + frame["width"] <= ground["x"] + ground["width"] + 1
        page.keyboard.press("Escape")
        expect(popup).to_have_count(0)


def test_every_button_of_the_map_speaks_japanese(few):
    names = (
        few()
        .locator(".map-ground [role=button], .map-ground a")
        .evaluate_all("all => all.map(one => one.getAttribute('aria-label') || one.title || one.textContent)")
    )
    assert all(re.search(r"[ぁ-んァ-ヶ一-龠]", name) for name in names), names


@pytest.mark.parametrize("path", ["/", "/?kind=salon", "/?kind=life_support", "/?open=week"])
def test_on_a_phone_the_first_result_begins_on_the_first_screen(open_page, path):
    page = open_page(path)
    title = page.locator(".card-title").first.bounding_box()
    assert title["y"] + title["height"] < PHONE["height"]
    field, button = page.locator("#q").bounding_box(), page.locator(".search button").bounding_box()
    assert (field["height"], field["y"]) == (button["height"], button["y"])
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert axe_problems(page) == []


def test_the_list_wears_no_frame_after_a_link_to_it(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_be_focused()
    assert page.locator("#list").evaluate("list => getComputedStyle(list).outlineStyle") == "none"
