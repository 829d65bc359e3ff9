"""What a place said of one person by telephone stands where its listing says nothing, and only there, and only for that place."""

import pytest

from matching.engine.needs_validation import needs_from
from matching.engine.scoring import match
from matching.engine.vocabulary import shipped_vocabulary
from matching.engine.weights import shipped_weights
from matching.evaluation.stories import read_story
from tests.matching.story_strategies import TODAY

PLACE = {"kind": "salon", "status": "active", "referral": "open"}
PLACES = [
    {**PLACE, "code": "said", "name": "聞いた所"},
    {**PLACE, "code": "silent", "name": "聞いていない所"},
    {**PLACE, "code": "known", "name": "分かっている所", "fee": 100},
]
SAID, SILENT, KNOWN = 1, 2, 3


def matched(told):
    """Key of each place -> its one sentence about the fee and what is to be asked; those that are left out with their reason."""
    story = read_story({"story": "s", "today": TODAY, "resources": PLACES, "person": {"max_fee": 300}})
    needs = needs_from({"max_fee": 300}, shipped_vocabulary())
    found = match(story.places.directory_day, needs, shipped_weights(TODAY), told)
    told_of = {
        place.key: (next(r.because for r in place.reasons if r.criterion == "fee"), "fee" in place.ask, place)
        for place in found.scored_places()
    }
    return told_of, {out.key: out.because for out in found.exclusions()}


@pytest.mark.parametrize("said", [{SAID: True}, {SAID: True, KNOWN: False}])
def test_a_yes_by_telephone_stands_where_nothing_is_known(said):
    told_of, left_out = matched({"fee": said})
    assert left_out == {}
    assert told_of[SAID][:2] == ("電話で、だいじょうぶと聞きました。", False)
    assert told_of[SILENT][:2] == ("費用は、まだ分かりません。", True)
    assert told_of[KNOWN][0].startswith("1回100円")
    assert told_of[SAID][2].score > told_of[SILENT][2].score
    assert not any("費用" in reason.doubt for reason in told_of[SAID][2].reasons)


@pytest.mark.parametrize("question", ["fee", "travel", "schedule", "group", "target", "age"])
def test_an_answer_changes_nothing_of_what_others_are_worth(question):
    person = {
        "lat": 34.75, "lng": 136.13, "travel": {"modes": ["walk"], "max_minutes": 20}, "age": 40, "targets": ["carer"],
        "available": [{"weekdays": ["mon"]}], "max_fee": 300, "max_group": 5,
    }  # fmt: skip
    story = read_story({"story": "s", "today": TODAY, "resources": PLACES, "person": person})

    def places(told):
        found = match(story.places.directory_day, story.needs, shipped_weights(TODAY), told).scored_places()
        return {place.key: place for place in found}

    before, after = places({}), places({question: {SAID: True}})
    assert (after[SILENT], after[KNOWN]) == (before[SILENT], before[KNOWN])


def test_a_no_by_telephone_leaves_that_place_out():
    told_of, left_out = matched({"fee": {SAID: False}})
    assert left_out == {SAID: "電話で、むずかしいと聞きました。"}
    assert set(told_of) == {SILENT, KNOWN}


@pytest.mark.parametrize(
    ("question", "person"),
    [
        ("travel", {"lat": 34.75, "lng": 136.13, "travel": {"modes": ["walk"], "max_minutes": 20}}),
        ("schedule", {"available": [{"weekdays": ["mon"]}]}),
        ("fee", {"max_fee": 300}),
        ("group", {"max_group": 5}),
    ],
)
def test_what_was_answered_is_not_asked_again(question, person):
    story = read_story({"story": "s", "today": TODAY, "resources": PLACES[:1], "person": person})
    places = story.places.directory_day
    (before,) = match(places, story.needs, shipped_weights(TODAY)).scored_places()
    (after,) = match(places, story.needs, shipped_weights(TODAY), {question: {SAID: True}}).scored_places()
    assert question in before.ask
    assert question not in after.ask
    assert after.score > before.score
