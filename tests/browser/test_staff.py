"""A member of the city's staff types a place that is there already, is told so while typing, and opens it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, axe_problems

ADD = "/admin/snippets/directory/resource/add/"


@pytest.fixture
def typing(sign_in):
    """The form of a new listing, in which a name is being typed."""
    page = sign_in("staff")
    page.goto("/admin/board/list/never/")
    known = page.locator(".city .title a").first.inner_text()
    page.goto(ADD)
    page.locator("#id_name").press_sequentially(known)
    return page, known


def test_who_types_what_is_there_is_told_and_opens_it(typing):
    page, known = typing
    told = page.locator("[data-duplicates]")
    expect(told).to_contain_text("もう登録されているかもしれません")
    expect(told.get_by_role("link", name=known).first).to_be_visible()
    assert [problem for problem in axe_problems(page) if "data-duplicates" in problem or "is_another" in problem] == []
    with page.expect_popup() as opened:
        told.get_by_role("link", name=known).first.click()
    expect(opened.value.locator("#id_name")).to_have_value(known)


def test_the_tick_stays_while_the_same_is_said_and_goes_with_what_it_spoke_of(typing):
    page, _ = typing
    tick = page.get_by_label("どれとも べつの場所です")
    tick.check()
    # The summary is folded with what does not stand on the paper.
    typed = "field => { field.value = 'お茶の会'; field.dispatchEvent(new Event('input', { bubbles: true })); }"
    page.locator("#id_summary").evaluate(typed)
    page.wait_for_timeout(600)
    expect(tick).to_be_checked()
    page.locator("#id_name").fill("まったく ちがう あたらしい なまえ")
    expect(tick).to_have_count(0)


PAGES = ["/admin/", "/admin/board/telephone/", "/admin/board/reports/", "/admin/board/doubles/", "/admin/campaigns/",
         "/admin/board/bounced/", "/admin/approvals/invitations/", "/admin/attendance/", "/admin/imports/", "/admin/imports/new/"]  # fmt: skip


def test_the_citys_pages_can_be_read_by_everybody(sign_in):
    page = sign_in("staff")
    problems = []
    for path in PAGES:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        for viewport in (PHONE, DESKTOP):
            page.set_viewport_size(viewport)
            problems += [one for one in axe_problems(page) if "sidebar" not in one]
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
    assert problems == []
