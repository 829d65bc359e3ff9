"""What people type, read as a wish: by inflection, by sound, by a slip of the pen, in other scripts; and what stays a name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.japanese.readings import propose_reading
from directory.search.wishes.reading import MOST_LETTERS
from tests.directory.search.wishes.shipped import concepts, read

ENDINGS = [
    "がしたいです",
    "をやっている所",
    "ができますか",
    "をさがしています",
    " お願いします",
    "はありますか",
    "したいんだけど",
]
SENTENCES = [
    "市立病院の近くで介護の相談がしたい「ひまわり」",
    "火・木の19時から子連れで行ける無料の料理教室",
    "夫に殴られて今夜泊まる所がありません",
    "囲碁も将棋もできないのでカラオケ以外で",
]
ACTIVITIES = ["体操", "囲碁", "手芸", "カラオケ", "書道", "卓球", "料理", "園芸", "合唱", "将棋"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # inflection, particles, spoken endings
        ("家賃払えなくて", "worry:rent_loan"),
        ("家賃がもう払えません", "worry:rent_loan"),
        ("学校に行けてない", "worry:withdrawal"),
        ("体を動かしたいんだけど", "activity:exercise"),
        ("子守りしてくれんかね", "kind:life_support"),
        # words that residents type for one need, by families
        ("米びつが空", "worry:food"),
        ("奨学金が返せない", "worry:debt"),
        ("予約めんどくさい", "feature:drop_in"),
        ("近所に知られたくない", "feature:anonymous"),
        ("和式は使えない", "feature:accessible_toilet"),
        ("わいわいは苦手", "feature:quiet"),
        ("酒がないと夜を越せない", "worry:addiction"),
        ("自治会やめたい", "worry:neighbours"),
        ("日本語", "activity:japanese_language"),
        ("月末がこわい", "worry:money"),
        ("物がダブって見える", "worry:vision"),
        ("元保育士です", "stage:role"),
        ("庭の草むしり頼みたい", "kind:life_support"),
        # dialect
        ("歌いてえ", "activity:music"),
        ("耳遠なった", "worry:hearing"),
        ("息子が学校行かへん", "worry:withdrawal"),
        ("金あらへん", "worry:money"),
        ("囲碁さ打ちてえ", "activity:board_games"),
        ("教えてけろ スマホ", "activity:digital"),
        ("家に帰りたない", "kind:youth_space"),
        ("手伝うこと何かなかね", "stage:role"),
        # words that stand for each other, of persons only in worries
        ("女房を亡くした", "worry:bereavement"),
        ("甥が部屋から出てこない", "worry:withdrawal"),
        ("おばあちゃんと行ける", "target:older"),
        # who asks for a doing does not offer it, and who cannot does not refuse
        ("手伝ってもらいたい", "kind:life_support"),
        ("落語を聞きたい", "activity:culture"),
        ("相談できない", "worry:other"),
        # circumstances are no conditions, and no word is heard across a particle
        ("手術のあと家事ができない", "kind:life_support"),
        ("貯金がつきた", "worry:money"),
        ("夫が一日中家にいる", "feature:men_welcome"),
        ("市立病院の近くで介護の相談", "worry:nursing kind:consultation"),
        ("車いすの妻と音楽", "feature:wheelchair activity:music"),
        ("しゃべるとこない？", "activity:tea"),
        # kana, width, variants, okurigana
        ("くるまいす", "feature:wheelchair"),
        ("かんじが よめません", "feature:foreign_language"),
        ("びょういん いきたい", "kind:life_support"),
        ("しんだ おじいさんの かぐ", "worry:bereavement"),
        ("ｸﾙﾏｲｽ", "feature:wheelchair"),
        ("引き籠もり", "worry:withdrawal"),
        ("障碍者", "target:disability"),
        ("kuruma isu", "feature:wheelchair"),
        ("kaigo", "worry:nursing"),
        ("taiso", "activity:exercise"),
        ("passear MCI", "activity:walking worry:dementia"),
        ("なんか", ""),
        ("こども会のやくいん", "kind:club feature:roles"),
        ("くすりののみかた", "worry:illness"),
        ("かいご離職", "worry:nursing worry:job_search"),
        # misspelt: one kanji of the same sound, half in kana, letters
        ("駐者場", "feature:parking"),
        ("麻省", "activity:board_games"),
        ("祖父の会護", "worry:nursing"),
        ("俳くの会", "activity:arts"),
        ("グランドゴフル", "activity:ground_golf"),
        ("ボラティア", "kind:volunteering"),
        # other languages
        ("I am looking for a job", "worry:job_search"),
        ("学習日語", "activity:japanese_language"),
        ("preciso de emprego", "worry:job_search"),
        ("tôi cần giúp đỡ", "kind:consultation"),
        # whom they care for is no condition of its own
        ("認知症の母と行けるカラオケ", "worry:dementia activity:karaoke"),
        ("3歳の子と行ける所", "target:children"),
        ("70代 男性も 囲碁", "target:older feature:men_welcome activity:board_games"),
        # what is easy costs nothing by that; a verb in kana is no noun, a known English word no Japanese one
        ("杖で参加しやすい体操", "feature:wheelchair activity:exercise"),
        ("にほんご おしえて ください", "activity:japanese_language"),
        ("where can i play soccer", "activity:sports"),
        # whose trouble it is, and what else troubles
        ("子どもの給食費", "worry:money"),
        ("六十過ぎの仕事", "worry:job_search"),
        ("入館料を取られない", "fee:free"),
        # compounds and several conditions
        ("シニアヨガ", "target:older activity:yoga"),
        ("車椅子ダンス", "feature:wheelchair activity:dance"),
        ("無料法律相談", "fee:free worry:legal kind:consultation"),
        ("火曜の夜に走りたい", "day:tue time:evening activity:sports"),
        ("少人数の書道 平日の夜", "feature:small_group activity:arts day:weekday time:evening"),
        ("月水の19時以降 テニス", "day:mon day:wed time:evening activity:sports"),
        # who wants to help looks for no help
        ("配食の手伝い", "stage:role"),
        ("英語を教えたい", "feature:foreign_language stage:role"),
        ("68歳 男 なにか手伝いたい", "feature:men_welcome stage:role"),
        # polite endings, lengths and frequencies are no words
        ("体操は できるのでしょうか", "activity:exercise"),
        ("何か習える所はありますでしょうか", ""),
        ("本町に住んでいます", ""),
        ("妹が1年近く引きこもり", "worry:withdrawal"),
        ("週1回でもいいので囲碁", "activity:board_games"),
        ("29歳の息子が働いていない", "worry:withdrawal"),
        # what is only told is no condition
        ("今日は誰とも話していない", "worry:loneliness"),
        ("今日やることがない", "activity:tea"),
        ("今日 体操", "day:today activity:exercise"),
        ("仕事が忙しくて夜しか介護できない", "worry:nursing"),
        ("眠れなくてつらいので土曜に相談したい", "worry:mental day:sat kind:consultation"),
        ("夜中に何度も起きて歩き回る母に付き添い、私は眠れない", "worry:dementia target:carer"),
        ("雨の日でも子どもと行ける所", "feature:bring_child"),
        ("夫が一年前に亡くなった", "worry:bereavement"),
        ("毎月2回の体操", "activity:exercise"),
        ("車がないので送迎してほしい", "feature:pick_up"),
        ("膝が悪くても出来る体操", "activity:exercise"),
        ("居場所がない", "worry:loneliness"),
        # a club of those with a worry keeps the worry
        ("ひきこもりの親の会", "worry:withdrawal activity:peer_support"),
        ("うつ病の家族会", "worry:mental activity:peer_support"),
        ("家賃と住宅ローンが払えない", "worry:rent_loan"),
        # short words of other languages that look like others
        ("laro ng bata", "activity:child_play"),
        ("libre na pagkain", "kind:meal"),
        ("chỗ chơi cho trẻ em", "activity:child_play"),
        ("Gusto kong matuto ng Hapon", "activity:japanese_language"),
        ("mag-isa ako", "worry:loneliness"),
        # つらい alone is a worry, beside another it says nothing new
        ("つらい", "worry:mental"),
        ("子育てつらい", "worry:childcare"),
        # what is free, and what is only that
        ("ただ", "fee:free"),
        ("ただおしゃべりがしたい", "activity:tea"),
        ("相談 ただおしゃべりしたい", "kind:consultation activity:tea"),
        # a number is no hole in a sentence, and its 「の」 goes with it
        ("金土の夜 カラオケ", "day:fri day:sat time:evening activity:karaoke"),
        ("七十過ぎの人向け", "target:older"),
        ("さくら会 火・木", "day:tue day:thu"),
        ("ひまわり会 10時から", "time:morning"),
        ("さくら保育園 3歳", "target:children"),
        # who cannot write asks for somebody who writes
        ("手が震えて字が書けない", "worry:illness kind:life_support"),
        # who offers a doing may be looking for where, who gives a thing away is not
        ("将棋を手伝いたい", "activity:board_games stage:role"),
        ("おもちゃをゆずりたい", "stage:role"),
        # when something troubles is told, when somebody can come is a condition
        ("夜はさびしくて眠れない毎日です", "worry:loneliness"),
        ("話し相手がいない 今日体操", "worry:loneliness day:today activity:exercise"),
        ("母の介護で眠れなくてつらい、日曜", "worry:nursing worry:mental day:sun"),
        ("土曜 夫の介護で疲れてしまう毎日です", "day:sat target:carer"),
        ("日曜の朝から開いていてほしいのですが", "day:sun time:morning"),
        ("土曜の借金や家賃や医療費の悩み", "day:sat worry:debt worry:rent_loan worry:money"),
        ("夫の介護で疲れたので日曜なら都合がつきます", "worry:nursing day:sun"),
        ("介護で眠れなくてつらいので夜にお茶を飲みたい", "worry:nursing worry:mental time:evening activity:tea"),
        # a short word in katakana with a sentence behind it is no name
        ("ダンスやろう", "activity:dance"),
        ("アトピーはいやだ", "worry:illness"),
        # nor is one in hiragana with a particle behind it, nor a sentence with blanks
        ("はたけなんだけど", "activity:gardening"),
        ("あしたやってますか", "day:tomorrow"),
        ("ねこに さわれる ところ", "activity:animals"),
        ("花育てたい", "activity:gardening"),
        ("つどいの場しか行けない", "kind:salon"),
        # how easily something is done is no price, a level floor no dropping in, a hobby no bullying
        ("男一人でも行きやすい所", "feature:men_welcome"),
        ("話しやすい 体操", "activity:exercise"),
        ("段差がなくフラットな所", "feature:wheelchair"),
        ("ふらっとカフェ", "feature:drop_in kind:cafe"),
        ("プラモデルと機械いじりが好き", "activity:crafts"),
        ("学校で いじりがひどい", "worry:bullying"),
        ("役に立つことがしたい", "stage:role"),
    ],
)
def test_what_people_type_is_understood(text, meant):
    assert concepts(text) == set(meant.split())


@pytest.mark.parametrize("ending", ["で", "で行ける", "で通いたい", "で行けますか", "に乗って行く"])
@pytest.mark.parametrize(
    ("vehicle", "meant"),
    [("電車", "near:walk"), ("バス", "near:walk"), ("地下鉄", "near:walk"), ("自転車", "near:walk"), ("車", "feature:parking"), ("バイク", "feature:parking")],
)  # fmt: skip
def test_how_somebody_comes_is_no_hobby(vehicle, ending, meant):
    assert concepts(vehicle + ending) == {meant}
    assert concepts(f"{vehicle}{ending} 体操") == {meant, "activity:exercise"}


@pytest.mark.parametrize("hobby", ["電車が好き", "電車の話", "鉄道ファン", "バス旅行"])
def test_a_vehicle_that_somebody_likes_is_one(hobby):
    assert concepts(hobby) == {"activity:culture"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("カラオケのない所", "not:activity:karaoke"),
        ("運動じゃないやつ", "not:activity:exercise"),
        ("相談以外", "not:kind:consultation"),
        ("犬がこわい", "not:activity:animals"),
        ("歌は苦手", "not:activity:music"),
        ("土日はだめ", "not:day:weekend"),
        ("体操 火・木はだめ", "activity:exercise not:day:tue not:day:thu"),
        ("火、木以外", "not:day:tue not:day:thu"),
        ("月・水・金は行けない", "not:day:mon not:day:wed not:day:fri"),
        ("火と木は無理 囲碁", "not:day:tue not:day:thu activity:board_games"),
        ("夜は行けない", "not:time:evening"),
        ("当番なし", "not:feature:roles"),
        ("囲碁も将棋もできない", "not:activity:board_games"),
        ("麻雀と料理は除く", "not:activity:board_games not:activity:cooking"),
        ("猫アレルギーなので猫のいない所", "not:activity:animals"),
        ("相談じゃなくてただおしゃべり", "not:kind:consultation activity:tea"),
        ("夜は出られない", "not:time:evening"),
        ("犬がこわくて", "not:activity:animals"),
        ("かごない", "not:activity:crafts"),
        ("いぬはいや", "not:activity:animals"),
        ("カラオケNG", "not:activity:karaoke"),
        ("カラオケはどうしてもあまり好きではない", "not:activity:karaoke"),
        ("座れる所以外", "not:kind:facility"),
        ("十代のママ以外", "target:youth not:target:parents"),
        ("有料はだめ", "fee:free"),
        ("男性お断りの会", "feature:women_only"),
        ("犬のいる所はいや", "not:activity:animals"),
        # what is turned round already is not turned again
        ("夜しか行けない", "time:evening"),
        ("足がないので困る", "feature:pick_up"),
        ("段差がこわい", "feature:wheelchair"),
        # no negation of a wish
        ("段差のない体操", "feature:wheelchair activity:exercise"),
        ("スマホが分からない", "activity:digital"),
        ("料理を教えてくれんか", "activity:cooking"),
    ],
)
def test_what_is_not_wanted_is_told_apart_from_what_is(text, meant):
    assert concepts(text) == set(meant.split())


def test_a_known_town_is_a_place_whatever_it_sounds_like():
    assert read("体操", lambda text: text == "体操").concepts == ["place:体操"]
    assert not read("死にたい", lambda text: text == "死にたい").is_danger
    assert read("十三 体操", lambda text: text == "十三").concepts == [
        "place:十三",
        "activity:exercise",
    ]
    assert "place:つむぎ台" in read("つむぎ台 体操 午後", lambda text: text == "つむぎ台").concepts


@pytest.mark.parametrize(
    "text",
    [
        "急に耳が聞こえなくなった", "なんでもいいので話したい", "何度も相談したい", "三日以上 誰とも話していない", "次の仕事が見つからない", "半年以内に 仕事がほしい",
        "払うお金がない", "一人で食べるのがさびしい", "二人で行ける体操", "ほとんど口をきかない息子", "雨の日に遊べる所", "病気で急に働けなくなった",
        "i am lonely", "estou procurando trabalho", "naghahanap ako ng trabaho", "rainy day with kids", "tôi đang tìm việc",
    ],
)  # fmt: skip
def test_scraps_of_a_sentence_are_no_names(text):
    wish = read(text)
    assert wish.parts
    assert not [c for c in wish.concepts if c.startswith(("name:", "place:"))]


@pytest.mark.parametrize(("text", "kept"), [("編集を教えたい", "編集"), ("茶道 ほうじ茶", "ほうじ茶")])
def test_a_thing_that_can_be_looked_for_stays_text(text, kept):
    assert f"name:{kept}" in read(text).concepts


@pytest.mark.parametrize("thing", ["市役所", "緑が丘団地", "コンビニ", "郵便局", "保育園"])
@pytest.mark.parametrize("near", ["の近く", "の近くで体操", "のそばのカフェ"])
def test_what_something_is_near_to_is_a_place(thing, near):
    assert read(thing + near).concepts[0] == f"place:{thing}"


def test_parts_of_one_meaning_are_one():
    parts = read("家賃 ローン 家賃が払えない").parts
    assert [part.concepts for part in parts] == [("worry:rent_loan",)]


@given(st.sampled_from(ACTIVITIES), st.sampled_from(ENDINGS))
@settings(deadline=None)
def test_politeness_changes_nothing(word, ending):
    assert concepts(word + ending) == concepts(word)


@pytest.mark.parametrize("word", ["囲碁", "将棋", "駐車場", "話し相手", "借金", "介護", "体操", "カラオケ", "不登校"])
def test_width_and_small_words_around_change_nothing(word):
    """Full width, blanks, marks, and a particle or politeness behind it."""
    for typed in [
        f"　{word}　",
        f"{word}！",
        f"{word}は",
        f"{word}など",
        f"{word}です",
        f"{word}について",
        f"「{word}」",
    ]:
        assert concepts(typed) == concepts(word), typed


@given(st.sampled_from(ACTIVITIES), st.booleans())
@settings(deadline=None)
def test_hiragana_and_katakana_are_one(word, katakana):
    kana = propose_reading(word)
    typed = "".join(chr(ord(c) + 0x60) if katakana and "ぁ" <= c <= "ゖ" else c for c in kana)
    assert concepts(typed) == concepts(word)


@given(st.sampled_from(SENTENCES), st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None)
def test_a_torn_sentence_is_read_without_an_error(text, start, end):
    assert all(part.concepts for part in read(text[start:end]).parts)


@given(
    st.lists(
        st.sampled_from([*ACTIVITIES, "午後", "無料", "駐車場", "水曜", "話し相手"]),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
@settings(deadline=None)
def test_conditions_may_stand_in_any_order(words):
    assert concepts(" ".join(words)) == concepts("　".join(reversed(words)))


@given(st.text(max_size=2 * MOST_LETTERS))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read(text):
    """Whatever is typed, nothing fails, and no part is without a meaning."""
    assert all(part.concepts and part.words for part in read(text).parts)


def test_no_more_letters_are_read_than_anybody_types():
    assert concepts("体操" + " " * 196 + "囲碁") == {"activity:exercise", "activity:board_games"}
    assert concepts("体操" + " " * 197 + "囲碁") == {"activity:exercise"}
