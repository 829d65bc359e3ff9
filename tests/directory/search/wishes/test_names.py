"""Which words are a proper name, in which no wish is heard."""

import pytest

from tests.directory.search.wishes.shipped import concepts, read


@pytest.mark.parametrize(
    "name",
    [
        "土曜会", "火曜会", "あしたの家", "無料寺サロン", "日曜大工の会 なごみ", "ヨガの里公民館", "手話の里", "今日庵", "夕やけ会",
        "平和町", "元町", "歌川町", "花園町", "車田", "杖突", "音羽", "犬山", "絵下谷", "うつのみや", "つえむら", "がんばろう会", "今日子さんの会",
        "きょうりょく", "ねこやなぎ", "ただいま", "あしたば", "よるがお", "大字下沢8050", "みんなの家", "さくら散歩道",
        "午後ティーサロン", "水曜倶楽部", "昼間さん", "杖ヶ池", "熊ノ前", "首なし地蔵前", "第9白川", "無料堂前", "歌島", "日向町", "今市",
        "カフェ月曜日", "山田医院", "さくら保育園", "あさってやの会",
        "いまり", "ねこじゃらし", "おどりば", "ぴあのん", "こどもん", "カフェ木洩れ日", "サロン陽だまり", "サロンいこう", "カフェつどおう", "土曜おやじの会", "認知症カフェ相模屋",
    ],
)  # fmt: skip
def test_a_name_that_holds_such_words_stays_a_name(name):
    wish = read(name)
    assert wish.parts
    assert all(c.startswith(("name:", "place:")) for c in wish.concepts)
    assert not wish.is_danger


@pytest.mark.parametrize("club", ["卓球クラブ", "料理教室", "詩吟の会", "スマホ教室", "将棋同好会"])
@pytest.mark.parametrize("called", [" ほたる", "「おしゃべり」", " 花", "『囲碁』", "「やすらぎ」"])
def test_what_a_club_is_called_says_nothing_of_what_it_does(club, called):
    assert concepts(club + called) == concepts(club)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("月曜マージャンの会", "day:mon activity:board_games"),
        ("土曜 卓球の会", "day:sat activity:sports"),
        ("家にいる", ""),
    ],
)
def test_a_day_before_what_a_club_does_is_a_day_and_to_be_at_home_is_nothing(text, meant):
    assert concepts(text) == set(meant.split())


@pytest.mark.parametrize("text", ["徒歩", "車がない", "歩いて行ける", "徒歩で"])
def test_on_foot_alone_is_near(text):
    assert concepts(text) == {"near:walk"}


@pytest.mark.parametrize("text", ["歌", "歌いたい", "みんなで歌を歌える所"])
def test_a_song_is_music(text):
    assert concepts(text) == {"activity:music"}
