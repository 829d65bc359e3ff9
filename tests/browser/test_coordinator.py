"""A coordinator with 40 cases and no time: from the list to a place with its reasons."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, axe_problems


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(
    "path",
    ["/desk/", "/desk/people/", "/desk/people/M-001/", "/desk/people/M-001/needs/", "/desk/caseload/", "/desk/audit/"],
)
def test_pages_can_be_read_by_everybody(sign_in, path, viewport):
    page = sign_in("coordinator", viewport=viewport)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert axe_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_from_a_person_to_a_comparison_of_places(sign_in, javascript):
    page = sign_in("coordinator", javascript=javascript)
    page.get_by_role("link", name="さがしている方").click()
    page.get_by_role("link", name="M-001").click()
    expect(page.locator(".desk-places .card")).to_have_count(10)
    expect(page.get_by_role("heading", name="あと少しで合う")).to_be_visible()
    boxes = page.get_by_label("くらべる", exact=True)
    for number in range(3):
        boxes.nth(number).check()
    page.get_by_role("button", name="印をつけた場所をくらべる").click()
    expect(page.locator("thead th")).to_have_count(4)
    expect(page.get_by_role("rowheader", name="参加の段階")).to_be_visible()


def test_a_place_the_person_does_not_want_goes(sign_in):
    page = sign_in("coordinator")
    page.goto("/desk/people/M-002/")
    first = page.locator(".desk-places .card-title a").first.inner_text()
    page.get_by_role("button", name="この方には出さない").first.click()
    assert page.locator(".desk-places .card-title a").first.inner_text() != first
    assert f"「{first}」を候補から外しました" in page.locator("main").inner_text()
