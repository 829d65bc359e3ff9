import csv
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.hours.parser import LONGEST, parse_hours
from directory.hours.row_hours import HoursCells, read_hours_cells
from directory.hours.wording import describe
from tests.directory.hours.rules_strategy import rules
from tests.paths import SHARED, SMALL, needs_shared

TODAY = dt.date(2026, 11, 21)
COLUMNS = (
    ("availableDate", "startTime", "endTime", "availableDateNote"),
    ("利用可能曜日", "開始時間", "終了時間", "利用可能時間特記事項"),
)


def _cells(weekdays, start, end, note) -> HoursCells:
    return HoursCells(weekdays=weekdays, start=start, end=end, note=note)


@given(rules())
def test_what_describe_says_is_read_as_the_same_rule(rule):
    parsed = parse_hours(describe(rule))
    assert parsed.certain
    assert parsed.rules == (rule,)


@given(st.text(alphabet="月火水木金土日曜毎週隔第最終の1２3月日年時半分午前後0-〜~:：・、。,/（） 祝休はまでから"))
def test_any_text_has_an_answer(text):
    parsed = parse_hours(text, TODAY)
    assert parsed.rules or parsed.rest or not text.strip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("毎月第2・第4火曜 10:00–12:00", ["毎月第2・第4火曜 10:00–12:00"]),
        ("第2第4火曜日　10時〜12時", ["毎月第2・第4火曜 10:00–12:00"]),
        ("毎月第二・第四火曜日", ["毎月第2・第4火曜"]),
        ("毎週月曜〜金曜 午前9時30分から午後3時", ["毎週月〜金 9:30–15:00"]),
        ("火水木金土", ["毎週火〜土"]),
        ("毎週火曜日　１０：００～１２：００", ["毎週火曜 10:00–12:00"]),
        ("第１、３土曜日　１３時半～１５時", ["毎月第1・第3土曜 13:30–15:00"]),
        ("毎月第1・第2日曜", ["毎月第1・第2日曜"]),
        ("第1・3日曜日", ["毎月第1・第3日曜"]),
        ("毎月第1～第3土曜", ["毎月第1・第2・第3土曜"]),
        ("毎土曜 10時", ["毎週土曜 10:00から"]),
        ("日時：毎週日曜日 10時から12時まで", ["毎週日曜 10:00–12:00"]),
        ("午前10時~正午 毎週火曜", ["毎週火曜 10:00–12:00"]),
        ("毎週火曜 午後1時半~3時", ["毎週火曜 13:30–15:00"]),
        ("毎月5、15、25日", ["毎月5日・15日・25日"]),
        ("月末", ["毎月末日"]),
        ("平日 9:00～17:00", ["毎週月〜金 9:00–17:00（祝日は休み）"]),
        ("年中無休 10:00~17:00", ["毎日 10:00–17:00"]),
        ("2026年4月2日から隔週木曜", ["2026年4月2日から 隔週木曜"]),
        ("令和8年4月2日から隔週木曜", ["2026年4月2日から 隔週木曜"]),
        ("2027年10月から 第2・第4火曜 13:30-15:00", ["2027年10月1日から 毎月第2・第4火曜 13:30–15:00"]),
        ("令和9年10月より毎週火曜 10時〜11時", ["2027年10月1日から 毎週火曜 10:00–11:00"]),
        ("第2火曜 13:30-15:00（2027年10月から）", ["2027年10月1日から 毎月第2火曜 13:30–15:00"]),
        ("2027年9月まで 第2火曜 10:00-12:00", ["2027年9月30日まで 毎月第2火曜 10:00–12:00"]),
        ("第2火曜 10:00-12:00（令和10年2月まで）", ["2028年2月29日まで 毎月第2火曜 10:00–12:00"]),
        ("第１・３（水） 午前10時～正午", ["毎月第1・第3水曜 10:00–12:00"]),
        ("毎月第1、第3（水曜）10:00〜12:00", ["毎月第1・第3水曜 10:00–12:00"]),
        ("12月3日から隔週木曜", ["2026年12月3日から 隔週木曜"]),
        ("隔週の木曜 1月7日から", ["2027年1月7日から 隔週木曜"]),
        ("月1回", ["月1回"]),
        ("月2回 10時〜12時", ["月2回 10:00–12:00"]),
        ("毎週火曜（週1回）10時", ["毎週火曜 10:00から"]),
        ("土日祝", ["毎週土・日・祝日"]),
        ("毎週火曜 22:00~24:00", ["毎週火曜 22:00–24:00"]),
        ("毎週金曜 22:00〜翌2:00", ["毎週金曜 22:00–翌2:00"]),
        ("毎週金曜 22:00〜26:00", ["毎週金曜 22:00–翌2:00"]),
        ("第4水曜以外の水曜", ["毎週水曜（第4水曜は休み）"]),
        ("9時~17時(土日祝、年末年始を除く)", ["毎週月〜金 9:00–17:00（祝日・年末年始は休み）"]),
        ("月1回 第3土曜日(11:00~13:00)", ["毎月第3土曜 11:00–13:00"]),
        ("月～金（祝祭日を除く）の週5日", ["毎週月〜金（祝日は休み）"]),
        ("毎月第2.4日曜", ["毎月第2・第4日曜"]),
        ("毎週水（第5週を除く）10:00〜12:00", ["毎週水曜 10:00–12:00（第5水曜は休み）"]),
        ("毎月第4金曜日 ※8月は開催なし", ["毎月第4金曜（8月は休み）"]),
        ("月第4木曜日", ["毎月第4木曜"]),
    ],
)
def test_one_rule(text, words):
    parsed = parse_hours(text, TODAY)
    assert ([describe(rule) for rule in parsed.rules], parsed.rest) == (words, "")


