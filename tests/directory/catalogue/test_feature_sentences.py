"""Features as sentences and questions."""

import pytest

from directory.catalogue.feature_sentences import ASKED_FIRST, in_order_of_asking, question, sentence
from directory.catalogue.vocabulary import Answer, Scheme, Term, shipped_words

SHIPPED = shipped_words()[Scheme.FEATURES]


def feature(slug, label=""):
    return Term(scheme=Scheme.FEATURES, slug=slug, label=label or SHIPPED.get(slug, ""))


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_shipped_feature_is_said_whole_in_three_ways(slug):
    said = [sentence(feature(slug), Answer.YES), sentence(feature(slug), Answer.NO), question(feature(slug))]
    assert len(set(said)) == 3
    assert [one[-1] for one in said] == ["。", "。", "か"] or said[1].endswith("）。")
    assert all(Answer.NO.label not in one and one != SHIPPED[slug] for one in said)


@pytest.mark.parametrize(("slug", "label"), [("piano", "ピアノ"), ("quiet", "とても静か")])
def test_a_feature_that_a_city_has_added_or_renamed_keeps_its_label(slug, label):
    own = feature(slug, label)
    assert (sentence(own, "no"), sentence(own, Answer.YES), question(own)) == (
        f"{label}：いいえ",
        f"{label}：はい",
        label,
    )


@pytest.mark.parametrize("kind", shipped_words()[Scheme.KINDS])
def test_each_kind_asks_four_shipped_features_first_and_loses_none(kind):
    unknown = [feature(slug) for slug in SHIPPED]
    ordered = in_order_of_asking(unknown, [kind])
    assert {one.slug for one in ordered} == set(SHIPPED)
    assert in_order_of_asking(ordered[:ASKED_FIRST], [kind]) == ordered[:ASKED_FIRST]
    assert [one.slug for one in ordered[:ASKED_FIRST]] != list(SHIPPED)[:ASKED_FIRST]


def first_asked(*kinds):
    return [one.slug for one in in_order_of_asking(map(feature, SHIPPED), kinds)][:ASKED_FIRST]


def test_two_kinds_ask_in_turn_and_an_unknown_one_what_any_place_is_asked():
    assert first_asked("meal") == ["drop_in", "anonymous", "bring_child", "parking"]
    assert first_asked("youth_space", "meal") == ["no_talk_needed", "drop_in", "anonymous", "trial"]
    assert first_asked("of a city") == first_asked() == ["trial", "drop_in", "wheelchair", "parking"]
