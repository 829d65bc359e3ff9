"""Whether something is named because it is not wanted: 「カラオケのない所」「犬がこわい」「相談以外」.

Pure.
"""

import re
from collections.abc import Iterable, Sequence

from directory.japanese.words import NOT
from directory.search.wishes.names import Part
from directory.search.wishes.phrases import TIMES, Grammar, Phrase
from directory.search.wishes.sentences.settling import Understood

_REFUSABLE = ("activity:", "kind:", "feature:", "time:", "day:", "fee:", "near:", "online", "stage:", "target:")
_HELP = "kind:life_support"
"""Help in the house is never refused: 「字が書けない」 asks for somebody who writes."""
_ONLY = "しか"
_NEVER_REFUSED = (_ONLY, "ない", "なし")
"""A phrase that ends so is turned round already: 「夜しか行けない」, 「足がないので困る」."""
_COMING = {"掛ける", "来る", "居る", "出る", "有る", "為る", "遣る", "せる", "させる", "れる", "られる", "出来る"}
_GOING = {"行く", "出る", "動く", "参加", "来る", "通う", "出かける", "空く", "都合"}
_UNSUITED = {"悪い", "用事"}
"""With these behind it a time is refused: 「火曜は都合が悪い」, 「火曜は用事がある」."""
_NEAR, _AS_FAR_AS, _FAR = "near:walk", "まで", "遠い"
"""「バス停まで遠い」 is no 「バス停のそば」."""
_TROUBLED, _WITH = {"困る", "厄介", "苦労"}, ("で", "に")
"""「料理で困る」 asks for help with it; 「カラオケは困る」 refuses it."""
_NO_MORE = ("無理", "むり", "だめ", "ダメ")
"""A weak phrase that ends so refuses a time: 「土日は もう無理」."""
_COURAGE, _REACHED = {"勇気", "自信", "気力"}, ("feature:by_phone", "online", "near:")
"""Who has no courage for it asks for another way: 「電話をする勇気がない」; 「コーラスに入る勇気がない」 refuses no music."""
_BE = "有る"
_STOPPING, _SINCE = ("やめる", "止める", "辞める"), "てから"
_UNLESS, _SAYING = "と", ("言う", "思う", "聞く")
_SCORNED = re.compile(
    "冗談(?:じゃ|では)ない|まっぴら|(?:なんか|なんて|あんなこと|こんなこと|そんなこと)(?:を|が)?(?:できるか|やれるか|するか|やってられ)"
)
_WHO, _PEOPLE = "が", ("target:", "feature:bring_child")
_HAPPENED, _NEED = ("た", "だ"), "worry:"
_JOINING = {"と", "や", "も", "とか", "か", "または"}


def is_refused(parts: Sequence[Part], at: int, grammar: Grammar, phrase: Phrase) -> bool:
    """Whether what follows says that it is not wanted: 「カラオケのない」「犬がこわい」「工作以外」."""
    if not phrase.concepts[0].startswith(_REFUSABLE) or phrase.concepts[0] == _HELP:
        return False
    while _is_joined(parts, at):
        at += 2
    last = parts[at].piece.phrase
    return last is not None and last.concepts[0].startswith(_REFUSABLE) and refusal(parts, at, grammar, last) > 0


