"""A word that a text says only to refuse it."""

import pytest

from directory.japanese.apart import LINE
from directory.japanese.folding import fold
from directory.japanese.refusals import only_refused

TEXTS = [
    ("車いすでは入れません。", "車いす", True),
    ("車いすで入れます。", "車いす", False),
    ("カラオケはありません。", "カラオケ", True),
    ("カラオケ不可", "カラオケ", True),
    ("ペットはご遠慮ください", "ペット", True),
    ("予約はいりません", "予約", False),
    ("車いすでなくても、つえの方も。", "車いす", False),
    ("カラオケはありません。水曜はカラオケの日です。", "カラオケ", False),
    ("カラオケができます\n駐車場はありません", "カラオケ", False),
    ("お茶の会", "カラオケ", False),
    ("", "カラオケ", False),
    ("カラオケ", "", False),
]


@pytest.mark.parametrize(("text", "word", "refused"), TEXTS)
def test_a_word_is_refused_where_every_mention_is(text, word, refused):
    folded = "".join(fold(line) + LINE for line in text.splitlines())
    assert only_refused(folded, word) is refused
