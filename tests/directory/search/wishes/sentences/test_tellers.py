"""Who tells it decides what is meant: a pupil, somebody with a husband who retired, somebody who looks for others like themselves."""

import pytest

from tests.directory.search.wishes.shipped import concepts


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # pupils who keep house
        ("ママがずっと寝ててごはん私がつくってる", "worry:young_carer"),
        ("父が入院して弟の世話を僕がしてる中2です", "worry:young_carer"),
        ("お母さんの世話を私がしています", "worry:nursing"),
        ("夫が入院してママ友に料理を私が作る", "activity:parenting activity:cooking"),
        # husbands who retired
        ("夫が退職してからほとんど家から出てくれない", "feature:men_welcome"),
        ("定年後の父が部屋にこもっている", "target:older feature:men_welcome"),
        ("夫がほとんど家から出てくれない", "worry:withdrawal"),
        ("息子が退職して家から出ない", "worry:withdrawal"),
        # parents
        ("うちの息子もう48になりますが働いたことがない", "worry:withdrawal"),
        ("働いたことがない", "kind:work_experience"),
        ("妻が出ていって5歳と二人です", "worry:single_parent"),
        ("妻と二人です", ""),
        # others in the same place
        ("同じような引きこもりの人と話してみたい", "target:withdrawn activity:peer_support"),
        ("同じ町の人と話したい", "worry:loneliness"),
        ("引きこもりの人と話したい", "target:withdrawn worry:loneliness"),
        # people at home for years
        ("もう20年くらい家にいます", "worry:withdrawal"),
        ("十年以上ずっと部屋の中", "worry:withdrawal"),
        ("20年この家に住んでいます", ""),
        ("二十年家で介護しています", "worry:nursing"),
        ("10年家にいた猫", "activity:animals"),
        ("娘がだれとも会おうとしません", "worry:withdrawal"),
        ("母が誰とも会わない", "worry:loneliness"),
        # men who are shy of a place
        ("男が体操に行くのは気が引ける", "activity:exercise feature:men_welcome"),
        ("おじさん一人だとサロンは入りにくい", "kind:salon feature:men_welcome"),
    ],
)
def test_who_tells_it_decides(text, meant):
    assert concepts(text) == set(meant.split())
