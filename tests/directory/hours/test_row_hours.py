"""The cells of a row that speak of time, together: the cases of published lists, and what contradicts itself."""

import pytest

from directory.hours.row_hours import HoursCells, read_hours_cells
from directory.hours.wording import describe


def words(**cells) -> list[str]:
    return [describe(rule) for rule in read_hours_cells(HoursCells(**cells)).rules]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"weekdays": "土", "note": "毎月第3土曜日"}, ["毎月第3土曜"]),
        ({"weekdays": "土", "note": "開催日は毎月第1土曜日"}, ["毎月第1土曜"]),
        ({"weekdays": "木", "note": "第2・4木"}, ["毎月第2・第4木曜"]),
        (
            {"weekdays": "金", "start": "18:00", "end": "19:30", "note": "第2金曜日、第4金曜日"},
            ["毎月第2・第4金曜 18:00–19:30"],
        ),
        ({"weekdays": "火", "start": "18:00", "end": "19:00", "note": "毎週火曜日"}, ["毎週火曜 18:00–19:00"]),
        (
            {"weekdays": "木土", "note": "第2土曜日 12:00～14:00 第4木曜日 17:00～19:00"},
            ["毎月第2土曜 12:00–14:00", "毎月第4木曜 17:00–19:00"],
        ),
        (
            {"weekdays": "月火水木金土", "note": "月〜金17:00〜19:00、土12:00〜13:00"},
            ["毎週月〜金 17:00–19:00", "毎週土曜 12:00–13:00"],
        ),
        (
            {"weekdays": "水", "frequency": "5", "days": "毎月第三水曜日", "start": "16:00", "end": "20:00"},
            ["毎月第3水曜 16:00–20:00"],
        ),
        ({"weekdays": "土", "ordinal": "第1・第3", "hours": "10時〜12時"}, ["毎月第1・第3土曜 10:00–12:00"]),
        ({"weekdays": "日", "ordinal": "1・3", "frequency": "月2回"}, ["毎月第1・第3日曜"]),
        ({"frequency": "毎月第2土曜日", "start": "10:00", "end": "12:00"}, ["毎月第2土曜 10:00–12:00"]),
        ({"frequency": "月2回", "hours": "10:00〜12:00"}, ["月2回 10:00–12:00"]),
        ({"weekdays": "日", "frequency": "6", "note": "偶数月第2日曜日"}, ["偶数月第2日曜"]),
        ({"weekdays": "土日", "holidays": "○", "hours": "10〜17時"}, ["毎週土・日・祝日 10:00–17:00"]),
        (
            {"weekdays": "月火水木金", "holidays": "×", "closed": "年末年始", "start": "9:00"},
            ["毎週月〜金 9:00から（祝日・年末年始は休み）"],
        ),
        ({"hours": "9:00〜17:00", "closed": "月曜日、年末年始"}, ["毎週火〜日 9:00–17:00（年末年始は休み）"]),
        ({"weekdays": "水", "season": "4月〜10月", "hours": "10時〜12時"}, ["4月から10月まで 毎週水曜 10:00–12:00"]),
        ({"weekdays": "火", "hours": "18時〜19時", "others": ("第2火曜日のみ",)}, ["毎月第2火曜 18:00–19:00"]),
        ({"weekdays": "日", "start": "12:00", "end": "13:30", "others": ("弁当",)}, ["毎週日曜 12:00–13:30"]),
        ({"weekdays": "月火水木金土日", "others": ("第2土曜日におはなし会",)}, ["毎日"]),
        ({"weekdays": "月火水木金", "frequency": "1"}, ["毎週月〜金"]),
        ({"weekdays": "土", "frequency": "3", "note": "毎週土曜日（第3土曜日除く）"}, ["毎週土曜（第3土曜は休み）"]),
        (
            {"weekdays": "水", "frequency": "3", "note": "毎週水曜日（最終水曜日は休み）"},
            ["毎週水曜（最終水曜は休み）"],
        ),
        (
            {"weekdays": "金", "frequency": "5", "start": "15:00", "note": "第3金曜日、15時以降"},
            ["毎月第3金曜 15:00から"],
        ),
        (
            {
                "weekdays": "月;火;土",
                "start": "07:30",
                "end": "18:30",
                "note": "祝日及び12/29～1/3は休園、延長保育19：00まで",
            },
            ["毎週月・火・土 7:30–18:30（祝日・年末年始は休み）"],
        ),
        (
            {
                "weekdays": "月",
                "start": "8:40",
                "end": "13:50",
                "note": "預かり保育 教育時間開始前8:00～8:40、終了後13:50～17:00",
            },
            ["毎週月曜 8:40–13:50"],
        ),
    ],
)
def test_cells_that_agree(cells, expected):
    assert words(**cells) == expected


