"""What is only told in a wish: 「今日は誰とも話していない」 asks for no place that is open today.

Pure. In a long sentence about a worry, when and how it happens is no condition of the place.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest

from directory.search.wishes.names import Part
from directory.search.wishes.phrases import TIMES

_LONG = 15
"""Letters from which a text with a worry is a story."""
_CIRCUMSTANCES = (
    "time:",
    "day:",
    "near:",
    "online",
    "feature:trial",
    "feature:by_phone",
    "feature:accessible_toilet",
    "feature:meal_served",
)
_CONDITIONAL = ("kind:", "activity:", "feature:", "stage:")
_TODAY = ("day:today",)
_LASTING = ("worry:", "feature:")
"""What somebody needs at any time, also where it stands in a reason."""
_REASONS = ("ので", "ため", "為")
_GOING = {"行く", "動く", "参加", "来る", "通う", "出かける", "空く", "都合", "たい", "相談", "予約"}
_DAILY = {"起きる", "寝る", "眠る", "目覚める", "目が覚める", "帰る", "働く", "泣く", "飲む", "残業", "出勤"}
"""What somebody does then by themselves: 「朝起きて 夜寝る」 asks for no morning."""
_THEN, _FEELINGS = "が", {"怖い", "恐い", "こわい", "辛い", "寂しい", "不安", "長い"}
"""「夜が こわい」 refuses no evening, 「夜は こわい」 does."""
_EVEN, _LONELY = "も", "worry:loneliness"
_TIRED = "疲れる"
"""How somebody is then, though it is a worry by itself: 「平日は疲れて」."""
_WEATHER = "天気"
"""Nobody asks for a day whose weather they tell: 「今日は いい天気」."""
_LACKING = ("ない", "ません", "ず")
_ALL_THERE_IS = "だけ"
"""「夜中に コンビニへ 行くだけ」 asks for no place that is open then."""
_ONLY = "しか"
_BUT, _NEGATED = ("以外", "の他", "のほか", _ONLY), re.compile("ない|ません|なく|こも")


def is_only_told(parts: Sequence[Part], at: int) -> bool:
    """Whether the phrase at `at` says when or how something happens, and not what is looked for."""
    phrase = parts[at].piece.phrase
    if phrase is None or not phrase.concepts:
        return False
    if not phrase.concepts[0].startswith(_LASTING) and _is_reason(parts, at):
        return True
    if _is_all_that_is_done(parts, at):
        return True
    if not all(c.startswith(_CIRCUMSTANCES) for c in phrase.concepts):
        return False
    is_when = all(c.startswith(TIMES) for c in phrase.concepts)
    if is_when and (_does_then(parts[at + 1 :]) or _is_lonely_even_then(phrase.text, parts[at + 1 :])):
        return True
    if phrase.concepts == _TODAY and _lacks_something(parts[at + 1 :]):
        return True
    return _is_story(parts) and not _is_condition(parts[at + 1 :])


def _is_all_that_is_done(parts: Sequence[Part], at: int) -> bool:
    """Whether it is the exception of somebody who does nothing else: 「食事以外 部屋から出てこない」 refuses no meal, 「図書館しか
    行く所がない」 asks for no other library. A time is when somebody can: 「平日しか休みがない」."""
    after, phrase = parts[at + 1 :], parts[at].piece.phrase
    if not after or after[0].text not in _BUT or (phrase is not None and phrase.concepts[0].startswith(TIMES)):
        return False
    told = next((part.piece.phrase for part in after if part.is_phrase), None)
    return told is not None and told.concepts[0].startswith("worry:") and _NEGATED.search(told.text) is not None


def _does_then(after: Sequence[Part]) -> bool:
    """Whether the next word says what somebody does at home or at work."""
    first = next((part for part in after if not part.is_silent), None)
    if after and after[0].text == _THEN and first is not None and first.word.base in _FEELINGS:
        return True
    if after and not after[0].after_gap and after[0].word.base in _FEELINGS:
        return True  # 「耳鳴りで 夜 つらい」
    return first is not None and (
        first.word.base == _TIRED
        or first.text.endswith(_WEATHER)
        or (not first.is_phrase and first.word.base in _DAILY)
    )


def _is_lonely_even_then(when: str, after: Sequence[Part]) -> bool:
    """「正月も ひとりぼっち」 asks for no holiday."""
    if not after or not (when.endswith(_EVEN) or after[0].text == _EVEN):
        return False
    said = next((part.piece.phrase for part in after if part.is_phrase), None)
    return said is not None and said.concepts[0] == _LONELY


def _is_reason(parts: Sequence[Part], at: int) -> bool:
    """Whether it stands in the reason why another time is asked for: 「土日はお墓参りに行くので、平日がいい」."""
    ends = [number for number in range(at + 1, len(parts)) if _ends_reason(parts, number)]
    return bool(ends) and _says_when(parts[: ends[0]]) and _says_when(parts[ends[0] :])


def _ends_reason(parts: Sequence[Part], at: int) -> bool:
    text, sub = parts[at].text, parts[at].word.sub
    return text in _REASONS or (text == "から" and sub == "接続助詞") or (text == "で" and parts[at - 1].text == "の")


def _says_when(parts: Sequence[Part]) -> bool:
    said = (part.piece.phrase for part in parts if part.is_phrase)
    return any(phrase is not None and phrase.concepts[0].startswith(TIMES) for phrase in said)


def _lacks_something(after: Sequence[Part]) -> bool:
    """「今日は 誰とも話していない」, 「今日 やることがない」."""
    said = next((part.piece.phrase for part in after if part.is_phrase), None)
    return said is not None and said.text.endswith(_LACKING) and said.concepts[0].startswith(("worry:", "activity:tea"))


def _is_story(parts: Sequence[Part]) -> bool:
    if sum(len(part.text) for part in parts) < _LONG:
        return False
    told = any(c.startswith("worry:") for part in parts if part.piece.phrase for c in part.piece.phrase.concepts)
    return told and any(part.is_clause or part.word.kind == "動詞" for part in parts)


def _is_condition(after: Sequence[Part]) -> bool:
    """Whether the same clause says where somebody goes or what is wanted, 「土曜に相談したい」, or nothing more, 「… 平日夕方」."""
    is_told = False
    for part, then in zip_longest(after, after[1:]):
        if part.after_gap:
            break
        concepts = part.piece.phrase.concepts if part.piece.phrase else ()
        is_need = any(c.startswith("worry:") for c in concepts)  # 「放課後に 子どもが家で一人」 asks for no evening
        is_conditional = not is_need and any(
            c.startswith(_CONDITIONAL) and not c.startswith(_CIRCUMSTANCES) for c in concepts
        )
        is_going = (
            part.word.base in _GOING
            and not part.is_silent
            and (then is None or not then.text.startswith(_ALL_THERE_IS))
        )
        if is_going or is_conditional:
            return True
        is_told = is_told or part.word.kind == "動詞" or is_need
    return not is_told
