"""The lists of HSDS: what they tell, what they hide, and that a copy can be kept by them."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Area, AreaSystem, Resource, SingleDate, StatusStatement, Vacancy, Verification
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def town():
    hirao = make_town("平尾", postcode="2060823")
    runs = make_organization(name="向日葵の会", reading="ひまわりのかい", kind="npo", corporate_number="1234567890123")
    make_resource(
        name="ひまわりサロン", reading="ひまわりさろん", summary="お茶の会です。", activities=["tea"], worries=["illness"],
        schedule="毎週火曜 10:00–12:00", features={"wheelchair": "yes", "parking": "no", "quiet": "unknown"},
        place=make_place(town=hirao, address="平尾1丁目2", access="バス停から3分"), organization=runs, fee=100, fee_note="お茶代", min_age=65,
        contacts=[
            {"kind": "telephone", "value": "042-000-0001", "person": "山田", "note": "午前"},
            {"kind": "telephone", "value": "042-000-9999", "is_public": False},
            {"kind": "website", "value": "https://example.jp/サロン"},
            {"kind": "email", "value": "salon@example.jp"},
        ],
    )  # fmt: skip
    make_resource(name="ひみつの職場", visibility="supporters", organization=make_organization(name="ひみつ会"))
    make_resource(name="下書き", live=False)
    make_resource(name="位置のない相談", kinds=["consultation"], place=make_place(lat=None, lng=None, live=False))


def ask(client, path, **asked):
    response = client.get(f"/api/hsds/{path}", asked)
    assert response.status_code == 200, response.content
    return response.json()


def names(client, path="services", **asked):
    return [row.get("name") for row in ask(client, path, **asked)["contents"]]


def one(client, name="ひまわりサロン"):
    (found,) = [row for row in ask(client, "services")["contents"] if row["name"] == name]
    return ask(client, f"services/{found['id']}")


def test_what_is_told_of_a_service(client, town):
    told = one(client)
    assert (told["alternate_name"], told["status"], told["minimum_age"]) == ("ひまわりさろん", "active", 65)
    assert told["email"] == "salon@example.jp"
    assert [(phone["number"], phone["type"], phone["description"]) for phone in told["phones"]] == [
        ("042-000-0001", "voice", "午前")
    ]
    assert told["contacts"][0]["name"] == "山田"
    assert told["additional_urls"][0]["url"].isascii()
    assert [(cost["amount"], cost["currency"]) for cost in told["cost_options"]] == [(100, "JPY")]
    filed = {(row["link_type"], row["taxonomy_term"]["code"]): row.get("value") for row in told["attributes"]}
    assert filed == {
        ("kinds", "salon"): None,
        ("activities", "tea"): None,
        ("worries", "illness"): None,
        ("features", "wheelchair"): "yes",
        ("features", "parking"): "no",
    }
    place = told["service_at_locations"][0]["location"]
    assert (place["latitude"], place["longitude"], place["transportation"]) == (35.604, 139.489, "バス停から3分")
    address = place["addresses"][0]
    assert (address["state_province"], address["city"], address["address_1"]) == ("東京都", "稲城市", "平尾1丁目2")
    assert address["postal_code"] == "2060823"
    assert told["organization"]["organization_identifiers"][0]["identifier"] == "1234567890123"


def test_what_is_hidden_from_residents_is_nowhere(client, town):
    everything = json.dumps([ask(client, path, full="true", full_service="true") for path in LISTS], ensure_ascii=False)
    for hidden in ("ひみつ", "下書き", "042-000-9999"):
        assert hidden not in everything


def test_a_point_that_is_only_a_towns_middle_is_no_position(client):
    make_resource(name="およそ", place=make_place(precision="town"))
    place = one(client, "およそ")["service_at_locations"][0]["location"]
    assert "latitude" not in place
    assert [row["value"] for row in place["attributes"]] == ["town 35.60400,139.48900"]


def test_a_place_that_residents_may_not_see_is_no_location(client, town):
    assert "service_at_locations" not in one(client, "位置のない相談")
    assert len(ask(client, "service_at_locations")["contents"]) == 1


@pytest.mark.parametrize(("said", "status"), [("paused", "temporarily closed"), ("ended", "defunct")])
def test_who_keeps_a_copy_learns_of_a_pause_and_of_the_end(client, town, said, status):
    resource, today = Resource.objects.get(name="ひまわりサロン"), dt.date.today()
    StatusStatement.objects.create(resource=resource, status=said, since=today, reason="工事のため")
    told = one(client)
    assert told["status"] == status
    assert told["alert"].endswith("工事のため")
    assert "schedules" not in told


def test_places_left_and_the_last_check(client, town):
    resource = Resource.objects.get(name="ひまわりサロン")
    assert "capacities" not in one(client)
    Vacancy.objects.create(resource=resource, left=3)
    Verification.objects.create(resource=resource, day=dt.date(2026, 11, 3), how="visit")
    told = one(client)
    assert (told["capacities"][0]["available"], told["capacities"][0]["unit"]["name"]) == (3, "人")
    assert told["assured_date"] == "2026-11-03"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"search": "お茶"}, ["ひまわりサロン"]),
        ({"search": "さろん", "taxonomy_term_id": ("kinds", "consultation")}, []),
        ({"taxonomy_term_id": ("kinds", "salon")}, ["ひまわりサロン"]),
        ({"taxonomy_term_id": ("features", "wheelchair")}, ["ひまわりサロン"]),
        ({"taxonomy_term_id": ("features", "parking")}, []),
        ({"taxonomy_term_id": NOBODY}, []),
        ({"taxonomy_id": "活動"}, ["ひまわりサロン"]),
        ({"organization_id": NOBODY}, []),
        ({"modified_after": "2000-01-01"}, ["ひまわりサロン", "位置のない相談"]),
        ({"modified_after": "2999-01-01T00:00:00Z"}, []),
    ],
)
def test_questions_narrow_together(client, town, asked, found):
    words = {
        (row["taxonomy"], row["code"]): row["id"] for row in ask(client, "taxonomy_terms", per_page=500)["contents"]
    }
    lists = {row["name"]: row["id"] for row in ask(client, "taxonomies")["contents"]}
    labels = {"kinds": "種類", "features": "配慮"}
    for name, value in asked.items():
        if isinstance(value, tuple):
            asked = asked | {name: words[labels[value[0]], value[1]]}
        elif name == "taxonomy_id":
            asked = asked | {name: lists[value]}
    assert names(client, **asked) == found


def test_services_near_a_postcode(client, town):
    make_resource(name="遠い", place=make_place(lat=35.70, lng=139.60))
    near = [
        row["service"]["name"]
        for row in ask(client, "service_at_locations", postcode="2060823", proximity=500)["contents"]
    ]
    assert near == ["ひまわりサロン"]


def test_an_area_reaches_its_towns_alone(client, town):
    other = make_town("大丸", postcode="2060801")
    area = Area.objects.create(
        system=AreaSystem.objects.create(municipality=make_municipality(), name="圏域"), name="西"
    )
    area.towns.add(other)
    make_resource(name="西の会", areas=[area])
    for postcode, found in (("2060823", ["ひまわりサロン"]), ("2060801", ["ひまわりサロン", "西の会"])):
        told = [row["service"]["name"] for row in ask(client, "service_at_locations", postcode=postcode)["contents"]]
        assert told == found


@pytest.mark.parametrize(
    "since", [lambda row: StatusStatement.objects.create(resource=row, status="active", since=dt.date.today()),
              lambda row: SingleDate.objects.create(resource=row, day=dt.date.today()),
              lambda row: row.place.save(), lambda row: row.organization.save()],
)  # fmt: skip
def test_what_was_said_later_counts_as_modified(client, town, since):
    moment = one(client)["last_modified"]
    since(Resource.objects.get(name="ひまわりサロン"))
    told = one(client)
    assert told["last_modified"] > moment
    assert names(client, modified_after=told["last_modified"]) == ["ひまわりサロン"]


def test_no_edit_moves_a_row_to_another_page(client):
    made = [make_resource(name=f"会{number}") for number in range(5)]
    first = names(client, per_page=2)
    made[4].name = "あ"
    made[4].save()
    make_resource(name="新しい会")
    assert first + names(client, per_page=2, page=2) + names(client, per_page=2, page=3) == [
        "会0", "会1", "会2", "会3", "あ", "新しい会",
    ]  # fmt: skip


def test_pages_tell_where_one_is(client):
    for number in range(3):
        make_resource(name=f"会{number}")
    page = ask(client, "services", per_page=2, page=2)
    del page["contents"]
    assert page == {
        "total_items": 3, "total_pages": 2, "page_number": 2, "size": 1, "first_page": False, "last_page": True, "empty": False,
    }  # fmt: skip
    assert ask(client, "services", page=99)["empty"] is True


def test_all_rows_as_lines_and_the_least_of_each(client, town):
    response = client.get("/api/hsds/services?format=ndjson&minimal=true")
    lines = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]
    assert [line["name"] for line in lines] == names(client)
    assert lines[0].keys() == {"id", "name", "status", "last_modified"}


def test_an_organization_with_places_and_services(client, town):
    (row,) = ask(client, "organizations")["contents"]
    assert row["description"] == "NPO法人"
    found = ask(client, f"organizations/{row['id']}", full_service="true")
    assert [place["transportation"] for place in found["locations"]] == ["バス停から3分"]
    assert [service["name"] for service in found["services"]] == ["ひまわりサロン"]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("key", [NOBODY, "x", "1", "%00"])
def test_an_unknown_id_is_not_found(client, town, path, key):
    assert client.get(f"/api/hsds/{path}/{key}").status_code in (404, 400)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "-1"), ("page", "x"), ("page", "٣"), ("page", "9" * 30), ("per_page", "501"),
        ("modified_after", "yesterday"), ("modified_after", "2026-13-01"), ("modified_after", "0001-01-01"),
        ("modified_after", "9999-12-31T23:59:00-12:00"), ("taxonomy_term_id", "salon"),
        ("full", "perhaps"), ("format", "xml"), ("organization_id", ""),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_what_is_wanted(client, name, value):
    response = client.get("/api/hsds/services", {name: value})
    assert response.status_code == 400
    assert response.json()["error"].keys() == {"parameter", "value", "wanted"}
    assert response.json()["error"]["parameter"] == name


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("name", "status"), [("page", 400), ("format", 400), ("taxonomy_term_id", 400), ("search", 200), ("other", 200)]
)
def test_half_a_letter_that_json_can_write_is_answered(client, town, path, name, status):
    body = json.dumps({name: "\ud800"})
    known = name != "taxonomy_term_id" or path in ("services", "service_at_locations", "organizations")
    answer = client.post(f"/api/hsds/{path}", body, content_type="application/json")
    assert answer.status_code == (status if known else 200)


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_the_same_may_be_posted(client, town, kind):
    body = json.dumps({"search": "お茶", "minimal": True}) if "json" in kind else "search=お茶&minimal=true"
    told = client.post("/api/hsds/services", body, content_type=kind).json()
    assert [row["name"] for row in told["contents"]] == ["ひまわりサロン"]


def test_other_sites_may_ask_and_nobody_gets_a_cookie(client):
    for answer in (
        client.get("/api/hsds/services"),
        client.options("/api/hsds/services"),
        client.get("/api/hsds/services?page=x"),
    ):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
    assert client.post("/api/hsds/").status_code == 405


@pytest.mark.parametrize(
    "asked", [*LISTS[:3], *(f"{path}?full=true" for path in LISTS[:3]), "organizations?full_service=1"]
)
def test_a_page_costs_the_same_queries_whatever_its_length(client, town, asked):
    def queries():
        with CaptureQueriesContext(connection) as made:
            assert client.get(f"/api/hsds/{asked}").status_code == 200
        return len(made)

    before = queries()
    for _ in range(4):
        make_resource(schedule="毎週月曜", organization=make_organization(), features={"wheelchair": "yes"})
    assert queries() <= before + 1, "the vacant relations of one row are not read"
