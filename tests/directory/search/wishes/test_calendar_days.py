"""Single days that a text names, for who asks on a day."""

import datetime as dt

import pytest

from directory.search.wishes.calendar_days import day_meant, label_of_day

TODAY = dt.date(2026, 11, 26)
"""A Thursday."""


@pytest.mark.parametrize(
    ("concept", "day", "label"),
    [
        ("day:date-12-3", "2026-12-03", "12月3日"),
        ("day:date-11-26", "2026-11-26", "11月26日"),
        ("day:date-11-25", "2027-11-25", "11月25日"),
        ("day:date-9-1", "2027-09-01", "9月1日"),
        ("day:date-2-29", "2027-03-01", "2月29日"),
        ("day:date-3", "2026-12-03", "3日"),
        ("day:date-30", "2026-11-30", "30日"),
        ("day:date-31", "2026-12-31", "31日"),
        ("day:week-0-fri", "2026-11-27", "今週の金曜日"),
        ("day:week-1-tue", "2026-12-01", "来週の火曜日"),
        ("day:week-2-mon", "2026-12-07", "再来週の月曜日"),
        ("day:in-2", "2026-11-28", "あさって"),
        ("day:tomorrow", "2026-11-27", ""),
        ("day:tue", None, ""),
        ("day:weekend", None, ""),
    ],
)
def test_a_concept_means_the_coming_day(concept, day, label):
    assert day_meant(concept, TODAY) == (day and dt.date.fromisoformat(day))
    assert label_of_day(concept) == label
