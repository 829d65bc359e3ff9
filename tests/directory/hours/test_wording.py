"""Days and times of day as people say them."""

import datetime as dt

import pytest

from directory.hours.wording import (
    clock,
    date_with_weekday,
    full_date,
    minutes_in_words,
    short_date,
    time_in_words,
    weekdays_in_words,
)

DAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([1], "火"),
        ([0, 2], "月・水"),
        ([0, 1], "月・火"),
        ([0, 1, 2, 3, 4], "月〜金"),
        ([0, 1, 4], "月・火・金"),
        ([], ""),
    ],
)
def test_weekdays(days, words):
    assert weekdays_in_words(days) == words


def test_times_of_day():
    assert [time_in_words(dt.time(hour, minute)) for hour, minute in ((0, 0), (9, 5), (13, 30))] == [
        "0時",
        "9時5分",
        "13時30分",
    ]
    assert [minutes_in_words(minutes) for minutes in (0, 545, 24 * 60, 26 * 60)] == ["0時", "9時5分", "24時", "翌2時"]
    assert [clock(minutes) for minutes in (0, 545, 24 * 60)] == ["0:00", "9:05", "24:00"]


def test_days():
    assert (full_date(DAY), date_with_weekday(DAY)) == ("2026年11月24日", "2026年11月24日（火）")
    assert short_date(DAY) == short_date(DAY, dt.date(2026, 1, 1)) == "11月24日"
    assert short_date(DAY, dt.date(2027, 1, 1)) == "2026年11月24日"
