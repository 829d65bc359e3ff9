"""Weekdays, times, distances and amounts as parts of a Japanese sentence.

Pure: no database. Labels of slugs are those of `matching.engine.vocabulary`.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from directory.hours.wording import clock, weekdays_in_words

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Slugs of the weekdays; bit i of a weekday mask is the i-th of them."""
MODES = {"walk": "歩いて", "bicycle": "自転車で", "bus": "バスで", "car": "車で"}
"""Ways to travel -> adverb of a sentence."""
ASK = "分かりません（電話でたしかめてください）。"
"""The end of every sentence about a fact that nobody has told us."""


def weekday_mask(slugs: Iterable[str]) -> int:
    """The mask of some weekday slugs; raises ValueError for a slug that is no weekday."""
    return sum({1 << WEEKDAYS.index(slug) for slug in slugs})


def weekdays(mask: int) -> str:
    """「月・水・金曜」 of a weekday mask; a run of three or more is 「月〜金曜」."""
    if mask & 0x7F in (0, 0x7F):
        return "毎日"
    return weekdays_in_words([day for day in range(7) if mask >> day & 1]) + "曜"


def hours(start: int, end: int) -> str:
    """「10:00〜12:00」, or 「一日中」 for a whole day."""
    return "一日中" if end - start >= 24 * 60 else f"{clock(start)}〜{clock(end)}"


def part_of_day(start: int, end: int) -> str:
    """「午前」, 「午後」, 「夕方」 of a time of the day; 「日中」 where it spans them; empty for a whole day."""
    if end - start >= 24 * 60:
        return ""
    if end <= 12 * 60 + 30:
        return "午前"
    if start >= 17 * 60:
        return "夕方から"
    return "午後" if start >= 12 * 60 else "日中"


@lru_cache(maxsize=4096)
def meeting(mask: int, weeks: int, start: int, end: int) -> str:
    """「第2・第4火曜の午前（10:00〜12:00）」 of a rule of opening; `weeks` as in `snapshot.arrays.Times`."""
    which = "・".join([f"第{i + 1}" for i in range(5) if weeks >> i & 1] + ["最終"] * (weeks >> 5 & 1))
    part = part_of_day(start, end)
    return f"{which}{weekdays(mask)}" + (f"の{part}（{hours(start, end)}）" if part else "")


def distance(metres: float) -> str:
    """「600m」 in steps of 50, 「2.4km」 from one kilometre on."""
    return f"{max(50, round(metres / 50) * 50)}m" if metres < 975 else f"{metres / 1000:.1f}km"


def trip(mode: str, minutes: float) -> str:
    """「歩いて約8分」."""
    return f"{MODES.get(mode, '')}約{max(1, round(minutes))}分"


def yen(amount: int) -> str:
    """「300円」, 「無料」."""
    return f"{amount:,}円" if amount else "無料"
