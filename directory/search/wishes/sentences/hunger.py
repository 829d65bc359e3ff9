"""Who has nothing to eat now is in danger: 「もう3日 食べてない」, in whatever numbers, and 「今週 食べるお金がない」.

Pure. 「食べ物がない」 alone says not since when or until when, and asks for food.
"""

import re
from collections.abc import Iterable

from directory.search.wishes.sentences.settling import Understood

_FOOD = "worry:food"
_NONE = re.compile("ない|無い|なく|無く|ません|ねえ|空っ?ぽ?$|からっぽ|尽き|つき|底を")
_NOW = re.compile(
    "今日|きょう|今夜|今晩|今朝|今すぐ|今週|今月|明日|あした|あす|もう|給料日|月末|年金|支給日|所持金|残り|何日|昨日|きのう|[0-9]+円(?:しか|だけ)"
    "|一円も|1円も|全く|まったく|today|tonight|tomorrow|this week|今天|今晚|明天|hoje|amanhã|hôm nay|ngayon"
)

_HOW_LONG = "(?:[0-9一二三四五六七八九十数何]+\\s*日(?:間|も)*|昨日から|きのうから|おとといから|一昨日から)"
_NOT_EATEN = re.compile(
    # Who: the speaker or one of the family; what: nothing, or no meal. 「肉を3日食べてない」 and 「猫が3日食べてない」 are no such thing.
    "(?:(?<=^)|(?<=[\\s、。,でてし])|(?<=(?:私|僕|俺|母|父|夫|妻|親|娘)[がはも])|(?<=(?:息子|家族|子供|本人)[がはも])|(?<=子ども[がはも]))"
    f"(?:もう|ここ)?\\s*{_HOW_LONG}\\s*(?:何も|なにも|ほとんど|まともに|(?:ご飯|ごはん|食事)[をも]?)*\\s*"
    "(?:食|た)べ(?:て(?:い|お)?|られ(?:て(?:い)?)?|れて?)(?:ない|なく|ません|らん|へん)"
)


def not_eaten_as_phrase(text: str) -> str:
    """A text (NFKC, small letters) with each such telling as the phrase that means it.

    >>> not_eaten_as_phrase("もう3日 食べてない")
    '何日も食べていない'
    """
    return _NOT_EATEN.sub("何日も食べていない", text)


def is_hungry_now(text: str, said: Iterable[Understood]) -> bool:
    """Whether a text (NFKC, small letters) says that there is no food, or no money for it, now."""
    return _NOW.search(text) is not None and any(
        _FOOD in part.concepts and _NONE.search(part.words) is not None for part in said
    )
