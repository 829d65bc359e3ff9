"""Proposed readings: what search hears in a name."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from directory.japanese.folding import sound_of
from directory.japanese.readings import can_be_spoken, propose_reading, propose_readings, usual_reading


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("百歳体操", "ひゃくさいたいそう"),
        ("１００歳体操", "ひゃくさいたいそう"),
        ("第2五反田コーラスの会", "だいにごたんだこーらすのかい"),
        ("シニアeスポーツ部", "しにあいーすぽーつぶ"),
        ("國廣公民舘", "くにひろこうみんかん"),
        ("⻑寿会", "ちょうじゅかい"),
        ("fureai salon 2", "ふれあい さろん に"),
    ],
)
def test_a_name_is_read(name, reading):
    assert propose_reading(name) == reading


@pytest.mark.parametrize("name", ["ひだまり", "こもれび　テラス", ""])
def test_kana_is_its_own_reading(name):
    assert sound_of(propose_reading(name)) == sound_of(name)


def test_what_no_dictionary_knows_stays():
    assert propose_reading("🏠家") == "🏠いえ"


def test_many_names_are_read_as_each_is():
    names = [
        "第2五反田コーラスの会",
        "",
        "2",
        "二",
        "ひだまり",
        "NPO ひまわり",
        "髙橋\x1e２号",
        "シニアeスポーツ部",
        "\u3099か三",
        "2",
    ]
    assert propose_readings(names) == {name: propose_reading(name) for name in names}


def test_threads_read_at_once():
    names = ["百歳体操", "公民館", "五反田"] * 200
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(propose_reading, names)) == [propose_reading(name) for name in names]


@pytest.mark.parametrize(
    ("typed", "stored", "is_one"),
    [
        ("ヒマワリ　サロン", "ひまわり さろん", True),
        ("ﾋﾏﾜﾘｻﾛﾝ２", "ひまわりさろん2", True),
        ("えぬぴーおー Ｖ", "えぬぴーおー V", True),
        ("向日葵", "向日葵", False),
        ("", "", True),
    ],
)
def test_a_reading_is_stored_in_hiragana_whatever_kana_it_is_typed_in(typed, stored, is_one):
    assert (usual_reading(typed), can_be_spoken(usual_reading(typed))) == (stored, is_one)
