"""A volunteer of 72 with a phone: invitation → sign in → closed in August → the public page says so."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, axe_problems

TAPS = 3
"""What saying 「closed in August」 may take: the button, the month, 「休みにする」."""
TOUCH = 48
"""Pixels that a finger needs."""


def _newest_link(page, to):
    """The link in the newest mail to an address, as the outbox of the demonstration shows it."""
    page.goto("/outbox/")
    text = page.locator("main").inner_text()
    newest = next(part for part in text.split("あて先") if to in part)
    return re.search(r"/my/l/[\w-]+/", newest).group()


@pytest.fixture
def invited(sign_in):
    """A colleague's address, invited by the volunteer of the demonstration."""

    def invite(javascript):
        address = f"taro-{'js' if javascript else 'plain'}@example.jp"
        page = sign_in("volunteer", viewport=PHONE, javascript=javascript)
        page.goto("/my/")
        page.get_by_role("link", name="招待する").click()
        page.get_by_role("link", name="なかまを 招待する").click()
        page.get_by_label("相手の名前").fill("鈴木 太郎")
        page.get_by_label("相手のメールアドレス").fill(address)
        page.get_by_role("button", name="招待する").click()
        expect(page.locator("main")).to_contain_text("メールを送りました")
        return address

    return invite


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_closed_in_august(open_page, invited, javascript):
    address = invited(javascript)
    page = open_page("/", javascript=javascript)
    link = _newest_link(page, address)
    page.goto(link)
    page.goto(link)
    page.get_by_role("button", name="はじめる").click()
    page.wait_for_url("**/my/")
    _readable(page, javascript)

    button = page.get_by_role("link", name="お休みにする・再開する").first
    button.click()
    _readable(page, javascript)
    august = page.get_by_label(re.compile(r"^\s*8月"))
    if page.get_by_text("今 決まっている お休み").count() == 0:
        assert august.bounding_box()["y"] < PHONE["height"], "on the first screen, without scrolling"
    # Dates are asked for where they are chosen.
    expect(page.get_by_label("休みの はじめの日")).to_be_hidden()
    page.get_by_label(re.compile(r"^\s*わけ")).fill("暑いので、夏休みです。")
    taps = [august, page.get_by_role("button", name="休みにする")]
    assert 1 + len(taps) <= TAPS
    for tapped in taps:
        tapped.click()
    expect(page.locator("main")).to_contain_text("お休みにしました")

    page.get_by_role("link", name="公開のページを見る").first.click()
    page.wait_for_load_state()
    said = page.locator("main").inner_text()
    today = timezone.localdate()
    first = f"8月{today.day if today.month == 8 else 1}日"
    assert re.search(rf"{first}（.曜日）\s*から", said)
    assert "8月31日" in said
    assert "暑いので、夏休みです。" in said
    _readable(page, javascript)

    again = page.request.get(link)
    assert (again.status, "もう使われました" in again.text()) == (410, True)


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_closed_on_one_day_and_open_on_another(sign_in, javascript):
    page = sign_in("volunteer", viewport=PHONE, javascript=javascript)
    page.goto("/my/")
    page.get_by_role("link", name="お休みにする・再開する").first.click()
    page.get_by_text("この日だけ 休む").click()
    page.get_by_role("button", name="この日は お休み").first.click()
    expect(page.locator("main")).to_contain_text("お休みにしました")
    page.get_by_role("button", name="公開のページに 出す").click()
    expect(page.locator("main")).to_contain_text("日を 書いてください")
    _readable(page, javascript)
    assert min(button.bounding_box()["height"] for button in page.locator("main button:visible").all()) >= TOUCH
    page.get_by_role("button", name="やっぱり ひらく").click()
    expect(page.locator("main")).to_contain_text("いつもどおり ひらきます")


def _readable(page, javascript):
    """Nothing to scroll sideways for, and what axe finds where it can run."""
    page.wait_for_load_state()
    assert javascript is False or page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert javascript is False or axe_problems(page) == []


PAGES = ["", "edit/", "edit/name/", "edit/when/", "edit/where/", "edit/who/", "edit/what/", "edit/contact/", "edit/photo/",
         "history/", "end/"]  # fmt: skip


def test_the_small_pages_are_readable_by_everybody(sign_in):
    page = sign_in("volunteer", viewport=PHONE)
    page.goto("/my/")
    own = page.locator("h2 a").first.get_attribute("href")
    problems = []
    for path in [*(own + part for part in PAGES), "/my/mail/", "/my/code/"]:
        page.goto(path)
        problems += axe_problems(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    assert problems == []
