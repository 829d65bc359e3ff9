"""A sentence in another language: what it asks, whatever else it says, and none of its words is a name."""

import pytest

from directory.search.wishes.sentences.foreign import is_foreign
from tests.directory.search.wishes.shipped import read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("My Japanese is poor and I want to work", "feature:foreign_language worry:job_search"),
        ("How do I enroll my daughter in elementary school?", "worry:foreign_life"),
        ("Estou procurando trabalho em casa", "worry:job_search"),
        ("Moro em casa com minha mãe idosa", "worry:nursing"),
        ("Procuro casa", "worry:housing"),
        ("Meu filho não quer ir para a escola", "worry:withdrawal"),
        ("哪里有免费的日语课", "fee:free activity:japanese_language"),
        ("孩子在学校被欺负怎么办", "worry:bullying"),
        ("刚来日本没有朋友", "worry:loneliness"),
        ("房租付不起了", "worry:rent_loan"),
        ("想带孩子去玩的地方", "activity:child_play"),
        ("Chỗ nào cho trẻ em chơi?", "activity:child_play"),
        ("Saan pwedeng maglaro ang mga bata?", "activity:child_play"),
        ("Ayaw pumasok sa eskwela ng anak ko", "worry:withdrawal"),
    ],
)
def test_what_is_asked_is_kept_and_nothing_else_is_looked_for(text, meant):
    assert set(read(text).concepts) == set(meant.split())


@pytest.mark.parametrize("text", ["髙橋さんの会", "栁川町", "cafe sakura", "𠮷野公民館", "kodomo shokudo"])
def test_a_name_in_rare_letters_is_japanese(text):
    assert not is_foreign(text)


def test_a_place_of_the_gazetteer_is_kept():
    kept = read("Where can I learn Japanese in Sakuragi?", lambda word: word.casefold() == "sakuragi")
    assert "place:sakuragi" in [concept.casefold() for concept in kept.concepts]
