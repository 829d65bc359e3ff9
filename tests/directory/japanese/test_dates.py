"""Dates as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.japanese.dates import COMING, NEAREST, PAST, NotADate, read_date

TODAY = dt.date(2026, 11, 26)
TENTH = dt.date(2027, 2, 10)
WIDE = str.maketrans("0123456789/-.()", "０１２３４５６７８９／－．（）")


@pytest.mark.parametrize(
    "text",
    [
        "令和9年2月10日", "令和九年二月十日", "令9.2.10", "R9.2.10", "r9/2/10", "R09.02.10", "R090210", "令和9年 2月 10日",
        "2/10", "2-10", "２／１０", "2月10日", "2月の10日", "2月10日から", "2027年2月10日", "2027-02-10", "2027/2/10", "2027.2.10",
        "20270210", "２０２７０２１０", "2027-02-10T00:00:00", "2027-02-10 09:30", "2027年2月10日（水）", "2/10(水)", "2/10 水曜日",
        "2月10日水曜", "令和9年2月10日（水・祝）", "　令和９年２月１０日　",
        "二〇二七年二月十日", "西暦2027年2月10日", "2027.2.10.", "2027 2 10", "２０２７，２，１０", "2027 2 10 水曜日",
        "令和9年2月10日に紙で確認", "2/10確認", "2027年2月10日（水）に電話で 確認しました", "R9.2.10 確認済み", "2月10日、本人に確認",
    ],
)  # fmt: skip
def test_one_day_in_many_ways_of_writing(text):
    assert read_date(text, TODAY) == TENTH


@given(st.dates(dt.date(1989, 1, 8), dt.date(2049, 12, 31)))
def test_every_day_is_read_in_every_way(day):
    era, first = ("平成", 1988) if day < dt.date(2019, 5, 1) else ("令和", 2018)
    letter = "月火水木金土日"[day.weekday()]
    short = f"{'H' if era == '平成' else 'R'}{day.year - first}.{day.month}.{day.day}"
    spellings = [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日({letter})",
        f"{era}{day.year - first}年{day.month}月{day.day}日{letter}曜日",
        short,
    ]
    assert {read_date(way) for text in spellings for way in (text, text.translate(WIDE))} == {day}


@pytest.mark.parametrize(
    ("text", "which", "day"),
    [
        ("9/2", NEAREST, "2026-09-02"), ("9/2", PAST, "2026-09-02"), ("9/2", COMING, "2027-09-02"),
        ("2/10", PAST, "2026-02-10"), ("11/20", COMING, "2026-11-20"), ("12/1", PAST, "2026-12-01"), ("11/26", PAST, "2026-11-26"), ("11/26", COMING, "2026-11-26"),
        ("きょう", NEAREST, "2026-11-26"), ("あした", COMING, "2026-11-27"), ("昨日", PAST, "2026-11-25"),
        ("令和元年5月1日", NEAREST, "2019-05-01"), ("S64.1.7", NEAREST, "1989-01-07"),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_the_one_that_is_meant(text, which, day):
    assert read_date(text, TODAY, which).isoformat() == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2027年2月10日(日)", "水曜日です"), ("2/30", "2月30日という日は ありません"), ("2027-02-30", "2027年2月30日という日は ありません"),
        ("令和9年13月1日", "ありません"), ("9.2.10", "何年の ことか"), ("27/2/10", "何年の ことか"), ("R0.1.1", "読みとれません"),
        ("来週", "読みとれません"), ("2月", "読みとれません"), ("2027", "読みとれません"), ("日", "読みとれません"), ("", "読みとれません"),
        ("2027年2月10日と11日", "読みとれません"), ("2/10 2/11", "読みとれません"), ("2\x00/10", "読みとれません"),
    ],
)  # fmt: skip
def test_what_is_no_certain_day_is_told_with_what_to_do(text, said):
    with pytest.raises(NotADate, match=said):
        read_date(text, TODAY)


@pytest.mark.parametrize("text", ["2/10", "あした", "2月10日"])
def test_without_a_today_no_year_is_guessed(text):
    with pytest.raises(NotADate):
        read_date(text)
