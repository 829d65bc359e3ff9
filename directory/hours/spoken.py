"""Weekdays for the ear. A voice reads a 「火」 that stands alone as ひ or か, and 「月〜金」 as つききん, so what a screen reader
says has 「火曜日」 and 「月曜から金曜」. Pure.
"""

import re

from directory.hours.rules import WEEKDAY_LETTERS

_IN_BRACKETS = re.compile(rf"（([{WEEKDAY_LETTERS}])）")
# 「月・水・金」, 「月〜金」, 「日・祝日」: not the 月 and 日 of 「4月・8月」 and 「5日・末日」, which stand after numbers or before words.
_IN_A_ROW = re.compile(
    rf"(?<![0-9０-９])[{WEEKDAY_LETTERS}](?:[・〜](?:[{WEEKDAY_LETTERS}](?:曜日?)?(?![一-龯0-9])|祝日))+"
)
_PARTS = {"〜": "から", "・": "・", "祝日": "祝日"}


def spoken(text: str) -> str:
    """A text of ours as a voice should say it: 「11月24日（火曜日）10時〜12時」, 「毎週月曜・水曜 10:00–12:00」."""
    return _IN_A_ROW.sub(_row, _IN_BRACKETS.sub(r"（\1曜日）", text))


def _row(found: re.Match[str]) -> str:
    return "".join(_PARTS.get(part) or f"{part[0]}曜" for part in re.split("([・〜])", found[0]))
