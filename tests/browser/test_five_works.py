"""The flow that 四日市市's plan draws for case ②, through the screens of a phone; each is looked at on a wide one too.

A woman in her fifties lives alone, has not gone out for years, and has fallen out with her neighbours. Neighbours call 福祉総務課; its
支援会議 puts together what 委託相談支援事業所, 生活支援室 and 民生委員 know; she is visited again and again with another agency until she
trusts them; she goes out a little, then to 地域活動支援センター, and stays.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, running
from tests.browser.moved_day import Clock
from tests.browser.test_yokkaichi_cases import BY, Desk, comes_to_the_centre, followed_for_three_months
from tests.browser.yokkaichi_city import CENTER

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


MEMBERS = (
    ("委託相談支援事業所の 山口", "委託相談支援事業所"),
    ("生活支援室の 川村", "生活支援室"),
    ("民生委員の 水野", "民生委員・児童委員"),
)
SAID = "10年前に 生活支援室へ 相談があった。訪ねる人を ひとりに きめ、くりかえし 訪ねる。"
TRIED = (
    ("会えなかった・返事がない", "留守だった。手紙を 置いた。", 10),
    ("声だけ・返事だけ", "ドアごしに 返事が あった。", 10),
    ("顔を見て 話せた", "5分だけ 話せた。庭のことを 気にしていた。", 14),
)
"""How each visit was received, what was said, and after how many days comes the next one."""


def test_case_2_from_a_neighbours_call_to_settled_participation(desk, open_page):
    at = desk(PHONE)
    code = _a_neighbour_passes_it_on(at, open_page)
    _a_meeting_without_consent(at, code)
    _visited_again_and_again(at, code)

    # She is ready to go out a little: what she can do and likes is heard, and the centre is among what fits.
    at.person(code)
    at.needs(
        "54歳の女性。家から出ていない。平日の午後なら出られる。手芸をしていた。人が多いと落ちつかない。",
        いまの段階="外に出る・見学する",
        目標="居場所で過ごす",
    )
    expect(at.card(CENTER)).to_be_visible()
    at.card(CENTER).get_by_text("くわしく・ほかにすること").click()
    with at.page.expect_navigation():
        at.card(CENTER).get_by_role("button", name="紹介を はじめる").click()
    at.look()
    comes_to_the_centre(at, code, "西町の女の人")
    followed_for_three_months(at, code)


def _a_meeting_without_consent(at, code):
    """福祉総務課 opens a 支援会議 with three who know her; what was decided stands in Today."""
    at.page.goto("/desk/meetings/")
    at.look()
    at.page.get_by_label("ご本人の同意が まだない").check()
    at.page.get_by_label("番号か、名前か、電話番号").fill(code)
    at.page.get_by_label("なんのために 話し合うのか").fill("何年も 家から出ず、近所と うまくいっていない")
    at.press("開く")
    at.press("守ります")
    for name, post in MEMBERS:
        at.page.get_by_text("人を加える", exact=True).click()
        at.page.get_by_label("アカウントのない人の名前").fill(name)
        at.page.get_by_label("所属").fill(post)
        at.page.get_by_label("秘密を守ると、紙に 署名した").check()
        at.press("加える")
    at.page.get_by_role("textbox", name="会議の日").fill(f"{at.clock.today:%-m月%-d日}")
    at.page.get_by_role("textbox", name="話すこと").fill("これまでの かかわり\nだれが 訪ねるか")
    at.press("この日に きめる")
    at.says("その日のことは、たしかめてから 読めます")
    at.press("守ります")
    for name, _ in MEMBERS:
        at.press(f"{name}さんが 紙に署名した")
    at.page.get_by_role("textbox", name="話したこと").fill(SAID)
    at.page.get_by_label("プランを 作る").check()
    for name, _ in MEMBERS:
        at.page.get_by_role("checkbox", name=name).check()
    step = at.page.locator("#minutes-form details", has_text=MEMBERS[0][0])
    step.locator("summary").click()
    step.get_by_label("役割").fill("訪ねる人")
    step.get_by_label("次にすること").fill("福祉総務課と いっしょに 訪ねる")
    until = at.clock.today + dt.timedelta(days=5)
    step.get_by_label("いつまでに").fill(f"{until:%-m月%-d日}")
    at.press("記録する")
    at.says(SAID, "プランを 作る", "福祉総務課と いっしょに 訪ねる", "第1版")
    paper = at.page.request.get(at.page.locator('a[href$="/paper/"]').evaluate("link => link.href"))
    assert paper.headers["content-type"] == "application/pdf"
    # Nothing of it stands on the page of the person, and what it is about not in Today.
    at.person(code)
    expect(at.page.locator("main")).not_to_contain_text(SAID)
    at.today("会議で きめた、次にすること", code, "次にすることが あります")
    at.page.get_by_role("button", name="した", exact=True).click()
    at.says("しました")


def _visited_again_and_again(at, code):
    """Each visit promises the next one, which comes back by itself; at last she lets them speak of places."""
    for received, said, days in TRIED:
        at.person(code)
        at.follow("アウトリーチ")
        _contact(at, received, said)
        day = at.clock.today + dt.timedelta(days=days)
        at.page.get_by_label("次に 連絡する日").fill(f"{day:%-m月%-d日}")
        at.press("記録する")
        at.later(days)
        at.today("アウトリーチの 次の日", code, "今日 連絡する日です。")
    at.says("3回目", "はじめてから 20日")
    _contact(at, "顔を見て 話せた", "いっしょに 庭を 見た。外に 出てみたいと 言われた。")
    at.page.get_by_label("場所の話を 聞いてもよいと 言われた").check()
    at.press("記録する")
    at.says("つぎは、どんな場所がよいか 聞いてください")


def _contact(at, received, said):
    at.page.get_by_label("たずねた", exact=True).check()
    at.page.get_by_label(received, exact=True).check()
    at.page.get_by_role("textbox", name="ようす").fill(said)


def _a_neighbour_passes_it_on(at, open_page):
    """The neighbour, without an account, and the office that opens a case; gives its number."""
    # A neighbour, without an account and without a script, finds the desk and passes it on.
    neighbour = open_page("/", viewport=PHONE, javascript=False)
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
    return person
