"""One cell of a table is read and corrected, where the correction is certain. Pure: no database.

Every function takes the text of a cell and gives its value, or raises Wrong with a sentence for people. Those that may
mend give a second value: what was mended, in words, or "".
"""

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from directory.geo.municipality_codes import is_municipality_code
from directory.geo.points import in_japan
from directory.japanese.dates import PAST, NotADate, read_date
from directory.japanese.radicals import radicals_in, true_letters
from directory.japanese.widths import narrow
from directory.spreadsheets.csv_cells import without_apostrophe
from directory.spreadsheets.findings import Wrong
from directory.spreadsheets.sheets import without_invisible

NOTHING = frozenset(("", "-", "ー", "－", "―", "—", "−", "‐", "なし", "無し", "無", "不明", "未定", "n/a", "null"))
"""Cells in which people write that there is nothing to write."""
_YES = frozenset(
    [
        "○",
        "〇",
        "◯",
        "◎",
        "●",
        "有",
        "有り",
        "あり",
        "可",
        "可能",
        "1",
        "true",
        "yes",
        "y",
        "はい",
        "対応",
        "利用可",
        "設置",
        "設置あり",
    ]
)
_NO = frozenset(
    [
        "×",
        "✕",
        "✖",
        "x",
        "無",
        "無し",
        "なし",
        "不可",
        "0",
        "false",
        "no",
        "n",
        "いいえ",
        "非対応",
        "利用不可",
        "設置なし",
    ]
)
_DASH = re.compile(r"[-‐‑–—―−ー－ｰ－/／・.…]+")
_DEGREES = re.compile(r"(\d{1,3})[°度]\s*(\d{1,2})['′’分]\s*(\d{1,2}(?:\.\d+)?)(?:\"|″|”|''|秒)?")
_DECIMAL = re.compile(r"[-+]?\d+(?:\.\d+)?")
_WEBSITE = re.compile(r"https?://[^\s()（）「」、。<>\"]+", re.IGNORECASE)
_LABEL = re.compile(r"[(（]([^()（）]{1,40})[)）]\s*$")
_LOOKS_LIKE = str.maketrans({"ニ": "二", "ハ": "八", "ー": "一", "―": "一"})
_TO = r"(?:~|〜|-|から|より)"
_AGES = (
    (re.compile(rf"(?:満)?(\d+)歳?{_TO}(?:満)?(\d+)歳(?:まで|以下|児)?"), lambda a, b: (a, b)),
    (re.compile(r"(?:満)?(\d+)歳以上"), lambda a: (a, None)),
    (re.compile(r"(?:満)?(\d+)歳(?:以下|まで)"), lambda a: (None, a)),
    # A first grader is six on the first day of school and seven before the last.
    (re.compile(rf"小学(?:校)?(\d)(?:年生)?{_TO}(\d)年生"), lambda a, b: (a + 5, b + 6)),
    (re.compile(r"小学生"), lambda: (6, 12)),
    (re.compile(r"中学生"), lambda: (12, 15)),
)


class Labelled(NamedTuple):
    """A web address of a cell, with the words in brackets before it."""

    value: str
    label: str


def plain(text: str) -> str:
    """A cell without invisible marks, surrounding blanks and the apostrophe of a text that is no formula, with letters for the radicals
    that a PDF gives."""
    return without_apostrophe(true_letters(without_invisible(text)).strip())


def mended_letters(text: str) -> str:
    """What `plain` mends of a cell, for the report; "" where it is nothing but blanks.

    >>> mended_letters("⻑寿会")
    '部首の字「⻑」を、漢字「長」に なおしました。'
    """
    said = []
    if without_invisible(text).strip() != text.strip():
        said.append("目に見えない文字を取りました。")
    if radicals := "".join(radicals_in(text)):
        said.append(f"部首の字「{radicals}」を、漢字「{true_letters(radicals)}」に なおしました。")
    return "".join(said)


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return text.strip().casefold() in NOTHING


def is_dash(text: str) -> bool:
    """Whether a cell holds nothing but a dash or a dot, which says less than 「なし」."""
    return bool(_DASH.fullmatch(text.strip()))


def municipality_code(text: str) -> tuple[str, str]:
    """A code of six digits. A leading 0 that a spreadsheet ate is put back where the check digit proves it.

    >>> municipality_code("12025")
    ('012025', '先頭の0をおぎないました')
    """
    digits = narrow(text).strip().removesuffix(".0")
    if not re.fullmatch(r"\d{5,6}", digits):
        raise Wrong("市町村コードは6けたの数字です（例: 132250）。")
    whole = digits.zfill(6)
    if not is_municipality_code(whole):
        raise Wrong("市町村コードの最後の数字（検査数字）が合いません。番号をたしかめてください。")
    return whole, "" if whole == digits else "先頭の0をおぎないました"


def number(text: str) -> float | None:
    """A number, None for an empty cell."""
    if is_nothing(text):
        return None
    digits = narrow(text).replace(" ", "").strip("NEne北緯東経°度")
    if not _DECIMAL.fullmatch(digits):
        raise Wrong("数字ではありません。")
    return float(digits)


def _angle(text: str) -> tuple[float | None, str]:
    parts = _DEGREES.search(narrow(text))
    if parts is None:
        return number(text), ""
    degrees, minutes, seconds = (float(part) for part in parts.groups())
    if minutes >= 60 or seconds >= 60:
        raise Wrong("度・分・秒の数字が正しくありません。")
    return degrees + minutes / 60 + seconds / 3600, "度・分・秒を度になおしました"


