"""A number a month, and a year of them."""

import datetime as dt

import pytest
from django.db import IntegrityError

from directory.associations.attendance import (
    Attendance,
    AttendanceYear,
    fiscal_year,
    months_of_year,
    recent_months,
    record_attendance,
)
from tests.factories import make_resource, make_user

NOVEMBER = dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("day", "year"), [((2026, 3, 31), 2025), ((2026, 4, 1), 2026), ((2026, 12, 31), 2026), ((2027, 1, 1), 2026)]
)
def test_a_fiscal_year_begins_in_april(day, year):
    assert fiscal_year(dt.date(*day)) == year


def test_the_months_of_a_year_and_those_that_can_be_told():
    assert [(m.year, m.month) for m in months_of_year(2026)][::11] == [(2026, 4), (2027, 3)]
    assert recent_months(dt.date(2026, 1, 31))[:3] == [dt.date(2026, 1, 1), dt.date(2025, 12, 1), dt.date(2025, 11, 1)]


@pytest.mark.django_db
def test_telling_a_month_again_corrects_it_and_says_who():
    resource, user = make_resource(), make_user()
    record_attendance(resource, dt.date(2026, 11, 21), 30, "sheet")
    record_attendance(resource, NOVEMBER, 32, "portal", user)
    told = Attendance.objects.get()
    assert (told.month, told.people, told.how, told.made_by) == (NOVEMBER, 32, "portal", user)


@pytest.mark.django_db
def test_two_rows_for_a_month_are_impossible():
    resource = make_resource()
    record_attendance(resource, NOVEMBER, 30, "sheet")
    with pytest.raises(IntegrityError):
        Attendance.objects.create(resource=resource, month=NOVEMBER, people=1, how="sheet")


@pytest.mark.django_db
def test_a_year_knows_zero_from_unknown_and_leaves_out_other_years():
    busy, silent = make_resource(name="あ"), make_resource(name="い")
    for month, people in (
        ((2026, 4, 1), 12),
        ((2026, 5, 1), 0),
        ((2027, 3, 1), 8),
        ((2027, 4, 1), 99),
        ((2026, 3, 1), 99),
    ):
        record_attendance(busy, dt.date(*month), people, "portal")
    year = AttendanceYear([busy, silent], 2026)
    assert [(resource.name, numbers[:3], numbers[-1], total) for resource, numbers, total in year.lines] == [
        ("あ", [12, 0, None], 8, 20),
        ("い", [None, None, None], None, None),
    ]
    assert (year.totals[:3], year.total, year.telling) == ([12, 0, None], 20, 1)
    assert AttendanceYear([], 2026).totals == [None] * 12
    assert AttendanceYear([silent], 2026).total is None, "nothing told is not 0"
