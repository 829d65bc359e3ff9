"""The words in which people write hours of opening, as tokens: 「第2・第4火曜」, 「午前9時30分から」, 「祝日」, 「休み」.

Pure. A word that stands for two things (休日, 第2週, a bare 3:00) is refused with Unclear or left UNKNOWN, never guessed.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from directory.hours.rules import EVEN_MONTHS, EVERY_MONTH, EVERY_WEEK, LAST, ODD_MONTHS, WEEKDAY_LETTERS


class Unclear(ValueError):
    """Words that contradict each other or can mean two things."""


@dataclass(frozen=True)
class Token:
    """A word with its kind (a name of PATTERNS) and its place in the text."""

    kind: str
    text: str
    first: int
    last: int


@dataclass(frozen=True)
class Days:
    """Days of the week, each with the weeks of the month in which it is meant, or days of the month."""

    weekdays: dict[int, frozenset[int]]
    monthdays: frozenset[int] = frozenset()
    every: int = 1
    needs_season: bool = False

    @property
    def plain(self) -> bool:
        """Weekdays and nothing more."""
        return not self.monthdays and self.every == 1


Hours = tuple[dt.time | None, dt.time | None]
"""Start and end; None where it is open."""
HALF_A_YEAR = 183
"""Days ahead within which a date without a year is looked for."""

_KANJI_NUMBERS = str.maketrans("一二三四五", "12345")

TO = r"[ ]*(?:~|〜|-|‐|‑|‒|–|—|―|−|ー|─|から|より)[ ]*"
AND = r"[ ・,、/と]*"
DAY = (
    r"(?:[月火水木金土日]曜(?:日(?!曜))?"
    r"|月(?![\d一二三四に末例間額初半謝会])|火(?!災)|水(?![泳道])|木(?!工)|金(?![額沢])|土(?!産)|日(?![時程中本常課]))"
)
DAY_LIST = rf"{DAY}(?:(?:{TO}|{AND}){DAY})*(?:まで)?"
NTH = r"(?:第[ ]*[1-5一二三四五](?!\d)|最終|最後の)"
NTH_LIST = rf"{NTH}(?:(?:{TO}|{AND}|の、)(?:{NTH}|[1-5一二三四五](?!\d|:|時|年|日(?!曜))))*"
EVERY = r"(?:毎週|隔週|毎月|\d週間?ごと|毎(?=[月火水木金土日]曜))[ ]*の?[ ]*"
MONTHDAY_LIST = r"(?:(?:\d{1,2}日?|末日)[ ・,、/と]+)*(?:\d{1,2}日|末日)(?!曜)"
HALF = r"(?:(?:午前|午後|AM|PM)[ ]*)?"
CLOCK = rf"(?:{HALF}\d{{1,2}}(?::[0-5]\d(?::00)?|時(?!間)(?:半|[0-5]?\d分)?)(?!\d)|正午)"
DATE = r"(?:(?:\d{4}|令和(?:\d{1,2}|元))年[ ]*)?\d{1,2}月\d{1,2}日"
YEAR_END = rf"12[/月][ ]*29日?{TO}(?:翌年?の?)?1[/月][ ]*3日?(?!\d)(?:まで)?"
MID_AUGUST = rf"8[/月][ ]*13日?{TO}(?:8[/月])?[ ]*16日?(?!\d)(?:まで)?"

PATTERNS = {
    "BREAK": r"[。\n()※【】「」;①-⑳]+",
    "NEW_YEAR": rf"年末年始(?:[ ]*\({YEAR_END}\))?|{YEAR_END}",
    "OBON": rf"お盆(?:[ ]*\({MID_AUGUST}\))?|{MID_AUGUST}",
    "PERIOD": rf"{DATE}{TO}(?:{DATE}(?:まで)?)?|{DATE}まで",
    "DATE": rf"{DATE}|\d+/\d+(?:/\d+)?",
    "HOLIDAYS": r"国民の祝日に関する法律に(?:規定する|定める)休日|国民の祝日|祝祭日|祝日|祝(?![いう])",
    "OFF": (
        r"(?:は|を|も)?[ ]*(?:終日)?(?:利用不可|利用できません|休(?:館|業|所|室)日?(?!の)|定休日?|お?休み|閉[館所]|除く"
        r"|休(?![日校止会診憩]))(?:です|とします|となります|になります|する|します)?"
    ),
    "NO_CLOSURE": r"年中無休|無休",
    "OTHERWISE": r"時間外(?:の)?利用(?:も)?可能?",
    "HOURS": rf"(?:{CLOCK}|{HALF}\d{{1,2}}|){TO}{CLOCK}(?:まで)?|{CLOCK}(?:まで|{TO})?",
    "SEASON": (
        rf"奇数月|偶数月|\d{{1,2}}月?{TO}(?:翌年?の?)?\d{{1,2}}月(?:まで)?(?!\d)"
        r"|(?:毎年[ ]*)?(?:\d{1,2}月?[ ]*[・,、と][ ]*)*\d{1,2}月(?![\d末曜])"
    ),
    "DAYS": (
        rf"毎日(?!曜)|平日|(?:{EVERY})?(?:{NTH_LIST}[ ]*(?:の[ ]*)?)?{DAY_LIST}"
        rf"|(?:毎月[ ]*)?{MONTHDAY_LIST}|毎?月末(?!の)"
    ),
    "JUST": r"は|のみ|だけ",
    "SEPARATOR": r"(?:[ ・,、/と]|及び|および)+",
    "FILLER": (
        r"日時|開催日時?|開館日|開所日|利用日|活動日|実施日|曜日|(?:利用可能|利用|開館|開所|活動|開催|実施)?時間|開催|開館|開所"
        r"|開設|実施|活動|利用可能?|です|の場合|の|に|を|:"
    ),
    "UNKNOWN": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in PATTERNS.items()), re.DOTALL)


def normalized(text: str) -> str:
    """Full width to half width, one kind of space. Circled numbers stay: as digits they would join a time."""
    text = re.sub(r"[^①-⑳]+", lambda part: unicodedata.normalize("NFKC", part[0]), text.replace("\r", ""))
    return re.sub(r"[^\S\n]+", " ", text).strip()


def tokens(text: str) -> Iterator[Token]:
    """The words of a folded text, gapless."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "UNKNOWN", match.group(), match.start(), match.end())


