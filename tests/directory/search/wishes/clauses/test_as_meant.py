"""A misspelt word is read with the words around it as the right one is."""

import pytest

from tests.directory.search.wishes.shipped import concepts


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("保いく園に入れない", "保育園に入れない"),
        ("保いく所に入れん", "保育所に入れん"),
        ("手げい教しつ", "手芸教室"),
        ("悼尿病の食事", "糖尿病の食事"),
    ],
)
def test_it_means_what_the_right_one_means(misspelt, meant):
    assert concepts(misspelt) == concepts(meant) != set()


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("嫁に来て知り合いゼロ", "feature:home_visit"),
        ("さっき食べたのを忘れる", "activity:gardening"),
        ("膝がぎくぎくする", "activity:gardening"),
        ("休みを取らせてもらえない", "kind:life_support"),
    ],
)
def test_a_right_word_is_no_misspelling_of_another(text, absent):
    assert absent not in concepts(text)
