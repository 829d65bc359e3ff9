"""What matching says: true, sayable to the person on the telephone, praise in reasons and doubt in doubts.

Over invented towns and people; the tables of words were found by reading the sentences aloud (`manage.py match_sentences`).
"""

import copy
import datetime as dt
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.cases.needs_summary import lines
from matching.engine.mapping_reader import InvalidInput
from matching.engine.needs_validation import needs_from
from matching.engine.vocabulary import shipped_vocabulary
from matching.evaluation.sentences import ASK, DOUBT, EXCLUSION, NEAR_MISS, NOTE, REASON, sentences_of
from matching.evaluation.stories import read_story, run_story
from tests.matching.story_strategies import AREAS, TODAY, WORDS, persons, resources, stories

UNFIT = {
    "属する": "a label of the person; 「使える対象」",
    "人たち": "a label of the person",
    "負担は軽い": "nobody can say what weighs on another",
    "少し先": "told as praise, it is a leap",
    "ご本人": "the sentence is said to that person",
    "安心して": "nobody has told us so",
    "いつでも": "a place has hours",
    "あるとよい": "a word of the form, not of the telephone",
    "配慮": "a word of the form",
    "段階の人": "a label of the person",
    "」の人": "a label of the person",
    "」が使える": "brackets around people",
    "None": "a fact that nobody has told",
    "、、": "an empty list",
    "。。": "two ends",
    "「」": "an empty list",
    "（）": "an empty list",
    "が無料": "no sentence",
    "（無料）": "「出せる額（無料）」 is no amount",
}
"""What no sentence may hold, and why."""
DOUBTFUL = re.compile(
    "ただし|ありません|分かりません|たしかめて|かもしれ|教えて|少なめ|短め|多め|合いません|応えられません|遠め"
)
"""What makes a doubt of a sentence."""
PRAISE = re.compile(
    "近くて|できます。|行けます。|使えます。|あります。|足ります|応えられる所|に合います|できる所です|つくりやすい|続けやすい|無料です"
)
"""What makes praise of a sentence."""
LONGEST = 60
"""Letters that can be said in one breath, and heard."""


def said(raw, first=99):
    """The sentences about an invented town; invented people may contradict themselves, which is invalid input."""
    try:
        story = read_story(copy.deepcopy(raw))
    except InvalidInput:
        assume(False)
    found = list(sentences_of(run_story(story)[0], str, first))
    return [(story.places.code(sentence.place), sentence) for sentence in found]


def can_be_said_on_the_telephone(raw, place, sentence):
    ends = {NEAR_MISS: ("なら", "いれば"), ASK: ("",)}.get(sentence.kind, ("。",))
    return (
        sentence.sentence.endswith(ends)
        and len(sentence.sentence) <= LONGEST
        and not [word for word in UNFIT if word in sentence.sentence]
    )


def is_praise_in_a_reason_and_doubt_in_a_doubt(raw, place, sentence):
    wrong = {REASON: DOUBTFUL, DOUBT: PRAISE}.get(sentence.kind)
    return not (wrong and wrong.search(sentence.sentence))


def names_no_trouble_that_nobody_named(raw, place, sentence):
    labels = {slug: label.split("（")[0] for slug, label in WORDS["worries"].items()}
    told = {slug for slug, label in labels.items() if f"「{label}」" in sentence.sentence}
    return sentence.criterion != "worry" or told <= set(raw["person"].get("worries") or ())


def is_for_everyone_only_where_the_place_is(raw, place, sentence):
    features, targets, worries = place.get("features", {}), place.get("targets"), place.get("worries")
    for_some = (targets and "everyone" not in targets) or (worries and "other" not in worries)
    for_some = for_some or any(features.get(word) in (True, "yes") for word in ("women_only", "men_only"))
    for_some = for_some or place.get("min_age") or "max_age" in place
    return not for_some or "どなたでも" not in sentence.sentence


MEANS = {"walk": "歩いて", "bicycle": "自転車で", "bus": "バスで", "car": "車で"}


