"""How long a walk takes: minutes of a straight line at a speed, and how far one gets in some minutes.

Pure: no database. A time is what somebody without a watch in hand needs, not what a fast walker can do: it is always
rounded up, so that nobody comes too late, and 「15分まで」 never holds a place that is shown with 20.
"""

import math
from typing import NamedTuple

ROAD_FACTOR = 1.3
"""Metres of road for each metre of straight line. The two grow in proportion in Japanese towns (腰塚・小林 1983,
「道路距離と直線距離」, 都市計画論文集 18); 1.3 is the usual value, and the shipped `travel.road_factor` of matching."""
SPEED, SLOWEST, FASTEST = 60, 30, 100
"""Metres of road in a minute: as shipped, and what a city may set. Advertisements of real estate say 80
(不動産の表示に関する公正競争規約施行規則), which is too fast at 75 or with a small child."""
EACH_MINUTE_UP_TO = 10
"""Minutes above which a time is told in steps of 5: more would sound as if somebody had measured it."""
STEP = 5
LONGEST_WALK = 30
"""Minutes above which nobody is told to walk; then the distance is told."""


def walking_minutes(metres: float, speed: float, about: bool = False) -> int:
    """Minutes on foot over a straight line in metres, at `speed` metres of road in a minute, rounded up.

    In steps of 1 up to 10 minutes, then of 5; always of 5 where `about`: one end is only the middle of a town.
    """
    exact = max(round(metres * ROAD_FACTOR / speed, 6), 1)
    step = STEP if about or exact > EACH_MINUTE_UP_TO else 1
    return math.ceil(exact / step) * step


def metres_within(minutes: float, speed: float) -> float:
    """The longest straight line in metres that is walked in some minutes, at `speed` metres of road in a minute."""
    return minutes * speed / ROAD_FACTOR


class Walk(NamedTuple):
    """A walk as it is told: whole minutes, None where nobody is told to walk; and the metres of road, 「450m」 or 「3.2km」."""

    minutes: int | None
    distance: str


def walk(metres: float, speed: float, about: bool = False) -> Walk:
    """The walk of a straight line in metres; in whole kilometres where one end is only the middle of a town."""
    road, minutes = metres * ROAD_FACTOR, walking_minutes(metres, speed, about)
    if about:
        distance = f"{max(road / 1000, 1):.0f}km"
    else:
        distance = f"{max(round(road / 50), 1) * 50}m" if road < 975 else f"{road / 1000:.1f}km"
    return Walk(minutes if minutes <= LONGEST_WALK else None, distance)


def walk_in_words(metres: float, speed: float, about: bool = False) -> str:
    """「歩いて約8分（450m）」 of a straight line in metres, with the metres of road; 「約3.2km」 where nobody walks.

    「歩いて およそ10分」 and 「およそ3km」 where one end is only the middle of a town: metres would say too much.
    """
    told = walk(metres, speed, about)
    if about:
        return f"およそ{told.distance}" if told.minutes is None else f"歩いて およそ{told.minutes}分"
    return f"約{told.distance}" if told.minutes is None else f"歩いて約{told.minutes}分（{told.distance}）"
