"""Narrowing the public directory; a plain loop over rows is the oracle."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.geo.points import NOWHERE, micro
from directory.snapshot import arrays, codes
from directory.snapshot.codes import NO_END, NO_START, UnknownWord, day_number
from directory.snapshot.facet_counts import (
    counts_of_areas,
    counts_of_fees,
    counts_of_municipalities,
    counts_of_opening,
    counts_of_weekdays,
    counts_of_words,
)
from directory.snapshot.selection import Selection
from directory.snapshot.tables import Exceptions, Rows, Statements, Times, feature_columns

TODAY = dt.date(2026, 11, 21)
SATURDAY, TUESDAY = 5, 1
VOCABULARY = {
    "kinds": ("salon", "cafe", "consultation"),
    "targets": ("everyone", "older", "children"),
    "activities": ("tea", "exercise"),
    "features": ("parking", "quiet"),
    "stages": ("contact",),
}


def directory(*places, times=(), exceptions=(), statements=(), catchments=()):
    """Columns of places given as dicts; keys count from 1. Child rows are dicts with `row` from 0."""

    def table(kind, lines):
        names = {name for line in lines for name in line}
        return kind.of(len(lines), **{name: [line[name] for line in lines] for name in names})

    places = [{"key": number} | {"flags": codes.PUBLIC} | place for number, place in enumerate(places, 1)]
    names = sorted({name for place in places for name in place})
    defaults = Rows.of(1)
    rows = {name: [place.get(name, getattr(defaults, name)[0]) for place in places] for name in names}
    return arrays.build(
        1,
        VOCABULARY,
        [frozenset(towns) for towns in catchments],
        Rows.of(len(places), **rows),
        table(Times, times),
        table(Exceptions, exceptions),
        table(Statements, statements),
    )


def selection(*places, **children):
    return Selection.of(directory(*places, **children), TODAY)


def keys(chosen):
    return sorted(int(key) for key in chosen.keys)


def bits(scheme, *words):
    return sum(1 << VOCABULARY[scheme].index(word) for word in words)


def test_only_what_is_public_and_active_is_found():
    day = day_number(TODAY)
    places = selection(
        {},
        {"flags": 0},
        {},
        {},
        {},
        statements=[
            {"row": 2, "status": codes.PAUSED, "since": day, "until": day},
            {"row": 3, "status": codes.ENDED, "since": day, "until": codes.FOREVER},
            {"row": 4, "status": codes.PAUSED, "since": day + 1, "until": codes.FOREVER},
        ],
    )
    assert keys(places) == [1, 5]
    assert len(places) == 2


def test_facets_narrow_together_and_words_of_one_facet_widen():
    places = selection(
        {"kinds": bits("kinds", "salon"), "activities": bits("activities", "tea"), "municipality": 132250},
        {"kinds": bits("kinds", "cafe"), "activities": bits("activities", "tea"), "municipality": 132250},
        {"kinds": bits("kinds", "cafe"), "municipality": 242161},
    )
    assert keys(places.of_kinds(["salon", "cafe"])) == [1, 2, 3]
    assert keys(places.of_kinds(["cafe"]).with_activities(["tea"])) == [2]
    assert keys(places.in_municipality("242161")) == [3]
    chosen = places.in_municipality("132250").with_activities(["tea"])
    assert counts_of_municipalities(chosen, ["132250", "242161", "131016"]) == {"132250": 2, "242161": 0, "131016": 0}


def test_choosing_an_audience_never_hides_what_is_open_to_everyone():
    places = selection(
        {"targets": bits("targets", "older")},
        {"targets": bits("targets", "children")},
        {"targets": bits("targets", "everyone")},
        {},
    )
    assert keys(places.for_targets(["older"])) == [1, 3, 4]
    assert counts_of_words(places, "targets") == {"everyone": 2, "older": 3, "children": 3}


@pytest.mark.parametrize("position", [0, 31, 32, 39])
def test_what_nobody_has_told_us_is_not_a_yes_and_not_a_no(monkeypatch, position):
    words = [f"word-{number}" for number in range(40)]
    words[position] = "parking"
    monkeypatch.setitem(VOCABULARY, "features", tuple(words))
    yes, no = (
        {name: value.tolist() for name, value in feature_columns(*masks).items()}
        for masks in ((1 << position, 0), (0, 1 << position))
    )
    places = selection(yes, no, {})
    assert counts_of_words(places, "features") == {word: int(word == "parking") for word in words}
    assert keys(places.with_features(["parking"])) == [1]
    assert places.perhaps_with(["parking"]) == 1
    assert places.with_features(["parking"]).perhaps_with(["parking"]) == 1


def test_an_area_holds_what_stands_in_it_and_the_desk_that_serves_it():
    places = selection(
        {"town": 7},
        {"town": 8},
        {"town": 9, "catchment": 0},
        {"town": 9},
        catchments=[{7, 5}],
    )
    assert keys(places.in_towns({7})) == [1, 3]
    assert counts_of_areas(places, {1: {7}, 2: {9}, 3: set()}) == {1: 2, 2: 2, 3: 0}


def test_weekdays_come_from_rules_that_have_not_run_out():
    yesterday = day_number(TODAY) - 1
    places = selection(
        {},
        {},
        times=[{"row": 0, "weekdays": 1 << TUESDAY, "until": codes.FOREVER},
               {"row": 1, "weekdays": 1 << TUESDAY, "until": yesterday}],
    )  # fmt: skip
    assert keys(places.on_weekdays([TUESDAY])) == [1]
    assert counts_of_weekdays(places) == [0, 1, 0, 0, 0, 0, 0]


def test_open_today_and_this_week_know_single_dates_and_pauses_to_come():
    day = day_number(TODAY)
    rule = {"weekdays": 1 << TUESDAY}
    places = selection(
        {},
        {},
        {},
        {},
        times=[rule | {"row": row} for row in (0, 1, 2)],
        exceptions=[{"row": 1, "day": day + 3, "meets": False}, {"row": 3, "day": day, "meets": True}],
        statements=[{"row": 2, "status": codes.PAUSED, "since": day + 1, "until": codes.FOREVER}],
    )
    assert keys(places.open_today()) == [4]
    assert keys(places.open_this_week()) == [1, 4]
    assert tuple(counts_of_opening(places.open_today()).values()) == (1, 0, 2)


def test_what_began_the_evening_before_is_open_today_until_it_ends():
    yesterday = day_number(TODAY) - 1
    late = {"weekdays": 1 << SATURDAY - 1, "start": 22 * 60}
    columns = directory(
        {},
        {},
        {},
        {},
        times=[
            late | {"row": 0, "end": 26 * 60},
            late | {"row": 1, "end": 24 * 60},
            late | {"row": 2, "end": 26 * 60},
            late | {"row": 3, "end": 25 * 60},
        ],
        exceptions=[{"row": 2, "day": yesterday, "meets": False}],
        statements=[{"row": 3, "status": codes.PAUSED, "since": yesterday, "until": yesterday}],
    )
    at_one, at_two = (Selection.of(columns, TODAY, dt.time(hour)) for hour in (1, 2))
    assert keys(at_one.open_today()) == [1]
    assert tuple(counts_of_opening(at_one).values()) == (1, 0, 4)
    assert keys(at_two.open_today()) == keys(Selection.of(columns, TODAY).open_today()) == []


def test_what_is_over_is_open_today_no_more_and_stands_apart():
    times = [{"weekdays": 1 << SATURDAY, "start": 9 * 60, "end": end * 60} for end in (11, 15, 24)]
    columns = directory({}, {}, {}, {}, times=[rule | {"row": row} for row, rule in enumerate(times)])
    at_noon = Selection.of(columns, TODAY, dt.time(12))
    assert keys(at_noon.open_today()) == [2, 3]
    assert keys(at_noon.over_today()) == [1]
    assert keys(at_noon.open_today().over_today()) == [1]
    assert tuple(counts_of_opening(at_noon).values()) == (2, 0, 2)
    assert keys(Selection.of(columns, TODAY).open_today()) == [1, 2, 3]
    assert keys(Selection.of(columns, TODAY).over_today()) == []


PARTS = [  # start, end (hours; None: nobody knows), and the parts of the day in which somebody can come
    (0, 24, {"morning", "afternoon", "evening"}),  # 「24時間」
    (0, 6, {"morning"}),
    (18, 24, {"evening"}),
    (10, 12, {"morning"}),
    (10, 12.2, {"morning"}),
    (11, 14, {"morning", "afternoon"}),
    (13.5, 15, {"afternoon"}),
    (16, 20, {"afternoon", "evening"}),
    (17, 17.4, {"evening"}),
    (22, 26, {"evening"}),
    (9, None, {"morning"}),  # 「9時から」
    (0, None, {"morning"}),  # 「0時から」
    (None, 15, {"afternoon"}),  # 「15時まで」
    (None, 24, {"evening"}),  # 「24時まで」
    (None, None, set()),  # nobody has told any time
]


@pytest.mark.parametrize(("start", "end", "parts"), PARTS)
def test_a_meeting_is_in_the_parts_of_the_day_that_it_fills(start, end, parts):
    untold = NO_START * (start is None) | NO_END * (end is None)
    hours = {"start": int((start or 0) * 60), "end": int((24 if end is None else end) * 60), "untold": untold}
    places = selection(
        {}, {}, times=[{"row": 0, "weekdays": 1 << TUESDAY} | hours],
        exceptions=[{"row": 1, "day": day_number(TODAY), "meets": True} | hours],
    )  # fmt: skip
    for part in ("morning", "afternoon", "evening"):
        assert keys(places.in_parts_of_day([part])) == ([1, 2] if part in parts else [])
        assert keys(places.on_weekdays([TUESDAY], [part])) == ([1] if part in parts else [])
        assert keys(places.on_weekdays([SATURDAY], [part])) == []
        assert keys(places.open_today([part])) == ([2] if part in parts else [])


def test_a_day_and_a_part_of_it_are_of_one_meeting():
    places = selection(
        {},
        times=[{"row": 0, "weekdays": 1 << SATURDAY, "start": 600, "end": 720},
               {"row": 0, "weekdays": 1 << TUESDAY, "start": 840, "end": 960}],
    )  # fmt: skip
    assert keys(places.on_weekdays([SATURDAY], ["morning"])) == [1]
    assert keys(places.on_weekdays([SATURDAY], ["afternoon"])) == []
    assert counts_of_weekdays(places, ["afternoon"]) == [0, 1, 0, 0, 0, 0, 0]


def test_what_is_over_of_a_part_of_the_day_is_not_the_meeting_of_another():
    times = [
        {"row": 0, "weekdays": 1 << SATURDAY, "start": start * 60, "end": end * 60}
        for start, end in ((9, 11), (18, 20))
    ]
    places = Selection.of(directory({}, times=times), TODAY, dt.time(13))
    assert keys(places.open_today(["morning"])) == []
    assert keys(places.over_today(["morning"])) == [1]
    assert keys(places.open_today(["evening"])) == [1]
    assert keys(places.over_today(["evening"])) == []
    assert counts_of_opening(places, ["morning"]) == {"today": 0, "tomorrow": 0, "week": 0}


def test_the_evening_before_goes_on_at_night():
    late = [{"row": 0, "weekdays": 1 << SATURDAY - 1, "start": 22 * 60, "end": 26 * 60}]
    places = Selection.of(directory({}, times=late), TODAY, dt.time(0, 30))
    assert keys(places.open_today(["evening"])) == [1]
    assert keys(places.open_today(["morning"])) == []


def test_what_it_costs_is_known_or_left_out():
    places = selection({"fee": 0}, {"fee": 300}, {"fee": 900}, {})
    assert keys(places.costing_at_most(0)) == [1]
    assert keys(places.costing_at_most(500)) == [1, 2]
    assert counts_of_fees(places.costing_at_most(0), {"free": 0, "cheap": 500}) == {"free": 1, "cheap": 2}


def at(lat, lng):
    return {"lat": micro(lat), "lng": micro(lng)}


def test_near_means_within_and_nearest_first():
    places = selection(at(35.001, 135), at(35, 135), at(35.1, 135), {"lat": NOWHERE, "lng": NOWHERE})
    near = places.within(500, 35, 135)
    assert near.keys.tolist() == [2, 1]
    assert near.page(10).metres == pytest.approx([0, 111], abs=1)
    assert places.nearest_to(35, 135).keys.tolist() == [2, 1, 3, 4]
    assert places.without_point == 1


def test_a_search_gives_its_own_order_and_unknown_keys_are_left_out():
    places = selection({}, {}, {"flags": 0})
    assert places.matching(np.array([2, 99, 3, 1])).keys.tolist() == [2, 1]
    assert places.matching(np.array([], int)).keys.tolist() == []


def test_a_word_that_does_not_exist_is_refused():
    with pytest.raises(UnknownWord):
        selection({}).of_kinds(["disco"])


def test_what_meets_this_week_comes_first_then_what_was_checked_and_equals_rotate():
    day = day_number(TODAY)
    columns = directory(
        *[{} for _ in range(50)],
        {"verified": day - 10},
        {"verified": day - 400},
        {},
        times=[{"row": 52, "weekdays": 1 << SATURDAY}],
    )
    order = Selection.of(columns, TODAY).keys.tolist()
    assert order[:2] == [53, 51]
    tomorrow = Selection.of(columns, TODAY + dt.timedelta(days=1)).keys.tolist()
    assert set(order) == set(tomorrow)
    assert order[2:] != tomorrow[2:]
    assert order[2:] != sorted(order[2:])


def test_counts_leave_their_own_facet_out_but_for_features():
    places = selection(
        {"kinds": bits("kinds", "salon"), "features_yes": bits("features", "parking", "quiet")},
        {"kinds": bits("kinds", "cafe"), "features_yes": bits("features", "parking")},
    ).of_kinds(["salon"])
    assert counts_of_words(places, "kinds") == {"salon": 1, "cafe": 1, "consultation": 0}
    assert counts_of_words(places.with_features(["quiet"]), "features") == {"parking": 1, "quiet": 1}


def walk(chosen, size):
    """All pages from the first to the last."""
    page = chosen.page(size)
    yield page
    while page.next_after is not None:
        page = chosen.page(size, after=page.next_after)
        yield page


@given(st.integers(0, 60), st.integers(1, 25))
def test_pages_show_everything_once(count, size):
    chosen = selection(*[{} for _ in range(count)])
    pages = list(walk(chosen, size))
    assert [key for page in pages for key in page.keys] == chosen.keys.tolist()
    assert all(page.total == count for page in pages)
    for earlier, later in pairwise(pages):
        assert later.first == earlier.last + 1
        assert chosen.page(size, before=later.previous_before).keys == earlier.keys


def test_paging_over_data_that_changes_shows_nothing_twice():
    first = selection(*[{} for _ in range(30)]).page(10)
    gone = {key: {"flags": 0} for key in first.keys[:5]}
    later = selection(*[gone.get(key, {}) for key in range(1, 31)]).page(10, after=first.next_after)
    assert not set(first.keys) & set(later.keys)
    assert later.first == 6


def test_an_anchor_that_is_gone_starts_anew():
    chosen = selection({}, {}, {})
    assert chosen.page(2, after=77).keys == chosen.page(2).keys
    assert chosen.page(2).previous_before is None


def test_an_empty_directory_answers():
    empty = selection()
    assert empty.of_kinds(["salon"]).in_towns([1]).within(100, 35, 135).matching(np.array([1])).page(20).keys == []
    assert empty.extent is None
    assert counts_of_areas(empty, {1: {2}}) == {1: 0}


def test_list_and_map_hold_the_same_places():
    rng = np.random.default_rng(3)
    places = [at(35 + a / 50, 135 + b / 50) | {"kinds": 1 << int(k * 3)} for a, b, k in rng.random((40, 3))]
    chosen = selection(*places, {"kinds": 1}).of_kinds(["salon"])
    view = chosen.view(chosen.extent, 14)
    drawn = set(chosen.snapshot.columns.rows.key[view.pins].tolist())
    assert drawn == set(chosen.keys.tolist()) - {41}
    assert chosen.without_point == 1