@pytest.mark.parametrize(
    "text",
    [
        "隔週木曜 10時",
        "隔週",
        "月2回程度",
        "月2回 10:00〜12:00、13:00〜15:00",
        "月2回、週1回 10:00〜12:00",
        "月1回 土曜日",
        "随時",
        "不定期",
        "要問合せ",
        "第4または第5土曜",
        "その直後の木曜日",
        "第3月曜（祝日の場合翌日）",
        "毎月第3木曜 ※7月と9月は第5火曜日",
        "月曜休館（祝日は開館）10:00〜17:00",
        "毎月火曜",
        "毎週第2火曜",
        "第1月曜・水曜",
        "第2土日",
        "第2週の火曜",
        "水泳 10:00~12:00",
        "毎週火曜 9時〜5時",
        "毎週火曜 2時〜4時",
        "毎週火曜 午前10時〜午後12時",
        "毎週火曜 10時頃",
        "毎週火曜 10:00~12:00 以外",
        "毎週火曜 10:00~12:00（第3火曜は午後）",
        "毎週火曜 10:00~12:00 8月1日は休み",
        "放課後～18:00",
        "24時間対応",
        "13月から14月まで 毎週火曜",
        "2月30日から毎週火曜",
        "6月3日から隔週木曜",
        "開館時間",
        "いつでも",
        "毎月45日",
    ],
)
def test_what_is_not_sure_gives_no_rule(text):
    parsed = parse_hours(text, TODAY)
    assert parsed.rules == ()
    assert parsed.rest


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026年4月12日(日)、5月10日、6月14日 10:00〜12:00", ["2026-04-12", "2026-05-10", "2026-06-14"]),
        ("令和8年12月13日、1月17日 10:00〜12:00", ["2026-12-13", "2027-01-17"]),
        ("令和8年度 4/16、2/18 10:00〜12:00", ["2026-04-16", "2027-02-18"]),
        ("R8.5.9(土)・23日(土) 10:00〜12:00", ["2026-05-09", "2026-05-23"]),
    ],
)
def test_dates_with_a_year_are_read_one_by_one(text, days):
    parsed = parse_hours(text)
    assert [str(date.day) for date in parsed.dates] == days
    assert {(date.start, date.end, date.meets) for date in parsed.dates} == {(dt.time(10), dt.time(12), True)}
    assert not parsed.rules
    assert parsed.certain


def test_dates_without_a_year_are_read_only_where_today_is_known():
    assert [str(date.day) for date in parse_hours("4/12, 5/10", TODAY).dates] == ["2027-04-12", "2027-05-10"]
    assert not parse_hours("4/12, 5/10").dates
    assert not parse_hours("2026年4月12日(土)").dates


def test_a_date_off_stands_beside_the_rule():
    parsed = parse_hours("毎月第2火曜 10:00〜12:00（2026年8月11日は休み）")
    assert [describe(rule) for rule in parsed.rules] == ["毎月第2火曜 10:00–12:00"]
    assert [(str(date.day), date.meets) for date in parsed.dates] == [("2026-08-11", False)]


