"""A connection that breaks while somebody types loses nothing, and the browser stores nothing; the desk is saved as it goes."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, axe_problems

SAID, MORE = "夜6時すぎに電話。", "お母さんが出たら、名のらない。"


def _stored(page) -> int:
    return page.evaluate("localStorage.length + sessionStorage.length")


def _identity(page):
    page.goto("/desk/people/")
    person = page.locator("tbody a[href*='/desk/people/']").first.get_attribute("href")
    page.goto(f"{person}identity/")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])
def test_a_broken_connection_while_typing_loses_nothing(sign_in, viewport):
    page = sign_in("coordinator", viewport=viewport)
    _identity(page)
    reach, status = page.get_by_label("連絡のしかた"), page.locator("[data-kept]")
    reach.fill(SAID)
    expect(status).to_contain_text("までの分を のこしました")
    page.context.set_offline(True)
    reach.fill(SAID + MORE)
    expect(status).to_contain_text("つながりません")
    page.get_by_role("button", name="記録する").click()
    expect(reach).to_have_value(SAID + MORE)
    page.context.set_offline(False)
    expect(status).to_contain_text("までの分を のこしました")
    assert _stored(page) == 0
    address = page.url
    page.goto("/desk/")
    page.goto(address)
    assert axe_problems(page) == []
    page.get_by_role("link", name="つづきを 書く").click()
    expect(reach).to_have_value(SAID + MORE)
    assert axe_problems(page) == []
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("名前と連絡先を記録しました")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("書きかけが あります")).to_be_hidden()
    page.get_by_label("連絡のしかた").fill("")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("名前と連絡先を記録しました")).to_be_visible()


def test_a_new_person_is_entered_in_few_strokes_and_outlives_an_ended_session(sign_in):
    page = sign_in("coordinator", viewport=PHONE)
    page.goto("/desk/people/new/")
    page.get_by_label("名前").fill("夕凪 春子")
    page.get_by_label("ひとこと").fill("朝が にがて。")
    expect(page.locator("[data-kept]")).to_contain_text("のこしました")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("ひとこと").fill("朝が にがて。料理が好き。")
    expect(page.locator("[data-kept]")).to_contain_text("ログアウトしています")
    again = sign_in("coordinator", viewport=DESKTOP)
    again.goto("/desk/people/new/")
    again.get_by_role("link", name="つづきを 書く").click()
    expect(again.get_by_label("名前")).to_have_value("夕凪 春子")
    again.get_by_role("button", name="登録する").click()
    expect(again.get_by_text("として登録しました")).to_be_visible()


def test_a_volunteer_without_a_connection_keeps_what_was_typed_and_hears_when_to_press_again(sign_in):
    page = sign_in("volunteer", viewport=PHONE)
    page.goto("/my/")
    page.get_by_role("link", name="なおす").first.click()
    page.goto(page.url.rstrip("/") + "/what/")
    more, status = page.get_by_label("くわしく"), page.locator("[data-connected]")
    more.fill(SAID)
    page.context.set_offline(True)
    page.get_by_role("button", name="これで保存する").click()
    expect(status).to_contain_text("まだ 送っていません")
    expect(more).to_have_value(SAID)
    assert axe_problems(page) == []
    page.context.set_offline(False)
    expect(status).to_contain_text("もう一度 ボタンを おしてください")
    page.get_by_role("button", name="これで保存する").click()
    page.wait_for_url("**/edit/")
