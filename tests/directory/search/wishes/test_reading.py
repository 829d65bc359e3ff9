"""What people type, read as a wish: by inflection, by sound, by a slip of the pen, in other scripts; and what stays a name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.search.wishes.reading import MOST_LETTERS, read_wish
from directory.search.wishes.table import shipped_book

ENDINGS = [
    "がしたいです",
    "をやっている所",
    "ができますか",
    "をさがしています",
    " お願いします",
    "はありますか",
    "したいんだけど",
]
ACTIVITIES = ["体操", "囲碁", "手芸", "カラオケ", "書道", "卓球", "料理", "園芸", "合唱", "将棋"]


def understood(text, is_place=lambda _: False):
    """The concepts that are no text, and whether the notice comes first."""
    wish = read_wish(text, shipped_book(), is_place)
    return {c for c in wish.concepts if not c.startswith(("name:", "place:"))}, wish.is_danger


def concepts(text):
    return understood(text)[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # inflection, particles, spoken endings
        ("家賃払えなくて", "worry:rent_loan"),
        ("家賃がもう払えません", "worry:rent_loan"),
        ("学校に行けてない", "worry:withdrawal"),
        ("体を動かしたいんだけど", "activity:exercise"),
        ("子守りしてくれんかね", "kind:life_support"),
        # dialect
        ("歌いてえ", "activity:music"),
        ("耳遠なった", "worry:hearing"),
        ("息子が学校行かへん", "worry:withdrawal"),
        ("金あらへん", "worry:money"),
        # kana, width, variants, okurigana
        ("くるまいす", "feature:wheelchair"),
        ("ｸﾙﾏｲｽ", "feature:wheelchair"),
        ("引き籠もり", "worry:withdrawal"),
        ("障碍者", "target:disability"),
        ("kuruma isu", "feature:wheelchair"),
        # misspelt: one kanji of the same sound, half in kana, letters
        ("駐者場", "feature:parking"),
        ("麻省", "activity:board_games"),
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
        # compounds and several conditions
        ("車椅子ダンス", "feature:wheelchair activity:dance"),
        ("無料法律相談", "fee:free worry:legal"),
        ("火曜の夜に走りたい", "day:tue time:evening activity:sports"),
        ("少人数の書道 平日の夜", "feature:small_group activity:arts day:weekday time:evening"),
        ("月水の19時以降 テニス", "day:mon day:wed time:evening activity:sports"),
        # who wants to help looks for no help
        ("配食の手伝い", "stage:role"),
        ("英語を教えたい", "feature:foreign_language stage:role"),
        # つらい alone is a worry, beside another it says nothing new
        ("つらい", "worry:mental"),
        ("子育てつらい", "worry:childcare"),
    ],
)
def test_what_people_type_is_understood(text, meant):
    assert concepts(text) == set(meant.split())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("カラオケのない所", "not:activity:karaoke"),
        ("運動じゃないやつ", "not:activity:exercise"),
        ("相談以外", "not:kind:consultation"),
        ("犬がこわい", "not:activity:animals"),
        ("歌は苦手", "not:activity:music"),
        ("土日はだめ", "not:day:weekend"),
        ("夜は行けない", "not:time:evening"),
        ("当番なし", "not:feature:roles"),
        # no negation of a wish
        ("段差のない体操", "feature:wheelchair activity:exercise"),
        ("スマホが分からない", "activity:digital"),
        ("料理を教えてくれんか", "activity:cooking"),
    ],
)
def test_what_is_not_wanted_is_told_apart_from_what_is(text, meant):
    assert concepts(text) == set(meant.split())


@pytest.mark.parametrize(
    "name",
    [
        "土曜会", "火曜会", "あしたの家", "無料寺サロン", "日曜大工の会 なごみ", "ヨガの里公民館", "手話の里", "今日庵", "夕やけ会",
        "平和町", "歌川町", "花園町", "車田", "杖突", "音羽", "犬山", "絵下谷", "うつのみや", "つえむら", "がんばろう会", "今日子さんの会",
        "きょうりょく", "ねこやなぎ", "ただいま", "あしたば", "よるがお", "大字下沢8050", "みんなの家", "さくら散歩道",
    ],
)  # fmt: skip
def test_a_name_that_holds_such_words_stays_a_name(name):
    wish = read_wish(name, shipped_book())
    assert wish.parts
    assert understood(name) == (set(), False)


def test_a_known_town_is_a_place_whatever_it_sounds_like():
    assert read_wish("体操", shipped_book(), lambda text: text == "体操").concepts == ["place:体操"]
    assert "place:つむぎ台" in read_wish("つむぎ台 体操 午後", shipped_book(), lambda text: text == "つむぎ台").concepts


@pytest.mark.parametrize(
    "text",
    [
        "死にたい", "もう消えてしまいたい", "タヒにたい", "生きてる意味がない", "リストカットの娘", "殴られる", "夫に首を絞められた", "どつかれる",
        "虐待かもしれない", "今夜どこで寝たらいい", "今夜泊まる所がない", "公園で寝泊まりしています", "I want to die", "不想活了", "quero morrer",
        "muốn chết", "gusto ko nang mamatay", "my husband hits me", "逃げたい",
    ],
)  # fmt: skip
def test_words_of_danger_are_heard(text):
    assert read_wish(text, shipped_book()).is_danger


@pytest.mark.parametrize(
    "text",
    [
        "死んだ父の手続き", "夫が死んで一年", "死ぬほどひま", "死ぬまで歩きたい", "殴り書き教室", "太鼓をたたく", "蜂に刺される", "包丁の研ぎ方",
        "自殺予防の講演会", "DV防止の勉強会", "ホームレス支援がしたい", "終活", "必死", "介護から逃げたい", "首こり", "殺虫剤",
    ],
)  # fmt: skip
def test_nobody_is_alarmed_by_other_words(text):
    assert not read_wish(text, shipped_book()).is_danger


@given(st.sampled_from(ACTIVITIES), st.sampled_from(ENDINGS))
@settings(deadline=None)
def test_politeness_changes_nothing(word, ending):
    assert concepts(word + ending) == concepts(word)


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
    assert all(part.concepts and part.words for part in read_wish(text, shipped_book()).parts)
