"""Hours, ages, school years and lists of days."""

import pytest

from directory.search.wishes.numbers import numbered, part_of_day


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("午後3時", "time:afternoon"),
        ("午前10時から", "time:morning"),
        ("19時以降", "time:evening"),
        ("7時以降", "time:evening"),
        ("7時から", "time:morning"),
        ("3時ごろ", "time:afternoon"),
        ("夜8時", "time:evening"),
        ("10:30", "time:morning"),
        ("6pm", "time:evening"),
        ("火・木", "day:tue day:thu"),
        ("月水金", "day:mon day:wed day:fri"),
        ("第2・第4火曜", "day:tue"),
        ("3歳", "target:children"),
        ("生後6か月", "target:parents"),
        ("小3", "target:children"),
        ("高2", "target:youth"),
        ("70代", "target:older"),
        ("24時間", ""),
        ("45歳", ""),
        ("火の用心", ""),
        ("水金地火木土天海", ""),
    ],
)
def test_numbers_mean_hours_days_and_ages(text, meant):
    assert [concept for part in numbered(text) for concept in part.concepts] == meant.split()


def test_every_hour_belongs_to_a_part_of_the_day():
    assert [part_of_day(hour)[5] for hour in range(25)] == list("eeeee" + "m" * 7 + "a" * 5 + "e" * 8)
