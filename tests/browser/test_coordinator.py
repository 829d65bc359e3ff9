"""A coordinator with 40 cases and no time: from the list to a place with its reasons."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, axe_problems, problems_on

PATHS = [
    "/desk/",
    "/desk/people/",
    "/desk/people/M-001/",
    "/desk/people/M-001/needs/",
    "/desk/people/M-001/limits/",
    "/desk/people/M-001/left-out/?why=target",
    "/desk/caseload/",
    "/desk/audit/",
    "/desk/sheets/",
    "/desk/sheets/new/",
    "/desk/programme/",
]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_can_be_read_by_everybody(sign_in, viewport):
    assert problems_on(sign_in("coordinator", viewport=viewport), PATHS) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_from_a_person_to_a_comparison_of_places(sign_in, javascript):
    page = sign_in("coordinator", javascript=javascript)
    page.get_by_role("link", name="さがしている方").click()
    page.get_by_role("link", name="M-001").click()
    expect(page.locator(".desk-places .card")).to_have_count(5)
    expect(page.get_by_role("heading", name="あと少しで合う")).to_be_visible()
    boxes = page.get_by_label("えらぶ", exact=True)
    for number in range(3):
        boxes.nth(number).check()
    page.get_by_role("button", name="えらんだ場所をくらべる").click()
    expect(page.locator("thead th")).to_have_count(4)
    expect(page.get_by_role("rowheader", name="参加の段階")).to_be_visible()


def test_a_place_the_person_does_not_want_goes(sign_in):
    page = sign_in("coordinator")
    page.goto("/desk/people/M-002/")
    first = page.locator(".desk-places .card-title a").first.inner_text()
    page.get_by_text("くわしく・ほかにすること").first.click()
    page.get_by_label("この方には出さない わけ").first.select_option("known")
    page.get_by_role("button", name="この方には出さない").first.click()
    expect(page.locator("main")).to_contain_text(f"「{first}」を候補から外しました")
    expect(page.locator(".desk-places .card-title a").first).not_to_have_text(first)


BOTTOM = "element => element.getBoundingClientRect().bottom + scrollY"


def test_the_first_five_and_almost_are_read_on_one_screen(sign_in):
    """The person and the map stay in view while the cards go by."""
    page = sign_in("coordinator")
    page.goto("/desk/people/M-001/")
    expect(page.locator(".desk-places .card")).to_have_count(5)
    assert page.get_by_role("heading", name="あと少しで合う").locator("..").evaluate(BOTTOM) < 2500
    page.locator("#rank-5").scroll_into_view_if_needed()
    for part in ("#person", ".desk-map .map-ground"):
        assert page.locator(part).evaluate("one => one.getBoundingClientRect().top") >= 0
    assert page.locator(".desk-person-fold > .stack > .facts > dt").count() <= 10
    assert page.locator(".desk-places .candidate-do .button-main").count() == 5, "one clear action each"


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_on_a_phone_the_first_candidate_is_on_the_first_screen(sign_in, javascript):
    page = sign_in("coordinator", viewport=PHONE, javascript=javascript)
    page.goto("/desk/people/M-001/")
    first = page.locator("#rank-1")
    assert first.locator(".card-title").evaluate(BOTTOM) < PHONE["height"]
    expect(page.get_by_text("担当・町")).not_to_be_visible()
    page.locator(".desk-person-fold > summary").click()
    expect(page.get_by_text("担当・町")).to_be_visible()


@pytest.mark.parametrize(("viewport", "most"), [(PHONE, 5000), (DESKTOP, 3500)], ids=["phone", "desktop"])
def test_needs_are_a_conversation(sign_in, viewport, most):
    page = sign_in("coordinator", viewport=viewport)
    page.goto("/desk/people/M-001/needs/")
    assert page.evaluate("document.documentElement.scrollHeight") < most
    expect(page.get_by_role("button", name="記録する")).to_be_in_viewport()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_call_is_one_press_an_answer_by_keyboard_alone(sign_in, viewport):
    page = sign_in("coordinator", viewport=viewport)
    page.goto("/desk/people/M-004/")
    page.get_by_role("link", name="電話で たしかめる").first.press("Enter")
    expect(page.locator(".call-question").first).to_be_visible()
    assert axe_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    open_ = page.locator(".call-question:not(.call-said)")
    number = open_.count()
    # The first one asks whether somebody answered; the others ask about the place.
    open_.nth(1).get_by_role("button").first.press("Enter")
    expect(page.locator(".call-said")).not_to_have_count(0)
    assert page.locator(".call-question:not(.call-said)").count() < number
    assert axe_problems(page) == []


def test_the_paper_for_the_person_can_be_read_by_everybody(sign_in):
    page = sign_in("coordinator", viewport=PHONE)
    page.goto("/desk/people/M-001/")
    for number in range(2):
        page.get_by_label("えらぶ", exact=True).nth(number).check()
    page.get_by_role("button", name="ご本人にわたす紙").click()
    expect(page.locator(".shortlist-place")).to_have_count(2)
    assert axe_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_the_reasons_for_a_no_are_shown_with_a_no_and_stay_filled_after_an_error(sign_in, javascript):
    page = sign_in("coordinator", viewport=PHONE, javascript=javascript)
    page.goto("/desk/?in_charge=all&kind=waiting")
    page.locator("main .card a").first.click()
    page.get_by_role("link", name="電話で聞いた返事を入れる").click()
    reason, day, said = (
        page.get_by_label(words) for words in ("今は受けられない →", "もう一度 たずねてよい日", "聞きたいこと、")
    )
    expect(page.get_by_role("group", name="むずかしいときだけ")).to_be_hidden()
    page.get_by_label("はい、来てください").check()
    for field in (reason, day, said):
        expect(field).to_be_hidden()
    page.get_by_label("今回は むずかしいです").check()
    expect(day).to_be_hidden()
    reason.check()
    said.fill("春に また")
    page.get_by_role("button", name="返事を 記録する").click()
    expect(page.locator(".field-error", has_text="明日からあとの日を 書いてください。")).to_be_visible()
    expect(day).to_be_visible()
    expect(reason).to_be_checked()
    expect(said).to_have_value("春に また")
    if javascript:  # axe is a script
        assert axe_problems(page) == []
