"""Both 想定されるケース of 四日市市's plan, from the first call to the follow-up after three months.

One is gone through on a wide screen and one on a phone, and every screen of each is looked at in both widths.

Case 1: father (dementia begins) and son (B型) of a household, who agree to 重層的支援会議. Case 2: a woman of 50 who stays at home and
whom nobody has spoken to: a 支援会議 first, her consent after weeks, then 地域活動支援センター. What the plan says is in the names.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from cms.desk.introducing.forms import ANYWAY
from tests.browser.conftest import DESKTOP, PHONE, axe_problems, running, sign_in_on
from tests.browser.moved_day import Clock
from tests.browser.yokkaichi_city import CENTER, LUNCHES, WORKSHOP

FILLING = "from tests.browser.yokkaichi_city import fill; fill()"
BY = ("-m", "tests.browser.moved_day")
SEEN: set[tuple[int, str]] = set()
"""Width and kind of the screens that axe has read: a journey comes back to some of them."""


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    """The day of the city."""
    return Clock(tmp_path_factory.mktemp("clock") / "days")


@pytest.fixture(scope="module")
def site(tmp_path_factory, clock):
    """Address of 四日市市, in place of the demonstration."""
    folder = tmp_path_factory.mktemp("yokkaichi")
    with running(folder, "127.0.0.1", ["shell", "-c", FILLING], BY, DEMO="1", CLOCK=str(clock.file)) as url:
        yield url


class Desk:
    """The desk as its coordinator goes through it: every screen is looked at when it has come."""

    def __init__(self, sign_in, open_page, viewport, clock):
        self.clock, self.viewport, self._open = clock, viewport, open_page
        self.page = sign_in("coordinator", viewport=viewport)
        self.look()

    def look(self, page=None):
        """On a wide screen and a phone axe finds nothing, and nothing runs out at the side."""
        page = page or self.page
        page.wait_for_load_state()
        kind = page.evaluate("document.title + document.querySelectorAll('main form').length")
        kind = re.sub(r"M-\d+|「.*」", "", kind)
        for viewport in (PHONE, DESKTOP):
            page.set_viewport_size(viewport)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], page.url
            if (viewport["width"], kind) not in SEEN:
                assert axe_problems(page) == []
                SEEN.add((viewport["width"], kind))
        page.set_viewport_size(self.viewport)

    def press(self, name, role="button"):
        """Press the first button, or follow the first link, of that name in the page."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role(role, name=name).first.click()
        self.look()

    def follow(self, name):
        self.press(name, "link")

    def says(self, *texts):
        """The page says each of these."""
        said = self.page.locator("main")
        for text in texts:
            expect(said).to_contain_text(text)

    def later(self, days):
        """So many days pass: who comes back signs in again."""
        self.clock.forward(days)
        self.page.context.clear_cookies()
        sign_in_on(self.page, "coordinator")
        self.page.goto("/desk/")
        self.look()

    def today(self, heading, code, why):
        """A line of Today about a person, under a heading: goes to what it is about."""
        self.page.goto("/desk/")
        section = self.page.locator("section", has=self.page.get_by_role("heading", name=heading, exact=True))
        more = section.get_by_role("link", name=re.compile("^ほか"))
        if more.count():
            with self.page.expect_navigation():
                more.click()
        line = section.locator("li", has_text=code)
        expect(line).to_contain_text(why)
        with self.page.expect_navigation():
            line.get_by_role("link").first.click()
        self.look()

    def not_today(self, code):
        """Nothing is to be done about a person today."""
        self.page.goto("/desk/")
        expect(self.page.locator("main li", has_text=code)).to_have_count(0)

    def person(self, code):
        self.page.goto(f"/desk/people/{code}/")
        self.look()

    def enter(self, name, reading, telephone, sentence):
        """Somebody calls for the first time; gives their number."""
        self.page.goto("/desk/people/")
        self.follow("新しい方を登録する")
        for label, value in {"名前": name, "ふりがな": reading, "電話": telephone, "ひとこと": sentence}.items():
            self.page.get_by_label(label, exact=True).fill(value)
        self.page.get_by_label("住んでいる町").select_option("西町")
        self.press("登録する")
        self.page.wait_for_url(re.compile(r"/people/(?!new/)[^/]+/"))
        code = re.search(r"/people/([^/]+)/", self.page.url).group(1)
        self.says(f"{code}として登録しました")
        return code

    def find(self, typed, code):
        """The telephone rings: by reading or number to the person."""
        self.page.goto("/desk/people/")
        self.page.get_by_role("searchbox", name="人をさがす（ふりがな・電話）").fill(typed)
        self.press("さがす")
        self.follow(code)

    def needs(self, sentence, **fields):
        """Needs by one sentence, and what it does not say by labels."""
        self.follow("ニーズを聞く")
        self.page.get_by_label("どんな方か・なにを したいか、ひとことで").fill(sentence)
        self.press("文から うめる（まだ 記録しません）")
        for label, value in fields.items():
            self.page.get_by_label(label, exact=True).select_option(value)
        self.press("記録する")
        self.says("ニーズを記録しました")

    def card(self, place):
        return self.page.locator(".candidate", has=self.page.get_by_role("link", name=place))

    def visit(self, companion, **rest):
        """The first visit, a week from today."""
        self.follow("はじめて行く日を きめる")
        day = self.clock.today + dt.timedelta(days=7)
        self.page.get_by_label("はじめて行く日").fill(f"{day.month}月{day.day}日")
        self.page.get_by_label("何時に").fill("10:00")
        self.page.get_by_label("いっしょに行く人").fill(companion)
        self.press("記録する")
        # The place is not listed as open then, and has said on the telephone that they may come.
        if self.page.get_by_label(ANYWAY).count():
            self.page.get_by_label(ANYWAY).check()
            self.press("記録する")
        self.says("はじめて行く日を 記録しました", "いまは「見学」", companion)

    def joins(self):
        """Today is the day on which the person begins to come."""
        self.follow("通いはじめた日を 記録する")
        self.press("記録する")
        self.says("へ通いはじめた日を 記録しました")

    def heard_person(self, feeling, said=""):
        form = self.page.locator("form#person")
        form.get_by_label("通っている", exact=True).check()
        form.get_by_label(feeling, exact=True).check()
        form.get_by_label("変わったこと").fill(said)
        self.press("ご本人の ようすを 記録する")

    def heard_host(self, feeling, said=""):
        form = self.page.locator("form#host")
        form.get_by_label(feeling, exact=True).check()
        form.get_by_label("はい、受けられます").check()
        form.get_by_label("してほしいこと・困っていること").fill(said)
        self.press("受け入れ先の ようすを 記録する")

    def agreed_by_consent(self, place, text):
        """The very text that the host receives is agreed to, on a paper that is printed first."""
        self.follow("同意を 記録する・とりけす")
        self.page.get_by_label("受け入れ先に 伝える文").fill(text)
        self.page.get_by_label(place, exact=True).check()
        with self.page.expect_popup():
            self.page.get_by_role("button", name="署名してもらう紙を出す（PDF）").click()
        self.press("同意を 記録する")
        self.says("いまは「ご本人の同意」", place, text.splitlines()[-1])

    def asks(self, place, how, code):
        """The host is asked with the text that was agreed, seen letter by letter before."""
        self.person(code)
        self.card(place).get_by_role("link", name="紹介を つづける").click()
        self.follow("受け入れ先に たずねる")
        self.page.get_by_label(how).check()
        self.press("伝える文を たしかめる")
        self.says("ご本人は、この文を この場所に 伝えることに 同意しています。")
        self.press("この文で たずねる")

    def host(self, address):
        """The host opens the link of its newest mail, without an account."""
        page = self._open("/outbox/", viewport=self.viewport)
        newest = page.locator("article", has_text=address).first
        link = re.search(r"/my/l/[\w-]+/", newest.inner_text()).group()
        page.goto(link)
        self.look(page)
        return page


