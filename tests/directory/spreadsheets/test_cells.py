"""One cell is mended only where that is certain, and otherwise refused with a reason."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.geo.municipality_codes import check_digit
from directory.geo.points import JAPAN
from directory.spreadsheets import cells as mending
from directory.spreadsheets.findings import Wrong

SOUTH, WEST, NORTH, EAST = JAPAN
points = st.tuples(
    st.integers(int(SOUTH * 1e6) + 1, int(NORTH * 1e6)), st.integers(int(WEST * 1e6) + 1, int(EAST * 1e6))
)
WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


@given(st.integers(1_000, 99_999))
def test_a_lost_zero_is_put_back_only_where_the_check_digit_proves_it(five):
    code = f"{five:05}" + check_digit(f"{five:05}")
    assert mending.municipality_code(code) == (code, "")
    if code.startswith("0"):
        assert mending.municipality_code(code[1:].translate(WIDE)) == (code, "先頭の0をおぎないました")
    wrong = code[:5] + str((int(code[5]) + 1) % 10)
    for text in (wrong, wrong.lstrip("0")):
        with pytest.raises(Wrong):
            mending.municipality_code(text)


@given(points, st.booleans(), st.booleans())
def test_a_point_survives_swapping_and_full_width(point, swapped, wide):
    lat, lng = (f"{value / 1e6:.6f}" for value in point)
    cells = (lng, lat) if swapped else (lat, lng)
    found, mended = mending.point(*(cell.translate(WIDE) if wide else cell for cell in cells))
    assert found == (float(lat), float(lng))
    assert ("入れかえ" in mended) is swapped


@pytest.mark.parametrize(
    ("lat", "lng", "point", "mended"),
    [
        ('34°20′34"', '134°2′48"', (34 + 20 / 60 + 34 / 3600, 134 + 2 / 60 + 48 / 3600), "度・分・秒"),
        ("北緯34.34度", "東経134.05度", (34.34, 134.05), ""),
        ("34.34, 134.05", "", (34.34, 134.05), "分けました"),
        ("134.05 34.34", "", (34.34, 134.05), "分けました、緯度と経度を入れかえました"),
        ("0", "0", None, "位置なし"),
        ("", "-", None, ""),
    ],
)
def test_points_as_people_write_them(lat, lng, point, mended):
    found, said = mending.point(lat, lng)
    assert found == (point and pytest.approx(point))
    assert mended in said
    assert bool(mended) is bool(said)


@pytest.mark.parametrize(
    ("lat", "lng", "says"),
    [
        ("34.3", "", "片方"),
        ("34.3", "34.3", "日本の外"),
        ("999", "134", "日本の外"),
        ("北", "134", "数字"),
        ('34°99′0"', "134", "度・分・秒"),
    ],
)
def test_points_that_cannot_be_right(lat, lng, says):
    with pytest.raises(Wrong, match=says):
        mending.point(lat, lng)


@pytest.mark.parametrize("cell", ["○", "〇", "◯", "◎", "有", "あり", "１", "1", "可", "TRUE", " はい "])
def test_yes_in_every_spelling(cell):
    assert mending.yes_or_no(cell) == "yes"


@pytest.mark.parametrize("cell", ["×", "✕", "無", "なし", "０", "不可", "False"])
def test_no_in_every_spelling(cell):
    assert mending.yes_or_no(cell) == "no"


@pytest.mark.parametrize("cell", ["", "-", "不明", "－"])
def test_nothing_said_is_neither_yes_nor_no(cell):
    assert mending.yes_or_no(cell) == ""


def test_another_word_is_neither():
    with pytest.raises(Wrong):
        mending.yes_or_no("一部")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("40人", 40),
        ("３８人", 38),
        ("500円", 500),
        ("1,000円", 1000),
        ("無料", 0),
        ("40人（長期休暇60人）", None),
        ("要相談", None),
        ("20,000円/月", None),
    ],
)
def test_amounts(cell, value):
    assert mending.amount(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("小学１～６年生", (6, 12)), ("小学1年生から3年生", (6, 9)), ("0～5歳", (0, 5)), ("０歳から５歳まで", (0, 5)), ("65歳以上", (65, None)),
        ("3歳まで", (None, 3)), ("小学生", (6, 12)), ("生後6か月から", None), ("どなたでも", None), ("5～3歳", None), ("200歳以上", None), ("", None),
    ],
)  # fmt: skip
def test_ages(cell, value):
    assert mending.ages(cell) == value


@given(st.dates(dt.date(2019, 5, 1), dt.date(2099, 12, 31)))
def test_a_date_is_read_in_each_of_its_spellings(day):
    era = f"令和{day.year - 2018}年{day.month}月{day.day}日"
    spellings = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        era,
        f"R{day.year - 2018}.{day.month}.{day.day}",
    ]
    assert {mending.date(text) for text in [*spellings, spellings[1].translate(WIDE)]} == {day}


@pytest.mark.parametrize("text", ["2026-02-30", "令和8年13月1日", "昨日", "26-4-1", "4/1"])
def test_dates_that_do_not_exist(text):
    with pytest.raises(Wrong):
        mending.date(text)


def test_the_first_year_of_an_era_and_no_date():
    assert mending.date("令和元年5月1日") == dt.date(2019, 5, 1)
    assert mending.date("S64.1.7") == dt.date(1989, 1, 7)
    assert mending.date(" - ") is None


@pytest.mark.parametrize(("cell", "value"), [("〒206-0823", "2060823"), ("２０６－０８２３", "2060823"), ("", "")])
def test_postcodes(cell, value):
    assert mending.postcode(cell) == value


def test_a_short_postcode_is_wrong():
    with pytest.raises(Wrong):
        mending.postcode("206-82")


def test_the_corporate_number_proves_itself():
    assert mending.corporate_number("7000012050002") == "7000012050002"
    for wrong in ("7000012050003", "12345"):
        with pytest.raises(Wrong):
            mending.corporate_number(wrong)


@pytest.mark.parametrize(
    ("cell", "address", "mended"),
    [
        ("番町ニ丁目１４番２号　１階", "番町二丁目14番2号 1階", True),
        ("庵治町888−1", "庵治町888-1", False),
        ("ハ丁目", "ハ丁目", False),
        ("ニュータウン1", "ニュータウン1", False),
    ],
)
def test_addresses(cell, address, mended):
    found, said = mending.address(cell)
    assert (found, bool(said)) == (address, mended)


def test_websites_are_http_only():
    found = mending.websites("（保健課）https://example.org/a.html （案内）http://example.org/b javascript:alert(1)")
    assert found == [("https://example.org/a.html", "保健課"), ("http://example.org/b", "案内")]
