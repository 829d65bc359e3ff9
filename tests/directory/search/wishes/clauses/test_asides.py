"""Each clause of a sentence is judged by itself: what is told of the past, of somebody else, as a reason or as an ability is no wish."""

import pytest

from tests.directory.search.wishes.shipped import concepts, read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # what was
        ("前は体操に行っていましたが膝が痛くなって行けません", "worry:illness"),
        ("昔は卓球部でしたが今は絵を描きたい", "activity:arts"),
        ("体操は三日で飽きたので編み物がしたい", "activity:crafts"),
        ("妻を亡くしましたが囲碁を続けたい", "worry:bereavement activity:board_games"),
        ("編み物をしていたけど今は一人で寂しい", "activity:crafts worry:loneliness"),
        # a need that is none any more, and what did not happen
        ("仕事は見つかったが誰とも話せず寂しい", "worry:loneliness"),
        ("仕事は見つかった", "worry:job_search"),
        ("仕事は辞めませんでしたが朝がつらい", "worry:mental"),
        # somebody else
        ("息子はサッカーに夢中ですが親の私は静かに本を読みたい", "feature:quiet activity:reading"),
        ("息子はサッカーが好きです", "activity:sports"),
        ("母は歌が好きですが足が悪い", "activity:music feature:wheelchair"),
        # a reason
        ("カラオケの音が苦手なのでもう少し静かな集まりがいい", "feature:quiet"),
        ("車の運転が怖くなってきたから歩いて通える体操を探しています", "near:walk activity:exercise"),
        ("囲碁が好きなので通える所", "activity:board_games"),
        ("猫アレルギーなので猫のいない所", "not:activity:animals"),
        # what one can do
        ("パソコンはできるので何か手伝えることはないですか", "stage:role"),
        ("英語が話せます 通訳をしてもいいです", "stage:role"),
        ("スマホは使えるけど写真が習いたい", "activity:arts"),
        ("パソコンができない", "activity:digital"),
    ],
)
def test_a_clause_that_only_tells_is_no_wish(text, meant):
    assert concepts(text) == set(meant.split())


def test_a_town_stays_wherever_it_is_told():
    assert "place:つむぎ台" in read("前は つむぎ台に 住んでいましたが 今は 体操がしたい").concepts
