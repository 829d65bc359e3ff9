"""What is no wish in a text: the names and places that are searched as they stand, with the words that they come from."""

import pytest

from tests.directory.search.wishes.shipped import read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("桜台児童館 輪", "name:桜台児童館"),
        ("吉田老人福祉センター「星」", "name:星 name:吉田老人福祉センター"),
        ("希望ヶ丘集会所「若鮎」", "name:若鮎 name:希望ヶ丘集会所"),
        ("寺町子ども食堂", "place:寺町 kind:meal"),
        ("サロン以外で話せる所", "not:kind:salon activity:tea"),
        ("当番のない会がいい", "not:feature:roles"),
        ("榎原ヨガ教室", "place:榎原 activity:yoga"),
        ("春日ウォーキングクラブ", "place:春日 activity:walking"),
        ("平和台5丁目親子教室クラブ", "place:平和台5丁目 kind:childcare_hub"),
        # what is left of a word that a phrase tears is looked for by nobody
        ("ミニカラオケ", "activity:karaoke"),
        ("親子体操", "kind:childcare_hub activity:exercise"),
        ("リワークがしたい", "worry:mental"),
        ("おばあちゃんの近くで体操", "target:older activity:exercise"),
        ("母の近くで 囲碁", "activity:board_games"),
        ("の近くで体操", "near:walk activity:exercise"),
        ("囲碁 市役所の近くで体操", "activity:board_games place:市役所 activity:exercise"),
        ("体操 緑が丘団地の近く カフェ", "activity:exercise place:緑が丘団地 kind:cafe"),
        ("駅の近くで囲碁", "near:walk activity:board_games"),
        ("つむぎ台周辺 囲碁", "place:つむぎ台 activity:board_games"),
        ("東京周辺で囲碁", "place:東京 activity:board_games"),
        ("弟が50で囲碁好き", "activity:board_games"),
        ("仕事を休んで傷病手当の相談 平日夕方", "worry:job_trouble worry:money kind:consultation day:weekday time:evening"),
        ("ひまわりの会 土曜", "name:ひまわり day:sat"),
        ("手話サークル たんぽぽ", "feature:sign_language name:たんぽぽ"),
        ("茶道 ほうじ茶", "activity:culture name:ほうじ茶"),
        ("サロン月曜日", "name:サロン月曜日"),
        # what no table has means what its ending says, a name does not
        ("潰瘍性膵炎", "worry:illness"),
        ("アルハラ", "worry:job_trouble"),
        ("酒蔵めぐり", "activity:culture"),
        ("炎", "name:炎"),
        ("土曜炎会", "name:土曜炎会"),
        ("三河屋", "name:三河屋"),
        ("火と水", "name:火 name:水"),
        ("水金ひろば", "kind:childcare_hub"),
        ("彼岸花", "name:彼岸花"),
        ("山さん", "name:山さん"),
        ("十人で遊べる所", "feature:small_group activity:child_play"),
        ("ただで囲碁", "fee:free activity:board_games"),
        ("ただ 囲碁", "fee:free activity:board_games"),
        ("手話を教えたい", "feature:sign_language stage:role"),
        ("英語を手伝いたい", "feature:foreign_language stage:role"),
        ("カラオケ以外で歌", "not:activity:karaoke activity:music"),
        # a pronoun alone is all that was typed; an adverb alone is nothing that anybody looks for
        ("それ", "name:それ"),
        ("すぐに", ""),
        # one scrap goes, the name behind it stays
        ("急に茶碗 体操", "activity:exercise"),
        ("おおさか 体操", "place:おおさか activity:exercise"),
        ("みどりの家の近く 体操", "name:みどり activity:exercise"),
        # a trouble beside a name is no story; a verb makes it one, and its nouns are looked for by nobody
        ("認知症 ほうじ茶", "worry:dementia name:ほうじ茶"),
        ("認知症 ほうじ茶 飲む", "worry:dementia"),
        # what somebody does in the morning and at night is no name
        ("朝起きて夜寝る", ""),
        # a single letter is no place
        ("池 体操", "activity:exercise"),
    ],
)  # fmt: skip
def test_text_is_kept_beside_what_is_understood(text, meant):
    assert read(text).concepts == meant.split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("体操 つむぎ台", ["体操", "つむぎ台"]),
        ("ひまわりの会 土曜", ["ひまわり", "土曜"]),
        ("茶道 ほうじ茶", ["茶道", "ほうじ茶"]),
        ("卓球クラブ「ほたる」", ["ほたる", "卓球クラブ"]),
        ("市役所の近くで体操", ["市役所", "体操"]),
        ("コミュニティセンターの近くで体操", ["コミュニティセンター", "体操"]),
        ("100円くらい", ["100円くらい"]),
    ],
)
def test_a_part_keeps_the_words_that_it_comes_from(text, words):
    assert [part.words for part in read(text).parts] == words
