"""The drawn map: every number can be read, and a house with twelve groups is one dot."""

import random
import re
from itertools import combinations
from urllib.parse import unquote

import pytest

from cms.print.map_frame import Box, Size, Taken
from cms.print.town_map import (
    A3_LANDSCAPE,
    A3_PORTRAIT,
    A4_PORTRAIT,
    ON_ONE_PAGE,
    Spot,
    a3_of,
    cut_in_pages,
    in_runs,
    spots_of,
    town_map,
)
from directory.models import Landmark
from tests.factories import make_municipality, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
LABEL = re.compile(r"<rect x='([\d.]+)' y='([\d.]+)' width='([\d.]+)' height='([\d.]+)' rx=")


def scattered(count: int) -> list[Spot]:
    lot = random.Random(7)
    return [Spot(n, 35.63 + lot.gauss(0, 0.01), 139.5 + lot.gauss(0, 0.01), n % 9 == 0) for n in range(1, count + 1)]


def labels(image: str) -> list[Box]:
    return [Box(x, y, x + w, y + h) for x, y, w, h in (map(float, one) for one in LABEL.findall(unquote(image)))]


def test_of_300_places_hardly_any_label_covers_another():
    boxes = labels(town_map(scattered(300), "132250", A3_LANDSCAPE).image)
    covered = sum(a.touches(b) for a, b in combinations(boxes, 2))
    assert len(boxes) > 250
    assert covered <= 6
    assert all(box.is_within(A3_LANDSCAPE) for box in boxes)


def test_a_house_with_twelve_groups_has_one_label():
    spots = [Spot(n, 35.63, 139.5, False) for n in (1, 2, 3, 5, 9, 10)] + [Spot(4, 35.64, 139.5, False)]
    drawn = town_map(spots, "132250", A4_PORTRAIT)
    assert len(labels(drawn.image)) == 2
    assert ">1〜3・5・9〜10<" in unquote(drawn.image)
    assert "1〜5、9〜10 の 場所" in drawn.alt


def test_towns_and_landmarks_are_named_and_their_names_are_inert():
    city = make_municipality()
    make_town("平尾", lat=35.6301, lng=139.5)
    Landmark.objects.create(municipality=city, name="<b>駅${1}", lat=35.632, lng=139.503)
    Landmark.objects.create(municipality=city, name="遠い駅", lat=36.9, lng=139.5)
    drawn = town_map([Spot(1, 35.63, 139.5, False)], city.pk, A4_PORTRAIT)
    assert ">平尾<" in unquote(drawn.image)
    assert "&lt;b&gt;駅${1}" in unquote(drawn.image)
    assert "遠い駅" not in unquote(drawn.image) + drawn.alt


def test_many_places_are_cut_into_pages_of_neighbours():
    spots = scattered(300)
    pages = cut_in_pages(spots)
    assert sorted(one for page in pages for one in page) == sorted(spots)
    assert max(map(len, pages)) <= ON_ONE_PAGE
    assert cut_in_pages([]) == []


def test_a_place_far_off_does_not_shrink_the_town():
    near = [make_resource(place=make_place(lat=35.60 + n / 1000, lng=139.49)) for n in range(4)]
    far = make_resource(place=make_place(lat=43.06, lng=141.35))
    hidden = make_resource(place=make_place(live=False))
    found = spots_of(enumerate([*near, far, hidden], 1))
    assert [one.number for one in found] == [1, 2, 3, 4]


def test_the_sheet_lies_or_stands_as_the_town_does():
    tall = [Spot(1, 35.0, 139.5, False), Spot(2, 35.2, 139.5, False)]
    wide = [Spot(1, 35.0, 139.5, False), Spot(2, 35.0, 139.9, False)]
    assert (a3_of(tall), a3_of(wide)) == (A3_PORTRAIT, A3_LANDSCAPE)


RUNS = {(): "", (1,): "1", (1, 2, 3): "1〜3", (1, 3, 4, 9): "1、3〜4、9"}


@pytest.mark.parametrize(("numbers", "told"), RUNS.items())
def test_numbers_in_runs(numbers, told):
    assert in_runs(numbers) == told


def test_what_is_taken_is_taken_once():
    taken = Taken(Size(100, 100, 0, 1), 10)
    assert taken.take(Box(0, 0, 30, 30))
    assert not taken.take(Box(29, 29, 40, 40))
    assert taken.take(Box(30, 30, 40, 40))
    assert not taken.take(Box(90, 90, 101, 95))
