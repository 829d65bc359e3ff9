"""The form of a person's needs: what nobody touched stays as it was, and unknown, none and some are three answers."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from cms.desk.forms import NeedsForm
from directory.imports.city_fixtures import load_sample_town
from directory.models import Town
from matching.cases.sample import load_sample_people
from matching.models import NeedsSheet, Participant
from matching.proposals.ranked_lists import matching_for
from tests.cms.html_forms import filled
from tests.factories import make_agency, make_municipality, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
HARD = {
    "age": 40,
    "targets": [],
    "worries": [],
    "children": [],
    "companion": False,
    "gender": "man",
    "lat": 35.6045,
    "lng": 139.4891,
    "interests": {"want": ["tea", "reading"], "done": ["tea", "crafts"]},
    "avoid": ["salon", "sports"],
    "needs": ["quiet"],
    "prefers": ["quiet", "small_group"],
    "available": [{"weekdays": [day], "from": "9:00", "to": "24:00"} for day in ("mon", "wed", "tue", "thu")],
    "travel": {"modes": ["bus", "walk"]},
    "max_fee": 0,
    "avoid_resources": [99],
}
"""A mapping that the form cannot show in full, in an order of its own."""


@pytest.fixture
def person(coordinator):
    agency = coordinator.memberships.get().agency
    return Participant.objects.create(code="M-1", agency=agency, town=make_town())


def _save(desk, person, **changes):
    url = reverse("desk_needs", args=[person.code])
    answer = desk.post(url, filled(desk.get(url), "needs", **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    person.refresh_from_db()
    return person.sheets.last().facts


def _with(person, **facts):
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=TODAY)
    return person


@pytest.mark.parametrize("facts", [HARD, {}, {"targets": []}, {"children": [8, 40]}, {"max_fee": 0}, {"town": 1}])
def test_saving_unchanged_changes_nothing(desk, person, facts):
    assert _save(desk, _with(person, **facts)) == facts
    assert person.town.name == "平尾"


def test_a_town_of_another_city_stays(desk, person):
    person.town = make_town("和田", make_municipality("132241", "多摩市"))
    person.save()
    _save(desk, _with(person))
    assert person.town.name == "和田"


ANSWERS = [
    ("targets", {}, None, []),
    ("targets", {"targets": ["none"]}, None, [[]]),
    ("targets", {"targets": ["older"]}, [], [["older"]]),
    ("targets", {"targets": None}, [], []),
    ("worries", {"worries": ["none"]}, ["debt"], [[]]),
    ("worries", {"worries": ["debt", "money"]}, None, [["money", "debt"]]),
    ("children", {"children": "いない"}, None, [[]]),
    ("children", {"children": ""}, [], []),
    ("children", {"children": "８、40"}, [], [[8, 40]]),
    ("companion", {"companion": "no"}, None, [False]),
    ("companion", {"companion": ""}, True, []),
    ("max_fee", {"max_fee": "0"}, None, [0]),
    ("max_fee", {"max_fee": ""}, 0, []),
]


@pytest.mark.parametrize(("name", "said", "before", "after"), ANSWERS)
def test_unknown_none_and_some_are_three_answers(desk, person, name, said, before, after):
    facts = {} if before is None else {name: before}
    stored = _save(desk, _with(person, **facts), **said)
    assert [sorted(stored[name]) if name == "worries" else stored[name] for _ in range(name in stored)] == [
        sorted(value) if name == "worries" else value for value in after
    ]


def test_none_and_something_contradict_each_other(desk, person):
    url = reverse("desk_needs", args=[person.code])
    page = desk.post(url, {"worries": ["none", "debt"]})
    assert "いっしょに えらべません" in page.context["form"].errors["worries"][0]


def test_another_town_takes_the_old_home_along_and_one_answer_moves_alone(desk, person):
    other = make_town("坂浜")
    facts = _save(desk, _with(person, **HARD), town=str(other.pk), activity_tea="avoid", feature_quiet="")
    assert "lat" not in facts
    assert facts["interests"] == {"want": ["reading"], "done": ["crafts"]}
    assert facts["avoid"] == ["salon", "sports", "tea"]
    assert (facts.get("needs"), facts["prefers"]) == (None, ["small_group"])
    assert facts["available"] == HARD["available"]


@pytest.mark.parametrize(
    ("features", "asked"), [({}, False), ({"women_only": "yes"}, True), ({"men_only": "no"}, False)]
)
def test_gender_is_asked_only_where_a_place_within_reach_is_for_one(desk, person, features, asked):
    make_resource(features=features)
    _with(person, age=40)
    page = desk.get(reverse("desk_needs", args=[person.code])).content.decode()
    assert ('name="gender"' in page, "答えない・分からない" in page) == (asked, asked)
    if asked:
        assert "gender" not in _save(desk, person, gender="")
        assert _save(desk, person, gender="woman")["gender"] == "woman"


def test_what_was_said_of_gender_can_be_taken_back_where_it_is_asked_no_more(desk, person):
    assert "gender" not in _save(desk, _with(person, gender="woman"), gender="")


def test_for_every_person_of_the_sample_town_saving_unchanged_changes_neither_needs_nor_list(desk, coordinator):
    load_sample_town(TODAY)
    agency = coordinator.memberships.get().agency
    agency.municipality = Town.objects.exclude(municipality="132250").first().municipality
    agency.save()
    assert load_sample_people(agency, TODAY) == 30
    for person in Participant.objects.with_needs():
        known = {"participant": person, "facts": person.sheets.last().facts}
        shown = NeedsForm(**known)
        sent = QueryDict(mutable=True)
        for field in shown:
            value = field.field.widget.format_value(field.value())
            sent.setlist(field.html_name, value if isinstance(value, list) else [value or ""])
        form = NeedsForm(sent, **known)
        assert form.is_valid(), (person.code, form.errors)
        assert form.facts == known["facts"], person.code
    person = Participant.objects.last()
    facts, rows = person.sheets.last().facts, matching_for(person, TODAY).rows.tolist()
    assert _save(desk, person) == facts
    assert matching_for(Participant.objects.get(pk=person.pk), TODAY).rows.tolist() == rows


def test_nobody_but_the_desk_hears_of_gender(client, person, coordinator):
    """Neither a public page, nor what a colleague of another agency gets."""
    resource = make_resource(features={"women_only": "yes"})
    _with(person, gender="woman")
    client.force_login(coordinator)
    assert "女性" in client.get(reverse("desk_participant", args=[person.code])).content.decode()
    assert ">女性<" not in client.get(reverse("desk_place", args=[resource.pk])).content.decode()
    assert Participant.objects.exclude(agency=make_agency()).count() == 1
