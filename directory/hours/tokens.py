"""The words in which people write hours of opening, as tokens: 「第2・第4火曜」, 「午前9時30分から」, 「祝日」, 「休み」.

Pure. What a token means is in `token_meanings`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """A word with its kind (a name of PATTERNS) and its place in the text."""

    kind: str
    text: str
    first: int
    last: int


TO = r"[ ]*(?:~|〜|-|‐|‑|‒|–|—|―|−|ー|─|→|から|より)[ ]*"
AND = r"[ ・,、/と&]*"
DAY = (
    r"(?:[月火水木金土日]曜(?:日(?!曜))?"
    r"|月(?![ ]*第|[一二三四に末例間額初半謝会下]|\d(?!\d?:\d\d))|火(?!災)|水(?![泳道分])|木(?![工造])|金(?![額沢券])|土(?![産手])|日(?![時程中本常課帰頃々数替目]))"
)
DAY_LIST = rf"{DAY}(?:(?:{TO}|{AND}){DAY})*(?:まで)?"
NTH = r"(?:第[ ]*[1-5一二三四五](?!\d)|最終|最後の|月末の)"
NTH_LIST = rf"{NTH}(?:(?:{TO}|[ ・,、./と&]*|の、)(?:{NTH}|[1-5一二三四五](?!\d|:|時|年|回|日(?!曜))))*"
EVERY = r"(?:毎週|隔週|毎月|\d週間?ごと|毎(?=[月火水木金土日]曜|[火水木金土](?:[ \d(]|$))|月(?=第))[ ]*の?[ ]*"
MONTHDAY_LIST = r"(?:(?:\d{1,2}日?|末日)[ ・,、/と]+)*(?:\d{1,2}日|末日)(?!曜|間|前|以|目|程)"
ENDING_IN = r"(?:毎月[ ]*の?)?\d(?:[と・、,]\d)*[ ]*の(?:つ|付)く日"
MONTHDAY_RANGE = rf"毎月[ ]*の?\d{{1,2}}日?{TO}\d{{1,2}}日(?:まで)?(?!曜|間)"
HALF = r"(?:(?:午前|午後|AM|PM|朝|昼の?|夕方|夜)[ ]*の?[ ]*)?"
CLOCK = rf"(?:(?:翌(?:日|朝)?の?[ ]*)?{HALF}\d{{1,2}}(?::[0-5]\d(?::00)?|時(?!間)(?:半|[0-5]?\d分)?)(?!\d)|正午|翌?(?:深夜)?0時)"
YEAR = r"(?:\d{4}|令和[ ]*(?:\d{1,2}|元)|R\d{1,2})年?度?[ ]*[年./-]?[ ]*"
DATE = r"(?:(?:\d{4}|令和[ ]*(?:\d{1,2}|元))年[ ]*)?\d{1,2}月[ ]*\d{1,2}日"
OF_WEEKDAY = r"(?:[ ]*\([月火水木金土日](?:曜日?)?[・,/]?祝?\))?"
SLASHED = r"(?:\d{4}[/.-])?\d{1,2}/\d{1,2}(?![\d/])|\d{4}[.-]\d{1,2}[.-]\d{1,2}(?!\d)"
YEAR_END = rf"12[/月][ ]*29日?{TO}(?:翌年?の?)?1[/月][ ]*3日?(?!\d)(?:まで)?"
MID_AUGUST = rf"8[/月][ ]*13日?{TO}(?:8[/月])?[ ]*16日?(?!\d)(?:まで)?"
NUMBER = r"[1-9一二三四五六]"
FIRM = r"(?![ ]*(?:程度|ほど|くらい|ぐらい|以上|以内|前後|目|~|〜|-|[・,、]\d|のうち))"
CLOSED_DAY = r"(?:休館日|休業日|休所日|休室日|休園日|休校日|定休日|閉館日|閉所日|お?休み|休日)"

PATTERNS = {
    "OFF_HEAD": (
        rf"(?:(?<![^\n。(【;])|[ 、,]+){CLOSED_DAY}[ ]*[:は/】][ ]*"
        rf"|(?:(?<![^\n。(【;])|(?<=[\d時分半])[ 、,]+){CLOSED_DAY}[ ]*(?=[月火水木金土日毎第祝年お最])"
    ),
    "BREAK": r"[。\n()※【】「」\[\]<>;①-⑳●○◎◆◇■□★☆*]+",
    "NEW_YEAR": rf"年末・?年始(?:[ ]*\({YEAR_END}\))?|{YEAR_END}",
    "OBON": rf"お盆(?:期間)?(?:[ ]*\({MID_AUGUST}\))?|{MID_AUGUST}",
    "PERIOD": rf"{DATE}{TO}(?:{DATE}(?:まで)?)?|{DATE}まで",
    "DATE": rf"(?:{DATE}|{SLASHED}){OF_WEEKDAY}|\d+/\d+(?:/\d+)?",
    "HOLIDAYS_TOO": (
        r"(?:[月火水木金土日]曜日?が)?(?:祝祭日|祝日|祝)(?:の(?:場合|日|とき)|にあたる場合|でも|と重なる場合)?(?:も|を?含)"
        r"(?:む|めて?)?[ ]*(?:開催|開館|実施|営業|活動|開所)?(?:します|しています|あり)?"
    ),
    "HOLIDAYS": r"国民の祝日に関する法律に(?:規定する|定める)休日|国民の祝日|祝祭日|祝・祭日|祝日|祝(?![いう])",
    "RAIN": r"(?:雨天|荒天|悪天候)(?:時|の場合|の際)?は?[、 ]*(?:中止|休み|お休み|休止)|小雨決行|雨天決行",
    "PART_OF_DAY": r"(?:午前中?|午後|夜間|夕方)(?![ ]*の?[ ]*\d|の部|[ ]*正)",
    "OFF": (
        r"(?:は|を|も|が)?[ ]*(?:終日)?(?:利用不可|利用できません|休(?:館|業|所|室|園|校)日?(?!の)|定休日?|お?休み|閉[館所]日?|(?:除|のぞ)く|除き"
        r"|(?:開催|実施|活動|開所|開館)(?:は)?(?:なし|しません|しない|ありません|いたしません)|お?休止|休(?![日校止会診憩]))"
        r"(?:です|とします|となります|になります|いたします|致します|する|します)?"
    ),
    "EXCEPT": r"以外(?:の(?=[月火水木金土日毎平]))?",
    "NO_CLOSURE": r"年中無休|無休",
    "OTHERWISE": r"時間外(?:の)?利用(?:も)?可能?",
    "HOURS": rf"24時間(?:営業|開館|利用可能?|対応)?|(?:{CLOCK}|{HALF}\d{{1,2}}(?![・,、]\d)|){TO}{CLOCK}(?:まで|迄)?|{CLOCK}(?:まで|迄|{TO})?",
    "FREQUENCY": (
        rf"毎?(?:[月年](?:に|間)?[ ]*{NUMBER}回|週(?:に|間)?[ ]*{NUMBER}(?:回|日(?!曜))){FIRM}|毎月(?=$|[ 、,。\n()]|開催|実施|\d*回)(?![ ]*の?[ ]*[第最\d月火水木金土日末])"
        rf"|毎週(?=$|[ 、,。\n()]|開催|実施)(?![ ]*の?[ ]*[月火水木金土日第最])|隔月"
    ),
    "SEASON": (
        rf"奇数月|偶数月|\d{{1,2}}月?{TO}(?:翌年?の?)?\d{{1,2}}月(?:まで)?(?!\d)"
        r"|(?:毎年[ ]*)?(?:\d{1,2}月?[ ]*[・,、と/][ ]*)*\d{1,2}月(?![\d末曜])"
    ),
    "WEEKS": r"第[ ]*[1-5一二三四五](?:[・,、と ]*第?[1-5一二三四五])*週目?",
    "DAYS": (
        rf"毎日(?!曜)|平日|{ENDING_IN}|{MONTHDAY_RANGE}|(?:{EVERY})?(?:{NTH_LIST}[ ]*(?:の[ ]*)?)?{DAY_LIST}"
        rf"|(?:毎月[ ]*の?)?{MONTHDAY_LIST}|毎?月末(?![のにごま])"
    ),
    "JUST": r"は|のみ|だけ",
    "SEPARATOR": r"(?:[ ・,、/と&…|]|及び|および|並びに)+",
    "FILLER": (
        r"日時|通年|年間を通して|(?:開催|開設|活動|実施|利用|開館)日時?|開館日|開所日|開設日|開室日|開園日|利用日|活動日|実施日|曜日|(?:利用可能|利用|開館|開所|活動|開催|実施|開設|開室|営業|開園|開放)?時間帯?"
        r"|(?:午前|午後|昼|夜)の部|開催|開館|開所|開設|開室|実施|活動|開放|営業日?|利用可能?|です|(?:と重な(?:る|った)|に(?:あ|当)た(?:る|った))?(?:の?(?:場合|とき|時)(?=は))"
        r"|の場合|行(?:い|ってい)ます|開(?:い|催し)ています|あります|の|に|を|:|・"
    ),
    "UNKNOWN": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in PATTERNS.items()), re.DOTALL)

_CIRCLED = str.maketrans(dict(zip("㈪㈫㈬㈭㈮㈯㈰㊊㊋㊌㊍㊎㊏㊐㈷㊗", "月火水木金土日月火水木金土日祝祝", strict=True)))
_BRACKETED_DAY = re.compile(
    r"(毎週|隔週|第[ ]*[1-5一二三四五]|最終|毎|^|[~〜・、,とー-]|(?<!\d)[月火水木金土日](?:曜日?)?)[ ]*"
    r"\(([月火水木金土日](?:曜日?)?(?:[・、,][月火水木金土日](?:曜日?)?)*)\)"
)
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九十]+(?=時|分(?!の))|(?<=[月週年])[一二三四五六](?=回)")
_SPACED_OUT = re.compile(r"(?<!\S)(?:[毎週隔第月火水木金土曜日] ){3,}[曜日](?!\S)")
_WITHOUT_NTH = re.compile(r"(毎月)[ ]*の?[ ]*([1-5](?:[・,、.][1-5])*)[ ]*(?=[月火水木金土日]曜)")
_DIGITS = {letter: number for number, letter in enumerate("一二三四五六七八九", 1)}


def normalized(text: str) -> str:
    """Full width to half width, one kind of space, 「(土)」 after 第2 and the like without its brackets, 「十時」 as 「10時」.

    Circled numbers stay: as digits they would join a time.
    """
    text = re.sub(
        r"[^①-⑳]+", lambda part: unicodedata.normalize("NFKC", part[0]), text.replace("\r", "").translate(_CIRCLED)
    )
    text = re.sub(r"[^\S\n]+", " ", text).strip()
    text = _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), text)
    text = _WITHOUT_NTH.sub(r"\1第\2", text)
    text = _KANJI_NUMBER.sub(lambda found: str(_number(found[0])), text)
    return _without_brackets(text)


def _without_brackets(text: str) -> str:
    while (bare := _BRACKETED_DAY.sub(r"\1\2", text)) != text:
        text = bare
    return text


def _number(kanji: str) -> int:
    """「十二」 as 12; up to 99."""
    tens, ten, ones = kanji.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def tokens(text: str) -> Iterator[Token]:
    """The words of a folded text, gapless."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "UNKNOWN", match.group(), match.start(), match.end())
