"""Folding: what people type and what is written meet, and different things stay apart."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.japanese import folding, normal_form
from directory.japanese.folding import (
    fold,
    fold_name,
    fold_names,
    is_kana,
    modern_kanji,
    numbers_in_words,
    romaji_to_kana,
    sound_of,
    sounds_of,
    without_legal_form,
)

written = st.text(
    st.sampled_from("あいうがばゑヽゞヾ,ヶケカがー々ゝァヴッ髙澤高沢崎﨑丘旭一二〇百9０1２abＡō・ 　「」-株(㈱)ｶﾞ!🏠"),
    max_size=30,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ﾌﾚｱｲｻﾛﾝ", "ふれあいサロン"),
        ("髙橋", "高橋"),
        ("山﨑舘", "山崎館"),
        ("瀧澤龍神太鼓", "滝沢竜神太鼓"),
        ("𠮷田", "吉田"),
        ("神田", "神田"),
        ("斎藤", "齋藤"),
        ("旭ヶ丘", "旭が丘"),
        ("旭ケ丘", "旭が丘"),
        ("３ヵ月", "3か月"),
        ("佐佐木", "佐々木"),
        ("百才体操", "百歳体操"),
        ("100歳体操", "百歳体操"),
        ("三丁目", "3丁目"),
        ("１２丁目", "十二丁目"),
        ("一〇一匹", "101匹"),
        ("ボランテイア センタ", "ボランティアセンター"),
        ("さーくる", "サクル"),
        ("ヴァイオリン", "バイオリン"),
        ("かふぇ・ひだまり", "カフェ「ひだまり」"),
        ("café", "CAFE"),
        ("つつじケ丘", "つつじが丘"),
        ("ユーカリヶ丘", "ユーカリケ丘"),
        ("ゑびす会", "えびす会"),
        ("ヱビス", "エビス"),
        ("いすゞ", "いすず"),
        ("サヽキ", "ササキ"),
        ("1,000人", "千人"),
    ],
)
def test_spellings_of_one_thing_meet(typed, meant):
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第1サロン", "第2サロン"),
        ("1-2", "12"),
        ("四日市", "五日市"),
        ("きずな", "絆"),
        ("若葉", "青葉"),
        ("カフェ", "カフカ"),
        ("カラオケ会", "カラオが会"),
        ("バスケ部", "バスガ部"),
    ],
)
def test_different_things_stay_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("place", ["四日市", "九条", "三田", "十条", "五反田", "一宮"])
def test_numbers_in_names_of_towns_stay_as_they_are(place):
    assert fold(place) == place


@given(written)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_nothing_breaks_folding(text):
    for folded in (fold(text), fold_name(text), sound_of(text), fold(romaji_to_kana(text))):
        assert not set(folded) & set(" 　\n\x00ー・「」")


@pytest.mark.parametrize("folding", [fold, fold_name, sound_of, romaji_to_kana, numbers_in_words])
@pytest.mark.parametrize(
    "text", ["一" * 50_000, "1" * 50_000, "々" * 50_000, "n'" * 20_000 + "b", "cafe" * 10_000, "株" * 50_000]
)
def test_long_input_takes_ordinary_time(folding, text):
    begin = time.process_time()
    folding(text)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("社会福祉法人いろは会", "いろは会"),
        ("ＮＰＯ法人　いろは会", "いろは会"),
        ("特定非営利活動法人いろは会", "いろは会"),
        ("いろは会（一社）", "いろは会"),
        ("㈱いろは", "いろは"),
        ("いろは㈲", "いろは"),
        ("認定NPO法人いろは", "いろは"),
    ],
)
def test_the_legal_form_does_not_count(name, rest):
    assert fold_name(name) == fold_name(rest)


@pytest.mark.parametrize("name", ["NPO法人", "株式会社", "（株）"])
def test_a_legal_form_alone_is_a_name(name):
    assert fold_name(name) == fold(name) != ""
    assert without_legal_form(name)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0", "〇"),
        ("7", "七"),
        ("10", "十"),
        ("15", "十五"),
        ("100", "百"),
        ("101", "百一"),
        ("1110", "千百十"),
        ("2026", "二千二十六"),
    ],
)
def test_numbers_in_words(number, words):
    assert numbers_in_words(number) == words


def test_long_numbers_are_read_digit_by_digit():
    assert numbers_in_words("10203") == "一〇二〇三"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("コーラスきょうしつ", "こおらすきょおしつ"),
        ("とうきょう", "トーキョー"),
        ("つづき", "つずき"),
        ("ハッピー", "はっぴい"),
        ("えいが", "ええが"),
    ],
)
def test_readings_that_sound_the_same_meet(one, other):
    assert sound_of(one) == sound_of(other)


def test_a_vowel_of_its_own_is_heard():
    assert sound_of("かい") != sound_of("か")
    assert sound_of("あおい") == "あおい"


@pytest.mark.parametrize(
    ("romaji", "kana"),
    [
        ("kinmokusei", "きんもくせい"),
        ("shinbun", "しんぶん"),
        ("shimbun", "しんぶん"),
        ("matcha", "まっちゃ"),
        ("rokkakubashi", "ろっかくばし"),
        ("sannomiya", "さんのみや"),
        ("jun'ichi", "じゅんいち"),
        ("Tōkyō", "ときょ"),
        ("ohno", "おおの"),
        ("ririi", "りりい"),
        ("dai8", "だい8"),
        ("fureai salon", "ふれあい さろん"),
        ("fureaisalon", "ふれあいさろん"),
        ("komorebi terrace", "こもれび てらす"),
        ("esports", "いーすぽーつ"),
        ("pc", "ぴーしー"),
        ("pocket", "ぽけと"),
        ("絵手紙 club", "絵手紙 くらぶ"),
    ],
)
def test_romaji_and_english_become_kana(romaji, kana):
    assert romaji_to_kana(romaji) == kana


@pytest.mark.parametrize(
    ("text", "kana"), [("ひだまり カフェー", True), ("日だまり", False), ("2かい", False), ("", True), ("ab", False)]
)
def test_kana_is_known(text, kana):
    assert is_kana(text) is kana


def test_modern_kanji_leaves_the_rest():
    assert modern_kanji("國廣櫻会、テスト１") == "国広桜会、テスト１"


@given(
    st.lists(st.one_of(written, st.text("1１一〇々ー\x1d\x1e\x1f\u3099か丘NPO法人가각ᅡŐ", max_size=8)), max_size=6),
    st.sampled_from([0, 10**6]),
)
def test_many_texts_fold_as_each_does(texts, long_from):
    each = [fold_name(text) for text in texts], [sound_of(text) for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        for module in (folding, normal_form):
            patch.setattr(module, "LONG_TEXT", long_from)
        assert (fold_names(texts), sounds_of(texts)) == each
