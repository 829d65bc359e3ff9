"""Who has not eaten for days is in danger, in whatever numbers it is told: 「もう3日 食べてない」.

Pure.
"""

import re

_HOW_LONG = "(?:[0-9一二三四五六七八九十数何]+\\s*日(?:間|も)*|昨日から|きのうから|おとといから|一昨日から)"
_NOT_EATEN = re.compile(
    # Who: the speaker or one of the family; what: nothing, or no meal. 「肉を3日食べてない」 and 「猫が3日食べてない」 are no such thing.
    "(?:(?<=^)|(?<=[\\s、。,でてし])|(?<=(?:私|僕|俺|母|父|夫|妻|親|娘)[がはも])|(?<=(?:息子|家族|子供|本人)[がはも])|(?<=子ども[がはも]))"
    f"(?:もう|ここ)?\\s*{_HOW_LONG}\\s*(?:何も|なにも|ほとんど|まともに|(?:ご飯|ごはん|食事)[をも]?)*\\s*"
    "食べ(?:て(?:い|お)?|られ(?:て(?:い)?)?|れて?)(?:ない|なく|ません|らん|へん)"
)


def not_eaten_as_phrase(text: str) -> str:
    """A text (NFKC, small letters) with each such telling as the phrase that means it.

    >>> not_eaten_as_phrase("もう3日 食べてない")
    '何日も食べていない'
    """
    return _NOT_EATEN.sub("何日も食べていない", text)