@pytest.mark.parametrize(
    "cells",
    [
        {"weekdays": "日", "frequency": "5", "start": "11:00", "end": "12:00"},
        {"weekdays": "土", "frequency": "月1回"},
        {"weekdays": "土", "frequency": "毎月"},
        {"weekdays": "土", "frequency": "隔週"},
        {"weekdays": "土", "frequency": "8"},
        {"weekdays": "木", "frequency": "1", "start": "17:00", "end": "19:00"},
        {"weekdays": "日", "frequency": "2", "start": "13:30", "end": "16:30"},
        {"weekdays": "火", "note": "10:00〜15:00（13時以降は予約制）"},
        {"weekdays": "土", "days": "毎週土曜日", "note": "第3土曜日"},
        {"weekdays": "土", "note": "毎月第3日曜日"},
        {"weekdays": "土", "start": "10:00", "end": "12:00", "note": "第3土曜 13:00〜15:00"},
        {"weekdays": "水", "start": "10:00", "end": "12:00", "hours": "13:00〜15:00"},
        {"weekdays": "水", "days": "随時"},
        {"weekdays": "土日", "ordinal": "第2"},
        {"weekdays": "月火水木金土", "hours": "10:00〜12:00", "closed": "水曜"},
        {"weekdays": "月火水木金土日", "end": "21:00", "note": "開始時間は日の出。"},
        {"weekdays": "火", "start": "18:00", "others": ("月1回開催",)},
        {"weekdays": "火", "start": "18:00", "others": ("第3土曜食堂",)},
        {"weekdays": "月火水木金土日", "others": ("第3月曜日休館。ただし祝日の場合は翌日",)},
        {"days": "4/12, 5/10, 6/14", "hours": "10:00〜12:00"},
    ],
)
def test_cells_that_do_not_agree_assert_nothing_and_are_kept(cells):
    reading = read_hours_cells(HoursCells(**cells))
    assert (reading.rules, reading.dates) == ((), ())
    assert reading.reason
    told = [cells[name] for name in ("weekdays", "ordinal", "days", "start", "end", "hours", "note") if name in cells]
    assert all(word in reading.text for word in told)


@pytest.mark.parametrize(
    ("weekdays", "code", "text"),
    [
        ("木", "1", "木 17:00〜19:00"),
        ("日", "2", "日 17:00〜19:00"),
        ("火木", "2", "火木 17:00〜19:00"),
        ("月〜木", "1", "月〜木 17:00〜19:00"),
        ("土", "5", "土 月1回 17:00〜19:00"),
        ("", "2", "週3〜4回 17:00〜19:00"),
        ("", "1", "週5回以上 17:00〜19:00"),
    ],
)
def test_a_code_of_how_often_that_cannot_be_true_of_the_weekdays_is_not_shown(weekdays, code, text):
    cells = HoursCells(weekdays=weekdays, frequency=code, start="17:00", end="19:00")
    assert read_hours_cells(cells).text == text


@pytest.mark.parametrize(
    ("weekdays", "code", "often"),
    [
        ("月〜金", "1", "週5回以上"),
        ("平日", "1", "週5回以上"),
        ("毎日", "2", "週3〜4回"),
        ("月;火;木", "2", "週3〜4回"),
    ],
)
def test_a_code_that_can_be_true_of_the_weekdays_is_kept_where_the_hours_are_unclear(weekdays, code, often):
    reading = read_hours_cells(HoursCells(weekdays=weekdays, frequency=code, note="10時〜15時（13時以降は予約制）"))
    assert (reading.rules, reading.text) == ((), f"{weekdays} {often} 10時〜15時（13時以降は予約制）")


def test_a_time_that_is_not_told_is_said_in_words_and_asserts_nothing():
    reading = read_hours_cells(HoursCells(weekdays="月", days="毎週", start="非公開", end="非公開"))
    assert (reading.rules, reading.text) == ((), "月 毎週 時間は 公開していません")


def test_a_remark_stays_beside_the_rule():
    reading = read_hours_cells(HoursCells(weekdays="水", note="10:00〜12:00 要予約"))
    assert ([describe(rule) for rule in reading.rules], reading.text) == (["毎週水曜 10:00–12:00"], "要予約")


def test_an_end_without_a_beginning_is_no_beginning():
    assert read_hours_cells(HoursCells(end="21:00", note="開始時間は日の出。")).text.startswith("〜21:00")


def test_nothing_said_is_nothing():
    assert read_hours_cells(HoursCells(weekdays="-", note="なし", others=("要予約",))).text == ""


@pytest.mark.parametrize(
    ("remark", "said"),
    [
        ("8月は休み", "毎月第1・第3水曜 13:30–15:00（8月は休み）"),
        ("※8月と1月は休みです", "毎月第1・第3水曜 13:30–15:00（1月・8月は休み）"),
        ("祝日・年末年始は休み", "毎月第1・第3水曜 13:30–15:00（祝日・年末年始は休み）"),
    ],
)
def test_a_remark_that_only_says_when_it_is_closed_counts(remark, said):
    reading = read_hours_cells(HoursCells(weekdays="水", ordinal="第1・第3", hours="13:30～15:00", others=(remark,)))
    assert ([describe(rule) for rule in reading.rules], reading.reason) == ([said], "")


@pytest.mark.parametrize("remark", ["8月は休みの場合あり", "8月は休みが多い", "駐車場は8月は休み", "8月は休みません"])
def test_a_remark_that_says_more_of_a_closure_still_contradicts(remark):
    reading = read_hours_cells(HoursCells(weekdays="水", ordinal="第1・第3", hours="13:30～15:00", others=(remark,)))
    assert (reading.rules, bool(reading.reason)) == ((), True)


@pytest.mark.parametrize(
    ("note", "months"),
    [
        ("12月〜3月は休み", "4月から11月まで"),
        ("12月〜2月は休み", "4月から11月まで"),
        ("11月〜3月は休み", "4月から10月まで"),
    ],
)
def test_closures_over_the_turn_of_the_year_in_two_cells_count_together(note, months):
    facts = {"weekdays": "水", "ordinal": "第1・第3", "hours": "13:30～15:00"}
    reading = read_hours_cells(HoursCells(**facts, note=note, others=("12月〜3月は休み",)))
    assert ([describe(rule) for rule in reading.rules], reading.reason) == (
        [f"{months} 毎月第1・第3水曜 13:30–15:00"],
        "",
    )
