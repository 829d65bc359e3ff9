"""What numbers and lists of weekdays in a text mean: 「19時以降」, 「3歳」, 「70代」, 「火・木」.

Pure. Ages are read as whom a place is for, since that is how lists say it.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from directory.search.wishes.calendar_days import (
    DATE,
    DAY_OF_MONTH,
    DAY_OF_WEEK,
    LATER,
    WEEKDAYS,
    of_date,
    of_day_of_month,
    of_day_of_week,
    of_later,
)

EVENING, AFTERNOON = 17, 12
"""Hours from which it is evening and afternoon (the desk's and the public page's facets)."""
_FIRST_OF_MORNING = 5
_SURELY_MORNING = 9
_ONWARDS = re.compile("以降|以後|すぎ|過ぎ")
"""「7時以降」 is said of the evening, 「7時から」 of either."""
_DAYS = dict(zip("月火水木金土日", WEEKDAYS, strict=True))
_DAY_LIST = re.compile(
    r"(?<![一-鿿0-9])(?:毎週)?([月火水木金土日](?:[・、,/]?[月火水木金土日]){1,6})(?:曜日?)?(?![一-鿿])(?!ごろ|じ)|(?:第?[1-5一二三四五][・、,第]*)+([月火水木金土日])曜日?"
)
_DAYS_AND = re.compile(
    r"(?<![一-鿿0-9])(?:毎週)?([月火水木金土日](?:[・、,/とか]?[月火水木金土日])+)(?:(曜日?)|(?=の?(?:午前|午後|朝|昼|夜|夕方|[0-9])|なら|しか|だけ|以外|[はに]行|が空)()|(?=$|[\s、。にでは)]))"
)
"""「火と木」「火・木か土」; the second group is there where something else says that days are meant."""
_SURELY_DAYS = re.compile("[月金]|火.木")
"""「火と水」 and 「木と土」 may be other things by themselves."""
_DAY_RANGE = re.compile(r"(?<![一-鿿0-9])([月火水木金土日])(?:曜日?)?[~〜―-]([月火水木金土日])(?:曜日?)?(?=$|[^一-鿿])")
_WEEKEND = re.compile(
    r"(?:(?<![一-鿿])|(?<=週))土\s?[・、,/とか\s]\s?日(?:曜日?)?(?:[・、,/と](?=祝))?(?=祝|以外|$|[^一-鿿])(?!なた|よけ|やけ|だまり)"
)
_REFUSED_DAYS = re.compile(
    r"(?<![一-鿿0-9])(?!土日)([月火水木金土日](?:\s?[・、,/と]?\s?[月火水木金土日])+)(?:曜日?)?"
    r"(?=\s*以外|\s*[はが]\s*(?:だめ|ダメ|駄目|無理|むり|行けな|行かれな|いけな|来られな|できな|ふさがって|都合|用事))"
)
_HOUR = re.compile(
    r"(午前|午後|朝|昼|夜|夕方|am|pm|ごぜん|ごご|午ご|ご前)?\s*の?\s*([0-9]{1,2}|(?:(?<![一-鿿])|(?<=午[前後])|(?<=[朝昼夜方の]))(?:[二三四五六七八九]|十[一二]?|(?<=[前後の])一)(?=時(?![的代期々計刻短差雨]|のお)))\s*(?:時(?!間|給|代|点)半?|:[0-5][0-9])\s*[0-9]{0,2}分?(?:以降|から|まで|すぎ|過ぎ|ごろ|頃|以後|前)?"
)
_CLOCK = re.compile(r"(?<![0-9])([0-9]{1,2})\s*(am|pm)\b")
_KANJI_AGE = "(?<![一二三四五六七八九十百千万第〇])(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]〇?[一二三四五六七八九]?)"
"""Up to 99 as it is written in kanji: 七十五, 七五, 七〇. 「百歳体操」 and 「八千代」 are names."""
_AGE = re.compile(
    rf"(?:満)?((?<![0-9])[0-9]{{1,3}}|{_KANJI_AGE})\s*(?:歳|才|さい|岁|歲)(?:児|以上|以下|まで|から|の子)?(?:[・、\s]*の?(?P<man>男性?)(?=$|[\s、。ひ一で]))?(?:の)?(?P<grown>(?=息子|娘|長男|長女|次男|次女|三男|倅|せがれ|むすこ|むすめ|子[がはにの]))?"
)
_FOREIGN_AGE = re.compile(
    r"(?<![a-z0-9])([0-9]{1,2})[\s-]*(?:(?P<young>(?:months?|weeks?)[\s-]*olds?|meses(?= de idade)|th[aá]ng tu[oổ]i)"
    r"|(?:years?|yrs?)[\s-]*olds?|anos|tu[oổ]i|taong gulang)(?P<grown>\s*(?:son|daughter))?(?![a-z])|\baged? ([0-9]{1,2})\b"
)
"""「2-year-old」「3 anos」「5 tuổi」; 「3 years in Japan」 is no age."""
_PAST = re.compile(
    r"((?<![0-9])[3-9]0|(?<![一二三四五六七八九十百])[三四五六七八九]十)\s*(?:を)?(?:過ぎ|すぎ)(?:た|て)?(?![0-9分])"
)
"""「七十過ぎの人」; 「10時過ぎ」 is an hour."""
_DECADE = re.compile(
    rf"((?<![0-9])[1-9]0|{_KANJI_AGE})\s*代(?![目々表])(?:[・、\s]*の?(?P<man>男性?)(?=$|[\s、。ひ一で]))?"
)
_N = "[0-9〇一二三四五六七八九十数]+"
_HOW_LONG = re.compile(
    rf"(?:もう|約|ほぼ)?(?:{_N}|半)\s*(?:年半|年間|年(?!生|[少長中代金配度上下末始])|(?:か|ヶ|ヵ|カ|ケ|箇|個)月間?|週間|日間|時間半?|日(?=以上|以内|くらい|ぐらい|ほど|近く|ぶり|おき|ごと)|泊|月(?=前から))"
    r"(?:以上|以内|くらい|ぐらい|ほど|近く|近い|あまり|余り|ぶり|おき|ごと|前|間|経つ|たつ)*(?:から|も(?=[、\s])|に(?!なる|一|1))?(?!も?[食飲寝]|も?ご[飯は]|分)"
)
_HOW_OFTEN = re.compile(
    rf"(?:毎?[週月年日]|隔週|隔月|{_N}(?:週間|か月|ヶ月|カ月|年))[に、\s]?(?:一|二|三|四|五|数|何|[1-9])(?:[~・、-][1-9二三四])?(?:[回度日]|時間)(?:くらい|ぐらい|ほど|だけ|でも|程度)*(?:いい|よい|良い)?|[一1]日だけ(?:でも)?"
)
_MAY_FOLLOW = ("", " ", "の", "に", "は", "で", "だ")
_MONTHS = re.compile(
    r"生後?\s*(?:[0-9]{1,2}|何|数)\s*(?:か月|ヶ月|ヵ月|カ月|ヶ?月)|[0-9]{1,2}\s*(?:か月|ヶ月|ヵ月|カ月)の?(?:赤ちゃん|子|ベビー|娘|息子)"
)
_GRADE = re.compile(r"(小|中|高)(?:学|校)?([1-6一二三])(?:年?生?)(?![0-9一-鿿])|([1-6])年生")
_FIXED = {
    "午前": "time:morning",
    "朝": "time:morning",
    "am": "time:morning",
    "ごぜん": "time:morning",
    "ご前": "time:morning",
}
_LATER = {"午後", "pm", "ごご", "昼", "夜", "夕方", "午ご"}
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_TODDLER, _CHILD, _GROWN, _YOUTH, _OLDER = 3, 13, 20, 30, 60


class Numbered(NamedTuple):
    """A part of a text and what it means; no concepts for an age that says nothing of a place."""

    start: int
    end: int
    concepts: tuple[str, ...]


def numbered(text: str) -> list[Numbered]:
    """The parts of a text (NFKC, small letters) that are hours, ages, school years and lists of days, in their order.

    >>> [part.concepts for part in numbered("火・木の19時から 3歳")]
    [('day:tue', 'day:thu'), ('time:evening',), ('target:children',)]
    """
    found: list[Numbered] = []
    for pattern, meaning in _RULES:
        for match in pattern.finditer(text):
            concepts = meaning(match)
            if concepts is not None and all(match.end() <= part.start or match.start() >= part.end for part in found):
                found.append(Numbered(match.start(), match.end(), concepts))
    return sorted(found)


def days_as_phrases(text: str) -> str:
    """A text with joined days as phrases, which may also be refused: 「土・日」 as 「土日」 (土 alone is soil), and days that are
    refused each in full, 「火・木はだめ」 as 「火曜日と木曜日はだめ」."""
    return _REFUSED_DAYS.sub(
        lambda match: "と".join(f"{letter}曜日" for letter in match[1] if letter in _DAYS), _WEEKEND.sub("土日", text)
    )


def _days_and(match: re.Match[str]) -> tuple[str, ...] | None:
    listed = [letter for letter in match[1] if letter in _DAYS]
    is_in_order = listed == [letter for letter in _DAYS if letter in listed]
    if not is_in_order or not re.search("[とか]", match[1]):
        return None
    if match[2] is None and match[3] is None and not _SURELY_DAYS.search(match[1]):
        return None
    return tuple(f"day:{_DAYS[letter]}" for letter in listed)


def _day_range(match: re.Match[str]) -> tuple[str, ...] | None:
    week = "".join(_DAYS)
    listed = week[week.index(match[1]) : week.index(match[2]) + 1]
    if listed == "月火水木金":
        return ("day:weekday",)
    return tuple(f"day:{_DAYS[letter]}" for letter in listed) or None


def _days(match: re.Match[str]) -> tuple[str, ...] | None:
    listed = [letter for letter in (match[1] or match[2]) if letter in _DAYS]
    if match[1] and set(listed) == {"土", "日"}:
        return None  # a phrase of its own, which may also be refused
    if match[1] and listed == list("月火水木金"):
        return ("day:weekday",)
    after = match.string[match.end() : match.end() + 1]
    if match[1] and len(listed) == 2 and not re.search("[・、,/曜]", match[0]) and after not in _MAY_FOLLOW:
        return None  # 「水金」 within a longer text may be a name
    return tuple(f"day:{_DAYS[letter]}" for letter in dict.fromkeys(listed))


def _hour(match: re.Match[str]) -> tuple[str, ...] | None:
    half, hour = match[1] or "", _number(match[2])
    if hour > 24:
        return None
    if half in _FIXED:
        return (_FIXED[half],)
    if half in ("夜", "夕方"):
        return ("time:evening",)
    late = (
        half in _LATER
        or hour < _FIRST_OF_MORNING
        or (not half and hour < _SURELY_MORNING and _ONWARDS.search(match[0]))
    )
    return (part_of_day(hour + 12 if late and hour < 12 else hour),)


def _clock(match: re.Match[str]) -> tuple[str, ...] | None:
    hour = int(match[1]) % 12 + (12 if match[2] == "pm" else 0)
    return (part_of_day(hour),)


def part_of_day(hour: int) -> str:
    """time:morning, time:afternoon or time:evening for an hour of 0 to 24."""
    if hour >= EVENING or hour < _FIRST_OF_MORNING:
        return "time:evening"
    return "time:afternoon" if hour >= AFTERNOON else "time:morning"


def _age(match: re.Match[str]) -> tuple[str, ...]:
    """Whom it is for; a grown son or daughter of whom somebody tells says nothing of the place."""
    years = _number(match[1])
    if match["grown"] is not None and years >= _GROWN:
        return ()
    return (*of_age(years), *_of_men(match))


def _foreign_age(match: re.Match[str]) -> tuple[str, ...]:
    if match["young"]:
        return ("target:parents",)
    years = int(match[1] or match[4])
    return () if match["grown"] and years >= _GROWN else of_age(years)


def _decade(match: re.Match[str]) -> tuple[str, ...] | None:
    years = _number(match[1])
    return None if years % 10 else (*of_age(max(years, _CHILD)), *_of_men(match))


def _number(written: str) -> int:
    """75 of 「75」, 「七十五」 and 「七五」."""
    tens, ten, ones = written.translate(_KANJI_DIGITS).rpartition("十")
    return int(tens or "1") * 10 + int(ones or "0") if ten else int(ones)


def _of_men(match: re.Match[str]) -> tuple[str, ...]:
    return ("feature:men_welcome",) if match["man"] else ()


def of_age(years: int) -> tuple[str, ...]:
    """Whom a place for people of this age is for, as lists say it; () between 30 and 60 years."""
    if years < _TODDLER:
        return ("target:parents",)
    if years < _CHILD:
        return ("target:children",)
    if years < _YOUTH:
        return ("target:youth",)
    return ("target:older",) if years >= _OLDER else ()


def _grade(match: re.Match[str]) -> tuple[str, ...]:
    return ("target:children",) if match[3] or match[1] == "小" else ("target:youth",)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, ...] | None]], ...] = (
    (_CLOCK, _clock),
    (_HOUR, _hour),
    (_MONTHS, lambda match: ("target:parents",)),
    (DATE, of_date),
    (DAY_OF_WEEK, of_day_of_week),
    (LATER, of_later),
    (_HOW_OFTEN, lambda match: ()),
    (_HOW_LONG, lambda match: ()),
    (_AGE, _age),
    (_FOREIGN_AGE, _foreign_age),
    (_DECADE, _decade),
    (_PAST, lambda match: of_age(_number(match[1]))),
    (_GRADE, _grade),
    (DAY_OF_MONTH, of_day_of_month),
    (_DAY_RANGE, _day_range),
    (_DAYS_AND, _days_and),
    (_DAY_LIST, _days),
)

__all__ = ["Numbered", "days_as_phrases", "numbered", "of_age", "part_of_day"]