def stays_within_the_means_of_the_person(raw, place, sentence):
    if (sentence.kind, sentence.criterion) != (NEAR_MISS, "travel"):
        return True
    named = set(raw["person"]["travel"].get("modes", MEANS)) | {"walk"}
    own, _, help_of_others = sentence.sentence.partition("、または")
    used = next(mode for mode, words in MEANS.items() if words in own)
    child = raw["person"].get("age", 99) < 16
    return used in named and help_of_others in ([""] if child else ["", "車で送ってくれる方がいれば"])


def says_about_where_only_the_town_is_known(raw, place, sentence):
    if not raw["person"].get("home_radius") or sentence.criterion not in ("travel", "closeness"):
        return True
    way = re.search(r"\d(m|km|分)", sentence.sentence.partition("、または")[0])
    return not way or "お住まいの町から およそ" in sentence.sentence


HOLDS = (
    can_be_said_on_the_telephone,
    is_praise_in_a_reason_and_doubt_in_a_doubt,
    names_no_trouble_that_nobody_named,
    is_for_everyone_only_where_the_place_is,
    stays_within_the_means_of_the_person,
    says_about_where_only_the_town_is_known,
)
"""What holds of every sentence: functions of the story, the place and the sentence."""


@given(stories())
@settings(max_examples=80, deadline=None)
def test_every_sentence(raw):
    places = {place["code"]: place for place in raw["resources"]}
    for code, sentence in said(raw):
        assert not [holds.__name__ for holds in HOLDS if not holds(raw, places[code], sentence)], sentence


@given(resources(), persons(), st.sampled_from(["home_visit", "by_phone"]))
@settings(max_examples=40, deadline=None)
def test_what_does_not_apply_at_home_is_no_question(place, person, way):
    place["features"] = {**place.get("features", {}), way: True}
    raw = {"story": "s", "today": TODAY, "areas": AREAS, "resources": [{"code": "a", **place}], "person": person}
    for _, sentence in said(raw):
        if sentence.kind in (REASON, DOUBT, NOTE, ASK):
            assert sentence.criterion not in ("travel", "closeness") or "分かりません" not in sentence.sentence, (
                sentence
            )
            assert sentence.criterion != "group" or "分かりません" not in sentence.sentence, sentence
            assert (sentence.kind, sentence.criterion) not in {(ASK, w) for w in ("travel", "group", "no_talk_needed", "small_group")}  # fmt: skip
            assert "行けます" not in sentence.sentence or sentence.criterion == "age", sentence


def sentence_about(criterion, place=None, person=None, kinds=(REASON, DOUBT, NOTE, EXCLUSION), today=TODAY):
    home = {"lat": 34.75, "lng": 136.13, "town": "北町"}
    listed = {"code": "a", "kind": "salon", "referral": "open", **home, **(place or {})}
    del listed["town"]
    raw = {"story": "s", "today": today, "areas": AREAS, "resources": [listed], "person": {**home, **(person or {})}}
    return [(s.kind, s.sentence) for _, s in said(raw) if s.criterion == criterion and s.kind in kinds]


def weekly(day, start, end, **more):
    return {"weekdays": [day], "from": start, "to": end, **more}


