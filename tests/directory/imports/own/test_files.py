"""What we give out and take in again is the same directory, field by field; and what others make of such a file does no harm."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.exports import listing_facts
from directory.exports.own_geojson import own_lines
from directory.hours.rule_facts import rule_in_facts, rule_of_facts
from directory.hours.rules import Rule
from directory.imports.own.facts import FactsChecker
from directory.models import (
    Area,
    AreaSystem,
    Contact,
    Municipality,
    Organization,
    Place,
    PlaceFeature,
    Resource,
    SingleDate,
    StatusStatement,
    Term,
    Vacancy,
    Verification,
)
from directory.spreadsheets.findings import Wrong
from tests.factories import CITY, make_municipality, make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
AHEAD = TODAY + dt.timedelta(10)
NOT_TOLD = {
    Resource: {
        "id", "uuid", "live", "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at",
        "expire_at", "expired", "latest_revision", "live_revision", "locked", "locked_at", "locked_by", "changed_at",
        "municipality", "organization", "place", "sector", "visibility", "photo", "photo_alt", "photo_source",
        "photo_licence", "source_key", "is_sample",
    },
    Place: {
        "id", "uuid", "live", "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at",
        "expire_at", "expired", "latest_revision", "live_revision", "changed_at", "municipality", "town", "is_sample",
    },
    Organization: {
        "id", "uuid", "live", "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at",
        "expire_at", "expired", "latest_revision", "live_revision", "changed_at", "name", "is_sample",
    },
    Contact: {"id", "resource", "is_public", "sort_order"},
}  # fmt: skip
"""Columns that are keys, states of editing, pictures, or told in another way. A new column is told, or named here."""


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Resource, listing_facts.COLUMNS),
        (Place, listing_facts.PLACE),
        (Organization, listing_facts.ORGANIZATION),
        (Contact, listing_facts.CONTACT),
    ],
)
def test_no_column_is_forgotten(model, columns):
    fields = {field.name for field in model._meta.concrete_fields}
    assert fields - set(columns) <= NOT_TOLD[model]
    assert set(columns) <= fields


def exported():
    """The file as it is given out, without the keys of its rows."""
    features = json.loads("".join(own_lines(CITY, TODAY)))["features"]
    return sorted((one["properties"] for one in features), key=lambda one: one["name"])


def empty_the_directory():
    Resource.objects.all().delete()
    Place.objects.all().delete()
    Organization.objects.all().delete()


def imported(path, text):
    path.write_text(text, encoding="utf-8")
    call_command("import_resources", str(path), municipality=CITY, kind="salon")


def there_and_back(folder):
    before, text = exported(), "".join(own_lines(CITY, TODAY))
    empty_the_directory()
    imported(folder / "ibasho.geojson", text)
    return before, exported()


letters = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"), exclude_characters="\x00"
)
words = st.text(letters, min_size=1, max_size=20)
maybe = st.one_of(st.just(""), words)
times = st.sampled_from(["09:00", "10:30", "13:00", "22:00"])


def slugs(scheme):
    return st.lists(st.sampled_from(SLUGS[scheme]), unique=True, max_size=3)


SLUGS = {
    "kinds": ["salon", "cafe", "meal", "facility"],
    "targets": ["older", "children", "dementia"],
    "activities": ["tea", "exercise", "karaoke"],
    "stages": ["contact", "belong"],
    "worries": ["money", "nursing"],
}
rules = st.one_of(
    st.builds(
        lambda days, weeks, months, start, closed: Rule(
            weekdays=days, weeks=weeks, months=months, start=dt.time.fromisoformat(start), closed_on_holidays=closed
        ),
        st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from([(), (2,), (1, 3), (-1,), (-2,)]),
        st.sampled_from([(), (4, 5), tuple(range(1, 13, 2))]),
        times,
        st.booleans(),
    ),
    st.builds(lambda n: Rule(times=n, per="month"), st.integers(1, 8)),
    st.builds(lambda day: Rule(monthdays=(day,), end=dt.time(12)), st.integers(1, 28)),
    st.builds(lambda day: Rule(weekdays=(day,), every=3, since=dt.date(2026, 4, 6)), st.integers(0, 6)),
)
listings = st.fixed_dictionaries(
    {
        **dict.fromkeys(
            (
                *("reading", "summary", "summary_easy", "to_bring", "fee_note", "helpers_wanted", "field", "office"),
                *("referral_how", *AT_THE_DOOR),
            ),
            maybe,
        ),
        **dict.fromkeys(
            ("description", "first_visit", "hours_note", *list(EASY.values())[1:]),
            st.lists(words, max_size=3).map("\n".join),
        ),
        **dict.fromkeys(("fee", "capacity", "group_size"), st.one_of(st.none(), st.integers(0, 30_000))),
        **dict.fromkeys(("outside_area_ok", "by_appointment", "wants_helpers"), st.booleans()),
        "min_age": st.one_of(st.none(), st.integers(0, 60)),
        "max_age": st.one_of(st.none(), st.integers(60, 120)),
        "ages_of": st.sampled_from(["visitor", "child"]),
        "referral": st.sampled_from(["", "open", "referral", "closed"]),
        "operation": st.sampled_from(["", "direct", "private"]),
        **{scheme: slugs(scheme) for scheme in SLUGS},
        "rules": st.lists(rules, max_size=3, unique=True),
        "contacts": st.lists(
            st.fixed_dictionaries(
                {
                    "kind": st.sampled_from(["telephone", "email", "other"]),
                    "value": words,
                    "note": maybe,
                    "person": maybe,
                }
            ),
            max_size=3,
        ),
        "features": st.dictionaries(st.sampled_from(["parking", "trial", "quiet"]), st.sampled_from(["yes", "no"])),
    }
)
places = st.fixed_dictionaries(
    {
        **dict.fromkeys(("reading", "address", "building", "access", "accessibility"), maybe),
        "postcode": st.sampled_from(["", "2060823"]),
        "lat": st.one_of(st.none(), st.floats(35.6, 35.7)),
    }
)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rows=st.lists(st.tuples(listings, places, maybe), min_size=1, max_size=3))
def test_what_is_exported_and_imported_is_the_same_field_by_field(tmp_path, rows):
    empty_the_directory()
    for number, (facts, where, about) in enumerate(rows):
        place = make_place(name=f"会館{number}", lng=None if where["lat"] is None else 139.5, **where)
        runs = make_organization(name=f"会{number}", description=about, reading=about)
        make_resource(name=f"サロン{number}", place=place, organization=runs, **facts)
    before, after = there_and_back(tmp_path)
    assert after == before


def test_what_is_said_of_a_listing_comes_back_with_it(tmp_path):
    system = AreaSystem.objects.create(municipality=make_municipality(), name="小学校区")
    other = AreaSystem.objects.create(municipality=make_municipality(), name="圏域")
    areas = [Area.objects.create(system=one, name="第一") for one in (system, other)]
    place = make_place(town=make_town(), precision="town")
    parking = Term.objects.get(scheme="features", slug="parking")
    PlaceFeature.objects.create(place=place, feature=parking, answer="no")
    salon = make_resource(
        name="ひまわり", place=place, areas=areas, schedule="毎週火曜 10:00–12:00", sector=Term.objects.get(scheme="sectors", slug="community"),
        organization=make_organization(name="向日葵の会", kind="npo", corporate_number="2000020132250", website="https://example.jp/"),
        contacts=[{"kind": "website", "value": "https://example.org/?a=1&b=2", "note": "公式"}, {"kind": "telephone", "value": "090", "is_public": False}],
    )  # fmt: skip
    StatusStatement.objects.create(resource=salon, status="paused", since=TODAY, until=AHEAD, reason="改修")
    SingleDate.objects.create(resource=salon, day=AHEAD, meets=True, start="13:00", end="15:00", reason="花見")
    Verification.objects.create(resource=salon, day=TODAY, how="visit")
    Vacancy.objects.create(resource=salon, left=3)
    before, after = there_and_back(tmp_path)
    assert after == before
    back = Resource.objects.get()
    assert {one.system.name for one in back.areas.all()} == {"小学校区", "圏域"}
    assert [one.value for one in back.contacts.all()] == ["https://example.org/?a=1&b=2"], (
        "what is not public left no trace"
    )
    assert str(back.place.town) == "平尾"


def test_taking_it_in_twice_changes_nothing_and_a_change_is_one(tmp_path):
    make_resource(name="ひまわり", fee=100)
    there_and_back(tmp_path)
    first = exported()
    text = "".join(own_lines(CITY, TODAY))
    key = Resource.objects.get().source_key.rpartition(":")[2]
    text = text.replace(str(Resource.objects.get().uuid), key)
    imported(tmp_path / "other name.json", text)
    assert exported() == first
    imported(tmp_path / "ibasho.geojson", text.replace('"fee": 100', '"fee": 200'))
    assert [one["fee"] for one in exported()] == [200]


def test_of_another_city_nothing_is_taken(tmp_path):
    there = make_municipality("131016", "千代田区")
    make_resource(name="よその会", place=make_place(municipality=there))
    make_resource(name="うちの会")
    text = "".join(own_lines("", TODAY))
    empty_the_directory()
    imported(tmp_path / "both.geojson", text)
    assert [one.name for one in Resource.objects.all()] == ["うちの会"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""}, {"name": "x" * 500}, {"name": ["a"]}, {"fee": "=1+1"}, {"fee": -1}, {"min_age": 90, "max_age": 3},
        {"schedule": [{"weekdays": [9]}]}, {"schedule": [7]}, {"schedule": [{"no": 1}]}, {"place": "here"},
        {"place": {"name": "x", "lat": 1.0, "lng": 2.0, "precision": "exact"}},
        {"place": {"name": "x", "postcode": "123"}}, {"contacts": [{"kind": "email"}]}, {"contacts": 5},
        {"contacts": [{"kind": "pigeon", "value": "x"}]}, {"statuses": [{"status": "gone", "since": "2026-01-01"}]},
        {"statuses": [{"status": "paused", "since": "2026-02-01", "until": "2026-01-01"}]},
        {"dates": [{"day": "soon", "meets": True}]}, {"dates": [{"day": "2026-01-01"}]}, {"capacity_left": -4},
        {"organization": "x", "organization_facts": {"corporate_number": "12"}},
    ],
)  # fmt: skip
def test_a_listing_that_is_wrong_is_said_and_not_stored(tmp_path, change):
    make_resource(name="ひまわり")
    told = json.loads("".join(own_lines(CITY, TODAY)))
    empty_the_directory()
    told["features"][0]["properties"] |= change
    with pytest.raises(CommandError):
        imported(tmp_path / "wrong.geojson", json.dumps(told))
    assert not Resource.objects.exists()


def test_a_listing_that_was_found_right_is_read_again_without_the_database(django_assert_num_queries):
    make_resource(name="ひまわり", fee=100, min_age=3, max_age=9, organization=make_organization(name="向日葵の会"))
    told = json.loads("".join(own_lines(CITY, TODAY)))["features"][0]["properties"]
    checker = FactsChecker(Municipality.objects.get(pk=CITY))
    facts = checker.listing(told)
    with django_assert_num_queries(0):
        assert checker.listing(told) == facts
    with pytest.raises(Wrong):
        checker.listing(told | {"min_age": 90})


def test_what_this_site_does_not_know_is_left_out_and_said(tmp_path, capsys):
    make_resource(name="ひまわり")
    told = json.loads("".join(own_lines(CITY, TODAY)))
    empty_the_directory()
    told["features"][0]["properties"] |= {
        "kinds": ["salon", "spaceport"], "areas": [{"system": "圏域", "name": "ない"}], "surprise": 1,
        "contacts": [{"kind": "website", "value": "javascript:alert(1)"}],
    }  # fmt: skip
    imported(tmp_path / "new.geojson", json.dumps(told))
    salon = Resource.objects.get()
    assert [kind.slug for kind in salon.kinds.all()] == ["salon"]
    assert [one.kind for one in salon.contacts.all()] == ["other"]
    out = capsys.readouterr().out
    assert all(word in out for word in ("spaceport", "圏域「ない」", "surprise"))


def test_a_newer_format_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "new.geojson"
    path.write_text('{"type": "FeatureCollection", "ibasho": {"format": 99}, "features": []}', encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_resources", str(path), municipality=make_municipality().pk, kind="salon")


@given(rule=rules)
def test_a_rule_is_kept_whole(rule):
    facts = rule_in_facts(rule)
    if isinstance(facts, dict):
        assert rule_of_facts(json.loads(json.dumps(facts))) == rule
