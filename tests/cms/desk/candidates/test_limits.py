"""What must not happen: written at the desk, on every page of the person, unknown to matching but for keys, undone with a trace."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from matching.models import Limit, Look, NeedsSheet
from matching.proposals.ranked_lists import matching_for, people_suited
from tests.factories import make_place, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
WHO, WHY = "もとの夫の一郎", "前に 家の前で 待っていた"


def listed(person) -> set[str]:
    from directory.models import Resource

    matching = matching_for(person, timezone.localdate())
    keys = matching.directory_day.columns.rows.key[matching.rows]
    return set(Resource.objects.filter(pk__in=keys.tolist()).values_list("name", flat=True))


def write(desk, person, place=None, **facts):
    address = reverse("desk_limits", args=[person.code]) + (f"?place={place.pk}" if place else "")
    return desk.post(address, {"cause": "danger", "known_to": "desk", "somebody": WHO, "reason": WHY} | facts)


@pytest.fixture
def other(place):
    town = make_town("平尾", place.municipality)
    return make_resource(
        name="平尾の会", activities=["tea"], stages=["go_out"], place=make_place(35.6, 139.489, town=town)
    )


def test_a_place_a_town_and_somebody_are_left_out_and_come_back(desk, person, place, other):
    assert listed(person) == {"ひまわりサロン", "平尾の会"}
    write(desk, person, place)
    write(desk, person, town=other.place.town_id, somebody="")
    assert listed(person) == set()
    for limit in Limit.objects.all():
        desk.post(reverse("desk_limit_undo", args=[person.code, limit.pk]), {"because": "引っこした"})
    assert listed(person) == {"ひまわりサロン", "平尾の会"}
    assert {(one.undone_because, one.undone_by_id is None) for one in Limit.objects.all()} == {("引っこした", False)}
    page = desk.get(reverse("desk_limits", args=[person.code])).content.decode()
    assert "引っこした" in page
    assert "取り消したこと（2）" in page


def test_what_must_not_happen_is_not_undone_without_a_reason(desk, person, place):
    write(desk, person, place)
    desk.post(reverse("desk_limit_undo", args=[person.code, Limit.objects.get().pk]))
    assert Limit.objects.get().undone_at is None
    assert listed(person) == set()


@pytest.mark.parametrize(
    "name",
    ["desk_participant", "desk_needs", "desk_identity", "desk_end", "desk_limits", "desk_left_out", "desk_compare",
     "desk_person_looks", "desk_person_places", "desk_shortlist"],
)  # fmt: skip
def test_it_stands_on_every_page_of_the_person(desk, person, place, name):
    address = reverse(name, args=[person.code])
    assert "まだ聞いていない" in desk.get(address).content.decode()
    write(desk, person, place)
    page = desk.get(address).content.decode()
    assert f"{WHO}と会わせない（ひまわりサロン）" in page
    assert WHY in page


def test_asked_and_nothing_is_not_the_same_as_not_asked(desk, person):
    desk.post(reverse("desk_limits", args=[person.code]), {"none": "1"})
    desk.post(reverse("desk_limits", args=[person.code]), {"none": "1"})
    assert Limit.objects.get().is_none
    assert "ないと聞いた" in desk.get(reverse("desk_participant", args=[person.code])).content.decode()


def test_whoever_is_not_in_charge_learns_that_it_is_and_not_why(client, desk, person, place):
    write(desk, person, place, known_to="in_charge")
    colleague = make_user("coordinator", person.agency)
    client.force_login(colleague)
    for name in ("desk_participant", "desk_limits"):
        page = client.get(reverse(name, args=[person.code])).content.decode()
        assert "ひまわりサロンへ行かせない" in page
        assert WHO not in page
        assert WHY not in page
        assert "へ行かせない：わけは、担当の人" in page


def test_nothing_that_can_be_read_is_stored_and_the_engine_gets_keys_alone(desk, person, place):
    write(desk, person, place)
    with connection.cursor() as cursor:
        cursor.execute("SELECT somebody, reason FROM matching_limit")
        assert not any(word in str(cursor.fetchall()) for word in (WHO, WHY))
    needs = person.needs_on(timezone.localdate()).to_mapping()
    assert needs["avoid_resources"] == [place.pk]
    assert WHO not in str(needs)
    assert WHY not in str(needs)


def test_a_limit_that_names_nothing_is_told_at_its_field(desk, person):
    page = write(desk, person, somebody="")
    assert "somebody" in page.context["form"].errors
    assert not Limit.objects.exists()


def test_the_past_is_as_it_was(person, place):
    limit = Limit.objects.create(participant=person, resource=place)
    today = timezone.localdate()
    assert not limit.held_on(today - dt.timedelta(days=1))
    assert limit.held_on(today)
    limit.undone_at = timezone.now() + dt.timedelta(days=3)
    assert limit.held_on(today + dt.timedelta(days=2))
    assert not limit.held_on(today + dt.timedelta(days=3))


def test_from_the_place_too_the_person_is_not_proposed(desk, person, place):
    today, people = timezone.localdate(), type(person).objects.all()
    assert people_suited(place.pk, people, today)
    Limit.objects.create(participant=person, resource=place)
    assert people_suited(place.pk, people, today) == []


def test_left_out_by_one_press_with_a_reason_and_shown_again(desk, person, place):
    desk.post(reverse("desk_avoid", args=[person.code, place.pk]), {"cause": "known"})
    desk.post(reverse("desk_avoid", args=[person.code, place.pk]), {"cause": "tried"})
    assert (Limit.objects.get().cause, Limit.objects.get().must_not) == ("tried", False)
    assert listed(person) == set()
    shown = desk.get(reverse("desk_left_out", args=[person.code]), {"why": "avoid"}).context["page"]
    assert [place.name for place, _ in shown] == ["ひまわりサロン"]
    desk.post(reverse("desk_show_again", args=[person.code, place.pk]))
    assert listed(person) == {"ひまわりサロン"}
    assert Limit.objects.get().undone_by is not None
    assert desk.post(reverse("desk_show_again", args=[person.code, place.pk])).status_code == 404
    assert Look.objects.filter(action="changed", participant=person).count() >= 3


def test_what_an_older_sheet_avoids_is_shown_again_too(desk, person, place):
    facts = person.sheet_on(timezone.localdate()).facts | {"avoid_resources": [place.pk]}
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=timezone.localdate())
    assert "ニーズの記録から" in desk.get(reverse("desk_limits", args=[person.code])).content.decode()
    desk.post(reverse("desk_show_again", args=[person.code, place.pk]))
    assert listed(person) == {"ひまわりサロン"}


def test_to_show_again_does_not_undo_what_must_not_happen(desk, person, place):
    write(desk, person, place)
    desk.post(reverse("desk_show_again", args=[person.code, place.pk]))
    assert listed(person) == set()


def test_the_name_of_a_place_outlives_its_listing(desk, person, place):
    write(desk, person, place)
    place.delete()
    assert "ひまわりサロン" in desk.get(reverse("desk_participant", args=[person.code])).content.decode()


@pytest.mark.parametrize("is_of_town", [True, False])
def test_nobody_begins_to_introduce_to_what_must_not_happen_and_no_paper_names_it(desk, person, place, is_of_town):
    town = make_town("東長沼", place.municipality)
    forbidden = make_resource(name="東長沼の会", place=make_place(35.6, 139.489, town=town))
    where = {"town": town} if is_of_town else {"resource": forbidden}
    Limit.objects.create(participant=person, must_not=True, **where)
    page = desk.post(reverse("desk_begin", args=[person.code, forbidden.pk]), follow=True).content.decode()
    assert "先に わけを書いて 取り消してください" in page
    swap = {"answer": "swap", "reason": "not_fit", "other": forbidden.pk}
    desk.post(reverse("desk_caseload_answer", args=[person.code, place.pk]), swap)
    assert not person.introductions.exists()
    shown = desk.get(reverse("desk_shortlist", args=[person.code]), {"place": [place.pk, forbidden.pk]})
    assert [one.page.resource for one in shown.context["places"]] == [place]


def test_that_there_is_nothing_ends_with_the_first_thing_that_there_is(desk, person, place):
    address = reverse("desk_limits", args=[person.code])
    desk.post(address, {"none": "1"})
    write(desk, person)
    desk.post(
        reverse("desk_limit_undo", args=[person.code, Limit.objects.get(must_not=True).pk]),
        {"because": "まち\u200bがい"},
    )
    assert Limit.objects.get(must_not=True).undone_because == "まちがい", "what nobody sees costs nobody their words"
    assert "ないと聞いた" not in desk.get(address).content.decode()


def test_what_must_not_happen_is_not_said_to_be_proposed_again(desk, person, place):
    write(desk, person, place)
    page = desk.post(reverse("desk_show_again", args=[person.code, place.pk]), follow=True).content.decode()
    assert "また 候補に出るように" not in page
    assert place.name not in listed(person)
