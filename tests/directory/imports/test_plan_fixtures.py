"""The fixtures of places: what the five plans name stands there letter for letter, and the sample town is whole.

Form of a file, for whoever adds a city: docs/guides/city_file.md. A resource has the keys in RESOURCE_KEYS; `as_written` is the plan's own spelling where a name joins or shortens it, `sites`
the number the plan gives where it names no single one, `unnamed` what the plan only counts, `left_out` what is no place.
"""

import csv
import re
import unicodedata
from collections import Counter
from functools import cache

import pytest
import yaml

from directory.catalogue.organizations import Operation
from directory.imports.checks.city_file import problems_in
from tests.paths import ROOT, SHARED, SMALL, needs_shared

CITIES = ["iga", "nagano", "nonoichi", "inagi", "yokkaichi"]
FILES = [f"plans/{city}" for city in CITIES] + ["sample_town"]
# fmt: off
RESOURCE_KEYS = {
    "code", "name", "as_written", "reading", "summary", "description", "kinds", "targets", "activities", "stages", "worries",
    "field", "operation", "organization", "office", "area", "outside_area_ok", "sector", "sites", "page", "note",
    "by_appointment", "schedule", "hours_note", "place", "features", "min_age", "max_age", "ages_of", "fee", "fee_note",
    "referral_how",
    "group_size", "capacity", "capacity_left", "referral", "status", "visibility", "contacts", "to_bring", "first_visit",
    "summary_easy", "first_visit_easy", "entrance", "met_by", "leaving", "care_points",
    "verified_days_ago", "verified_how",
}
# fmt: on
ANSWERS = {"yes", "no", "unknown"}
needs_plans, needs_towns = needs_shared("seeds"), needs_shared("data", "towns.csv")


