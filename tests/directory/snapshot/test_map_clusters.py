"""Pins and groups: every chosen point of the view is in exactly one of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.geo.points import NOWHERE, micro
from directory.snapshot.map_clusters import CELLS_AT_MOST, CLOSE, PINS_AT_MOST, PINS_WHEN_CLOSE, MapPoints

JAPAN = (24.0, 122.0, 46.0, 146.0)
points = st.lists(st.tuples(st.floats(24, 46), st.floats(123, 145), st.booleans()), min_size=0, max_size=300)


def ground_of(points):
    lats = np.array([micro(lat) for lat, _, _ in points], np.int32)
    lngs = np.array([micro(lng) for _, lng, _ in points], np.int32)
    return MapPoints.of(lats, lngs), np.array([chosen for *_, chosen in points], bool)


def many_at(lat, lng, count):
    return ground_of([(lat, lng, True)] * count)


@given(points, st.integers(0, 20))
def test_a_view_of_everything_holds_every_chosen_point_once(points, zoom):
    ground, mask = ground_of(points)
    view = ground.view(ground.sums(mask), JAPAN, zoom)
    assert view.total == mask.sum()
    assert len(set(view.pins.tolist())) == len(view.pins)
    assert mask[view.pins].all()


@given(points, st.integers(0, 20), st.floats(24, 45), st.floats(123, 144), st.floats(0.01, 3))
def test_nothing_inside_the_box_is_missing_and_no_pin_lies_outside(points, zoom, south, west, size):
    ground, mask = ground_of(points)
    box = (south, west, south + size, west + size)
    edges = [micro(edge) for edge in box]
    inside = [
        row for row, (lat, lng, chosen) in enumerate(points)
        if chosen and edges[0] <= micro(lat) <= edges[2] and edges[1] <= micro(lng) <= edges[3]
    ]  # fmt: skip
    view = ground.view(ground.sums(mask), box, zoom)
    assert view.total >= len(inside)
    assert set(view.pins.tolist()) <= set(inside)
    if not len(view.counts):
        assert set(view.pins.tolist()) == set(inside)


def test_groups_come_from_the_cells_that_the_box_touches_and_no_others():
    ground, mask = ground_of([(35.0, 135.0, True)] * 300 + [(36.0, 136.0, True)] * 300)
    view = ground.view(ground.sums(mask), (34.95, 134.95, 35.05, 135.05), 10)
    assert view.counts.tolist() == [300]


def test_groups_say_how_many_and_stand_among_their_members():
    rng = np.random.default_rng(1)
    points = [(35 + a * 0.01, 135 + b * 0.01, True) for a, b in rng.random((500, 2))]
    ground, mask = ground_of(points)
    view = ground.view(ground.sums(mask), (34.9, 134.9, 35.1, 135.1), 10)
    assert view.total == 500
    assert len(view.counts) >= 1
    assert all(35 <= lat <= 35.01 for lat in view.lats)
    assert all(135 <= lng <= 135.01 for lng in view.lngs)


@pytest.mark.parametrize(
    ("count", "zoom", "pins"),
    [
        (PINS_AT_MOST, 12, PINS_AT_MOST),
        (PINS_AT_MOST + 1, 12, 0),
        (PINS_AT_MOST + 1, CLOSE, PINS_AT_MOST + 1),
        (PINS_WHEN_CLOSE, CLOSE, PINS_WHEN_CLOSE),
        (PINS_WHEN_CLOSE + 1, CLOSE, 0),
    ],
)
def test_points_are_grouped_only_above_the_threshold(count, zoom, pins):
    ground, mask = many_at(35.6, 139.5, count)
    view = ground.view(ground.sums(mask), (35.5, 139.4, 35.7, 139.6), zoom)
    assert len(view.pins) == pins
    assert view.total == count


def test_rows_without_a_point_are_not_on_the_ground():
    ground = MapPoints.of(np.array([NOWHERE, micro(35)], np.int32), np.array([NOWHERE, micro(135)], np.int32))
    assert ground.view(ground.sums(np.array([True, True])), JAPAN, 5).pins.tolist() == [1]


def test_no_points_at_all():
    ground = MapPoints.of(np.empty(0, np.int32), np.empty(0, np.int32))
    assert ground.view(ground.sums(np.empty(0, bool)), JAPAN, 5).total == 0


@pytest.mark.parametrize("zoom", [-3, 0, 9, 15, 30])
def test_an_answer_is_small_at_any_zoom(zoom):
    rng = np.random.default_rng(2)
    ground, mask = ground_of([(24 + 20 * a, 123 + 20 * b, True) for a, b in rng.random((5_000, 2))])
    view = ground.view(ground.sums(mask), JAPAN, zoom)
    assert view.total == 5_000
    assert len(view.pins) + len(view.counts) <= CELLS_AT_MOST
