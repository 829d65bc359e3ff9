"""Sentences in which people tell of themselves: what they need, and nothing that nobody said."""

import pytest

from tests.directory.search.wishes.shipped import concepts, read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # words of grammar are no names
        ("もの忘れがひどくなったようです", "worry:dementia"),
        ("介護が始まった途端に疲れた", "worry:nursing"),
        ("孫がいじめられているみたい", "worry:bullying"),
        ("その前に家賃の相談", "worry:rent_loan kind:consultation"),
        ("my mother was diagnosed with dementia", "worry:dementia"),
        # polite negations refuse as others do, and nothing is heard within one
        ("家賃を払えません", "worry:rent_loan"),
        ("行く所がありません", "worry:loneliness"),
        ("もう来てもらいたいのです", "feature:home_visit"),
        ("病気で動けなくなったら", "worry:illness"),
        ("どこに頼めばいいんだろう 家賃", "worry:rent_loan"),
        # who does not do something does not do it "without"
        ("息子は外出しません", "worry:withdrawal"),
        ("だれともしゃべらない", "worry:loneliness"),
        # when a thing begins is no "at any time"
        ("いつから行けばいいですか", ""),
        ("いつ行ってもいい所", "feature:drop_in"),
        # a question within a sentence refuses nothing
        ("手伝えることがないか知りたい", "stage:role"),
        ("父が家から出てくれない", "worry:withdrawal"),
        # how far it is to the bus
        ("バス停まで遠い", "feature:pick_up"),
        ("バス停のそばの体操", "near:walk activity:exercise"),
        ("歩いて", "near:walk"),
        # what goes with a need is no need of its own
        ("病院の付き添いをお願いしたい", "feature:escort"),
        ("実家の母がぼけてきた", "worry:dementia"),
        ("72歳男性 妻の介護", "worry:nursing"),
        ("72歳男性 囲碁", "target:older feature:men_welcome activity:board_games"),
        ("妻を亡くした 男でも行ける", "worry:bereavement feature:men_welcome"),
        # whoever is lonely looks for company
        ("1歳の子と二人でさみしい", "kind:childcare_hub worry:loneliness"),
        ("高齢の母が一人でさびしい", "target:older worry:loneliness"),
        # what somebody does beside is no exception, and when it happens no evening
        ("食事以外で自室から出てこない長男", "worry:withdrawal"),
        ("カラオケ以外で話せる所", "not:activity:karaoke activity:tea"),
        ("放課後に子どもが家で一人になってしまう", "kind:life_support worry:childcare"),
        ("小さい子が走り回らないカフェ", "not:activity:child_play kind:cafe"),
        # why it began is no search for work
        ("兄が仕事を辞めて十年家から一歩も出ない", "worry:withdrawal"),
        ("ひきこもりの息子の仕事探し", "worry:withdrawal worry:job_search"),
        ("一人暮らしの父に話し相手がほしい", "kind:life_support worry:loneliness target:older"),
        ("一人暮らしの父", "kind:life_support"),
        ("友達がいない大学生", "worry:loneliness target:youth"),
        ("生後何か月から行けますか", "target:parents"),
        # names with an adjective or この
        ("小さく家で", ""),
    ],
)
def test_a_sentence_means_what_is_said(text, meant):
    assert concepts(text) == set(meant.split())


@pytest.mark.parametrize(
    "text",
    [
        "もの忘れがひどくなったようです",
        "介護が始まった途端に疲れた",
        "my mother was diagnosed with dementia",
        "火曜は都合が悪い 体操",
    ],
)
def test_no_word_of_grammar_is_searched_as_text(text):
    assert [c for c in read(text).concepts if c.startswith(("name:", "place:"))] == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("火、木は都合が悪い 体操", "not:day:tue not:day:thu activity:exercise"),
        ("火木はだめ 体操", "not:day:tue not:day:thu activity:exercise"),
        ("体操 水曜は用事がある", "activity:exercise not:day:wed"),
        ("土日以外", "day:weekday"),
        ("土・日でお墓参りに行くので平日の午前がいい", "day:weekday time:morning"),
        ("火曜は孫が来るから金曜の体操", "day:fri activity:exercise"),
        ("足が悪いので平日の午前の体操", "feature:wheelchair day:weekday time:morning activity:exercise"),
        ("お墓参りに行くので平日がいい", "kind:life_support day:weekday"),
    ],
)
def test_a_time_that_does_not_suit_is_not_asked_for(text, meant):
    assert read(text).concepts == meant.split()


@pytest.mark.parametrize(
    "text",
    [
        "もう3日 食べてない",
        "ここ2日何も食べられません",
        "お金がなくて昨日から何も食べていません",
        "息子が四日もご飯を食べてない",
    ],
)
def test_who_has_not_eaten_for_days_is_in_danger(text):
    wish = read(text)
    assert wish.is_danger
    assert "worry:food" in wish.concepts


@pytest.mark.parametrize(
    "text", ["野菜を5日食べてない", "うさぎが5日食べてない", "5日に食べたい", "3日 料理を食べる会"]
)
def test_who_eats_is_in_none(text):
    assert not read(text).is_danger
