"""Sessions that end while somebody writes: warned before, and nothing that was written is lost."""

import re

from playwright.sync_api import expect

from cms.demo.people import PASSWORD
from tests.browser.conftest import PHONE, axe_problems

TEXT = "杖をついて 歩きます。朝が にがてです。"


def test_a_sentence_at_the_desk_outlives_the_session(sign_in):
    page = sign_in("coordinator")
    page.goto("/desk/people/")
    person = page.locator("tbody a[href*='/desk/people/']").first.get_attribute("href")
    page.goto(f"{person}needs/")
    page.fill("#sentence", TEXT)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name=re.compile("文から うめる")).click()
    expect(page.get_by_text("書いたものは とってあります")).to_be_visible()
    assert axe_problems(page) == []
    page.fill("input[name=username]", "coordinator")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.get_by_role("listitem").filter(has_text=TEXT)).to_be_visible()
    assert axe_problems(page) == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.get_by_role("button", name="つづきを 送る").click()
    expect(page.locator("#sentence")).to_have_value(TEXT)


def test_an_idle_desk_warns_and_goes_on_with_one_tap(sign_in):
    page = sign_in("coordinator", viewport=PHONE)
    page.clock.install()
    page.goto("/desk/")
    notice = page.locator(".idle-notice")
    expect(notice).to_be_hidden()
    page.clock.fast_forward(28 * 60 * 1000 + 30_000)
    # The server says how much is left: its clock has not moved.
    expect(notice).to_be_hidden()
    page.route("**/session-left/", lambda route: route.fulfill(json={"seconds": 90}))
    page.goto("/desk/")
    page.clock.fast_forward(28 * 60 * 1000 + 30_000)
    expect(notice).to_contain_text("まもなく ログアウトします")
    page.unroute("**/session-left/")
    page.get_by_role("button", name="つづける").click()
    expect(notice).to_be_hidden()
