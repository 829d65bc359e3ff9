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
        "いまり", "ねこじゃらし", "おどりば", "ぴあのん", "こどもん", "カフェ木洩れ日", "サロン陽だまり", "サロンいこう", "カフェつどおう", "認知症カフェ相模屋",
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
