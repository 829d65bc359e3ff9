"""A volunteer of 72 with a phone: invitation → sign in → closed in August → the public page says so."""

import re
import time

import pytest

from tests.browser.conftest import PHONE, axe_problems

SECONDS = 30
"""What saying 「closed in August」 may take on a phone, typing included."""


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
        assert "メールを送りました" in page.locator("main").inner_text()
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
    assert page.url.endswith("/my/")
    _readable(page, javascript)

    began = time.monotonic()
    page.get_by_role("link", name="お休みにする・再開する").first.click()
    _readable(page, javascript)
    page.get_by_label(re.compile(r"^\s*8月")).check()
    page.get_by_label(re.compile(r"^\s*わけ")).fill("暑いので、夏休みです。")
    page.get_by_role("button", name="休みにする").click()
    assert time.monotonic() - began < SECONDS
    assert "お休みにしました" in page.locator("main").inner_text()

    page.get_by_role("link", name="公開のページを見る").first.click()
    said = page.locator("main").inner_text()
    assert re.search(r"8月1日.*から", said)
    assert "8月31日" in said
    assert "暑いので、夏休みです。" in said
    _readable(page, javascript)

    again = page.request.get(link)
    assert (again.status, "もう使われました" in again.text()) == (410, True)


def _readable(page, javascript):
    """Nothing to scroll sideways for, and what axe finds where it can run."""
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
