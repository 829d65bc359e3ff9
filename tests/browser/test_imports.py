"""A 社協 keeps its salons in a workbook of two sheets. The city brings it in, looks at it, and takes it back."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, axe_problems

SHEETS = {
    "本町地区": [
        ["令和8年度　ふれあいサロン一覧"],
        [],
        ["サロン名", "会場", "", "開催日時", "対象者", "", "代表者", "連絡先"],
        ["", "", "", "", "高齢", "こども", "", ""],
        ["はなみずきサロン", "本町2-3 本町集会所", "1階和室", "毎月第2・第4火曜 10:00～12:00", "○", "", "山田 花子", "028-000-7701"],
        ["寺町お茶の間", "寺町4-5", "", "毎週木曜 13:30～15:30", "○", "○", "", "028-000-7703"],
        ["あじさいの会", "本町9-9", "", "月1回くらい", "○", "", "", ""],
    ],
    "つむぎ台地区": [
        ["サロン名", "場所", "曜日", "時間", "ひとこと", "お茶代"],
        ["つむぎ台にこにこ会", "つむぎ台一丁目5-1", "第1・第3水曜", "10時～11時30分", "体操とお茶の会です", "100円"],
        ["つむぎ台おしゃべり広場", "つむぎ台三丁目2-2", "毎週金曜", "13:00-15:00", "だれでも来られます", "無料"],
    ],
}  # fmt: skip
WAIT = 60_000


@pytest.fixture
def workbook(tmp_path):
    """The workbook, with the merged cells of its two header rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in SHEETS.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cells in ("A1:H1", "B3:C3", "E3:F3"):
        book["本町地区"].merge_cells(cells)
    path = tmp_path / "社協サロン一覧.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("javascript", "viewport"), [(True, DESKTOP), (False, PHONE)], ids=["with javascript", "without"]
)
def test_from_a_workbook_to_public_places_and_back(sign_in, workbook, javascript, viewport):
    page = sign_in("staff", viewport=viewport, javascript=javascript)
    page.goto("/admin/imports/")
    _readable(page, viewport, javascript)
    page.get_by_role("link", name="一覧のファイルを えらぶ").click()
    page.get_by_label("一覧のファイル").set_input_files(workbook)
    page.get_by_label("この一覧は、何の一覧ですか").select_option("salon")
    page.get_by_label("どこの一覧ですか").fill("つむぎ野市社会福祉協議会「サロン一覧」")
    _readable(page, viewport, javascript)
    page.get_by_role("button", name="読んでみる").click()
    run = _wait_for(page, "入れると、こうなります")
    expect(page.locator("main")).to_contain_text("新しく入れる：4か所")
    expect(page.locator("main")).to_contain_text("もうある場所に つなぐ：1か所")
    _readable(page, viewport, javascript)

    page.get_by_role("link", name="見出しの読み方をたしかめる・直す").click()
    _readable(page, viewport, javascript)
    page.get_by_label("「お茶代」の読み方").select_option("fee")
    page.get_by_role("button", name="この読み方で 読みなおす").click()
    _wait_for(page, "入れると、こうなります")
    expect(page.locator("main")).not_to_contain_text("「お茶代」")

    page.get_by_role("link", name=re.compile("新しい：4か所")).click()
    _readable(page, viewport, javascript)
    page.get_by_role("group", name="あじさいの会を どうするか").get_by_label("入れない").check()
    page.get_by_role("button", name="このページの えらびかたを のこす").click()
    page.goto(run)
    page.get_by_role("link", name=re.compile("もうあるものに似ている")).click()
    expect(page.locator("main")).to_contain_text("つむぎ野市・サロン")
    _readable(page, viewport, javascript)
    page.goto(run)
    page.get_by_role("button", name="このとおりに 入れる（4か所）").click()
    _wait_for(page, "に入れました")
    _readable(page, viewport, javascript)

    page.goto("/?q=つむぎ台にこにこ会")
    page.get_by_role("link", name="つむぎ台にこにこ会").first.click()
    page.wait_for_url("**/places/**")
    place = page.url
    said = page.locator("main").inner_text()
    assert re.search(r"第1・第?3水曜", said)
    assert "100円" in said
    assert "つむぎ野市社会福祉協議会「サロン一覧」" in said
    page.goto("/?q=あじさいの会")
    assert page.get_by_role("link", name="あじさいの会", exact=True).count() == 0

    page.goto(run)
    page.get_by_role("link", name="まとめて元にもどす").click()
    _readable(page, viewport, javascript)
    page.get_by_role("button", name="はい、元にもどす").click()
    _wait_for(page, "に元にもどしました")
    _readable(page, viewport, javascript)
    assert page.request.get(place).status == 404
    page.goto("/?q=はなみずきサロン")
    assert page.get_by_role("link", name="はなみずきサロン").count() == 0


def _wait_for(page, text: str) -> str:
    """Wait until the page has come so far by itself; gives its address."""
    expect(page.locator("main")).to_contain_text(text, timeout=WAIT)
    return page.url


def _readable(page, viewport, javascript):
    """Nothing to scroll sideways for, and what axe finds where it can run."""
    page.wait_for_load_state()
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert [problem for problem in axe_problems(page) if "sidebar" not in problem] == []


def test_what_cannot_be_read_says_so_and_the_form_is_filled_again(sign_in, tmp_path):
    page = sign_in("staff", viewport=PHONE)
    page.goto("/admin/imports/new/")
    page.get_by_role("button", name="読んでみる").click()
    calendar = tmp_path / "よてい.pdf"
    calendar.write_bytes(b"%PDF-1.7 nothing")
    page.get_by_label("一覧のファイル").set_input_files(calendar)
    page.get_by_label("この一覧は、何の一覧ですか").select_option("salon")
    page.get_by_label("どこの一覧ですか").fill("見本の一覧")
    page.get_by_role("button", name="読んでみる").click()
    _wait_for(page, "このファイルは、読めませんでした")
    expect(page.locator("main")).to_contain_text("PDF")
    _readable(page, PHONE, javascript=True)
    page.get_by_role("link", name="ほかのファイルを えらぶ").click()
    expect(page.get_by_label("どこの一覧ですか")).to_have_value("見本の一覧")
    assert page.get_by_label("この一覧は、何の一覧ですか").input_value() == "salon"
