"""The order of what is found does not depend on the database.

The expected orders are written out, so that a run on SQLite and one on PostgreSQL
(`python -m tests.postgres_cluster .venv/bin/python -m pytest …`) must give the same.
"""

import datetime as dt

import pytest

from directory.duplicates.candidates import duplicates_in
from directory.models import Place, Resource
from directory.search import public_search
from directory.search.name_lookup import found
from directory.snapshot import loading
from directory.snapshot.selection import Selection
from tests.factories import CITY, make_place, make_resource

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 21)
NAMES = (
    "ふれあいサロン", "フレアイさろん", "ﾌﾚｱｲｻﾛﾝ", "髙橋サロン", "高橋さろん", "旭ヶ丘体操の会", "旭が丘体操の会", "百歳体操",
    "いきいき百才体操", "Salon Fureai", "絆の家", "きずな", "サロン", "ｻﾛﾝ", "Ａサロン", "aサロン", "第１サロン", "第一サロン",
)  # fmt: skip
"""Names that databases sort and compare each in its own way."""


FIRST = 1_000
"""Key of the first; the same in every database, since the order of a day is drawn by the key."""


@pytest.fixture
def names(db):
    """A resource for each name; the farther north, the smaller the key."""
    places = [make_place(lat=35.604 + number / 100_000) for number in reversed(range(len(NAMES)))]
    for number, (name, place) in enumerate(zip(NAMES, places, strict=True)):
        make_resource(pk=FIRST + number, name=name, place=place, kinds=[])


def order(found_keys):
    """Numbers of names."""
    return [int(key) - FIRST for key in found_keys]


SALON = [12, 13, 14, 15, 3, 4, 16, 17, 0, 1, 2, 9]
TODAY = [12, 0, 17, 3, 5, 4, 16, 8, 10, 15, 6, 11, 1, 14, 7, 13, 9, 2]
PAIRS = [
    *((first, second, 1.0) for first, second in ((0, 1), (0, 2), (1, 2), (3, 4), (5, 6), (12, 13), (14, 15), (16, 17))),
    (7, 8, 0.889),
    *((first, second, 0.857) for first in (12, 13) for second in (14, 15)),
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("さろん", SALON),
        ("高橋", [3, 4]),
        ("旭ケ丘", [5, 6]),
        ("百歳", [7, 8]),
        ("kizuna", [11, 10]),
    ],
)
def test_the_search_and_the_suggestions(names, typed, expected):
    everything = Selection.of(loading.current(), DAY)
    assert order(public_search.found(everything.snapshot, typed).keys) == expected
    assert order(public_search.suggested(everything, typed, len(NAMES)))[:2] == expected[:2]


def test_the_list_of_the_day_and_by_distance(names):
    everything = Selection.of(loading.current(), DAY)
    assert order(everything.keys) == TODAY
    assert order(everything.nearest_to(35.604, 139.489).keys) == list(reversed(range(len(NAMES))))


def test_what_may_be_one(names):
    pairs = [(*order((pair.first, pair.second)), pair.score) for pair in duplicates_in(frozenset([CITY]))]
    assert pairs == PAIRS


def test_looking_up_rows(names):
    Place.objects.create(name="髙橋会館", municipality_id=CITY)
    assert [place.name for place in found(Place.objects.order_by("pk"), "高橋")] == ["髙橋会館"]
    assert sorted(order(found(Resource.objects.all(), "高橋").values_list("pk", flat=True))) == [3, 4]
