"""What the words of a closure narrow: 「8月の第2火曜は休み」, 「休館日：木曜（8月を除く）」.

Pure. An exception from a closure is Unclear: read as a closure of its own it would say the opposite.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from directory.hours.segments import Segment
from directory.hours.token_meanings import Unclear, days
from directory.hours.tokens import Token


def opens_before_closing(words: Sequence[Token]) -> int:
    """1 where the first word of a closure names what is open: 「毎週火曜 最終火曜は休み」; what is closed cannot close again."""
    if len(words) < 2 or any(word.kind != "DAYS" for word in words):
        return 0
    first, *later = (set(days(word.text).weekdays) for word in words)
    return int(bool(first) and set().union(*later) <= first)


def without_last_just(words: Sequence[Token]) -> Sequence[Token]:
    """The words of a closure without the 「は」 at their end; in their midst it narrows: 「8月は第2火曜休み」."""
    return words[:-1] if words and words[-1].kind == "JUST" else words


def limit_each_other(words: Sequence[Token], between: Sequence[Token]) -> bool:
    """Whether a month stands before days or weeks without a comma: 「8月の第2火曜」 is neither August nor every second Tuesday.

    between     all words of the segment, with those between `words`
    """
    commas = {word.first for word in between if re.search("[・、,/と]|及び|および|並びに", word.text)}
    return any(
        word.kind == "SEASON" and after.kind in ("DAYS", "WEEKS") and not commas & set(range(word.last, after.first))
        for word, after in pairwise(words)
    )


def is_closure(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether a segment says what is closed, so that a following exception is one from the closure."""
    return segment.names_closed_days or (words[-1].kind == "OFF" and not _excepts(words))


def check_exception(segment: Segment, words: Sequence[Token], after_closure: bool) -> None:
    """Raise Unclear for an exception from a closure, and for one that names nothing (「（1回目のみ）」).

    after_closure   whether the segment before said what is closed
    """
    kinds = {word.kind for word in words}
    if (after_closure or segment.names_closed_days) and (_excepts(words) or "EXCEPT" in kinds):
        raise Unclear("休みの例外が、どの日のことか分かりません。")
    if after_closure and kinds and kinds <= {"SEASON", "JUST", *({"PERIOD"} if segment.inside else ())}:
        raise Unclear("休みの月か、開く月か分かりません。")
    if kinds == {"JUST"}:
        raise Unclear("何のことか分かりません。")


def _excepts(words: Sequence[Token]) -> bool:
    return any(word.kind == "OFF" and re.search("除|のぞ", word.text) for word in words)