def days(text: str) -> Days:
    """The meaning of a DAYS token; raises Unclear where it can mean two things."""
    if text in ("毎日", "平日"):
        return Days(dict.fromkeys(range(7 if text == "毎日" else 5), EVERY_WEEK))
    if re.fullmatch(rf"(?:毎月 *)?{MONTHDAY_LIST}|毎?月末", text):
        numbers = [LAST if "末" in number else int(number) for number in re.findall(r"\d+|末", text)]
        return Days({}, frozenset(numbers), needs_season=not text.startswith(("毎", "月")))
    every, weeks, of, listed = _parts(rf"({EVERY})?(?:({NTH_LIST}) *(の *)?)?({DAY_LIST})", text)
    weekdays = _weekdays(listed)
    if weeks:
        # 「第1月曜・水曜」 may mean every Wednesday, 「第2土日」 the Sunday after the second Saturday.
        if "週" in every or (len(weekdays) > 1 and not of):
            raise Unclear(text)
        return Days(dict.fromkeys(weekdays, _weeks(weeks)))
    if every.startswith("毎月"):
        raise Unclear(text)
    counted = re.match(r"\d", every)
    return Days(dict.fromkeys(weekdays, EVERY_WEEK), every=2 if "隔" in every else int(counted[0]) if counted else 1)


def _parts(pattern: str, text: str) -> tuple[str, ...]:
    """The groups of a pattern that must hold, empty where nothing was said."""
    match = re.fullmatch(pattern, text)
    if match is None:
        raise Unclear(text)
    return match.groups("")


def _weekdays(text: str) -> list[int]:
    found: list[int] = []
    for to, letter in re.findall(rf"({TO})?([月火水木金土日])(?:曜(?:日(?!曜))?)?", text):
        day = WEEKDAY_LETTERS.index(letter)
        if to and found:
            found += [(found[-1] + step) % 7 for step in range(1, (day - found[-1]) % 7)]
        found.append(day)
    return found


def _weeks(text: str) -> frozenset[int]:
    found: list[int] = []
    for to, week in re.findall(rf"({TO})?第? *([1-5]|最)", text.translate(_KANJI_NUMBERS)):
        number = LAST if week == "最" else int(week)
        if to and found:
            found += range(found[-1] + 1, number)
        found.append(number)
    return frozenset(found)


def season(text: str) -> frozenset[int]:
    """The months of a SEASON token."""
    if text in ("奇数月", "偶数月"):
        return frozenset(ODD_MONTHS if text == "奇数月" else EVEN_MONTHS)
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if not set(numbers) <= EVERY_MONTH:
        raise Unclear(text)
    if re.search(TO, text):
        first, last = numbers
        return frozenset((first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1))
    return frozenset(numbers)


def hours(text: str) -> Hours:
    """The meaning of an HOURS token; raises Unclear (or ValueError for 25:00) where the half of the day is open."""
    first, _, last = re.sub(TO, "~", text.removesuffix("まで"), count=1).partition("~")
    if text.endswith("まで") and not last:
        first, last = "", first
    start, half = _clock(first, "") if first else (None, "")
    return start, _clock(last, half)[0] if last else None


def _clock(text: str, said_before: str) -> tuple[dt.time, str]:
    """A time, and 午前 or 午後 as said; `said_before` holds for a later time without its own."""
    if text == "正午":
        return dt.time(12), ""
    half, hours_said, minutes_said = _parts(r"(午前|午後|AM|PM)? *(\d+)[:時]?(半|\d+)?(?:分|:00)?", text)
    hour, minute = int(hours_said), 30 if minutes_said == "半" else int(minutes_said or 0)
    half = {"AM": "午前", "PM": "午後"}.get(half, half)
    if half and (hour == 12 or (half == "午前" and hour > 12)):
        raise Unclear(text)
    meant = half or said_before
    if not meant and hour < 6:
        raise Unclear(text)
    return dt.time(hour + 12 if meant == "午後" and hour < 12 else hour, minute), half


def period(text: str, today: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a PERIOD token. A date without a year is one of the coming half year, or Unclear."""
    first, _, last = re.sub(TO, "~", text.removesuffix("まで"), count=1).partition("~")
    if text.endswith("まで") and not last:
        first, last = "", first
    since, until = (_date(part, today) if part else None for part in (first, last))
    return since, until


def _date(text: str, today: dt.date | None) -> dt.date:
    reiwa, year, *numbers = _parts(r"(?:(令和)?(\d+|元)年 *)?(\d+)月(\d+)日", text)
    month, day = map(int, numbers)
    if year:
        return dt.date((1 if year == "元" else int(year)) + (2018 if reiwa else 0), month, day)
    if today is None:
        raise Unclear(text)
    for number in (today.year, today.year + 1):
        if 0 <= (dt.date(number, month, day) - today).days <= HALF_A_YEAR:
            return dt.date(number, month, day)
    raise Unclear(text)
