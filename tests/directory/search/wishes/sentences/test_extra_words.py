"""Words that stand between those of a phrase, and letters that only look like one."""

import pytest

from tests.directory.search.wishes.shipped import concepts, read


@pytest.mark.parametrize(
    "text",
    [
        "夫が怒鳴ります",
        "夫が大声で怒鳴る",
        "夫が大声で怒鳴り物に当たりとても怖い",
        "夫がいつも家の中で怒鳴る",
        "夫が酒を飲んで大声で怒鳴る",
        "父が強い酒を飲んで殴る",
        "夫が大きな物を投げて怒鳴る",
        "父が子どもの前で激しく怒鳴る",
        "彼氏が急に怒鳴る",
        "夫が酔って怒鳴る",
        "おかあさんがぶつからかえりたくない",
    ],
)
def test_violence_is_heard_whatever_is_said_of_how_and_where(text):
    wish = read(text)
    assert wish.is_danger
    assert "worry:violence" in wish.concepts


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ごみを決まった日に出せない", "kind:life_support"),
        ("ごみを指定曜日に出せない", "kind:life_support"),
        ("ごみを自分で出せない", "kind:life_support"),
        ("ごみを分けて出せない", "kind:life_support"),
        ("息子が何年も部屋から出てこない", "worry:withdrawal"),
        ("学校に毎朝行けない", "worry:withdrawal"),
        ("家賃をどうしても払えない", "worry:rent_loan"),
        # what is a wish by itself is passed over by nothing, nor is another clause, nor a refusal
        ("足が悪いので平日の午前の体操", "feature:wheelchair day:weekday time:morning activity:exercise"),
        ("子ども抜きで過ごしたい", "not:target:children"),
        # men, inside a longer sentence too
        ("妻に先立たれ男の料理教室に行きたい", "worry:bereavement feature:men_welcome activity:cooking"),
        ("77歳男性 妻の介護", "worry:nursing"),
        # of two phrases of as many letters the one that says the very word: no 「お母さんの会」
        ("おやじの会", "feature:men_only"),
    ],
)
def test_what_says_how_when_or_where_may_stand_within_a_phrase(text, meant):
    assert concepts(text) == set(meant.split())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("もう年だし近所で集まれる所", "kind:salon"),
        ("雨だし子どもと行ける所", "feature:bring_child"),
        ("カーテンが閉まったまま", ""),
        ("ママの集まり", "activity:parenting"),
        ("だしの取り方", "activity:cooking"),
        ("quero um amigo porque estou sozinho", "worry:loneliness"),
        ("how much do i have to pay for a yoga class", "activity:yoga"),
    ],
)
def test_a_piece_of_another_word_is_no_wish(text, meant):
    assert concepts(text) == set(meant.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("妻が他界", ["妻が他界"]),
        ("孫が働かない", ["孫が働かない"]),
        ("ごみを決まった日に出せない", ["ごみを決まった日に出せない"]),
        ("ママ友ができません", ["ママ友ができません"]),
        ("息子が何年も部屋から出てこない", ["息子が何年も部屋から出てこない"]),
        ("I can't pay my rent", ["can't pay my rent"]),
        ("土日はもう無理です", ["土日はもう無理"]),
        ("バリヤフリー", ["バリヤフリー"]),
    ],
)
def test_what_was_understood_is_said_in_the_words_that_were_typed(text, words):
    assert [part.words for part in read(text).parts] == words
