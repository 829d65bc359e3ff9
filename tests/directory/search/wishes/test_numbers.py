"""Hours, ages, school years and lists of days."""

import pytest

from directory.search.wishes.numbers import numbered, part_of_day
from tests.directory.search.wishes.shipped import concepts, read


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
        ("七十歳", "target:older"),
        ("七十五歳の母", "target:older"),
        ("七五歳", "target:older"),
        ("八〇才", "target:older"),
        ("七〇代", "target:older"),
        ("七十代男性", "target:older feature:men_welcome"),
        ("十代", "target:youth"),
        ("10代", "target:youth"),
        ("my 2-year-old", "target:parents"),
        ("2 year old daughter", "target:parents"),
        ("my 25 year old son", ""),
        ("mother is 80 years old", "target:older"),
        ("8 months old", "target:parents"),
        ("aged 70", "target:older"),
        ("3 anos", "target:children"),
        ("5 tuổi", "target:children"),
        ("3岁", "target:children"),
        ("3 years in Japan", ""),
        ("週に2、3時間", ""),
        ("二十歳", "target:youth"),
        ("三歳", "target:children"),
        ("一歳", "target:parents"),
        ("四十九歳", ""),
        ("百歳体操", ""),
        ("千歳", ""),
        ("八千代", ""),
        ("三代目", ""),
        ("三代", ""),
        ("45歳", ""),
        ("火の用心", ""),
        ("水金地火木土天海", ""),
        ("一年生", ""),
        ("12月3日", "day:date-12-3"),
        ("12/3 体操", "day:date-12-3"),
        ("12月3日(木)", "day:date-12-3"),
        ("2月30日", ""),
        ("3日", "day:date-3"),
        ("3日に開いている所", "day:date-3"),
        ("3日間", ""),
        ("もう3日 食べてない", ""),
        ("3日 何も食べてない", ""),
        ("週3日の仕事", ""),
        ("1日に1回", ""),
        ("来週の火曜", "day:week-1-tue"),
        ("再来週水曜日の午後3時", "day:week-2-wed time:afternoon"),
        ("来週の土曜会", ""),
        ("あさって", "day:in-2"),
        ("しあさって", "day:in-3"),
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
    "text", ["1年近く", "一年くらい前から", "半年以上", "三日以内", "週1回", "月に二回でもいい", "一日だけ"]
)
def test_a_length_and_a_frequency_are_read_and_mean_nothing(text):
    assert [(part.end - part.start, part.concepts) for part in numbered(text)] == [(len(text), ())]


def test_every_hour_belongs_to_a_part_of_the_day():
    assert [part_of_day(hour)[5] for hour in range(25)] == list("eeeee" + "m" * 7 + "a" * 5 + "e" * 8)


@pytest.mark.parametrize(
    ("last", "first", "before", "after"),
    [
        ("4時ごろ", "5時ごろ", "time:afternoon", "time:morning"),
        ("11時", "12時", "time:morning", "time:afternoon"),
        ("16時", "17時", "time:afternoon", "time:evening"),
        ("8時以降", "9時以降", "time:evening", "time:morning"),
        ("夜8時", "朝8時", "time:evening", "time:morning"),
        ("24時", "25時", "time:evening", ""),
        ("午後0時", "午後5時", "time:afternoon", "time:evening"),
        ("午後12時", "午後7時", "time:afternoon", "time:evening"),
        ("午後4時", "午後11時", "time:afternoon", "time:evening"),
        ("11am", "12pm", "time:morning", "time:afternoon"),
        ("4am", "5am", "time:evening", "time:morning"),
        ("4pm", "5pm", "time:afternoon", "time:evening"),
        ("12am", "1pm", "time:evening", "time:afternoon"),
        ("2歳", "3歳", "target:parents", "target:children"),
        ("12歳", "13歳", "target:children", "target:youth"),
        ("29歳", "30歳", "target:youth", ""),
        ("59歳", "60歳", "", "target:older"),
        ("19歳の息子", "20歳の息子", "target:youth", ""),
        ("十九歳の娘", "二十一歳の娘", "target:youth", ""),
        ("五十九歳", "六十一歳", "", "target:older"),
        ("小6", "中1", "target:children", "target:youth"),
        ("5年生", "高3", "target:children", "target:youth"),
        ("日月", "土日月", "day:sun day:mon", "day:sat day:sun day:mon"),
        ("水・金", "水金ひろば", "day:wed day:fri", ""),
        ("火・木に", "火木まつり", "day:tue day:thu", ""),
        ("月火水木金", "月火水木", "day:weekday", "day:mon day:tue day:wed day:thu"),
        ("月~金", "月~木", "day:weekday", "day:mon day:tue day:wed day:thu"),
        ("月曜〜水曜", "木曜日-土曜日の夜", "day:mon day:tue day:wed", "day:thu day:fri day:sat"),
        ("火と木", "火と水", "day:tue day:thu", ""),
        ("火か木の夜", "火か水", "day:tue day:thu", ""),
        ("水と土の午後", "水と土に触れる", "day:wed day:sat", ""),
        ("月と水", "日と月", "day:mon day:wed", ""),
        ("水と木曜", "水と木", "day:wed day:thu", ""),
        ("金と日に", "金と日本", "day:fri day:sun", ""),
        ("火・木と土", "火と木工", "day:tue day:thu day:sat", ""),
        ("月水金ひろば", "第1土曜", "day:mon day:wed day:fri", "day:sat"),
    ],
)
def test_where_one_meaning_ends_and_the_next_begins(last, first, before, after):
    for text, meant in ((last, before), (first, after)):
        assert [c for part in numbered(text) for c in part.concepts] == meant.split(), text


def test_numbers_that_touch_each_other_are_both_read():
    assert [(part.start, part.end, part.concepts) for part in numbered("3歳70代")] == [
        (0, 2, ("target:children",)),
        (2, 5, ("target:older",)),
    ]


@pytest.mark.parametrize("weekend", ["土・日", "土日", "土、日", "土/日", "土と日", "土か日", "土 日", "毎週土・日"])
@pytest.mark.parametrize(
    ("around", "meant"),
    [
        ("{}", "day:weekend"),
        ("{}の午前", "day:weekend time:morning"),
        ("{}に体操", "day:weekend activity:exercise"),
        ("ジグソー、{}", "activity:games day:weekend"),
        ("{}はだめ", "not:day:weekend"),
        ("{}以外", "day:weekday"),
    ],
)
def test_saturday_and_sunday_are_the_weekend_however_they_are_joined(weekend, around, meant):
    assert set(read(around.format(weekend)).concepts) == set(meant.split())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("土・日でお墓参り", "day:weekend kind:life_support"),
        ("土・日・祝に体操", "day:weekend activity:exercise"),
        ("土日祝に体操", "day:weekend activity:exercise"),
        ("体操(土・日)", "activity:exercise day:weekend"),
        ("体操、火・木", "day:tue day:thu activity:exercise"),
        ("月・水・金の午前", "day:mon day:wed day:fri time:morning"),
        ("金、土、日に体操", "day:fri day:sat day:sun activity:exercise"),
        ("土をいじりたい", "activity:gardening"),
        ("土、日なたで", "activity:gardening"),
        ("土・日本文化", "activity:gardening activity:culture"),
        ("木と土で遊ぶ", "activity:gardening activity:child_play"),
    ],
)
def test_days_are_told_apart_from_soil_and_wood(text, meant):
    assert concepts(text) == set(meant.split())
