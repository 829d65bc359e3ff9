"""Somebody who offers to do something for others wants to help, whatever it is; what is done for one's own family is no offer."""

import pytest

from tests.directory.search.wishes.shipped import concepts


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("車で送ってあげられます", "stage:role"),
        ("髪を切ってあげたい", "stage:role"),
        ("日曜大工が得意なので何か直してあげたい", "activity:crafts stage:role"),
        ("留学生の発音を直して差し上げたい", "stage:role"),
        ("母に歌を聞かせてあげたい", "activity:music"),
        ("孫を遊ばせてあげたい", "feature:bring_child"),
        ("教えてあげてほしい", ""),
        ("話し相手になってあげたい", "stage:role"),
        ("採れすぎた大根", "stage:role"),
        ("畑のナスが余っています", "stage:role"),
        ("お米が余っている", "stage:role"),
        ("大根を採りたい", "activity:gardening"),
        ("時間が余っている", "stage:role"),
        ("直し物なら任せてください", "stage:role"),
        ("日本語を教えたい", "stage:role activity:japanese_language"),
        ("友人が借金で困っているけれど何をしてあげられますか", "worry:debt"),
    ],
)
def test_an_offer_is_a_wish_to_help(text, meant):
    found = concepts(text)
    assert set(meant.split()) <= found
    assert ("stage:role" in found) == ("stage:role" in meant)


@pytest.mark.parametrize(
    ("text", "is_offer"),
    [
        ("公園のベンチ直せます", True),
        ("日曜だけ子ども食堂で皿洗いします", True),
        ("英語教えます", True),
        ("パンが作れますか", False),
        ("一人で歩けます", False),
        ("英語教えますか", False),
    ],
)
def test_who_says_what_they_can_do_offers_it(text, is_offer):
    assert ("stage:role" in concepts(text)) == is_offer
    assert "activity:light_work" not in concepts(text)
