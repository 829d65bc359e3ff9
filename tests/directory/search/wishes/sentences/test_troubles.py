"""What is told as a trouble is no wish for the thing, and who cannot does not refuse."""

import pytest

from tests.directory.search.wishes.shipped import concepts, read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # what somebody can hardly do they cannot
        ("トイレに行くのがやっと", "worry:nursing"),
        ("買い物に行くのが大変です", "kind:life_support"),
        ("家賃を払うのも難しい", "worry:rent_loan"),
        ("トイレに行きやすい", "feature:accessible_toilet"),
        # who is weak and needs help looks for no exercise; who is only weak may
        ("足腰が弱り買い物に行けない", "kind:life_support"),
        ("足腰が弱り", "activity:exercise"),
        ("80代後半のおばあさんが1人で住んでいる", "target:older kind:life_support"),
        ("朝起きて夜寝る", ""),
        ("朝走りたい", "time:morning activity:sports"),
        # whom somebody shouts at
        ("母を怒鳴ってしまう", "worry:nursing"),
        ("義父を怒鳴ってしまう", "worry:nursing"),
        ("怒鳴ってしまう", "worry:childcare"),
        # refusals
        ("土日はもう無理です", "not:day:weekend"),
        ("妻が他界して料理で困る", "worry:bereavement activity:cooking"),
        ("カラオケは困る", "not:activity:karaoke"),
        # no car
        ("車がないので買い物に行けない", "feature:pick_up feature:home_visit kind:life_support"),
        ("免許を返納した 買い物", "feature:pick_up feature:home_visit kind:life_support"),
        ("免許返納 通院", "feature:pick_up feature:home_visit"),
        # a letter that came is no art, what is given away no condition
        ("電気を止められると手紙が来た", "worry:tax"),
        ("使わなくなったベビーカーを誰かにゆずりたい", "stage:role"),
        # company
        ("会話が無くなりました", "worry:loneliness"),
        ("40歳になる長男が部屋から出てこない", "worry:withdrawal"),
    ],
)
def test_a_trouble_is_read_as_one(text, meant):
    assert concepts(text, but="name:") == set(meant.split())


@pytest.mark.parametrize(
    "text",
    [
        "今週食べるお金がない",
        "今日食べる物がない",
        "給料日まで食べるものがない",
        "もう冷蔵庫が空っぽ",
        "何日も食べていない",
    ],
)
def test_no_food_now_is_a_danger(text):
    assert read(text).is_danger


@pytest.mark.parametrize("text", ["食べ物がない", "今日フードバンクに行きたい", "今週 こども食堂", "食費が足りない"])
def test_who_asks_for_food_is_in_none(text):
    assert not read(text).is_danger


@pytest.mark.parametrize(
    "text",
    [
        "雨戸が半月以上閉まったまま",
        "新聞がたまっている 隣のおばあさん",
        "隣の人が倒れているかもしれない",
        "一人暮らしのおじいさんの郵便受けがいっぱい",
        "近所の人をしばらく見かけない",
        "マンションの上の階で呼び鈴を押しても出ない",
        "上の部屋の人を見かけない",
        "道で人が倒れている",
        "隣の一人暮らしのおじいさんを一週間見ていない",
    ],
)
def test_a_neighbour_may_be_in_danger(text):
    wish = read(text)
    assert wish.is_danger
    assert "worry:neighbour_safety" in wish.concepts


@pytest.mark.parametrize(
    "text",
    [
        "うちの新聞がたまっている",
        "雨戸の修理",
        "自転車が倒れている",
        "妻が倒れて介護が始まった",
        "隣の人と話したい",
        "最近見かけない遊び",
    ],
)
def test_nobody_else_is_in_danger(text):
    wish = read(text)
    assert not wish.is_danger
    assert "worry:neighbour_safety" not in wish.concepts


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("I don't have Japanese friends", "worry:loneliness"),
        ("i don't have any good friends here", "worry:loneliness"),
        ("I don't speak Japanese and want to make friends", "feature:foreign_language worry:loneliness"),
        ("看不懂保育园的通知书", "feature:foreign_language worry:foreign_life worry:childcare"),
        ("I want to know the thing about zzyzx", "worry:foreign_life"),
        ("请告诉我怎么办", "worry:other"),
        ("山田医院", "name:山田医院"),
        ("cafe la vie", "kind:cafe name:la name:vie"),
    ],
)
def test_a_text_in_another_language_is_a_wish_by_itself(text, meant):
    assert sorted(read(text).concepts) == sorted(meant.split())