@pytest.mark.parametrize("remark", ["要予約", "参加費100円", "定員20名"])
@pytest.mark.parametrize("form", ["{} {}", "{}（{}）", "{}。{}", "{}※{}"])
def test_a_remark_on_something_else_leaves_the_rule(form, remark):
    parsed = parse_hours(form.format("毎週火曜 10:00–12:00", remark))
    assert [describe(rule) for rule in parsed.rules] == ["毎週火曜 10:00–12:00"]
    assert parsed.rest == remark


def test_nothing_said_is_certain():
    assert parse_hours("") == parse_hours(" 　\n")
    assert parse_hours("").certain
    assert not parse_hours("").rules


def test_a_text_too_long_for_hours_is_handed_back():
    text = "1," * LONGEST
    assert parse_hours(text).rest == text


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("月火水木金", "08:30", "17:15", ""), ["毎週月〜金 8:30–17:15"]),
        (("水", "09:30:00", "14:30:00", "-"), ["毎週水曜 9:30–14:30"]),
        (("木", "１８：３０", "-", ""), ["毎週木曜 18:30から"]),
        (("木", "", "12:00", ""), ["毎週木曜 12:00まで"]),
        (
            ("月火水木金土", "09:30", "18:00", "祝日、12/29～1/3は終日利用不可"),
            ["毎週月〜土 9:30–18:00（祝日・年末年始は休み）"],
        ),
        (
            (
                "月火水木金土日",
                "09:00",
                "22:00",
                "日曜日は17:00まで。国民の祝日に関する法律に規定する休日及び"
                "年末年始（１２月２９日から翌年の１月３日まで）は利用不可。",
            ),
            ["毎週月〜土 9:00–22:00（祝日・年末年始は休み）", "毎週日曜 9:00–17:00（祝日・年末年始は休み）"],
        ),
        (
            ("月火水木金", "09:30", "15:30", "第３土は10:30～15:30。第３火曜日休。"),
            [
                "毎週月・水・木・金 9:30–15:30",
                "毎週火曜 9:30–15:30（第3火曜は休み）",
                "毎月第3土曜 10:30–15:30",
            ],
        ),
        (
            ("火水木金土", "10：00", "16：00", "利用可能時間は10:00～12:00、13:00～16:00"),
            ["毎週火〜土 10:00–12:00", "毎週火〜土 13:00–16:00"],
        ),
        (("月火水木金土日", "09:00", "18:00", "時間外利用可能"), ["毎日 9:00–18:00"]),
    ],
)
def test_the_columns_of_a_municipal_file(cells, words):
    reading = read_hours_cells(_cells(*cells))
    assert ([describe(rule) for rule in reading.rules], reading.text) == (words, "")


@pytest.mark.parametrize(
    "cells",
    [
        ("", "09:00", "17:00", ""),
        ("月", "②14:00\n③18:30", "②16:00\n③20:30", ""),
        ("月", "10:00\n13:30", "12:30\n16:00", ""),
        ("月", "9：30", "17:00(金、土は19:00まで)", ""),
        ("月", "17:00", "09:00", ""),
        ("火水木金土日", "09:00", "17:00", "12/30～1/1は終日利用不可"),
        ("月水木金土日", "09:00", "21:00", "日曜・祝日は17:00まで"),
        ("月火水木金", "10:00", "15:00", "月１回土曜日開設"),
        ("月火水木金", "09:00", "14:00", "第２土は利用可。"),
        ("火水木金土日", "09:00", "21:00", "月曜日は利用不可。ただし月曜日が祝日のときは翌日とする。"),
    ],
)
def test_columns_that_leave_a_question_give_no_rule(cells):
    reading = read_hours_cells(_cells(*cells))
    assert reading.rules == ()
    assert reading.text


@pytest.mark.parametrize(
    ("folder", "counts"),
    [
        (SMALL / "city", (3, 2)),
        pytest.param(SHARED / "data" / "takamatsu", (77, 24), marks=needs_shared("data", "takamatsu")),
    ],
    ids=["invented", "takamatsu"],
)
def test_every_cell_of_a_city_is_read_or_handed_back(folder, counts):
    """The number of those read was checked by eye, line by line."""
    certain = uncertain = 0
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for line in csv.DictReader(lines):
                cells = next(([line[name] for name in names] for names in COLUMNS if set(names) <= line.keys()), [])
                if not any(cells):
                    continue
                reading = read_hours_cells(_cells(*cells))
                assert bool(reading.rules) != bool(reading.reason)
                certain, uncertain = certain + bool(reading.rules), uncertain + bool(reading.reason)
    assert (certain, uncertain) == counts