@pytest.fixture
def desk(sign_in, open_page, clock):
    """The desk of the office, on a screen."""
    return lambda viewport: Desk(sign_in, open_page, viewport, clock)


TEXT = (
    "50代の方が、見学を したいと言っています。\nはじめてなので、田中が いっしょに うかがいます。手芸が 好きな方です。"
)


def test_case_2_a_woman_who_stays_at_home_comes_to_the_activity_centre(desk):
    reading = "ひなた"
    at = desk(DESKTOP)
    name = f"{reading} さち"
    code = at.enter(name, name, "059-111-1280", "近所の方から相談。一人暮らしで、家から出ない。")

    # 支援会議: nobody has her consent, and nothing goes out.
    at.page.goto("/desk/meetings/")
    at.look()
    at.page.get_by_label("ご本人の同意が まだない").check()
    at.page.get_by_label("番号か、名前か、電話番号").fill(code)
    at.page.get_by_label("なんのために 話し合うのか").fill("訪問しても 出ず、ようすが 心配されている")
    at.press("開く")
    at.press("守ります")
    at.page.get_by_text("会議の人に 知らせる", exact=True).click()
    at.page.get_by_role("textbox", name="会議の人に 知らせること").fill("民生委員と いっしょに、くりかえし 訪ねる。")
    at.press("知らせる")

    # アウトリーチ: the next visit is promised, and stands in Today on its day.
    at.person(code)
    at.says("支援会議（社会福祉法106条の6）")
    at.follow("約束とプラン")
    day = at.clock.today + dt.timedelta(days=14)
    at.page.get_by_label("約束の日").fill(f"{day.month}月{day.day}日")
    at.page.get_by_label("なんのこと").fill("玄関先で 話す")
    at.press("約束を 記録する")
    at.later(14)
    at.today("約束した電話", code, "電話の約束が あります")
    at.press("話した")

    # She calls herself, and is found by the reading while the telephone rings.
    at.later(14)
    at.find(reading, code)
    at.needs(
        "54歳の女性。家から出ていない。平日の午後なら出られる。手芸をしていた。人が多いと落ちつかない。",
        いまの段階="つながりをもつ",
        目標="居場所で過ごす",
    )
    at.says("合う場所")
    expect(at.page.locator("#rank-1")).to_contain_text(CENTER)

    # The call sheet: nobody is named on the telephone.
    at.card(CENTER).get_by_text("くわしく・ほかにすること").click()
    at.card(CENTER).get_by_role("link", name=re.compile("電話で たしかめる|電話したことを 書く")).first.click()
    at.look()
    at.press("話せた")
    at.press("紹介を はじめる")
    at.says("いまは「打診」")

    comes_to_the_centre(at, code, reading)
    followed_for_three_months(at, code)


