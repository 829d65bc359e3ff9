"""Which pairs are proposed as one place, and which are not."""

import numpy as np
import pytest

from directory.duplicates.comparison import SWITCHBOARD, Evidence, find_pairs
from directory.geo.points import NOWHERE
from directory.japanese.folding import fold_name, sound_of
from directory.japanese.readings import propose_reading
from tests.benchmarks.duplicates import figures

HERE = (35_637_000, 139_504_000)
NEXT_DOOR = (35_637_900, 139_504_000)
"""100 m north of HERE."""
AWAY = (35_639_000, 139_504_000)
"""222 m north of HERE."""
UNKNOWN = (NOWHERE, NOWHERE)


def pairs(*places):
    """The pairs among (name, point, telephone, organization), the last two of which may be left out."""
    names, points, telephones, organizations = zip(
        *(place + ("", None)[len(place) - 2 :] for place in places), strict=True
    )
    lat, lng = np.array(points, np.int32).T
    readings = [sound_of(propose_reading(name)) for name in names]
    return find_pairs(
        [fold_name(name) for name in names], readings, lat, lng, [[one] for one in telephones], organizations
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("坂浜いきいきサロン", "坂浜いきいきサロン"),
        ("髙澤囲碁クラブ", "高沢囲碁クラブ"),
        ("ＮＰＯ法人 旭ヶ丘広場", "旭が丘広場"),
        ("坂浜いきいきサロン", "坂浜イキイキサロン「虹」"),
        ("坂浜体操の会", "坂浜たいそうの会"),
        ("坂浜囲碁クラブ", "囲碁クラブ"),
        ("第1坂浜体操の会", "坂浜体操の会"),
    ],
)
def test_like_names_next_door_are_one(one, other):
    (pair,) = pairs((one, HERE), (other, NEXT_DOOR))
    assert (pair.first, pair.second, pair.evidence) == (0, 1, (Evidence.NEAR,))
    assert 0.6 <= pair.score <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("坂浜囲碁クラブ", "百村編み物の会"),
        ("第1坂浜体操の会", "第2坂浜体操の会"),
        ("坂浜3丁目サロン", "坂浜四丁目サロン"),
        ("寿会", "長寿大学"),
    ],
)
def test_other_names_next_door_are_two(one, other):
    assert pairs((one, HERE), (other, NEXT_DOOR)) == []


def test_like_names_further_away_are_two():
    assert pairs(("坂浜体操の会", HERE), ("坂浜体操の会", AWAY)) == []


@pytest.mark.parametrize(
    ("telephone", "organization", "shared"),
    [("042-378-1111", None, Evidence.TELEPHONE), ("", 3, Evidence.ORGANIZATION)],
)
def test_far_away_with_something_in_common_they_are_one(telephone, organization, shared):
    noted = telephone.replace("-", "ー").replace("ー", " ")
    (pair,) = pairs(("坂浜体操の会", HERE, telephone, organization), ("坂浜体操", AWAY, noted, organization))
    assert pair.evidence == (shared,)


@pytest.mark.parametrize(
    "noted",
    [
        "０４２（３７８）１１１１",
        "042-378-1111（内線12）",
        "+81-42-378-1111",
        "090-1234-5678 / 042 378 1111",
        "042-378-1111 3班",
    ],
)
def test_a_telephone_is_the_same_however_it_is_noted(noted):
    (pair,) = pairs(("坂浜体操の会", HERE, "042-378-1111"), ("坂浜体操", AWAY, noted))
    assert pair.evidence == (Evidence.TELEPHONE,)


def test_a_telephone_that_all_share_says_nothing():
    names = [
        "坂浜体操の会",
        "坂浜体操",
        *(f"{kana}くらぶ" for kana in "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむ"),
    ]
    shared = [(name, UNKNOWN, "042-378-2111") for name in names[: SWITCHBOARD + 1]]
    assert pairs(*shared) == []
    assert pairs(*shared[:SWITCHBOARD])[0][:2] == (0, 1)


@pytest.mark.parametrize(
    ("other", "found"),
    [("坂浜いきいき百歳体操の会", True), ("坂浜いきいきひゃくさい体操の会", True), ("坂浜囲碁の会", False)],
)
def test_without_a_point_the_name_alone_decides(other, found):
    assert bool(pairs(("坂浜いきいき百歳体操の会", HERE), (other, UNKNOWN))) is found


def test_every_pair_comes_once_the_most_alike_first():
    found = pairs(
        ("坂浜体操の会", HERE, "042-378-1111", 3),
        ("坂浜体操の会", HERE, "0423781111", 3),
        ("坂浜体操会", HERE, "", None),
    )
    assert [pair[:2] for pair in found] == [(0, 1), (0, 2), (1, 2)]
    assert found[0].evidence == (Evidence.NEAR, Evidence.TELEPHONE, Evidence.ORGANIZATION)
    assert found[0].score == 1


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_compare(count):
    none = np.full(count, NOWHERE, np.int32)
    assert find_pairs(["会"] * count, ["かい"] * count, none, none, [()] * count, [None] * count) == []


def test_planted_copies_are_found():
    found = figures(2_000)
    assert found["recall"] >= 0.9
    assert found["precision"] >= 0.4
