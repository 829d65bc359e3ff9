"""The longest sentence and the hardest word of a text."""

import pytest

from directory.japanese.easy_to_read.hard_spots import MOST_LETTERS, hardest_word, longest_sentence

LONG = "長" * (MOST_LETTERS + 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("お茶を のみます。話します。", ""),
        (f"お茶です。{LONG}。おわりです。", f"{LONG}。"),
        (f"{LONG}\n{LONG}長", f"{LONG}長"),
        ("。。。！？", ""),
    ],
)
def test_the_longest_sentence_is_pointed_out_where_it_is_long(text, found):
    assert longest_sentence(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("山へ 行って、花を 見ます。", ""),
        ("費用の免除は、躊躇なく 申請してください。", "躊躇"),
        ("参加費を 免除します。会議もあります。", "免除"),
        ("小学校区内の人です。", "小学校区内"),
        ("時々 来ます。", ""),
        ("ABC 123 アイウ", ""),
    ],
)
def test_the_hardest_word_is_pointed_out_where_one_is_hard(text, found):
    assert hardest_word(text) == found
