"""Invented names of places, and queries with their right answers, for measuring the search without any other data.

Every name stands once. A query is one name written as people write it who heard it, half remember it or mistype it:
`KINDS` says how. The same seed gives the same names and queries everywhere.
"""

import unicodedata
from collections.abc import Callable
from itertools import product

import jaconv
import numpy as np

from directory.japanese.readings import propose_reading

TOWNS = (
    "花野",
    "星見",
    "雲影",
    "月待",
    "風早",
    "鈴鳴",
    "霧原",
    "朝凪",
    "夕映",
    "緑坂",
    "白妙",
    "青葉台",
    "桜淵",
    "楓谷",
    "松風",
    "竹里",
)
PARTS = ("東", "西", "南", "北", "上", "下", "中央", "駅前", "一丁目", "二丁目", "三丁目", "団地")
NICKNAMES = (
    "ひまわり", "たんぽぽ", "カワセミ", "つばめ", "やまびこ", "こもれび", "そよかぜ", "あすなろ", "ほたる", "どんぐり", "虹", "陽だまり",
    "コスモス", "すみれ", "つくし", "もみじ", "ふくろう", "くすのき", "なでしこ", "いろり",
)  # fmt: skip
WHAT = (
    "ふれあいサロン", "百歳体操", "茶話会", "健康麻雀の会", "俳句会", "子育てひろば", "認知症カフェ", "料理教室", "囲碁クラブ", "合唱団", "園芸の会",
    "こども食堂", "編み物の会", "散歩の会",
)  # fmt: skip
_SMALL_SLIPS = {
    "サ": "セ",
    "ろ": "る",
    "ば": "は",
    "わ": "れ",
    "康": "庚",
    "カ": "ガ",
    "会": "合",
    "室": "宝",
    "ひ": "び",
    "ク": "タ",
}


def places(number: int, seed: int = 1) -> list[tuple[int, str]]:
    """So many keys and names, at most as many as the words above give."""
    every = [
        f"{town}{part} {what} {name}" if number_of_word % 2 else f"{name}{what}（{town}{part}）"
        for number_of_word, (town, part, what, name) in enumerate(product(TOWNS, PARTS, WHAT, NICKNAMES))
    ]
    if number > len(every):
        raise ValueError(f"There are {len(every)} invented names, not {number}.")
    chosen = np.random.default_rng(seed).choice(len(every), number, replace=False)
    return [(key, every[index]) for key, index in enumerate(chosen.tolist(), 1)]


def _mistyped(name: str) -> str:
    """One letter as it is misread or mistyped; the last letter lost where no letter of it is in the table."""
    for right, wrong in _SMALL_SLIPS.items():
        if right in name:
            return name.replace(right, wrong, 1)
    return name[:-1]


def _swapped(name: str) -> str:
    words = name.replace("（", " ").replace("）", "").split()
    return " ".join(reversed(words))


KINDS: dict[str, Callable[[str], str]] = {
    "exact": str,
    "width": lambda name: jaconv.h2z(jaconv.z2h(name, kana=True), kana=False, ascii=True, digit=True),
    "blanks": lambda name: "".join(unicodedata.normalize("NFKC", name).split()),
    "kana": propose_reading,
    "katakana": lambda name: jaconv.hira2kata(propose_reading(name)),
    "order": _swapped,
    "romaji": lambda name: jaconv.kana2alphabet(propose_reading(name)),
    "typo": _mistyped,
    "two typos": lambda name: _mistyped(_mistyped(name)),
}
"""Kind of query → what is typed for a name."""


def queries(names: list[tuple[int, str]], of_each: int = 30, seed: int = 2) -> list[tuple[str, int, str]]:
    """(what is typed, key of the right answer, kind), `of_each` of each kind."""
    random = np.random.default_rng(seed)
    return [
        (write(name), key, kind)
        for kind, write in KINDS.items()
        for key, name in (names[index] for index in random.choice(len(names), of_each, replace=False).tolist())
    ]
