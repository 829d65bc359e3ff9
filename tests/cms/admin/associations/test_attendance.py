"""来た人の数 of a year, on the screen and as a file."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from directory.associations.attendance import fiscal_year, record_attendance
from tests.factories import make_organization, make_resource

pytestmark = pytest.mark.django_db


def test_the_numbers_of_a_year_on_the_screen_and_as_a_file(city, elsewhere, today):
    year = fiscal_year(today)
    told = make_resource(name="=サロン", kinds=["salon", "cafe"], organization=make_organization(name="会"))
    make_resource(name="だまっている", kinds=["salon"])
    record_attendance(told, dt.date(year, 4, 1), 12, "portal")
    record_attendance(elsewhere, dt.date(year, 4, 1), 999, "portal")
    page = city.get(reverse("city_attendance"))
    assert (page.context["year"].total, page.context["year"].telling) == (12, 1)
    assert [sums for _, sums in page.context["kinds"]] == [[1, 12], [1, 12]]
    file = city.get(reverse("city_attendance_csv", args=[year])).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file)))
    assert [(line["名前"], line[f"{year}-04"], line["合計"]) for line in lines] == [
        ("'=サロン", "12", "12"),
        ("だまっている", "", ""),
    ]
    assert city.get(reverse("city_attendance_csv", args=[year + 1])).status_code == 404