def point(lat_text: str, lng_text: str) -> tuple[tuple[float, float] | None, str]:
    """A point in Japan in degrees, None where nothing is said. Swapped axes and degrees with minutes are mended.

    >>> point("134.0466", "34.3427")
    ((34.3427, 134.0466), '緯度と経度を入れかえました')
    """
    both = re.findall(r"\d+\.\d+", narrow(lat_text))
    if len(both) == 2 and is_nothing(lng_text):
        found, mended = point(*both)
        return found, "、".join(filter(None, ["1つのセルの緯度と経度を分けました", mended]))
    (lat, mended), (lng, also) = _angle(lat_text), _angle(lng_text)
    mended = mended or also
    if lat is None and lng is None:
        return None, ""
    if lat == lng == 0:
        return None, "緯度・経度の0を「位置なし」にしました"
    if lat is None or lng is None:
        raise Wrong("緯度と経度の、片方しかありません。両方書くか、両方空けてください。")
    if in_japan(lat, lng):
        return (lat, lng), mended
    if in_japan(lng, lat):
        return (lng, lat), "、".join(filter(None, [mended, "緯度と経度を入れかえました"]))
    raise Wrong("日本の外の位置です。緯度は20〜46、経度は122〜155くらいの数です。")


def yes_or_no(text: str) -> str:
    """A cell like ○, 有, 1 … as "yes" or "no"; "" where nothing is said."""
    cell = unicodedata.normalize("NFKC", text).strip().casefold()
    if cell in _YES or text.strip() in _YES:
        return "yes"
    if cell in _NO or text.strip() in _NO:
        return "no"
    if is_nothing(text):
        return ""
    raise Wrong("「○」か「×」（有・無）で書いてください。")


def is_yes(text: str) -> bool:
    """Whether a cell is ○ or another yes."""
    try:
        return yes_or_no(text) == "yes"
    except Wrong:
        return False


def amount(text: str) -> int | None:
    """A whole number with its unit (「40人」, 「３８名」, 「500円」, 「無料」), None where the cell says more than that."""
    cell = re.sub(r"[\s,]", "", narrow(text))
    if cell == "無料":
        return 0
    found = re.fullmatch(r"(\d{1,5})(?:人|名|円|組)?", cell)
    return int(found[1]) if found else None


def ages(text: str) -> tuple[int | None, int | None] | None:
    """Youngest and oldest age in years where a cell says nothing else, otherwise None.

    >>> ages("小学１～６年生"), ages("65歳以上"), ages("生後6か月から")
    ((6, 12), (65, None), None)
    """
    cell = re.sub(r"\s", "", narrow(text))
    for pattern, meaning in _AGES:
        if found := pattern.fullmatch(cell):
            youngest, oldest = meaning(*map(int, found.groups()))
            return (youngest, oldest) if (youngest or 0) <= (oldest if oldest is not None else 120) <= 120 else None
    return None


def date(text: str, today: dt.date | None = None) -> dt.date | None:
    """A date in any way of writing that `directory.japanese.dates` reads; None for an empty cell.

    today   the day before which one without a year has been; without it such a one is wrong
    """
    if is_nothing(text):
        return None
    try:
        return read_date(text, today, PAST)
    except NotADate as wrong:
        raise Wrong(str(wrong)) from wrong


def postcode(text: str) -> str:
    """A postcode as seven digits; "" for an empty cell."""
    digits = re.sub(r"^郵便番号|[\s〒〶:-]", "", narrow(text)).removesuffix(".0")
    if is_nothing(text) or not digits:
        return ""
    if not re.fullmatch(r"\d{7}", digits):
        raise Wrong("郵便番号は7けたの数字です。")
    return digits


def postcode_before(address: str) -> str:
    """The postcode with which an address begins, as seven digits; "" where it begins with none.

    >>> postcode_before("〒２０６−０８２３ 稲城市平尾1-2"), postcode_before("平尾1234567")
    ('2060823', '')
    """
    found = re.match(r"(?:〒|郵便番号)?\s*(\d{3})-?(\d{4})(?![\d-])", narrow(address))
    return found[1] + found[2] if found else ""


def corporate_number(text: str) -> str:
    """A 法人番号: thirteen digits, the first of which is the check digit (検査用数字: 9 − Σ Pn·Qn mod 9); "" for an empty cell."""
    digits = re.sub(r"[\s-]", "", narrow(text)).removesuffix(".0")
    if is_nothing(text):
        return ""
    if not re.fullmatch(r"\d{13}", digits):
        raise Wrong("法人番号は13けたの数字です。")
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits[1:])))
    if int(digits[0]) != 9 - total % 9:
        raise Wrong("法人番号の検査用の数字が合いません。")
    return digits


def address(text: str) -> tuple[str, str]:
    """An address with half-width digits; a katakana ニ or ハ before 丁目 is the number it stands for."""
    cell = re.sub(r"[ \t　]+", " ", narrow(text).replace("\n", " ")).strip()
    right = re.sub(r"(?<=[町一-鿿])[ニハー―](?=丁目)", lambda found: found[0].translate(_LOOKS_LIKE), cell)
    return right, "" if right == cell else "「丁目」の前のカタカナを漢数字にしました"


def websites(text: str) -> list[Labelled]:
    """The addresses of web pages in a cell, http and https only, with the text in brackets that stands right before each."""
    labelled, end = [], 0
    for found in _WEBSITE.finditer(text):
        label = _LABEL.search(text[end : found.start()])
        labelled.append(Labelled(found[0], label[1].strip() if label else ""))
        end = found.end()
    return labelled
