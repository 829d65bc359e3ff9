"""A text about opening hours as segments between full stops, brackets and line ends: those understood, and the others.

Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from directory.hours.statements import CLOSURES
from directory.hours.tokens import Token, tokens

_OF_TIMES = {
    "DAYS",
    "WEEKS",
    "HOURS",
    "SEASON",
    "PERIOD",
    "DATE",
    "FREQUENCY",
    "OFF",
    "OFF_HEAD",
    "EXCEPT",
    "NO_CLOSURE",
    "HOLIDAYS_TOO",
    *CLOSURES,
}
SMALL_WORDS = {"SEPARATOR", "FILLER", "OTHERWISE"}
_REMARK = "REMARK"
"""The kind of words that change neither a day nor an hour that is asserted; they stay beside the rules."""
_SPEAKS_OF_TIMES = re.compile(
    r"\d(?![\d,.]*[ ]*(?:[円名人組歳階食才席台畳坪杯枚]|か月児|カ月児|ヶ月児|年生|丁目|番|号))|[曜休祝週毎盆末除隔限朝昼夕夜頃不未]"
    r"|以外|中止|[上中下]旬|変更|場合|但し|ただし|期間|ごろ|学期|随時|臨時|ほか|他|など|等|程度|くらい|原則|基本|予定|都合|概ね|おおむね|変則"
    r"|相談|開始|終了|日程|日時|時期|前日|翌|当日|振替|シーズン|冬|夏|春|秋|決まり|一部|のうち|交互|または|又は|もしくは|又|或い|あるいは"
    # What is uncertain, has a condition, or no longer takes place.
    r"|変[わ動]|異な|違[いう]|いずれ|どちら|どれか|交[替代]|輪番|順番|日(?:のみ|だけ|に)|ある日|れば|たら|なら(?!び)|次第で|により|によって|によ[るり]"
    r"|要(?:確認|問|連絡)|カレンダー|調整|準備中|停止|廃止|閉[鎖店館所室]|解散|自粛|見合|見送|取り?や|やめ|せん|しない|せず|延期"
    # Closed days that have no column of their own, and hours that are not the opening's.
    r"|GW|ゴールデンウ|連休|彼岸|正月|元[日旦]|友引|大安|仏滅|受付|受け付け|開場|開演|集合(?!住宅)"
)


@dataclass(frozen=True)
class Segment:
    """The tokens between two breaks. `inside`: whether they stand in brackets; `names_closed_days`: it follows 「休館日:」."""

    words: tuple[Token, ...]
    inside: bool
    names_closed_days: bool = False

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip(" 、,・")

    @property
    def speaks_of_times(self) -> bool:
        """Whether it can say something about days and hours; then nothing may be asserted without understanding it."""
        kinds = {word.kind for word in self.words}
        rest = "".join(word.text if word.kind != _REMARK else " " for word in self.words)
        return bool(kinds & _OF_TIMES) or bool(_SPEAKS_OF_TIMES.search(rest))


def _segments(text: str) -> Iterator[Segment]:
    words: list[Token] = []
    depth, names_closed = 0, False
    for word in tokens(text):
        if word.kind == "OFF_HEAD" or (names_closed and word.kind == "HOURS"):
            yield Segment(tuple(words), depth > 0, names_closed)
            words, names_closed = ([], True) if word.kind == "OFF_HEAD" else ([word], False)
            continue
        if word.kind != "BREAK":
            words.append(word)
        if word.kind in ("BREAK", "OFF"):
            yield Segment(tuple(words), depth > 0, names_closed)
            words, names_closed = [], False
            depth += word.text.count("(") - word.text.count(")")
    yield Segment(tuple(words), depth > 0, names_closed)


def known_and_unknown(text: str) -> tuple[list[Segment], list[Segment]]:
    """Segments in which every token is known, and the others.

    A remark after them (「10:00〜12:00 要予約」) stands apart by the space or comma before it.
    """
    known, rest = [], []
    for segment in filter(lambda segment: segment.words, _segments(text)):
        kinds = [word.kind for word in segment.words]
        first = next((at for at, kind in enumerate(kinds) if kind in ("UNKNOWN", _REMARK)), None)
        if first is None:
            known.append(segment)
        elif first and _stands_apart(kinds, first):
            known.append(replace(segment, words=segment.words[:first]))
            rest.append(replace(segment, words=segment.words[first:]))
        else:
            rest.append(segment)
    return known, rest


def _stands_apart(kinds: list[str], first: int) -> bool:
    begins_apart = kinds[first - 1] == "SEPARATOR" or kinds[first] == _REMARK
    return begins_apart and set(kinds[first:]) <= {"UNKNOWN", _REMARK, *SMALL_WORDS}
