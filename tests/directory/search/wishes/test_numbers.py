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
        ("一年生", ""),
        ("12月3日", ""),
        ("29歳の息子", ""),
        ("12歳の娘", "target:children"),
        ("68歳 男", "target:older feature:men_welcome"),
        ("68歳の男です", "target:older feature:men_welcome"),
        ("70代男性", "target:older feature:men_welcome"),
    ],
)
def test_numbers_mean_hours_days_and_ages(text, meant):
    assert [concept for part in numbered(text) for concept in part.concepts] == meant.split()


@pytest.mark.parametrize(
    "text", ["1年近く", "一年くらい前から", "半年以上", "三日以内", "週1回", "月に二回でもいい", "一日だけ", "12月3日"]
)
def test_a_length_a_frequency_and_a_date_are_read_and_mean_nothing(text):
    assert [(part.end - part.start, part.concepts) for part in numbered(text)] == [(len(text), ())]


def test_every_hour_belongs_to_a_part_of_the_day():
    assert [part_of_day(hour)[5] for hour in range(25)] == list("eeeee" + "m" * 7 + "a" * 5 + "e" * 8)
