"""What stands beside a number goes with it, and no word of a cell is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.japanese.telephone_notes import read_telephones
from directory.japanese.widths import narrow

A, B = "042-000-1234", "090-0000-5678"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (A, [(A, "")]),
        ("042-000-5678 内線382", [("042-000-5678", "内線382")]),
        ("（042）000−9012（午前中のみ）", [("042-000-9012", "午前中のみ")]),
        ("042-000-1234 ext. 12", [(A, "内線12")]),
        ("042-000-1234（内線12・13）", [(A, "内線12・13")]),
        ("042-000-1234-12", [(A, "内線12")]),
        ("042-000-1234-12、090-0000-5678-3", [(A, "内線12"), (B, "内線3")]),
        ("042-000-1234~1235", [(A, "~1235")]),
        ("042-000-1234・1235", [(A, "・1235")]),
        ("186-042-000-1234（186をつけて）", [("186-042-000-1234", "186をつけて")]),
        ("電話：042（000）1234（山田）", [(A, "山田")]),
        ("留守番電話 042-000-1234", [(A, "留守番電話")]),
        ("電話・FAX 042-000-1234", [(A, "電話・FAX")]),
        ("042-000-1234 8/1より", [(A, "8/1より")]),
        ("（福祉課）042-000-1234 （保健課）90-0000-5678", [(A, "福祉課"), (B, "保健課")]),
        ("042-000-1234（平日）、090-0000-5678（夜間）", [(A, "平日"), (B, "夜間")]),
        ("代表 042-000-1234(平日) 夜間 090-0000-5678(緊急)", [(A, "代表、平日"), (B, "夜間、緊急")]),
        ("代表 042-000-1234（平日）\n夜間 090-0000-5678", [(A, "代表、平日"), (B, "夜間")]),
        ("042-000-1234 平日 090-0000-5678 夜間", [(A, "平日"), (B, "夜間")]),
        ("042-000-1234 携帯090-0000-5678", [(A, ""), (B, "携帯")]),
        ("042-000-1234（火・木 10:00～12:00、祝日を除く）", [(A, "火・木 10:00~12:00、祝日を除く")]),
        ("市役所の代表", []),
        ("", []),
    ],
)
def test_the_words_of_each_number(cell, told):
    assert [(one.value, one.note) for one in read_telephones(cell)] == told


@pytest.mark.parametrize(
    ("cell", "is_fax"),
    [
        ("TEL042-000-1234/FAX042-000-1235", [False, True]),
        ("042-000-1234 FAX042-000-1235", [None, True]),
        ("T042-000-1234 Ｆ０４２−０００−１２３５", [False, True]),
        ("042-000-1234、042-000-1235（ファックス）", [None, True]),
        ("042-000-1234（FAX兼用）", [None]),
    ],
)
def test_a_fax_is_known_by_the_word_beside_it(cell, is_fax):
    assert [one.is_fax for one in read_telephones(cell)] == is_fax


_word = st.text("平日夜間代表山田福祉課のみ受付", min_size=1, max_size=8)
_beside = st.one_of(st.just(""), _word.map("（{}）".format), _word.map(" {} ".format), _word.map("内線12{}".format))
_number = st.sampled_from([A, "（０４２）０００−１２３４", "420001234", B, "+81-42-000-1234", "186-042-000-1234"])
_between = st.sampled_from(["、", " ", "\n", " / ", "；"])


@given(st.lists(st.tuples(_beside, _number, _beside), min_size=1, max_size=3), _between)
def test_no_letter_of_a_cell_is_lost(parts, between):
    cell = between.join("".join(part) for part in parts)
    found = read_telephones(cell)
    assert len(found) == len(parts)
    told = "".join(one.note for one in found)
    for words in re.findall(
        r"[一-鿿ぁ-ん]+", narrow(" ".join(beside for one, _, other in parts for beside in (one, other)))
    ):
        assert words in told