@pytest.mark.parametrize(
    ("criterion", "place", "person", "told"),
    [
        # The meeting that fits is named, and not the first in the list.
        ("schedule", {"schedule": [weekly("mon", "10:00", "12:00"), weekly("thu", "13:00", "15:00")]},
         {"available": [weekly("thu", "12:00", "17:00")]}, [(REASON, "木曜の午後（13:00〜15:00）に行けます。")]),
        # Whoever cannot get up in the morning is not told of nine o'clock.
        ("schedule", {"schedule": [weekly("mon", "09:00", "16:00")]}, {"available": [weekly("mon", "13:00", "17:00")]},
         [(REASON, "月曜の午後（13:00〜16:00）に行けます。")]),
        # What ends at midnight is as long as others, and only what the person can use of it is said.
        ("schedule", {"schedule": [weekly("mon", "17:00", "24:00")]}, {"available": [weekly("mon", "18:00", "22:00")]},
         [(REASON, "月曜の夜（18:00〜22:00）に行けます。")]),
        # Once a month is no rhythm, whatever the score.
        ("schedule_fit", {"schedule": [weekly("mon", "10:00", "12:00", weeks=[2])]}, {},
         [(DOUBT, "行けるのは、4週間に1回くらいです。")]),
        ("schedule_fit", {"schedule": [weekly("mon", "10:00", "12:00", weeks=[2, 4])]}, {},
         [(REASON, "4週間に2回くらい行けます。")]),
        ("group", {"group_size": 15}, {"max_group": 10}, [(DOUBT, "ふだん15人くらいで、希望（10人まで）より少し多めです。")]),
        ("group", {"group_size": 16}, {"max_group": 10}, [(DOUBT, "ふだん16人くらいで、希望（10人まで）より多いです。")]),
        ("group", {"group_size": 21}, {"max_group": 10},
         [(EXCLUSION, "ふだん21人くらいで、希望（10人まで）よりずっと多いです。")]),
        ("group", {"features": {"home_visit": "yes"}}, {"max_group": 10},
         [(REASON, "家にいたまま使えるので、人数の心配がいりません。")]),
        ("target", {"features": {"women_only": "yes"}}, {"gender": "woman"}, [(REASON, "女性だけの所です。")]),
        ("target", {"features": {"women_only": "yes"}}, {"gender": "man"}, [(EXCLUSION, "女性だけの所です。")]),
        ("target", {"targets": ["older", "carer"]}, {"targets": ["carer"]},
         [(REASON, "家族を介護・世話している人が使える所です。")]),
        ("target", {"min_age": 65}, {"age": 70}, [(REASON, "年齢のほかには、対象を決めていない所です。")]),
        ("target", {"min_age": 65, "area": "北"}, {"age": 70}, [(REASON, "立場を問わずに使える所です。")]),
        ("target", {"area": "北"}, {}, [(REASON, "地区の人なら、だれでも使える所です。")]),
        ("worry", {"worries": ["debt"]}, {"worries": ["debt"]}, [(REASON, "「借金」で困ったときに使える所です。")]),
        ("worry", {"worries": ["debt"]}, {"worries": []}, [(EXCLUSION, "ほかの困りごとのための所です。")]),
        ("age", {"min_age": 18, "max_age": 64}, {"age": 40}, [(REASON, "40歳で、年齢が合います（18歳から64歳まで）。")]),
        ("age", {"min_age": 3, "max_age": 3, "ages_of": "child"}, {"age": 30, "children": [40]},
         [(REASON, "3歳のお子さんと行けます（3歳）。")]),
        ("age", {"min_age": 1, "ages_of": "child"}, {"age": 30, "children": [40]}, [(REASON, "3歳のお子さんと行けます（1歳から）。")]),
        ("age", {"max_age": 9, "ages_of": "child"}, {"age": 40, "children": [40, 44, 90, 120]},
         [(REASON, "3歳・7歳のお子さんと行けます（9歳まで）。")]),
        ("age", {"max_age": 3, "ages_of": "child"}, {"age": 30, "children": []}, [(EXCLUSION, "3歳までのお子さんと行く所です。")]),
        ("fee", {"fee": 300}, {"max_fee": 0}, [(EXCLUSION, "1回300円かかります。")]),
        ("fee_fit", {"fee": 500}, {"max_fee": 500}, [(DOUBT, "1回500円で、出せる額（500円）いっぱいです。")]),
        ("needs", {"features": {"wheelchair": "yes"}}, {"needs": ["wheelchair", "captions"]},
         [(DOUBT, "欠かせない「要約筆記・字幕」に応えられるかは、まだ分かりません。")]),
        ("preference", {"features": {"quiet": "yes"}}, {"prefers": ["quiet"]}, [(REASON, "ご希望の「静か」に応えられる所です。")]),
        ("preference", {"features": {"quiet": "no"}}, {"prefers": ["quiet"]}, [(DOUBT, "ご希望の「静か」には応えられません。")]),
        ("preference", {}, {"prefers": ["quiet"]}, [(DOUBT, "ご希望の「静か」に応えられるかは、まだ分かりません。")]),
        ("preference", {"features": {"quiet": "yes", "trial": "no"}}, {"prefers": ["quiet", "trial"]},
         [(REASON, "ご希望の「静か」に応えられる所です。"), (DOUBT, "ご希望の「見学・体験ができる」には応えられません。")]),
        # What is no question at home is no praise of who comes there.
        ("preference", {"features": {"home_visit": "yes", "small_group": "yes"}}, {"prefers": ["small_group"]},
         [(NOTE, "家にいたまま使える所です。")]),
        ("needs", {"features": {"home_visit": "yes"}}, {"needs": ["wheelchair"]}, [(NOTE, "家にいたまま使える所です。")]),
        ("needs", {"features": {"home_visit": "yes", "captions": "yes"}}, {"needs": ["wheelchair", "captions"]},
         [(REASON, "欠かせない「要約筆記・字幕」に応えられる所です。")]),
        # A wish at a place that is half of what the person avoids is no praise among the doubts.
        ("interest", {"activities": ["tea", "karaoke"]}, {"interests": {"done": ["tea"]}, "avoid": ["karaoke"]},
         [(DOUBT, "避けたい「カラオケ」もする所です。")]),
        ("stage", {"stages": ["go_out", "belong"]}, {"stage": "go_out", "goal": "take_part"},
         [(REASON, "いまの「外に出る・見学する」も、次の「居場所で過ごす」もできる所です。")]),
        ("stage", {"stages": ["take_part"]}, {"stage": "go_out", "goal": "take_part"},
         [(REASON, "目標の「活動に参加する」ができる所です。"), (DOUBT, "いまの「外に出る・見学する」から、2つ先に進む所です。")]),
        ("stage", {"stages": ["work"]}, {"stage": "go_out", "goal": "belong"},
         [(DOUBT, "「働く」の所なので、いまは少し早いかもしれません。")]),
        ("stage", {"stages": ["belong"]}, {"stage": "take_part", "goal": "belong"},
         [(REASON, "目標の「居場所で過ごす」ができる所です。")]),
        ("stage", {"stages": ["work"]}, {"stage": "work", "goal": "belong"},
         [(DOUBT, "いまと同じ「働く」の所なので、軽くしたいときには合わないかもしれません。"), (NOTE, "いまの「働く」ができる所です。")]),
        ("stage", {"stages": ["belong"]}, {"stage": "go_out", "goal": "take_part"},
         [(REASON, "次の一歩の「居場所で過ごす」ができる所です。")]),
        ("stage", {"stages": ["belong"]}, {"stage": "take_part", "goal": "go_out"},
         [(REASON, "いまより少し軽い「居場所で過ごす」ができる所です。")]),
        ("stage", {"stages": ["belong"]}, {"stage": "role", "goal": "go_out"},
         [(REASON, "目標の手前の「居場所で過ごす」ができる所です。")]),
        ("stage", {"kind": "life_support", "stages": ["contact"]}, {"stage": "go_out", "goal": "take_part"},
         [(REASON, "くらしの手助けは、いまも、この先も使えます。")]),
        # A desk is for talking: nobody finds a telephone of help 「物足りない」.
        ("stage", {"kind": "consultation", "stages": ["contact"]}, {"stage": "belong", "goal": "role"},
         [(DOUBT, "話を聞いたり手を貸したりする所で、通う場ではありません。")]),
        # What hurts to hear of one's own home, or of oneself, is said in other words.
        ("worry", {"worries": ["hoarding"]}, {"worries": ["hoarding"]}, [(REASON, "「片づけ」で困ったときに使える所です。")]),
        ("worry", {"worries": ["suicide"]}, {"worries": ["suicide"]}, [(REASON, "「つらい気持ち」で困ったときに使える所です。")]),
        # Who is fetched does not walk there: nobody is told of a way of two hours.
        ("closeness", {"lat": 34.8, "features": {"pick_up": "yes"}}, {"travel": {"modes": ["walk"], "max_minutes": 20}},
         [(DOUBT, "5.5kmほど離れていて、近くはありません。")]),
        # Four times a year is not 「第1土曜」, and the day of each season is said.
        ("schedule", {"schedule": [weekly("sat", "13:30", "15:30", weeks=[1], months=[2, 5, 7, 11])]}, {},
         [(REASON, "2月・5月・7月・11月の第1土曜の午後（13:30〜15:30）に行けます。")]),
        ("schedule", {"schedule": [weekly("sat", "13:30", "15:30", weeks=[1], months=[7])]}, {"available": [{"weekdays": ["sun"]}]},
         [(EXCLUSION, "開いているのは7月の第1土曜の午後（13:30〜15:30）で、行ける時間と合いません。")]),
        ("schedule_fit", {"schedule": [weekly("sat", "13:30", "15:30", weeks=[1], months=[2, 5, 7, 11])]}, {},
         [(DOUBT, "行けるのは、これからの8週間に1回です。")]),
        ("status", {"status": "paused", "reopens": "2026-07-01"}, {}, [(EXCLUSION, "いまはお休みで、7月1日からまた始まります。")]),
        ("schedule", {"schedule": [weekly("sun", "10:00", "12:00", months=[9])]}, {},
         [(EXCLUSION, "いまは開いていません。次に開くのは9月6日です。")]),
        # Nobody is fetched from where they do not know: the place of a lift is no question.
        ("closeness", {"lat": None, "lng": None, "features": {"pick_up": "yes"}}, {}, [(REASON, "送迎があります。")]),
        ("closeness", {"lat": 34.762}, {"age": 80, "travel": {"modes": ["car"]}}, [(REASON, "近くて、車で約7分（1.3km）です。")]),
        # What can be walked is walked: no bus for 700 metres.
        ("travel", {"lat": 34.7565}, {"travel": {"modes": ["bus"], "max_minutes": 20}}, [(REASON, "歩いて約14分（700m）で行けます。")]),
        ("schedule_fit", {"kind": "consultation", "schedule": [weekly("mon", "10:00", "12:00")]}, {},
         [(REASON, "月曜の午前（10:00〜12:00）に使えるので、続けやすいです。")]),
        ("schedule_fit", {"schedule": [weekly("mon", "19:00", "21:00")]}, {},
         [(REASON, "月曜の夜（19:00〜21:00）に行けるので、通う習慣をつくりやすいです。")]),
        # What is named is when the person can be there: the place itself is open from one o'clock.
        ("schedule_fit", {"schedule": [weekly("mon", "13:00", "18:00")]},
         {"available": [{"weekdays": ["mon"], "from": "15:00", "to": "20:00"}]},
         [(REASON, "月曜の午後（15:00〜18:00）に行けるので、通う習慣をつくりやすいです。")]),
        # What has not begun is not said as if one could go tomorrow.
        ("schedule", {"schedule": [weekly("mon", "10:00", "12:00", since="2026-06-15")]}, {},
         [(REASON, "6月15日から、月曜の午前（10:00〜12:00）に行けます。")]),
        ("schedule", {"schedule": [weekly("mon", "10:00", "12:00", months=[7, 8])]}, {},
         [(REASON, "7月から、月曜の午前（10:00〜12:00）に行けます。")]),
        ("schedule", {"schedule": [weekly("mon", "10:00", "12:00", months=[5, 6], since="2026-04-01")]}, {},
         [(REASON, "月曜の午前（10:00〜12:00）に行けます。")]),
        ("schedule_fit", {"schedule": [weekly("mon", "10:00", "12:00", since="2026-07-20")]}, {},
         [(DOUBT, "まだ始まっていないので、これからの8週間に行ける日は少なめです。")]),
        ("referral", {"referral": "referral"}, {}, [(NOTE, "相談員がつないでから使う所です。")]),
        # That a desk counts no seats is no praise, and nobody goes to a telephone.
        ("capacity", {"kind": "consultation"}, {}, [(NOTE, "相談の窓口です。")]),
        ("capacity", {"kind": "consultation", "capacity_left": 2}, {}, [(REASON, "あと2人入れます。")]),
        ("schedule", {"features": {"by_phone": "yes"}, "schedule": [weekly("mon", "19:00", "21:00")]},
         {"available": [{"weekdays": ["mon"], "from": "10:00", "to": "12:00"}]},
         [(EXCLUSION, "使えるのは月曜の夜（19:00〜21:00）で、空いている時間と合いません。")]),
        ("schedule", {"features": {"home_visit": "yes"}, "schedule": [weekly("mon", "13:00", "15:00")]},
         {"available": [{"weekdays": ["mon"], "from": "10:00", "to": "12:00"}]},
         [(EXCLUSION, "使えるのは月曜の午後（13:00〜15:00）で、空いている時間と合いません。")]),
        ("travel", {"lat": 34.9}, {"travel": {"modes": ["walk"], "max_minutes": 20}},
         [(EXCLUSION, "歩いて約5時間25分かかり、行ける時間（20分）を超えます。")]),
    ],
)  # fmt: skip
def test_what_is_said(criterion, place, person, told):
    assert sentence_about(criterion, place, person) == told