@cache
def load(name):
    return yaml.load((ROOT / "fixtures" / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@cache
def vocabulary():
    return yaml.safe_load((ROOT / "fixtures" / "vocabulary.yaml").read_text(encoding="utf-8"))


@cache
def published_towns(code, path=SHARED / "data" / "towns.csv"):
    with path.open(encoding="utf-8", newline="") as rows:
        return {row["town"] for row in csv.DictReader(rows) if row["lg_code"] == code}


def squeezed(text):
    """Without blanks, and with the look-alikes of PDF text (⾧, full-width digits) made one."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def areas_of(city):
    return {area["name"]: area for system in city["area_systems"] for area in system["areas"]}


def resources():
    return [
        pytest.param(name, resource, id=f"{name}:{resource['name']}")
        for name in FILES
        for resource in load(name)["resources"]
    ]


@pytest.mark.parametrize(("file", "resource"), resources())
def test_resource_uses_only_known_words_and_names(file, resource):
    city, words = load(file), vocabulary()
    assert set(resource) <= RESOURCE_KEYS
    assert resource["kinds"]
    for scheme in ("kinds", "targets", "activities", "stages", "worries"):
        assert set(resource.get(scheme, [])) <= set(words[scheme]), scheme
    assert set(resource.get("features", {})) <= set(words["features"])
    assert set(resource.get("features", {}).values()) <= ANSWERS
    assert resource.get("sector", "public") in words["sectors"]
    assert resource.get("operation", "direct") in Operation.values
    assert resource.get("visibility", "public") in {"public", "supporters"}
    assert resource.get("area", next(iter(areas_of(city)), None)) in {*areas_of(city), None}
    organizations = {organization["name"] for organization in city["organizations"]}
    assert resource.get("organization", next(iter(organizations))) in organizations
    assert 10 <= len(resource["summary"]) <= 200
    assert re.fullmatch(r"[ぁ-ゖー ]*", resource.get("reading", ""))


@pytest.mark.parametrize(("file", "resource"), [case for case in resources() if "place" in case.values[1]])
def test_a_point_says_how_exact_it_is(file, resource):
    place = resource["place"]
    assert place["precision"] in {"exact", "town", "municipality", "none"}
    assert ("lat" in place) is ("lng" in place) is (place["precision"] != "none")
    if "lat" in place:
        assert 33 < float(place["lat"]) < 38
        assert 135 < float(place["lng"]) < 141
    if file.startswith("plans/"):
        assert place["reason"]


@pytest.mark.parametrize("file", FILES)
def test_names_are_given_once(file):
    city = load(file)
    for rows in (city["resources"], city["organizations"], city["area_systems"]):
        assert [name for name, times in Counter(row["name"] for row in rows).items() if times > 1] == []
    every_area = [area["name"] for system in city["area_systems"] for area in system["areas"]]
    assert len(every_area) == len(set(every_area))


def missing_in(text, plan):
    """Names and headings of a plan's file that do not stand in the text of the plan."""
    named = [*plan["resources"], *plan["organizations"], *plan["area_systems"], *plan["unnamed"], *plan["left_out"]]
    named += [{"name": row["who"]} | row for row in plan.get("works", ())]
    named += [*plan.get("meetings", ()), *plan.get("goals", ())]
    areas = list(areas_of(plan).values())
    written = [part for row in [*named, *areas] for part in row.get("as_written", [row["name"]])]
    paged = (*plan["resources"], *plan["unnamed"], *plan.get("works", ()), *plan.get("meetings", ()))
    headings = [row["page"] for row in (*paged, *plan.get("goals", ()))]
    return [part for part in [*written, *headings] if squeezed(part) not in squeezed(text)]


def test_every_name_of_an_invented_plan_stands_in_it_and_a_wrong_one_is_found():
    plan = yaml.safe_load((SMALL / "plan.yaml").read_text(encoding="utf-8"))
    text = (SMALL / "plan.txt").read_text(encoding="utf-8")
    assert missing_in(text, plan) == []
    plan["resources"][0]["name"] = "花野やすらぎの会"
    assert missing_in(text, plan) == ["花野やすらぎの会"]
    towns = {town for area in areas_of(plan).values() for town in area["towns"]}
    assert towns <= published_towns(plan["municipality"], SMALL / "towns.csv")


@needs_plans
@pytest.mark.parametrize("city", CITIES)
def test_every_name_stands_in_the_plan(city):
    text = (SHARED / "seeds" / f"{city}.txt").read_text(encoding="utf-8")
    assert missing_in(text, load(f"plans/{city}")) == []


@pytest.mark.parametrize("file", FILES[:-1])
def test_no_shipped_plan_has_a_problem(file):
    assert problems_in(load(file)) == []


@needs_towns
@pytest.mark.parametrize("city", CITIES)
def test_areas_are_made_of_published_towns(city):
    plan = load(f"plans/{city}")
    towns = {town for area in areas_of(plan).values() for town in area["towns"]}
    assert towns <= published_towns(plan["municipality"])


@needs_towns
def test_inagis_centres_share_out_the_whole_city():
    centres = load("plans/inagi")["area_systems"][0]["areas"]
    assert Counter(town for area in centres for town in area["towns"]) == Counter(published_towns("132250"))


def test_inagis_sectors_are_the_vocabularys():
    plan, words = load("plans/inagi"), vocabulary()
    kinds = {**plan["sectors"], **plan["sectors_inferred"]}
    assert len(kinds) == len(plan["sectors"]) + len(plan["sectors_inferred"])
    assert set(kinds) <= set(words["kinds"])
    assert set(kinds.values()) == set(words["sectors"])


class TestSampleTown:
    """The invented town is complete enough to try every screen, and cannot be taken for a real one."""

    town = property(lambda self: load("sample_town"))

    def contacts(self):
        return [contact for row in self.town["resources"] for contact in row.get("contacts", [])]

    def test_every_town_is_in_one_area_of_each_system(self):
        names = Counter(row["name"] for row in self.town["towns"])
        assert max(names.values()) == 1
        for system in self.town["area_systems"]:
            assert Counter(t for area in system["areas"] for t in area["towns"]) == names, system["name"]

    def test_places_stand_in_its_towns(self):
        towns = {row["name"] for row in self.town["towns"]}
        assert {row["place"].get("town") for row in self.town["resources"] if "place" in row} <= {*towns, None}
        assert {row["town"] for row in self.town["participants"]} <= towns

    def test_every_kind_and_feature_is_met(self):
        assert {kind for row in self.town["resources"] for kind in row["kinds"]} == set(vocabulary()["kinds"])
        assert {slug for row in self.town["resources"] for slug in row.get("features", {})} | {
            slug for row in self.town["resources"] for slug in row.get("place", {}).get("features", {})
        } == set(vocabulary()["features"])

    def test_no_telephone_can_be_real(self):
        numbers = {c["value"] for c in self.contacts() if c["kind"] == "telephone"}
        assert numbers
        assert [number for number in numbers if "-000-" not in number] == []

    def test_a_telephone_kept_back_is_public_nowhere(self):
        kept, public = ({c["value"] for c in self.contacts() if c["public"] == said} for said in ("no", "yes"))
        assert len(kept) >= 10
        assert not kept & public

    def test_people_have_no_names_and_known_words(self):
        words = vocabulary()
        for person in self.town["participants"]:
            assert "name" not in person
            assert set(person["targets"]) <= set(words["targets"])
            assert {person["stage"], person["goal"]} <= set(words["stages"])
            assert set(person.get("needs", [])) | set(person.get("prefers", [])) <= set(words["features"])
            assert set(person.get("avoid", [])) <= set(words["activities"]) | set(words["kinds"])
            wishes = person.get("interests", {})
            assert set(wishes) <= {"want", "curious", "done"}
            assert {word for kind in wishes.values() for word in kind} <= set(words["activities"])
