"""How long a walk takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.geo.walking import FASTEST, SLOWEST, metres_within, walk_in_words, walking_minutes

metres, speeds, some_minutes = st.floats(0, 20_000), st.integers(SLOWEST, FASTEST), st.integers(1, 60)


@pytest.mark.parametrize(
    ("straight", "speed", "about", "said"),
    [
        (0, 60, False, "歩いて約1分（50m）"),
        (100, 60, False, "歩いて約3分（150m）"),
        (350, 60, False, "歩いて約8分（450m）"),
        (350, 80, False, "歩いて約6分（450m）"),
        (350, 60, True, "歩いて およそ10分"),
        (600, 60, False, "歩いて約15分（800m）"),
        (600, 60, True, "歩いて およそ15分"),
        (1_000, 60, False, "歩いて約25分（1.3km）"),
        (1_400, 60, False, "約1.8km"),
        (1_400, 100, False, "歩いて約20分（1.8km）"),
        (1_400, 60, True, "およそ2km"),
        (11_100, 60, False, "約14.4km"),
        (11_100, 60, True, "およそ14km"),
    ],
)
def test_a_walk_in_words(straight, speed, about, said):
    assert walk_in_words(straight, speed, about) == said


@given(metres, speeds, st.booleans())
def test_nobody_is_told_less_than_it_takes_and_up_to_ten_minutes_at_most_one_more(straight, speed, about):
    said, takes = walking_minutes(straight, speed, about), straight * 1.3 / speed
    assert takes <= said + 1e-6
    assert said < max(takes, 1) + (1 if takes <= 10 and not about else 5)


@given(some_minutes, speeds)
def test_who_asks_for_some_minutes_gets_nothing_that_is_shown_with_more(minutes, speed):
    told_in = minutes if minutes <= 10 else -(-minutes // 5) * 5
    assert walking_minutes(metres_within(minutes, speed), speed) == told_in
    assert walking_minutes(metres_within(told_in, speed) + 1, speed) > told_in


@given(metres, metres, speeds, st.booleans())
def test_farther_never_takes_less(one, other, speed, about):
    near, far = sorted((one, other))
    assert walking_minutes(near, speed, about) <= walking_minutes(far, speed, about)
