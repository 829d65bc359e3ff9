"""Words that mean more behind each other than each by itself: who looks after whom, after which broadcast."""

import pytest

from tests.directory.search.wishes.shipped import concepts


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("中学生の娘が私の母のおむつを替えてくれている", "worry:young_carer"),
        ("高1の孫が寝たきりのおばあちゃんの世話をしている", "worry:young_carer"),
        ("昼ドラのあとに行ける体操", "time:afternoon activity:exercise"),
        ("相撲中継が終わってから始まる会", "time:evening"),
        ("洗濯を終えてから行ける卓球", "time:morning activity:sports"),
        ("夕飯の支度までに終わる手芸", "time:afternoon activity:crafts"),
    ],
)
def test_a_scene_is_read_as_one(text, meant):
    assert concepts(text) == set(meant.split())


def test_who_is_looked_after_by_a_parent_is_no_young_carer():
    assert "worry:young_carer" not in concepts("孫が母の世話になっている")