def refusal(parts: Sequence[Part], at: int, grammar: Grammar, phrase: Phrase) -> int:
    """How many parts after a phrase say that it is not wanted; 0 for a phrase that is."""
    if phrase.text.endswith(_NEVER_REFUSED):
        return 0
    is_when, is_near = phrase.concepts[0].startswith(TIMES), phrase.concepts[0] == _NEAR
    for number, part in enumerate(parts[at + 1 : at + 8], 1):
        is_no = part.text in grammar.refusals or part.word.base in grammar.refusals
        if _is_another_sentence(part, parts[at]) or (
            part.word.base in _TROUBLED and parts[at + number - 1].text in _WITH
        ):
            return 0
        if is_when and part.is_phrase and part.text in grammar.weak and part.text.endswith(_NO_MORE):
            return number
        if (is_when and part.word.base in _UNSUITED) or (is_near and part.word.base == _FAR):
            return number
        if _was_given_up(parts[at + number : at + number + 3]):
            return 0
        if part.word.base == NOT and _is_needed(parts[at + number + 1 : at + number + 3]):
            return 0
        if part.word.base == NOT or (is_no and not (part.text.isascii() and parts[at].text.isascii())):
            return number  # the Tagalog 「laro ng bata」 refuses nothing
        goes_on = part.is_silent or part.text in grammar.before_refusals or part.word.base in _COMING
        goes_on = goes_on or (is_near and part.text == _AS_FAR_AS)
        goes_on = goes_on or (
            phrase.concepts[0].startswith(_REACHED) and (part.text in _COURAGE or part.word.base == _BE)
        )
        if part.text == _ONLY or part.is_phrase or not (goes_on or (is_when and part.word.base in _GOING)):
            return 0
    return 0


def _is_another_sentence(part: Part, said: Part) -> bool:
    """Whether a blank or a mark ends what was said: 「中国語が話せます 困っている人の」."""
    return part.after_gap and said.is_clause


def _was_given_up(ending: Sequence[Part]) -> bool:
    """Whether what stands behind something tells of what was: 「囲碁を やめてから」."""
    return ending[0].word.base in _STOPPING and "".join(part.text for part in ending).endswith(_SINCE)


def _is_needed(after: Sequence[Part]) -> bool:
    """Whether nothing goes without it, by what follows a negation: 「送迎がないと行けない」."""
    return bool(after) and after[0].text == _UNLESS and not (len(after) > 1 and after[1].word.base in _SAYING)


def does_not(parts: Sequence[Part], at: int, grammar: Grammar) -> bool:
    """Whether a phrase only says who does not do what is refused, or what did not happen: 「小さい子が 走り回らない」 brings no child."""
    phrase, after = parts[at].piece.phrase, parts[at + 1 : at + 3]
    if (
        at
        and parts[at - 1].text.endswith(_ONLY)
        and any(part.word.base == NOT for part in after)
        and not _is_need(phrase)
    ):
        return True  # 「祝日しか 休めない」 says when somebody can
    if phrase is not None and phrase.text.endswith(_HAPPENED) and phrase.concepts[0].startswith(_NEED):
        said = next((part for part in parts[at + 1 :] if part.after_gap or not part.is_silent), None)
        return said is not None and said.word.base == NOT and not said.after_gap  # 「仕事は 辞めませんでした」
    if phrase is None or len(after) < 2 or after[0].text != _WHO or not phrase.concepts[0].startswith(_PEOPLE):
        return False
    doing = after[1].piece.phrase
    return doing is not None and bool(doing.concepts) and is_refused(parts, at + 2, grammar, doing)


def _is_need(phrase: Phrase | None) -> bool:
    return phrase is not None and phrase.concepts[0].startswith((_NEED, _HELP))


def _is_joined(parts: Sequence[Part], at: int) -> bool:
    """Whether another phrase is named in the same breath: 「囲碁も 将棋も できない」 refuses both."""
    after = parts[at + 1 : at + 3]
    return len(after) == 2 and after[0].text in _JOINING and after[1].is_phrase


def scorned(text: str, said: Iterable[Understood]) -> list[Understood]:
    """What was said of a text (NFKC, small letters), where what is named before such words is not wanted: 「塗り絵なんて、冗談じゃない」."""
    last = max((found.end() for found in _SCORNED.finditer(text)), default=0)
    return [
        part._replace(concepts=tuple(f"not:{c}" if c.startswith("activity:") else c for c in part.concepts))
        if 0 <= text.find(part.words) < last
        else part
        for part in said
    ]