def comes_to_the_centre(at, code, name):
    """Her consent, the question to the centre by its link, the first outing with a companion, and her beginning to come there."""
    # Her consent ends what could not be told; the host receives this text and nothing else.
    at.person(code)
    at.agreed_by_consent(CENTER, TEXT)
    at.asks(CENTER, "メールのリンク", code)
    page = at.host("center@example.jp")
    expect(page.locator("main")).to_contain_text(TEXT.splitlines()[-1])
    assert not {name, code} & set(re.findall(rf"{name}|{code}", page.content()))
    page.get_by_label("はい、来てください").check()
    page.get_by_role("button", name="返事を 送る").click()
    expect(page.get_by_role("heading", name="返事を 受けとりました")).to_be_visible()
    at.look(page)

    at.today("来てよいと言われた", code, "")
    at.visit("福祉総務課の 田中")
    at.later(6)
    at.today("はじめて行く日", code, "明日")
    at.later(8)
    at.person(code)
    at.card(CENTER).get_by_role("link", name="紹介を つづける").click()
    at.look()
    at.joins()


def followed_for_three_months(at, code):
    """Both sides at two weeks, one month and three months: the host by its link at first, then by telephone."""
    at.not_today(code)
    at.later(14)
    at.today("その後を 聞く", code, "はじめて2週間に なりました。ご本人と 受け入れ先に 聞いていません。")
    at.heard_person("ふつう", "週に1回 来ている")
    at.press("リンクを 送る")
    page = at.host("center@example.jp")
    page.get_by_label("困っている", exact=True).check()
    page.get_by_label("してほしいこと・困っていること").fill("来る前の日に、電話が ほしい。")
    page.get_by_label("はい、受けられます").check()
    with page.expect_navigation():
        page.get_by_role("button", name="返事を 送る").click()
    at.look(page)
    at.today("困っている・してほしいことがある", code, "受け入れ先が「困っている」と 言いました。")
    at.press("応えた")
    at.not_today(code)
    at.later(16)
    at.today("その後を 聞く", code, "はじめて1か月に なりました。")
    at.heard_person("よい")
    at.heard_host("よい")
    at.not_today(code)
    at.later(60)
    at.today("その後を 聞く", code, "はじめて3か月に なりました。")
    at.heard_person("よい", "朝 起きられる。")
    at.heard_host("よい")
    at.follow("紹介のページ")
    at.says("いまは「定着」")
    at.not_today(code)


