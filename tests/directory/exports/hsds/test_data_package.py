"""The data package: every table as its description says, every key in its table, nothing that a spreadsheet runs."""

import csv
import datetime as dt
import io
import json
import zipfile

import pytest

from directory.exports.hsds.data_package import package_pieces
from directory.exports.hsds.service_rows import ServiceWriter
from directory.exports.hsds.tables import COLUMNS, rows_of_service
from directory.exports.listing_facts import public_listings
from directory.models import Area, AreaSystem, Vacancy
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
ABOUT = {"title": "見本市 いばしょマップ", "homepage": "https://ibasho.example.jp", "licence": "CC BY 4.0"}


@pytest.fixture
def town():
    system = AreaSystem.objects.create(municipality=make_municipality(), name="圏域")
    hall = make_place(town=make_town(), address="平尾1", accessibility="段差なし")
    runs = make_organization(name="=1+1", corporate_number="2000020132250")
    full = make_resource(
        name="ひまわり", place=hall, organization=runs, schedule="毎週火曜 10:00–12:00", fee=100, capacity=10, features={"quiet": "yes"},
        areas=[Area.objects.create(system=system, name="第一")], targets=["older"],
        contacts=[{"kind": "telephone", "value": "042-111-1111", "person": "山田"}, {"kind": "website", "value": "https://example.jp/"},
                  {"kind": "email", "value": "hidden@example.jp", "is_public": False}],
    )  # fmt: skip
    Vacancy.objects.create(resource=full, left=2)
    make_resource(name="月に2回の会", place=hall, organization=runs, schedule="月2回", min_age=65)
    make_resource(name="電話の相談", place=make_place(lat=None, lng=None, precision="none"))
    make_resource(name="支援者だけ", visibility="supporters")


def opened():
    """The description, and the rows of each table."""
    package = zipfile.ZipFile(io.BytesIO(b"".join(package_pieces(public_listings(""), TODAY, ABOUT))))
    assert package.testzip() is None
    tables = {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(package.read(name).decode())))
        for name in package.namelist()
        if name.endswith(".csv")
    }
    return json.loads(package.read("datapackage.json")), tables


def test_each_table_is_as_the_description_says(town):
    told, tables = opened()
    assert (told["title"], told["licenses"]) == (ABOUT["title"], [{"name": "CC BY 4.0"}])
    assert {one["name"] for one in told["resources"]} == set(tables) == set(COLUMNS)
    for one in told["resources"]:
        rows, fields = tables[one["name"]], {field["name"]: field["type"] for field in one["schema"]["fields"]}
        assert rows, f"{one['name']} is empty, and this test says nothing of it"
        assert list(rows[0]) == list(fields)
        assert len({row["id"] for row in rows}) == len(rows)
        for key in one["schema"].get("foreignKeys", ()):
            there = {row["id"] for row in tables[key["reference"]["resource"]]}
            assert {row[key["fields"]] for row in rows} - {""} <= there
        for name, kind in fields.items():
            read = {
                "integer": int,
                "number": float,
                "date": dt.date.fromisoformat,
                "datetime": dt.datetime.fromisoformat,
            }
            assert all(read.get(kind, str)(row[name]) is not None for row in rows if row[name])


def test_it_holds_what_residents_may_see_and_no_formula(town):
    _, tables = opened()
    assert [row["name"] for row in tables["service"]] == ["ひまわり", "月に2回の会", "電話の相談"]
    assert [row["name"] for row in tables["organization"]] == ["'=1+1"]
    assert len(tables["location"]) == 2, "a place of two services stands there once"
    assert "hidden@example.jp" not in str(tables)


def test_no_column_that_is_written_is_left_out(town):
    written: dict[str, set] = {}
    for resource in public_listings(""):
        for table, row in rows_of_service(ServiceWriter(TODAY, ABOUT["homepage"]).whole(resource)):
            written.setdefault(table, set()).update(
                name for name, value in row.items() if not isinstance(value, list | dict)
            )
    assert {
        table: names - set(COLUMNS[table].split())
        for table, names in written.items()
        if names - set(COLUMNS[table].split())
    } == {}
