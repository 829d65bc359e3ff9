"""Days and times of the arrays in words: what nobody told is never named."""

import pytest

from directory.hours.bits import LAST_WEEK, NOT_LAST_WEEK, ON_HOLIDAYS
from matching.engine.wording import distance, hours, meeting, monthdays, trip, weekdays, weeks

DAY = 24 * 60


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (0b10, "火曜"),
        (0b10101, "月・水・金曜"),
        (0b11111, "月〜金曜"),
        (0b1111111, "毎日"),
        (0b1100000 | ON_HOLIDAYS, "土・日・祝日"),
        (ON_HOLIDAYS, "祝日"),
        (0b1111111 | ON_HOLIDAYS, "月〜日・祝日"),
    ],
)
def test_weekdays(mask, words):
    assert weekdays(mask) == words


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (0, ""),
        (0b1010, "第2・第4"),
        (0b1 | LAST_WEEK, "第1・最終"),
        (NOT_LAST_WEEK, "最後の週のほかの"),
    ],
)
def test_weeks(mask, words):
    assert weeks(mask) == words


def test_days_of_the_month():
    assert monthdays(1 << 4 | 1 << 31) == "毎月5日・末日"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (600, 720, "10:00〜12:00"),
        (22 * 60, 26 * 60, "22:00〜翌2:00"),
        (600, DAY, "10:00から"),
        (0, 720, "12:00まで"),
        (0, DAY, "一日中"),
        (600, DAY + 600, "一日中"),
    ],
)
def test_hours(start, end, words):
    assert hours(start, end) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (600, 720, "火曜の午前（10:00〜12:00）"),
        (840, 960, "火曜の午後（14:00〜16:00）"),
        (22 * 60, 26 * 60, "火曜の夜（22:00〜翌2:00）"),
        (17 * 60, 19 * 60, "火曜の夕方（17:00〜19:00）"),
        (18 * 60, 20 * 60, "火曜の夜（18:00〜20:00）"),
        (720, 740, "火曜の午後（12:00〜12:20）"),
        (690, 750, "火曜の午前（11:30〜12:30）"),
        (690, 751, "火曜の日中（11:30〜12:31）"),
        (780, 19 * 60, "火曜の午後（13:00〜19:00）"),
        (780, 20 * 60, "火曜の午後と夜（13:00〜20:00）"),
        (540, 21 * 60, "火曜の日中と夜（9:00〜21:00）"),
        (0, DAY, "火曜"),
    ],
)
def test_a_meeting(start, end, words):
    assert meeting("火曜", start, end) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "歩いて約1分"),
        (59, "歩いて約59分"),
        (60, "歩いて約60分"),
        (61, "歩いて約61分"),
        (75, "歩いて約75分"),
        (90, "歩いて約90分"),
        (91, "歩いて約1時間31分"),
        (120, "歩いて約2時間"),
    ],
)
def test_a_trip_is_said_in_minutes_up_to_an_hour_and_a_half(minutes, words):
    assert trip("walk", minutes) == words


@pytest.mark.parametrize(
    ("metres", "told"),
    [(0, "50m"), (60, "50m"), (630, "650m"), (974, "950m"), (975, "1.0km"), (2449, "2.4km")],
)
def test_a_distance_is_told_in_steps_of_fifty_metres_up_to_a_kilometre(metres, told):
    assert distance(metres) == told
