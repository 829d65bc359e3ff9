"""How well and how fast duplicates are found: `python -m tests.benchmarks.duplicates --places N [--json]`.

N invented places, a hundred to a town and three to a building as in life, and 3 % more that are copies of one of them as a second
informant would write it: another kanji, kana for kanji, width, a slip of the pen, 法人格 or 「の会」 put on or left out;
drawn up to 100 m off, or with no point at all, some with a telephone or an organization.
`recall` is the share of the copies that are paired with their original, `precision` the share of pairs that are such;
`seconds` is what it takes as in the running site, where the index of the search holds every name folded and read, and
`folding_seconds` what folding and reading them costs where it does not.
"""

import random
from dataclasses import dataclass, replace

import numpy as np

from directory.duplicates.comparison import find_pairs
from directory.geo.points import MICRO, NOWHERE
from directory.japanese.readings import propose_reading
from directory.search.entries import READING, Field, IndexEntry
from directory.search.index import Index
from tests.benchmarks import options, report, timed

_DIRECTIONS = ["", *"東西南北上中下新元大小本前後内外奥"]
_TOWNS = """
港南 橋本 石原 若葉台 本町 日吉 片岡 南町 二俣川 黒崎 新宮 常盤 滝沢 牛久 旭ヶ丘 小沢 富士見 若宮 菅原 幸町 桜木 水元 藤沢 希望が丘
谷原 宮崎 高浜 国見 広瀬 斎藤新田 百村 向陽台 坂浜 平尾 押立 矢野口 大丸 長峰 東長沼 緑町 花園 榎原 森田 椿山 早川 清水 栄町 泉台
"""
_ACTIVITIES = """
体操 百歳体操 合唱 麻雀 スマホ 読書 手芸 囲碁 将棋 料理 園芸 太極拳 ヨガ 茶道 書道 絵手紙 俳句 短歌 詩吟 民謡 卓球 ボッチャ
ウクレレ ハーモニカ カラオケ 折り紙 編み物 陶芸 写真 英会話 パソコン 健康麻雀 大正琴 日本舞踊 フラダンス ラジオ体操
"""
_KINDS = """
サロン の会 教室 サークル クラブ 同好会 広場 カフェ のつどい ボランティア
"""
_NICKNAMES = """
さくら ひまわり 和 絆 虹 あおぞら ほほえみ 青空 そよかぜ のぞみ 輪 わかば たんぽぽ 希望 泉 こもれび せせらぎ 花 鶴亀 寿
"""
_OLD = str.maketrans("沢浜桜会館教滝国広崎斎", "澤濱櫻會舘敎瀧國廣﨑齋")
_KANA = {"体操": "たいそう", "桜木": "さくらぎ", "絆": "きずな", "虹": "にじ", "青空": "あおぞら", "教室": "きょうしつ"}


@dataclass(frozen=True)
class Place:
    name: str
    lat: int
    lng: int
    telephone: str
    organization: int | None


