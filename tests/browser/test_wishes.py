"""A resident says in a sentence what she wishes for, on a phone: chips, taken off, nothing found, one tap, found."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, problems_on

SENTENCES = ["/?q=つむぎ台の近くで体操 午後", "/?q=死にたい", "/?q=日曜の夜 体操 手話", "/?q=今日"]


def count_of(page) -> int:
    return int(page.locator("#list-title").inner_text().split("か所")[0])


def search(page, text):
    page.fill("[name=q]", text)
    page.click("main form[role=search] button[type=submit]")
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_from_a_sentence_to_a_place(open_page, javascript):
    page = open_page("/", viewport=PHONE, javascript=javascript)
    search(page, "つむぎ台の近くで体操 午後")
    chips = page.locator("#list .chip-on")
    expect(chips).to_contain_text(["つむぎ台の近く", "体操", "午後"])
    before = count_of(page)
    chips.filter(has_text="午後").click()
    page.wait_for_url("**off=**")
    assert count_of(page) > before
    search(page, "日曜の夜 体操 手話")
    assert count_of(page) == 0
    way_out = page.locator("#list .notice a.chip").first
    number = int(way_out.locator(".soft").inner_text())
    way_out.click()
    assert count_of(page) == number > 0
    page.locator("ol.cards .card-title a").first.click()
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_answer_can_be_read_by_everybody(open_page, viewport):
    assert problems_on(open_page("about:blank", viewport=viewport), SENTENCES) == []


def test_a_suggestion_says_what_was_understood(open_page):
    page = open_page("/", viewport=PHONE)
    page.locator("#q").press_sequentially("車いすで体操")
    option = page.locator("#q-list [role=option]").first
    expect(option).to_contain_text("車いすで入れる")
    option.click()
    page.wait_for_load_state()
    assert count_of(page) > 0
    expect(page.locator("#list .chip-on").first).to_contain_text("車いすで入れる")


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_who_is_in_danger_sees_whom_to_call_before_anything_else(open_page, javascript):
    page = open_page("/?q=もう死にたい", viewport=PHONE, javascript=javascript)
    call = page.locator("a[href^='tel:']").first
    assert call.bounding_box()["y"] < 844
    assert call.is_visible()


MANY = "/?q=一人ぐらしの母が 話し相手を ほしがっている 午後 歩いて行ける&kind=salon&weekday=1&fee=free"


@pytest.mark.parametrize("path", [*SENTENCES[:1], "/?q=耳が聞こえにくい", "/?q=今週お金がない", MANY])
@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_the_whole_sentence_is_read_in_its_box_and_the_answer_begins_on_the_first_screen(open_page, path, javascript):
    page = open_page(path, viewport=PHONE, javascript=javascript)
    field, button = page.locator("#q").bounding_box(), page.locator(".search button").bounding_box()
    assert field["y"] + field["height"] == pytest.approx(button["y"] + button["height"], abs=1)
    assert button["height"] < 60, "no block beside a sentence of three lines"
    assert page.locator("#q").evaluate("box => box.scrollHeight <= box.clientHeight")
    assert page.locator("#list .card, #list .notice-title").first.bounding_box()["y"] < 700
    assert page.locator("#list .chips-row").bounding_box()["height"] < 100, "one row"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_box_grows_while_a_sentence_is_typed_and_enter_searches(open_page):
    page = open_page("/", viewport=PHONE)
    box = page.locator("#q")
    before = box.bounding_box()["height"]
    box.press_sequentially("つむぎ台の近くで 火曜日の午前に 体操")
    assert box.bounding_box()["height"] > before
    box.press("Enter")
    page.wait_for_url("**/?q=*")
    assert count_of(page) > 0


def test_the_enter_that_ends_a_conversion_does_not_search(open_page):
    """Safari sends it after the composition has ended; its code is 229 all the same."""
    page = open_page("/", viewport=DESKTOP)
    page.locator("#q").fill("たいそう")
    page.evaluate(
        "document.querySelector('#q').dispatchEvent("
        "new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))"
    )
    page.wait_for_load_state("networkidle")
    assert "q=" not in page.url