MEAL = "70代の男性が、昼の食事を とどけてほしいと言っています。\n火を使うのが 心配になってきました。"


def test_case_1_a_father_gets_his_meals_at_home_and_his_son_goes_on_at_the_workshop(desk):
    family, telephone = "みなと", "059-222-0390"
    at = desk(PHONE)
    son = at.enter(f"{family} けん", f"{family} けん", "ない", "B型に通う。身のまわりは お父さんが していた。")
    father = at.enter(
        f"{family} いさお", f"{family} いさお", telephone, "近所の方から 在宅介護支援センターへ 相談があった。"
    )

    # One household, and two cases of their own.
    at.follow("世帯")
    at.page.get_by_label("この方は").fill("父")
    at.page.get_by_label("いっしょの方", exact=True).fill(f"{family} けん")
    at.page.get_by_label("その方は").fill("息子")
    at.press("同じ世帯にする")
    at.says(father, son, "父", "息子")

    # The son goes on at his workshop: nobody asks it anew, and he agrees that 重層的支援会議 speaks of him.
    at.find(f"{family} けん", son)
    at.needs("46歳の男性。知的障害がある。", いまの段階="活動に参加する", 目標="役割をもつ・担い手になる")
    at.follow("同意を 記録する・とりけす")
    at.page.get_by_label("重層的支援会議で 話し合ってよい").check()
    at.press("同意を 記録する")
    at.says("いまは「ご本人の同意」", "重層的支援会議")
    at.person(son)
    at.card(WORKSHOP).get_by_text("くわしく・ほかにすること").click()
    at.joins()

    # The father: the lunches have no mail, so that the desk telephones and enters the answer.
    at.find(telephone[-4:], father)
    at.needs("76歳の男性。認知症の症状がある。", いまの段階="つながりをもつ", 目標="外に出る・見学する")
    at.card(LUNCHES).get_by_text("くわしく・ほかにすること").click()
    with at.page.expect_navigation():
        at.card(LUNCHES).get_by_role("button", name="紹介を はじめる").click()
    at.look()
    at.person(father)
    at.agreed_by_consent(LUNCHES, MEAL)
    at.asks(LUNCHES, "電話・会って", father)
    at.follow("電話で聞いた返事を入れる")
    at.page.get_by_label("はい、来てください").check()
    at.press("返事を 記録する")
    at.visit("在宅介護支援センターの 鈴木")
    at.later(7)
    at.today("はじめて行く日", father, "今日")
    at.joins()
    for days, step in ((14, "2週間"), (16, "1か月"), (60, "3か月")):
        at.later(days)
        at.today("その後を 聞く", father, f"はじめて{step}に なりました。ご本人と 受け入れ先に 聞いていません。")
        at.heard_person("よい")
        at.heard_host("よい")
        at.not_today(father)
        # The workshop sees the son every weekday: a word on the telephone is enough.
        at.today("その後を 聞く", son, f"はじめて{step}に なりました。")
        at.press("電話ですんだ")
        at.not_today(son)
    at.page.goto(f"/desk/people/{father}/")
    at.says("定着")