def test_no_sentence_is_a_reason_twice():
    free = {"lat": 34.75, "lng": 136.13, "fee": 0}
    raw = {
        "story": "s",
        "today": TODAY,
        "areas": AREAS,
        "resources": [{"code": "a", **free}],
        "person": {"max_fee": 300},
    }
    reasons = [sentence.sentence for _, sentence in said(raw) if sentence.kind == REASON]
    assert reasons.count("無料です。") == 1


def test_each_sentence_stands_with_the_facts_it_rests_on():
    raw = {
        "story": "s", "today": TODAY, "areas": AREAS, "person": {"max_fee": 300, "needs": ["wheelchair"]},
        "resources": [{"code": "a", "fee": 200, "schedule": [weekly("mon", "10:00", "12:00")]}],
    }  # fmt: skip
    found = {(s.kind, s.criterion): s for _, s in said(raw)}
    assert (found[REASON, "fee"].of_place, found[REASON, "fee"].of_person) == ({"fee": 200}, {"max_fee": "300"})
    assert found[REASON, "schedule"].of_place["times"].startswith("mon 10:00-12:00")
    assert found[ASK, "wheelchair"].of_person == {"needs": "wheelchair"}


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"gender": "woman"}, ("性別", "女性")),
        ({"targets": ["withdrawn"]}, ("あてはまるもの", "「ひきこもり状態の人」")),
        ({"worries": ["debt"]}, ("困りごと", "「借金」")),
        ({"home_radius": 800}, ("家の場所", "家の場所は町までしか分かりません（およそ800mの中）")),
        ({"companion": True}, ("出かけるとき", "だれかと いっしょに行く")),
        ({"companion": False}, ("出かけるとき", "一人で行く")),
    ],
)
def test_the_needs_beside_the_places(facts, line):
    vocabulary = shipped_vocabulary()
    assert line in lines(needs_from(facts, vocabulary), vocabulary)
    assert line[0] not in dict(lines(needs_from({}, vocabulary), vocabulary))


@pytest.mark.parametrize(
    ("today", "months", "begins"),
    [
        ((11, 25), [12, 1], "12月から、"),
        ((12, 10), [1, 2], "1月から、"),
        ((12, 25), [2, 3], "2月から、"),
        ((1, 31), [2, 3], "2月から、"),
        ((12, 1), [1, 12], ""),
    ],
)
def test_the_month_from_which_a_place_opens_may_be_one_of_the_next_year(today, months, begins):
    place = {"schedule": [weekly("mon", "10:00", "12:00", months=months)]}
    told = sentence_about("schedule", place, today=dt.date(2026, *today))
    assert told == [(REASON, f"{begins}月曜の午前（10:00〜12:00）に行けます。")]