def invented(count: int, seeded: random.Random) -> list[Place]:
    """Places in the buildings of towns in a prefecture; half with a telephone, a third with an organization."""
    towns = [
        (direction + town, seeded.randint(35_000_000, 36_000_000), seeded.randint(139_000_000, 140_000_000))
        for direction in _DIRECTIONS
        for town in _TOWNS.split()
    ][: count // 100 + 1]
    buildings = [
        (town, lat + seeded.randint(-10_000, 10_000), lng + seeded.randint(-10_000, 10_000))
        for town, lat, lng in towns
        for _ in range(max(count // len(towns) // 3, 1))
    ]
    places = []
    for _ in range(count):
        town, *point = seeded.choice(buildings)
        number = f"第{seeded.randint(1, 9)}" if seeded.random() < 0.2 else ""
        nickname = f"「{seeded.choice(_NICKNAMES.split())}」" if seeded.random() < 0.7 else ""
        name = number + town + seeded.choice(_ACTIVITIES.split()) + seeded.choice(_KINDS.split()) + nickname
        lat, lng = point if seeded.random() < 0.9 else (NOWHERE, NOWHERE)
        telephone = f"0{seeded.randint(10**8, 10**9 - 1)}" if seeded.random() < 0.5 else ""
        organization = seeded.randint(1, count // 5 + 1) if seeded.random() < 1 / 3 else None
        places.append(Place(name, lat, lng, telephone, organization))
    return places


def _rewritten(name: str, seeded: random.Random) -> str:
    def slip(text: str) -> str:
        at = seeded.randrange(len(text) - 1)
        return seeded.choice([text[:at] + text[at + 1 :], text[:at] + text[at + 1] + text[at] + text[at + 2 :]])

    def in_kana(text: str) -> str:
        for kanji, kana in _KANA.items():
            text = text.replace(kanji, kana)
        return text

    ways = [
        lambda text: text.translate(_OLD),
        in_kana,
        slip,
        lambda text: "NPO法人 " + text,
        lambda text: text.replace("「", "　").replace("」", ""),
        lambda text: text.replace("ー", "").replace("が丘", "ヶ丘"),
        lambda text: text.removesuffix("の会") if text.endswith("の会") else text + "の会",
    ]
    for way in seeded.sample(ways, seeded.choice([1, 1, 2])):
        name = way(name)
    return name


def copied(place: Place, seeded: random.Random) -> Place:
    """The place as somebody else entered it."""
    copy = replace(place, name=_rewritten(place.name, seeded))
    if place.lat == NOWHERE or seeded.random() < 0.1:
        return replace(copy, lat=NOWHERE, lng=NOWHERE)
    metres = seeded.uniform(0, 100)
    angle = seeded.uniform(0, 2 * np.pi)
    north, east = metres * np.sin(angle) / 111_000, metres * np.cos(angle) / 91_000
    return replace(
        copy, lat=place.lat + round(north * MICRO), lng=place.lng + round(east * MICRO), telephone="", organization=None
    )


def figures(count: int) -> dict[str, float]:
    """Recall, precision and time over `count` places and the copies among them."""
    seeded = random.Random(20261121)
    places = invented(count, seeded)
    originals = seeded.sample(range(count), max(count * 3 // 100, 1))
    places += [copied(places[i], seeded) for i in originals]
    planted = {(original, count + copy) for copy, original in enumerate(originals)}
    (index,), fold_ms = timed(lambda _: _index_of(places), [None])
    lat, lng = (np.array([getattr(place, axis) for place in places], np.int32) for axis in ("lat", "lng"))
    contacts = [[place.telephone] for place in places], [place.organization for place in places]
    (pairs,), spent = timed(lambda _: find_pairs(*_names_in(index), lat, lng, *contacts), [None])
    found = {(pair.first, pair.second) for pair in pairs}
    return {
        "places": len(places),
        "planted": len(planted),
        "pairs": len(found),
        "recall": round(len(found & planted) / len(planted), 4),
        "precision": round(len(found & planted) / max(len(found), 1), 4),
        "seconds": round(float(spent[0]) / 1000, 3),
        "folding_seconds": round(float(fold_ms[0]) / 1000, 3),
    }


def _index_of(places: list[Place]) -> Index:
    """The index of the search over these places."""
    fields = ((Field("name", place.name), Field(READING, propose_reading(place.name))) for place in places)
    return Index.build((IndexEntry(key, of_place) for key, of_place in enumerate(fields)), 1)


def _names_in(index: Index) -> tuple[list[str], list[str]]:
    everywhere = np.arange(len(index.keys))
    return index.entries.first_texts("name", everywhere), index.entries.first_texts(READING, everywhere)


def main() -> None:
    chosen = options(__doc__, places=100_000)
    report(figures(chosen.places), chosen.json)


if __name__ == "__main__":
    main()
