"""What a screen reader says: no weekday stands alone, and nothing else changes."""

import re

import pytest
from hypothesis import given

from directory.hours.rules import WEEKDAY_LETTERS, Occurrence
from directory.hours.spoken import spoken
from directory.hours.wording import describe, occurrence_in_words, weekdays_in_words
from tests.directory.hours.rules_strategy import DAYS, rules


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("11月24日（火）10時〜12時", "11月24日（火曜日）10時〜12時"),
        ("毎週月・水・金 9:30–15:00", "毎週月曜・水曜・金曜 9:30–15:00"),
        ("毎週月〜金 10:00から", "毎週月曜から金曜 10:00から"),
        ("第2・第4の月・火（最終の月・火は休み）", "第2・第4の月曜・火曜（最終の月曜・火曜は休み）"),
        ("毎週土・日・祝日", "毎週土曜・日曜・祝日"),
        ("毎週日・祝日 10時から", "毎週日曜・祝日 10時から"),
        ("月・水・金曜の午前（10:00〜12:00）", "月曜・水曜・金曜の午前（10:00〜12:00）"),
        ("奇数月第1月曜", "奇数月第1月曜"),
        ("毎月5日・末日", "毎月5日・末日"),
        ("毎年4月・8月の15日", "毎年4月・8月の15日"),
        ("11月から2月まで 毎週火曜（8月・年末年始は休み）", "11月から2月まで 毎週火曜（8月・年末年始は休み）"),
        ("お茶の日・本の日（月1回）", "お茶の日・本の日（月1回）"),
        ("月2回・日曜日時は お問い合わせください", "月2回・日曜日時は お問い合わせください"),
    ],
)
def test_texts(shown, said):
    assert spoken(shown) == said


@given(rules())
def test_every_weekday_of_a_rule_is_named_in_full_and_the_rest_stays(rule):
    shown = describe(rule)
    said = spoken(shown)
    named = [] if "毎日" in shown else [name for name in re.split("[・〜]", weekdays_in_words(rule.weekdays)) if name]
    assert all(f"{letter}曜" in said for letter in named)
    assert re.sub("曜", "", said.replace("から", "〜")) == re.sub("曜", "", shown.replace("から", "〜"))
    assert spoken(said) == said


@given(DAYS)
def test_every_date_has_its_weekday_in_full(day):
    assert spoken(occurrence_in_words(Occurrence(day))).endswith(f"（{WEEKDAY_LETTERS[day.weekday()]}曜日）")
