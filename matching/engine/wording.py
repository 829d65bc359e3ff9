"""Weekdays, times, distances and amounts as parts of a Japanese sentence.

Pure: no database. Labels of slugs are those of `matching.engine.vocabulary`.
"""

import itertools
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from directory.hours.bits import LAST_WEEK, NOT_LAST_WEEK, ON_HOLIDAYS
from directory.hours.rules import A_DAY
from directory.hours.wording import clock, weekdays_in_words

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Slugs of the weekdays; bit i of a weekday mask is the i-th of them."""
EVERY_DAY = 0x7F
"""The mask of all weekdays."""
MODES = {"walk": "歩いて", "bicycle": "自転車で", "bus": "バスで", "car": "車で"}
"""Ways to travel -> adverb of a sentence."""
ASK = "まだ分かりません。"
"""The end of every sentence about a fact that nobody has told us."""
CHECKED_FIRST = "使えるかどうか、たしかめてからご案内します。"
"""What is said where only the place can tell whether it takes this person."""
IN_MINUTES = 90
"""A longer way is told in hours and minutes: nobody hears how long 335 minutes are."""
AT_MOST = 32
"""Letters of a list of words in a sentence, so that the whole can be said in one breath."""


def listed(labels: Iterable[str], most: int = AT_MOST) -> str:
    """「A」「B」 of labels, and 「など」 after as many as are no longer than `most` letters; the first one always stands."""
    labels = list(labels)
    return "".join(f"「{label}」" for label in fitting(labels, most)) + "など" * (
        len(fitting(labels, most)) < len(labels)
    )


def said(labels: Iterable[str], most: int = AT_MOST) -> str:
    """The same without brackets: 「A、B」, for labels that are words of the sentence itself."""
    labels = list(labels)
    return "、".join(fitting(labels, most)) + "など" * (len(fitting(labels, most)) < len(labels))


def fitting(labels: list[str], most: int) -> list[str]:
    """As many labels from the first on as are together no longer than `most` letters, at least one."""
    lengths = itertools.accumulate(len(label) + 2 for label in labels)
    return [label for i, (label, length) in enumerate(zip(labels, lengths, strict=True)) if not i or length <= most]


def weekday_mask(slugs: Iterable[str]) -> int:
    """The mask of some weekday slugs; raises ValueError for a slug that is no weekday."""
    return sum({1 << WEEKDAYS.index(slug) for slug in slugs})


def weekdays(mask: int) -> str:
    """「月・水・金曜」 of a weekday mask; a run of three or more is 「月〜金曜」, with national holidays 「土・日・祝日」."""
    if mask & 0x7F in (0, 0x7F) and not mask & ON_HOLIDAYS:
        return "毎日"
    days = weekdays_in_words([day for day in range(7) if mask >> day & 1])
    return "・".join(filter(None, [days, "祝日"])) if mask & ON_HOLIDAYS else days + "曜"


def weeks(mask: int) -> str:
    """「第2・第4」, 「最終」, 「最後の週のほかの」 of a mask of weeks; empty for every week."""
    chosen = "・".join([f"第{i + 1}" for i in range(5) if mask >> i & 1] + ["最終"] * bool(mask & LAST_WEEK))
    return ("最後の週のほかの" if mask & NOT_LAST_WEEK else "") + chosen


def monthdays(mask: int) -> str:
    """「毎月5日・末日」 of a mask of days of the month."""
    return "毎月" + "・".join("末日" if day == 31 else f"{day + 1}日" for day in range(32) if mask >> day & 1)


def hours(start: int, end: int) -> str:
    """「10:00〜12:00」, 「22:00〜翌2:00」, or 「一日中」 for a whole day. A day's own beginning or end is not named, since it
    stands for one that nobody told: 「10:00から」, 「12:00まで」."""
    if end - start >= A_DAY:
        return "一日中"
    if end == A_DAY:
        return f"{clock(start)}から"
    if start == 0:
        return f"{clock(end)}まで"
    return f"{clock(start)}〜{clock(end) if end < A_DAY else f'翌{clock(end - A_DAY)}'}"


def part_of_day(start: int, end: int) -> str:
    """「午前」, 「午後」, 「夕方」, 「夜」 of a time of the day; 「日中」 where it spans two, 「日中と夜」; empty for a whole day."""
    if end - start >= A_DAY:
        return ""
    if start < 12 * 60 and end <= 12 * 60 + 30:
        return "午前"
    if start >= 17 * 60:
        return "夜" if start >= 18 * 60 else "夕方"
    return ("午後" if start >= 12 * 60 else "日中") + ("と夜" if end > 19 * 60 else "")


@lru_cache(maxsize=4096)
def meeting(days: str, start: int, end: int) -> str:
    """「第2・第4火曜の午前（10:00〜12:00）」 of days in words and minutes of the day."""
    part = part_of_day(start, end)
    return days + (f"の{part}（{hours(start, end)}）" if part else "")


def distance(metres: float) -> str:
    """「600m」 in steps of 50, 「2.4km」 from one kilometre on."""
    return f"{max(50, round(metres / 50) * 50)}m" if metres < 975 else f"{metres / 1000:.1f}km"


def trip(mode: str, minutes: float, about: str = "約") -> str:
    """「歩いて約8分」; of more than an hour and a half 「歩いて約1時間40分」."""
    hours_of_it, rest = divmod(max(1, round(minutes)), 60)
    if hours_of_it * 60 + rest <= IN_MINUTES:
        return f"{MODES.get(mode, '')}{about}{hours_of_it * 60 + rest}分"
    return f"{MODES.get(mode, '')}{about}{hours_of_it}時間{f'{rest}分' if rest else ''}"


def yen(amount: int) -> str:
    """「300円」, 「無料」."""
    return f"{amount:,}円" if amount else "無料"
