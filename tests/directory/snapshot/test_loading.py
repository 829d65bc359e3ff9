"""The arrays say what the rows say."""

import datetime as dt

import pytest

from directory.geo.points import NOWHERE
from directory.hours.bits import NOT_LAST_WEEK, ON_HOLIDAYS
from directory.hours.rules import A_DAY, Rule
from directory.models import Area, AreaSystem, PlaceFeature, StatusStatement, Term, Vacancy, Verification
from directory.snapshot import codes, loading
from directory.snapshot.day import SnapshotDay
from tests.factories import make_place, make_resource, make_town

DAY = dt.date(2026, 11, 24)


def _row(columns, resource):
    at = int(columns.positions([resource.pk])[0])
    assert at >= 0
    return at


def test_facts_of_a_resource(db):
    place = make_place(35.5, 139.25, town=make_town(), precision="town")
    parking = Term.objects.get(scheme="features", slug="parking")
    PlaceFeature.objects.create(place=place, feature=parking, answer="yes")
    resource = make_resource(
        place=place,
        kinds=["salon", "cafe"],
        activities=["tea"],
        targets=["older"],
        stages=["go_out"],
        features={"parking": "no", "quiet": "yes"},
        min_age=65,
        fee=100,
        group_size=12,
        referral="referral",
        by_appointment=True,
        schedule="毎月第2・第4火曜 10:00–12:00",
    )
    Verification.objects.create(resource=resource, day=DAY, how="visit")
    Vacancy.objects.create(resource=resource, left=2)
    columns = loading.current()
    at, rows = _row(columns, resource), columns.rows
    words = {
        name: columns.words(name, getattr(rows, name)[at]) for name in ("kinds", "activities", "targets", "stages")
    }
    assert words == {"kinds": ["salon", "cafe"], "activities": ["tea"], "targets": ["older"], "stages": ["go_out"]}
    assert columns.words("features", rows.features_yes[at]) == ["quiet"]
    assert columns.words("features", rows.features_no[at]) == ["parking"]
    assert (rows.lat[at], rows.lng[at], rows.precision[at]) == (35_500_000, 139_250_000, 2)
    assert (rows.min_age[at], rows.max_age[at]) == (65, codes.NO_MAX_AGE)
    assert (rows.fee[at], rows.group_size[at], rows.capacity_left[at]) == (100, 12, 2)
    assert rows.referral[at] == codes.REFERRAL
    assert rows.flags[at] == codes.PUBLIC | codes.BY_APPOINTMENT
    assert codes.day_of(rows.verified[at]) == DAY
    assert columns.times.row.tolist() == [at]
    assert (columns.times.start[0], columns.times.end[0]) == (600, 720)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(weekdays=(5, 6), open_on_holidays=True), {"weekdays": 0b1100000 | ON_HOLIDAYS, "start": 0, "end": A_DAY}),
        (Rule(weekdays=(5,), weeks=(-2,)), {"weekdays": 0b100000, "weeks": NOT_LAST_WEEK}),
        (Rule(weekdays=(5,), start=dt.time(22), end=dt.time(2)), {"start": 22 * 60, "end": 26 * 60}),
        (Rule(weekdays=(5,), start=dt.time(18), end=dt.time(0)), {"start": 18 * 60, "end": A_DAY}),
        (Rule(weekdays=(5,), end=dt.time(12)), {"start": 0, "end": 12 * 60}),
    ],
)
def test_rules_as_people_keep_them_fit_the_same_columns(db, rule, expected):
    make_resource(rules=[rule])
    times = loading.current().times
    assert {name: getattr(times, name).tolist() for name in expected} == {name: [n] for name, n in expected.items()}


def test_a_rhythm_says_no_day_and_opens_no_place(db):
    make_resource(rules=[Rule(times=2, per="month", start=dt.time(10))])
    assert len(loading.current().times) == 0
    assert not SnapshotDay(loading.current(), DAY).open_this_week.any()


def test_what_nobody_told_is_unknown(db):
    columns = loading.current()
    assert len(columns) == 0
    resource = make_resource(place=make_place(None, None))
    columns = loading.current()
    at, rows = _row(columns, resource), columns.rows
    assert (rows.lat[at], rows.precision[at], rows.verified[at]) == (NOWHERE, 0, codes.NEVER)
    assert {int(getattr(rows, name)[at]) for name in ("fee", "group_size", "capacity_left")} == {codes.UNKNOWN_AMOUNT}
    assert (rows.referral[at], rows.catchment[at]) == (codes.REFERRAL_UNKNOWN, codes.EVERYWHERE)


@pytest.mark.parametrize(
    ("change", "expected"),
    [({"visibility": "supporters"}, [False]), ({}, [True]), ({"live": False}, [])],
)
def test_who_may_see(db, change, expected):
    make_resource(**change)
    assert loading.current().public.tolist() == expected


def test_a_draft_place_is_no_place_yet(db):
    make_resource(place=make_place(live=False))
    assert loading.current().rows.lat.tolist() == [NOWHERE]


def test_status_is_asked_by_the_day(db):
    resource = make_resource()
    StatusStatement.objects.create(resource=resource, status="paused", since=DAY, until=DAY)
    StatusStatement.objects.create(resource=resource, status="ended", since=DAY + dt.timedelta(30))
    columns = loading.current()
    statuses = [columns.status_on(DAY + dt.timedelta(days)).tolist() for days in (-1, 0, 1, 30)]
    assert statuses == [[codes.ACTIVE], [codes.PAUSED], [codes.ACTIVE], [codes.ENDED]]


def test_catchments_hold_the_towns_of_nested_areas(db):
    inside, outside = make_town("平尾"), make_town("押立")
    system = AreaSystem.objects.create(municipality=inside.municipality, name="圏域")
    above = Area.objects.create(system=system, name="西")
    below = Area.objects.create(system=system, name="平尾", parent=above)
    below.towns.set([inside])
    empty = Area.objects.create(system=system, name="町がまだ入っていない")
    served = [make_resource(areas=areas) for areas in ([above], [below], [empty], [])]
    columns = loading.current()
    masks = {
        town.name: columns.serving(town.pk)[columns.positions([r.pk for r in served])] for town in (inside, outside)
    }
    assert masks["平尾"].tolist() == [True, True, True, True]
    assert masks["押立"].tolist() == [False, False, True, True]


def test_loading_takes_the_same_queries_for_many(db, django_assert_max_num_queries):
    for _ in range(5):
        make_resource(schedule="毎週月曜 10:00–12:00", features={"quiet": "yes"})
    loading.forget()
    with django_assert_max_num_queries(24):
        loading.current()
