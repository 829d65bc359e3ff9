"""Proposed readings: what search hears in a name."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from directory.japanese.folding import sound_of
from directory.japanese.readings import propose_reading


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("百歳体操", "ひゃくさいたいそう"),
        ("１００歳体操", "ひゃくさいたいそう"),
        ("第2五反田コーラスの会", "だいにごたんだこーらすのかい"),
        ("シニアeスポーツ部", "しにあいーすぽーつぶ"),
        ("國廣公民舘", "くにひろこうみんかん"),
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


def test_threads_read_at_once():
    names = ["百歳体操", "公民館", "五反田"] * 200
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(propose_reading, names)) == [propose_reading(name) for name in names]
