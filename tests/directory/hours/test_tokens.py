import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.hours.normalization import normalized
from directory.hours.rules import LAST
from directory.hours.token_meanings import Unclear, days, hours, period, season
from directory.hours.tokens import tokens

ALL_WEEKS = frozenset(range(1, 6))


@given(st.text())
def test_tokens_leave_no_gap(text):
    text = normalized(text)
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１０：００　～　１２：００", "10:00 ~ 12:00"),
        ("①10時②13時", "①10時②13時"),
        (" ｻﾛﾝ\r\n火曜 ", "サロン\n火曜"),
        ("(1)10時(9)13時", "①10時⑨13時"),
        ("(12)10時", "(12)10時"),
        ("10.30~12.00", "10:30~12:00"),
        ("毎月2・4火曜", "毎月第2・4火曜"),
        ("第2(土)", "第2土"),
        ("十時", "10時"),
        ("2019年2月まで", "2019年2月28日まで"),
        ("2018年9月まで", "2018年9月まで"),
        ("令和元年5月まで", "2019年5月31日まで"),
        ("令和8年9月まで", "2026年9月30日まで"),
        ("2027年4月から", "2027年4月1日から"),
    ],
)
def test_fold(text, folded):
    assert normalized(text) == folded


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("毎月第2・第4火曜 10:00~12:00", ["DAYS", "SEPARATOR", "HOURS"]),
        ("月火", ["DAYS"]),
        ("土曜日曜", ["DAYS"]),
        ("8月は休み", ["SEASON", "OFF"]),
        ("12/29~1/3", ["NEW_YEAR"]),
        ("8/13~16", ["OBON"]),
        ("12/29~1/31", ["DATE", "UNKNOWN", "DATE"]),
        ("祝日の翌日", ["HOLIDAYS", "FILLER", "UNKNOWN", "DAYS"]),
        ("休日", ["UNKNOWN", "DAYS"]),
        ("2時間", ["UNKNOWN", "FILLER"]),
    ],
)
def test_tokens(text, kinds):
    assert [token.kind for token in tokens(text)] == kinds


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("月〜水・金", (0, 1, 2, 4)),
        ("金曜から月曜まで", (4, 5, 6, 0)),
        ("日～土", (6, 0, 1, 2, 3, 4, 5)),
        ("毎日曜日", (6,)),
        ("毎月曜", (0,)),
    ],
)
def test_weekdays(text, weekdays):
    assert days(normalized(text)).weekdays == dict.fromkeys(weekdays, ALL_WEEKS)


@pytest.mark.parametrize(
    ("text", "monthdays"),
    [
        ("1のつく日", {1, 11, 21, 31}),
        ("2と8のつく日", {2, 8, 12, 18, 22, 28}),
        ("毎月0のつく日", {10, 20, 30}),
        ("毎月5日~7日", {5, 6, 7}),
        ("毎月5・15日", {5, 15}),
        ("15日と末日", {15, LAST}),
    ],
)
def test_days_of_the_month(text, monthdays):
    assert days(normalized(text)).monthdays == monthdays


@pytest.mark.parametrize(("text", "weeks"), [("火曜", 1), ("毎週火曜", 1), ("隔週火曜", 2), ("3週間ごと火曜", 3)])
def test_weeks_between(text, weeks):
    assert days(normalized(text)).every == weeks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:30~15:00", (dt.time(9, 30), dt.time(15))),
        ("10~12時", (dt.time(10), dt.time(12))),
        ("午後1~3時", (dt.time(13), dt.time(15))),
        ("午前9時~13時", (dt.time(9), dt.time(13))),
        ("午前11時30分から午後1時まで", (dt.time(11, 30), dt.time(13))),
        ("PM1:30~15:00", (dt.time(13, 30), dt.time(15))),
        ("正午から", (dt.time(12), None)),
        ("~17:00", (None, dt.time(17))),
        ("午前5時", (dt.time(5), None)),
    ],
)
def test_hours(text, expected):
    assert hours(text) == expected


@pytest.mark.parametrize("text", ["3:00", "午前13時", "午後12時30分", "10:00~3:00"])
def test_hours_of_which_half_of_the_day_is_open(text):
    with pytest.raises(Unclear):
        hours(text)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("4~6月", {4, 5, 6}),
        ("11月から翌年の2月まで", {11, 12, 1, 2}),
        ("毎年4・8月", {4, 8}),
        ("偶数月", {2, 4, 6, 8, 10, 12}),
    ],
)
def test_season(text, months):
    assert season(text) == months


def test_period_takes_a_year_from_today_only_for_the_coming_half_year():
    today = dt.date(2026, 11, 21)
    assert period("11月21日から2027年3月31日まで", today) == (today, dt.date(2027, 3, 31))
    assert period("5月23日まで", today) == (None, dt.date(2027, 5, 23))
    for unclear in ("5月24日から", "11月20日から"):
        with pytest.raises(Unclear):
            period(unclear, today)
    with pytest.raises(Unclear):
        period("12月1日から", None)
