"""Texts about hours in one way of writing, so that the tokens need to know only one.

Pure.
"""

import calendar
import re
import unicodedata

from directory.hours.tokens import NTH_LIST, TO
from directory.japanese.numbers import number_of

_CIRCLED = str.maketrans(dict(zip("㈪㈫㈬㈭㈮㈯㈰㊊㊋㊌㊍㊎㊏㊐㈷㊗", "月火水木金土日月火水木金土日祝祝", strict=True)))
_BRACKETED_DAY = re.compile(
    rf"(毎週|隔週|{NTH_LIST}|最終|毎|^|[~〜・、,とー-])[ ]*"
    r"\(([月火水木金土日](?:曜日?)?(?:[・、,][月火水木金土日](?:曜日?)?)*)\)"
)
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九十]+(?=時|分(?!の))|(?<=[月週年])[一二三四五六](?=回)")
_SPACED_OUT = re.compile(r"(?<!\S)(?:[毎週隔第月火水木金土曜日] ){3,}[曜日](?!\S)")
_WITHOUT_NTH = re.compile(r"(毎月)[ ]*の?[ ]*([1-5](?:[・,、.][1-5])*)[ ]*(?=[月火水木金土日]曜)")
_FROM_THEN_ON = re.compile(r"(?<=[\d時分半])以降(?=$|[ 、,。)\n])")
_CLOCK_SPACES = re.compile(r"(?<=\d) ?: ?(?=[0-5]\d)")
_POINTED = re.compile(rf"(?<![\d.:])(\d{{1,2}})[.]?([0-5]\d)({TO})(\d{{1,2}})[.]?([0-5]\d)(?![\d.:])")
_NUMBERED = re.compile(r"\(([1-9])\)")
_NTH_AFTER = re.compile(rf"([月火水木金土日]曜日?)[ ]*\(({NTH_LIST})\)")
_SINCE_MONTH = re.compile(r"((?:令和[ ]*\d{1,2}|\d{4})年[ ]*\d{1,2}月)[ ]*(?=(?:から|より)(?![ ]*\d{1,2}月))")
_UNTIL_MONTH = re.compile(r"(?:(令和)[ ]*)?(?<!\d)(\d{1,4}|元)年[ ]*(1[0-2]|[1-9])月[ ]*まで")
_BEFORE_REIWA = 2018


def normalized(text: str) -> str:
    """Full width to half width, one kind of space, 「(土)」 after 第2 and the like without its brackets, 「十時」 as 「10時」.

    A month with its year after which something begins or ends is its first or last day.
    Circled numbers stay: as digits they would join a time.
    """
    text = re.sub(
        r"[^①-⑳]+", lambda part: unicodedata.normalize("NFKC", part[0]), text.replace("\r", "").translate(_CIRCLED)
    )
    text = re.sub(r"[^\S\n]+", " ", text).strip()
    text = _FROM_THEN_ON.sub("から", _CLOCK_SPACES.sub(":", text))
    text = _POINTED.sub(r"\1:\2\3\4:\5", text)
    text = _NUMBERED.sub(lambda found: chr(ord("①") + int(found[1]) - 1), text)
    text = _NTH_AFTER.sub(r"\2\1", text)
    text = _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), text)
    text = _WITHOUT_NTH.sub(r"\1第\2", text)
    text = _KANJI_NUMBER.sub(lambda found: str(number_of(found[0])), text)
    text = _UNTIL_MONTH.sub(_until_its_last_day, _SINCE_MONTH.sub(r"\g<1>1日", text))
    return _without_brackets(text)


def _until_its_last_day(found: re.Match[str]) -> str:
    """「2027年9月まで」 as 「2027年9月30日まで」."""
    era, told, month = found.groups()
    year = 1 if told == "元" else int(told)
    year += _BEFORE_REIWA if era else 0
    if year <= _BEFORE_REIWA:
        return found[0]
    return f"{year}年{month}月{calendar.monthrange(year, int(month))[1]}日まで"


def _without_brackets(text: str) -> str:
    while (bare := _BRACKETED_DAY.sub(r"\1\2", text)) != text:
        text = bare
    return text
