"""What search engines are told of a place: what its page says, and nothing beyond."""

import datetime as dt
import json
import re

import pytest

from directory.exports.json_ld import as_script, place_data
from directory.hours.rules import Occurrence
from tests.factories import make_place, make_resource

pytestmark = pytest.mark.django_db
SITE = "https://ibasho.example.jp"
TUESDAY = dt.date(2026, 12, 1)


def told(dates=(), **facts):
    return place_data(make_resource(**facts), SITE, dates)


def test_what_is_told():
    data = told(
        [Occurrence(TUESDAY, dt.time(22), dt.time(2)), Occurrence(TUESDAY)],
        name="ひまわりサロン", reading="ひまわりさろん", summary="お茶の会です。", fee=0, features={"wheelchair": "yes", "parking": "no"},
        place=make_place(name="会館", address="平尾1丁目2", postcode="2060823"),
        contacts=[{"kind": "telephone", "value": "042-000-9999", "is_public": False}, {"kind": "telephone", "value": "042-000-0001"}],
    )  # fmt: skip
    assert (data["name"], data["alternateName"], data["telephone"]) == (
        "ひまわりサロン",
        "ひまわりさろん",
        "042-000-0001",
    )
    assert data["isAccessibleForFree"] is True
    assert {row["name"]: row["value"] for row in data["amenityFeature"]} == {"車いすで入れる": True, "駐車場": False}
    assert data["address"]["streetAddress"] == "平尾1丁目2 会館"
    assert data["geo"]["latitude"] == 35.604
    assert [(event["startDate"], event.get("endDate")) for event in data["event"]] == [
        ("2026-12-01T22:00+09:00", "2026-12-02T02:00+09:00"),
        ("2026-12-01", None),
    ]


def test_what_nobody_knows_is_not_said():
    data = told(features={"wheelchair": "unknown"}, place=make_place(precision="town"))
    assert not data.keys() & {"isAccessibleForFree", "amenityFeature", "geo", "telephone", "event", "description"}


def test_a_place_that_residents_may_not_see_has_no_address():
    assert "address" not in told(place=make_place(live=False))


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "${x}", "&lt;", "a\u2028b"])
def test_no_text_ends_the_element_and_each_is_read_back(text):
    written = as_script({"name": text})
    assert json.loads(written) == {"name": text}
    assert not set("<>&\u2028") & set(written)


def test_the_page_of_a_place_holds_it(client):
    resource = make_resource(name="</script><b>会", summary="<!--<script>")
    page = client.get(resource.get_absolute_url()).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(found)["name"] == "</script><b>会"
