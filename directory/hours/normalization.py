"""Texts about hours in one way of writing, so that the tokens need to know only one.

Pure.
"""

import re
import unicodedata

from directory.hours.tokens import NTH_LIST, TO
from directory.japanese.numbers import number_of

_CIRCLED = str.maketrans(dict(zip("㈪㈫㈬㈭㈮㈯㈰㊊㊋㊌㊍㊎㊏㊐㈷㊗", "月火水木金土日月火水木金土日祝祝", strict=True)))
_BRACKETED_DAY = re.compile(
    r"(毎週|隔週|第[ ]*[1-5一二三四五]|最終|毎|^|[~〜・、,とー-])[ ]*"
    r"\(([月火水木金土日](?:曜日?)?(?:[・、,][月火水木金土日](?:曜日?)?)*)\)"
)
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九十]+(?=時|分(?!の))|(?<=[月週年])[一二三四五六](?=回)")
_SPACED_OUT = re.compile(r"(?<!\S)(?:[毎週隔第月火水木金土曜日] ){3,}[曜日](?!\S)")
_WITHOUT_NTH = re.compile(r"(毎月)[ ]*の?[ ]*([1-5](?:[・,、.][1-5])*)[ ]*(?=[月火水木金土日]曜)")
_CLOCK_SPACES = re.compile(r"(?<=\d) ?: ?(?=[0-5]\d)")
_POINTED = re.compile(rf"(?<![\d.:])(\d{{1,2}})[.]?([0-5]\d)({TO})(\d{{1,2}})[.]?([0-5]\d)(?![\d.:])")
_NUMBERED = re.compile(r"\(([1-9])\)")
_NTH_AFTER = re.compile(rf"([月火水木金土日]曜日?)[ ]*\(({NTH_LIST})\)")


def normalized(text: str) -> str:
    """Full width to half width, one kind of space, 「(土)」 after 第2 and the like without its brackets, 「十時」 as 「10時」.

    Circled numbers stay: as digits they would join a time.
    """
    text = re.sub(
        r"[^①-⑳]+", lambda part: unicodedata.normalize("NFKC", part[0]), text.replace("\r", "").translate(_CIRCLED)
    )
    text = re.sub(r"[^\S\n]+", " ", text).strip()
    text = _CLOCK_SPACES.sub(":", text)
    text = _POINTED.sub(r"\1:\2\3\4:\5", text)
    text = _NUMBERED.sub(lambda found: chr(ord("①") + int(found[1]) - 1), text)
    text = _NTH_AFTER.sub(r"\2\1", text)
    text = _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), text)
    text = _WITHOUT_NTH.sub(r"\1第\2", text)
    text = _KANJI_NUMBER.sub(lambda found: str(number_of(found[0])), text)
    return _without_brackets(text)


def _without_brackets(text: str) -> str:
    while (bare := _BRACKETED_DAY.sub(r"\1\2", text)) != text:
        text = bare
    return text
