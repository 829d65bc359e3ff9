"""The flow that 四日市市's plan draws, through the screens: a neighbour's call, the desk in charge, and a case that begins (case ②).

So far the first part: from the worry to the case. How the case goes on stands in test_yokkaichi_cases.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import running
from tests.browser.moved_day import Clock
from tests.browser.test_yokkaichi_cases import BY, WIDTHS, Desk

FILLING = "from tests.browser.yokkaichi_city import fill_five_works; fill_five_works()"
WORDS = "50代の女の人が ひとり暮らし。何年も 家から出ていないようで、庭に ごみが ふえている。"


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    """The day of the city."""
    return Clock(tmp_path_factory.mktemp("clock") / "days")


@pytest.fixture(scope="module")
def site(tmp_path_factory, clock):
    """Address of 四日市市 with all desks of its plan."""
    folder = tmp_path_factory.mktemp("five")
    with running(folder, "127.0.0.1", ["shell", "-c", FILLING], BY, DEMO="1", CLOCK=str(clock.file)) as url:
        yield url


@pytest.fixture
def desk(sign_in, open_page, clock):
    """The desk of the office, on a screen."""
    return lambda viewport: Desk(sign_in, open_page, viewport, clock)


def press(page, name, role="link"):
    with page.expect_navigation():
        page.locator("main").get_by_role(role, name=name).first.click()


@WIDTHS
def test_a_neighbours_worry_reaches_the_desk_in_charge_and_becomes_a_case(desk, open_page, viewport):
    at = desk(viewport)

    # A neighbour, without an account and without a script, finds the desk and passes it on.
    neighbour = open_page("/", viewport=viewport, javascript=False)
    press(neighbour, "こまったとき、どこに相談？")
    press(neighbour, "近所・地域のこと")
    neighbour.get_by_label("住んでいる町").fill("西町")
    neighbour.get_by_label("近所の人・知っている人のこと").check()
    press(neighbour, "この町の窓口を 見る", "button")
    expect(neighbour.locator("main")).to_contain_text("福祉総務課")
    press(neighbour, "電話のかわりに、ここから 伝える")
    neighbour.get_by_label("どんなようすですか").fill(WORDS)
    neighbour.get_by_label("いちばん近いもの").select_option("近所・地域のこと")
    neighbour.get_by_label("その方の 町").fill("西町")
    neighbour.wait_for_timeout(2_100)  # who sends a form at once is taken for a program
    press(neighbour, "窓口に 伝える", "button")
    said = neighbour.locator("body").inner_text()
    code = re.search(r"番号 (\d{3}-\d{3}-\d{4})", said)[1]
    assert WORDS not in said

    # The office sees it in Today, reads it, and opens a case.
    at.page.goto("/desk/")
    section = at.page.locator("section", has=at.page.get_by_role("heading", name="つなぐシートが 来ている"))
    with at.page.expect_navigation():
        section.get_by_role("link").first.click()
    at.look()
    at.says("福祉総務課", WORDS, "まだ 聞いていない", "近所の人・知り合い")
    at.page.get_by_text("この方の支援を はじめる").click()
    at.page.get_by_label("ご本人の名前").fill("西町の女の人")
    at.press("支援を はじめる")
    at.says("として 支援を はじめました")
    person = re.search(r"/people/([^/]+)/", at.page.url).group(1)

    # The neighbour learns by the code that somebody answered, and nothing about whom.
    neighbour.goto("/my/code/")
    neighbour.get_by_label(re.compile("番号")).fill(code)
    with neighbour.expect_navigation():
        neighbour.locator("main form button").click()
    expect(neighbour.locator("main")).to_contain_text("窓口が 受けとめました")
    said = neighbour.locator("body").inner_text()
    assert not [word for word in (WORDS, person, "西町の女の人", "田中") if word in said]
    at.page.goto("/desk/")
    expect(at.page.get_by_role("heading", name="つなぐシートが 来ている")).to_have_count(0)
