"""Slips of the pen and the same letters in another word: one wrong kanji, half in kana, a letter too few, another language."""

import pytest

from tests.directory.search.wishes.shipped import read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # one kanji that sounds like the right one
        ("母子生喝支援施設", "worry:single_parent kind:welfare_service"),
        ("讃後ヨガ", "worry:childcare activity:yoga"),
        ("武活のお金", "worry:money"),
        ("傘後の家事", "kind:life_support"),
        ("悼尿病の食事", "worry:illness"),
        ("仕琴をしない息子", "worry:withdrawal"),
        ("専問の人がいる", "feature:one_to_one_staff"),
        ("路面電捨で行ける", "near:walk"),
        ("手輪できる人", "feature:sign_language"),
        ("里山補き", "activity:walking"),
        ("粧顾妈妈", "worry:nursing"),
        ("仮拙暮らし", "worry:disaster"),
        ("見手りたい", "stage:role"),
        ("止事を辞めて", "worry:job_search"),
        ("免許へん上", "near:walk"),
        ("オートバイに壌って行ける", "feature:parking"),
        ("土被開いてる", "day:weekend"),
        ("いじめっ篭", "worry:bullying"),
        ("自ぶんのお墓", "worry:legal"),
        ("夜間たい応", "kind:welfare_service"),
        # half in kana, or all of it
        ("赤ちゃんきょう室", "target:parents"),
        ("ギターきょう室", "activity:music"),
        ("自習できるこう民館", "kind:facility"),
        ("そう迎つき", "feature:pick_up"),
        ("しゅ話サークル", "feature:sign_language"),
        ("こう齢者", "target:older"),
        ("送芸", "feature:pick_up"),
        ("ことばの相だんがしたい", "worry:child_development"),
        ("ほおし活動", "kind:volunteering"),
        ("トモダチガイマセン", "worry:loneliness"),
        ("らいんをはじめたい", "activity:digital"),
        ("いきいき 百 歳 体操", "activity:exercise"),
        ("補聴器つけても聞こえん", "worry:hearing"),
        # a letter that is missing, or stands in the wrong place
        ("シニアンセター", "kind:facility"),
        ("スポーツャチンバラ", "activity:sports"),
        ("脳トレーニグ", "activity:brain_training"),
        ("バリヤフリー", "feature:wheelchair"),
        ("ボラティア グランドゴフル", "kind:volunteering activity:ground_golf"),
        ("脳トレーニグ バリヤフリー", "activity:brain_training feature:wheelchair"),
        ("体操と脳トレーニグ", "activity:exercise activity:brain_training"),
        ("ボラティアをしたい", "kind:volunteering"),
        ("グランドゴフルがしたいです", "activity:ground_golf"),
        ("スマトフォン", "activity:digital"),
        ("オンライソ", "online"),
        ("プログラムング", "activity:digital"),
        ("アルコルイゾン", "worry:addiction"),
        ("グラウンドゴフル", "activity:ground_golf"),
        ("パソコム", "activity:digital"),
        ("soccar", "activity:sports"),
        ("ジェンダースレトイレ", "feature:accessible_toilet"),
        ("リサクル", "activity:outdoor_work"),
        ("ワフイァイ", "kind:facility"),
        ("ブラクンがある", "worry:job_search"),
        ("グリーフケ", "worry:bereavement"),
        ("脳トレーニグ体操", "activity:brain_training activity:exercise"),
        ("カラケオ体操", "activity:karaoke activity:exercise"),
        ("体操カラケオ", "activity:exercise activity:karaoke"),
        ("つむぎシニアンセター", "kind:facility"),
        ("子ども バリヤフリー", "target:children feature:wheelchair"),
        # too far from any word of ours
        ("siblings", ""),
        ("clases de japonés", "activity:japanese_language"),
        ("gardning", "activity:gardening"),
    ],
)
def test_what_was_meant_is_understood(text, meant):
    assert {c for c in read(text).concepts if not c.startswith(("name:", "place:"))} == set(meant.split())


@pytest.mark.parametrize(
    ("text", "meant", "other"),
    [
        ("đi chợ cho mẹ", "", "activity:animals"),
        ("cho con chơi", "", "activity:animals"),
        ("na escola", "", "worry:addiction"),
        ("cho mẹ", "", "activity:animals"),
        ("chó", "activity:animals", ""),
        ("nuôi chó", "activity:animals", ""),
        ("không có ai", "", "activity:digital"),
        ("AI", "activity:digital", ""),
        ("is it free", "fee:free", "activity:digital"),
        ("SNS divorced with kids", "activity:digital worry:single_parent", ""),
        ("kết bạn OD", "worry:loneliness worry:suicide", ""),
    ],
)
def test_a_short_word_of_another_language_is_not_taken_for_one_of_ours(text, meant, other):
    concepts = read(text).concepts
    assert set(meant.split()) <= set(concepts)
    assert not set(other.split()) & set(concepts)
