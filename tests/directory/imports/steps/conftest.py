"""A city with its towns, and lists of it that are read, planned and stored."""

import csv
import datetime as dt

import pytest

from directory.gazetteer.geocoders import Geocoding
from directory.imports.list_reader import ReadOptions, read_list
from directory.imports.steps.applying import ApplyOptions, apply
from directory.imports.steps.planning import plan
from directory.models import Town
from tests.factories import make_municipality

TODAY = dt.date(2026, 11, 26)
HEAD = ["名称", "住所", "電話番号", "参加費", "団体名", "曜日", "開始時間", "終了時間"]
SAKURA = ["さくらサロン", "稲城市平尾1-2", "042-000-1111", "100円", "さくら会", "火", "10:00", "12:00"]
TSUBAKI = ["つばき体操", "稲城市大丸5", "", "無料", "", "", "", ""]


@pytest.fixture
def where(db):
    """Inagi with two towns."""
    city = make_municipality()
    for name in ("平尾", "大丸"):
        Town.objects.create(municipality=city, name=name, lat=35.613, lng=139.486)
    return city


@pytest.fixture
def planned(tmp_path, where):
    """The plan of a list with these rows."""

    def of(*rows, head=HEAD, name="salon.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([head, *rows])
        return plan([read_list(path, ReadOptions(where.pk, "salon"), Geocoding(where))], where, TODAY)

    return of


@pytest.fixture
def stored(planned, where):
    """Stores a list with these rows, or a plan; gives the plan and what was made."""

    def storing(*rows, user=None, **options):
        one = rows[0] if not isinstance(rows[0], list) else planned(*rows, **options)
        return one, apply(one.rows, where, ApplyOptions(TODAY, user, keeps_states=True))

    return storing
