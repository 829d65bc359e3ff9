"""Two rows of one place become one: both meetings, and of everything else both texts."""

from hypothesis import given
from hypothesis import strategies as st

from directory.imports.same_place import LABELS, joined

FIRST = {"name": "さくら", "place": {"address": "平尾1"}, "schedule": ["毎週日曜 12:00–13:30"], "description": "弁当"}
SECOND = {**FIRST, "schedule": ["毎週水曜 16:00–20:00"], "description": "学習"}


def join(first, second, told=({}, {})):
    return joined(first, second, told)


def test_both_meetings_are_kept_and_each_remark_stands_after_its_own():
    assert join(FIRST, SECOND) == {
        **FIRST,
        "schedule": ["毎週日曜 12:00–13:30", "毎週水曜 16:00–20:00"],
        "description": "毎週日曜 12:00–13:30：弁当\n毎週水曜 16:00–20:00：学習",
    }


def test_what_both_rows_say_is_told_once():
    both = join(FIRST | {"description": "駐車場あり\n弁当"}, SECOND | {"description": "駐車場あり\n学習"})
    assert both["description"].split("\n")[0] == "駐車場あり"
    assert both["description"].count("駐車場あり") == 1


def test_what_a_listing_can_say_only_once_is_told_in_words_where_the_rows_differ():
    first, second = FIRST | {"fee": 100, "targets": ["older"]}, SECOND | {"fee": 200, "targets": ["children"]}
    both = join(first, second, ({"fee": "100円", "targets": "高齢者"}, {"fee": "200円", "targets": "子ども"}))
    assert "fee" not in both
    assert "targets" not in both
    for words in ("料金：100円", "料金：200円", "対象：高齢者", "対象：子ども"):
        assert words in both["description"]


def test_what_is_the_same_stays():
    both = join(FIRST | {"fee": 100}, SECOND | {"fee": 100}, ({"fee": "100円"}, {"fee": "100円"}))
    assert both["fee"] == 100
    assert "料金" not in both["description"]


def test_contacts_and_columns_that_are_not_shown_are_kept_of_both():
    first = FIRST | {"contacts": [{"kind": "telephone", "value": "1"}], "unused": {"ID": "1"}}
    second = SECOND | {"contacts": [{"kind": "telephone", "value": "1"}, {"kind": "telephone", "value": "2"}], "unused": {"ID": "2"}}  # fmt: skip
    both = join(first, second)
    assert [contact["value"] for contact in both["contacts"]] == ["1", "2"]
    assert both["unused"] == {"ID": "1 ／ 2"}


WORDS = st.text("あいうえお", min_size=1, max_size=4)
ROWS = st.fixed_dictionaries(
    {"name": st.just("さくら")},
    optional={"schedule": st.lists(WORDS, max_size=2), "hours_note": WORDS, "description": WORDS, "summary": WORDS},
)


@given(ROWS, ROWS, st.dictionaries(st.sampled_from(sorted(LABELS)), WORDS), st.dictionaries(st.sampled_from(sorted(LABELS)), WORDS))  # fmt: skip
def test_no_word_of_either_row_is_lost(first, second, told, others):
    both = str(join(first, second, (told, others)))
    for row in (first, second):
        for word in (
            *row.get("schedule", ()),
            *(row.get(name, "") for name in ("hours_note", "description", "summary")),
        ):
            assert word in both
    for texts, rest in ((told, others), (others, told)):
        assert all(text in both for name, text in texts.items() if rest.get(name) != text)
