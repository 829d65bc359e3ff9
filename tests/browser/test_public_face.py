"""What the town shows everybody: an alert is set and lifted in one action each, and read by whoever has no JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, axe_problems

NOT_OURS = ("color-contrast", "target-size", "aria-allowed-role", "list", "nested-interactive", "sidebar")
"""Rules that Wagtail's own frame breaks."""


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_an_alert_is_on_every_page_until_it_is_lifted(sign_in, open_page, javascript):
    staff = sign_in("staff")
    staff.goto("/admin/alerts/")
    assert [problem for problem in axe_problems(staff) if not any(rule in problem for rule in NOT_OURS)] == []
    staff.get_by_label("これは訓練です").check()
    staff.get_by_label("わけ").fill("大雨のため")
    staff.get_by_role("button", name="お知らせを 出す").click()
    expect(staff.get_by_text("訓練なので、何も 休みになっていません。")).to_be_visible()
    for path, viewport in (("/", PHONE), ("/guide/", DESKTOP), ("/sign-in/", PHONE)):
        page = open_page(path, viewport=viewport, javascript=javascript)
        banner = page.get_by_role("region", name="これは 訓練です: 大雨のため")
        expect(banner).to_contain_text("集まりは いつもどおり ひらきます。")
        if javascript:
            assert axe_problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    staff.get_by_role("button", name="「【訓練】大雨のため」を やめる").click()
    expect(staff.get_by_text("やめました。集まりは")).to_be_visible()
    page = open_page("/", javascript=javascript)
    expect(page.get_by_role("region", name="訓練")).to_have_count(0)


def test_all_gatherings_are_off_and_on_again(sign_in, open_page):
    page = open_page("/?kind=salon", javascript=False)
    first = page.locator("ol.cards .card-title a").first
    name, address = first.inner_text(), first.get_attribute("href")
    staff = sign_in("staff")
    staff.goto("/admin/alerts/")
    staff.get_by_label("わけ").fill("大雪のため")
    staff.get_by_role("button", name="お知らせを 出す").click()
    page.reload()
    expect(page.locator("main")).not_to_contain_text(name)
    page.goto(address)
    expect(page.get_by_text("わけ: 大雪のため")).to_be_visible()
    expect(page.get_by_text("相談の窓口は ひらいています。")).to_be_visible()
    staff.get_by_role("button", name="「大雪のため」を やめる").click()
    page.reload()
    expect(page.get_by_text("大雪のため")).to_have_count(0)


@pytest.fixture
def listed(open_page):
    """A browser that has put the first two places of the start page into its list, and their names."""
    page = open_page("/?kind=salon")
    names = page.locator("ol.cards .card-title a").all_inner_texts()[:2]
    for name in names:
        page.get_by_role("button", name=re.compile(f"自分のリストに 入れる.*{name}")).click()
    return page, names


def test_my_list_to_paper_and_back(listed, open_page):
    page, names = listed
    expect(page.get_by_role("button", name="✓ リストに 入っています")).to_have_count(2)
    page.get_by_role("link", name="自分のリスト（2）").click()
    expect(page.locator("ol.cards .card-title a")).to_have_text(names)
    assert axe_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    paper = page.request.get(page.get_by_role("link", name="紙にする").get_attribute("href"))
    assert paper.headers["content-type"] == "application/pdf"
    code = page.locator("#share-title ~ p strong").inner_text()

    other = open_page("/my-list/", javascript=False)
    other.get_by_role("textbox", name="紙の番号").fill(code.lower())
    other.get_by_role("button", name="リストを 出す").click()
    brought = other.locator("ol.cards .card-title a")
    expect(brought).to_have_count(2)
    assert sorted(brought.all_inner_texts()) == sorted(names)
    other.get_by_role("link", name=re.compile(f"リストから はずす.*{names[0]}")).click()
    expect(brought).to_have_text([names[1]])


def test_a_list_that_came_by_a_link_is_kept_only_when_asked(listed, open_page):
    page, _ = listed
    page.get_by_role("link", name="自分のリスト（2）").click()
    address = page.locator("#list-address").input_value()
    other = open_page(address)
    link = other.locator("[data-list-link]")
    expect(link).to_have_text("自分のリスト")
    other.get_by_role("button", name="このリストを のこす").click()
    expect(link).to_have_text("自分のリスト（2）")
    other.get_by_role("link", name="リストから はずす").first.click()
    expect(link).to_have_text("自分のリスト（1）")
