"""How old a check is, to the day, for one listing and for all of them at once."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.catalogue.freshness import DEFAULT_MONTHS, SOON_DAYS, fresh_from, is_stale, months_ago, months_later
from directory.languages.times import ago
from directory.snapshot import arrays, codes, loading, tables
from directory.snapshot.codes import NEVER, day_number
from directory.snapshot.staleness import months_of_masks, stale_on

DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2040, 12, 31))
MONTHS = st.integers(1, 60)


@pytest.mark.parametrize(
    ("checked", "months", "last", "first_stale"),
    [
        ((2025, 11, 21), 12, (2026, 11, 21), (2026, 11, 22)),
        ((2025, 11, 21), 6, (2026, 5, 21), (2026, 5, 22)),
        ((2025, 8, 31), 6, (2026, 2, 28), (2026, 3, 1)),
        ((2024, 2, 29), 12, (2025, 2, 28), (2025, 3, 1)),
        ((2023, 2, 28), 12, (2024, 2, 28), (2024, 2, 29)),
        ((2025, 12, 31), 12, (2026, 12, 31), (2027, 1, 1)),
        ((2025, 1, 1), 1, (2025, 2, 1), (2025, 2, 2)),
    ],
)
def test_a_check_holds_to_the_same_day_of_the_month(checked, months, last, first_stale):
    checked, last, first_stale = dt.date(*checked), dt.date(*last), dt.date(*first_stale)
    assert months_later(checked, months) == last
    assert not is_stale(checked, months, last)
    assert is_stale(checked, months, first_stale)


def test_it_is_soon_due_in_its_last_sixty_days_and_not_one_day_sooner():
    checked, last = dt.date(2025, 11, 21), dt.date(2026, 11, 21)
    begins, soon = last - dt.timedelta(days=SOON_DAYS - 1), dt.timedelta(days=SOON_DAYS)
    assert not is_stale(checked, 12, begins)
    assert is_stale(checked, 12, begins + soon)
    assert not is_stale(checked, 12, begins - dt.timedelta(days=1) + soon)


def test_what_was_never_checked_is_stale_since_ever():
    assert is_stale(None, 12, dt.date(2026, 1, 1))


@given(checked=DAYS, months=MONTHS, day=DAYS)
def test_looking_back_and_looking_ahead_agree(checked, months, day):
    assert (checked >= fresh_from(day, months)) == (months_later(checked, months) >= day)


def _columns(checked: list[dt.date | None], months: list[int]):
    rows = tables.Rows.of(
        len(checked),
        key=range(1, len(checked) + 1),
        verified=[day_number(day) if day else NEVER for day in checked],
        good_for=months,
    )
    empty = [table.of(0) for table in (tables.Times, tables.Exceptions, tables.Statements)]
    return arrays.build(1, dict.fromkeys(codes.SCHEMES, ()), [], rows, *empty)


@given(st.lists(st.tuples(st.none() | DAYS, MONTHS), min_size=1, max_size=30), DAYS)
def test_all_at_once_is_each_by_itself(checks, day):
    columns = _columns([checked for checked, _ in checks], [months for _, months in checks])
    alone = [is_stale(checked, months, day) for checked, months in checks]
    assert stale_on(columns, day).tolist() == alone


def test_the_shortest_interval_of_several_kinds_holds():
    masks = np.array([0b000, 0b001, 0b010, 0b011, 0b100], np.uint32)
    months = months_of_masks(masks, ("salon", "market", "school"), {"salon": 24, "market": 3})
    assert months.tolist() == [DEFAULT_MONTHS, 24, 3, 3, DEFAULT_MONTHS]


@pytest.mark.parametrize(
    ("checked", "day", "words"),
    [
        ((2026, 11, 1), (2026, 11, 21), "0か月前"),
        ((2026, 10, 21), (2026, 11, 21), "1か月前"),
        ((2026, 10, 22), (2026, 11, 21), "0か月前"),
        ((2025, 11, 21), (2026, 11, 21), "1年前"),
        ((2025, 9, 30), (2026, 11, 21), "1年1か月前"),
    ],
)
def test_how_long_ago_in_words(checked, day, words):
    assert ago(months_ago(dt.date(*checked), dt.date(*day))) == words


@pytest.mark.django_db
def test_a_city_sets_the_interval_of_a_kind_and_lists_follow_at_once():
    from directory.models import CheckInterval, Term, Verification
    from directory.snapshot.selection import Selection
    from tests.factories import make_resource

    day = dt.date(2026, 11, 21)
    old, new = make_resource(kinds=["salon"]), make_resource(kinds=["cafe"])
    for resource, checked in ((old, dt.date(2026, 3, 1)), (new, dt.date(2026, 3, 1))):
        Verification.objects.create(resource=resource, day=checked, how="self")
    assert not stale_on(loading.current(), day).any()
    CheckInterval.objects.create(kind=Term.objects.get(scheme="kinds", slug="salon"), months=6, source="季節")
    columns = loading.current()
    assert columns.rows.key[stale_on(columns, day)].tolist() == [old.pk]
    assert Selection.of(columns, day).keys.tolist() == [new.pk, old.pk]


@pytest.mark.django_db
def test_the_database_and_the_arrays_agree_on_what_is_stale():
    from directory.catalogue.check_intervals import months_of, stale
    from directory.models import CheckInterval, Resource, Term, Verification
    from tests.factories import make_resource

    day = dt.date(2026, 11, 21)
    for slug, months in (("salon", 6), ("cafe", 24)):
        CheckInterval.objects.create(kind=Term.objects.get(scheme="kinds", slug=slug), months=months, source="試し")
    for kinds in ([], ["salon"], ["cafe"], ["meal"], ["salon", "cafe"], ["cafe", "meal"]):
        for checked in (
            None,
            (2026, 5, 21),
            (2026, 5, 20),
            (2025, 11, 21),
            (2025, 11, 20),
            (2024, 11, 21),
            (2024, 11, 20),
        ):
            resource = make_resource(kinds=kinds)
            if checked:
                Verification.objects.create(resource=resource, day=dt.date(*checked), how="self")
                Verification.objects.create(resource=resource, day=dt.date(2020, 1, 1), how="self")
    columns = loading.current()
    stale_keys = set(columns.rows.key[stale_on(columns, day)].tolist())
    assert set(stale(Resource.objects.all(), day).values_list("pk", flat=True)) == stale_keys
    alone = {
        resource.pk
        for resource in Resource.objects.for_cards()
        if is_stale(getattr(resource.last_verification, "day", None), months_of(resource), day)
    }
    assert alone == stale_keys
