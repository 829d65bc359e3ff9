"""Households: several people and one case, nobody's sheet opened, who may not learn of whom, and places for two."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.casework.introductions import begin
from matching.casework.kept_apart import APART
from matching.models import HouseholdMember, HouseholdRule, Identity, Introduction, Look, NeedsSheet, Participant
from matching.proposals.pairs import pairs_for
from matching.proposals.ranked_lists import matching_for, people_suited, proposal_for
from tests.factories import make_consent, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOTE = "庭の柿の木"


@pytest.fixture
def family(client, coordinator):
    """Mother and son of one household, the coordinator signed in."""
    client.force_login(coordinator)
    agency, town = coordinator.memberships.get().agency, make_town()
    people = {}
    for code, name, age in (("M-1", "夕凪 春子", 80), ("M-2", "夕凪 一郎", 50)):
        person = Participant.objects.create(code=code, agency=agency, town=town, note=NOTE)
        NeedsSheet.objects.create(participant=person, facts={"age": age}, recorded_on=TODAY)
        Identity.objects.create(participant=person, name=name)
        people[code] = person
    join = {"own_relation": "母", "who": "m-2", "relation": "息子"}
    client.post(reverse("desk_household_of", args=["M-1"]), join)
    return people["M-1"], people["M-2"]


def _page(name="desk_household"):
    return reverse(name, args=[HouseholdMember.objects.first().household_id])


def _rule(client, family, kind, turned=False):
    first, second = family[::-1] if turned else family
    facts = {"kind": kind, "first": first.pk, "second": second.pk, "why": "こわがっている"}
    return client.post(_page("desk_household_rule"), facts)


def test_a_household_opens_nobodys_sheet(client, family):
    page = client.get(_page()).content.decode()
    assert all(word in page for word in ("母", "息子", "M-1", "M-2"))
    assert NOTE not in page
    assert "80歳" not in page
    assert set(Look.objects.filter(what="世帯", action="seen").values_list("code", flat=True)) == {"M-1", "M-2"}


def test_a_rule_is_chosen_by_who_people_are_to_each_other_and_not_by_bare_numbers(client, family):
    form = client.get(_page()).context["form"]
    for name in ("first", "second"):
        assert [label for _, label in form.fields[name].choices][1:] == ["母　M-1 夕凪 春子", "息子　M-2 夕凪 一郎"]


def test_a_worker_of_one_sees_of_the_other_the_number_alone_and_a_stranger_nothing(client, family):
    agency = family[0].agency
    worker, stranger = make_user("counsellor", agency), make_user("counsellor", agency)
    Participant.objects.filter(pk=family[0].pk).update(in_charge=worker)
    client.force_login(worker)
    page = client.get(_page()).content.decode()
    assert "春子" in page
    assert "一郎" not in page
    assert "息子" not in page
    assert "M-2" in page
    assert client.get(reverse("desk_participant", args=["M-2"])).status_code == 403
    assert _rule(client, family, "never").status_code == 200
    assert client.get(_page("desk_household_pairs"), {"first": "M-1", "second": "M-2"}).status_code == 404
    assert not HouseholdRule.objects.exists()
    client.force_login(stranger)
    assert client.get(_page()).status_code == 403
    assert client.post(reverse("desk_household_of", args=["M-1"]), {"who": "M-2"}).status_code == 403


def test_nobody_is_in_two_households(client, family):
    Participant.objects.create(code="M-3", agency=family[0].agency)
    join = {"own_relation": "友", "who": "M-2", "relation": "友"}
    assert "もう 世帯に入っています" in client.post(reverse("desk_household_of", args=["M-3"]), join).content.decode()
    client.post(reverse("desk_household_of", args=["M-1"]), {"who": "M-3", "relation": "妹"})
    assert HouseholdMember.objects.count() == 3


def test_who_is_added_is_found_by_name_and_of_two_of_one_name_by_number(client, family):
    agency, url = family[0].agency, reverse("desk_household_of", args=["M-1"])
    for code, name in (("M-3", "夕凪 桃子"), ("M-4", "夕凪 桃代"), ("M-5", "浜 太郎")):
        Identity.objects.create(participant=Participant.objects.create(code=code, agency=agency), name=name)
    Identity.objects.filter(participant__code="M-5").update(telephone="090-1234-5678")
    said = client.post(url, {"who": "夕凪 桃", "relation": "妹"}).content.decode()
    assert "M-3 夕凪 桃子、M-4 夕凪 桃代" in said
    assert Look.objects.filter(what="世帯", action="seen", code="M-4").exists()
    assert "いません" in client.post(url, {"who": "だれか", "relation": "妹"}).content.decode()
    client.post(url, {"who": "夕凪 桃子", "relation": "妹"})
    client.post(url, {"who": "5678", "relation": "いとこ"})
    members = HouseholdMember.objects.order_by("pk").values_list("participant__code", flat=True)
    assert list(members) == ["M-1", "M-2", "M-3", "M-5"]


def test_whom_somebody_may_not_learn_of_is_named_to_no_host_and_no_companion(client, family, coordinator):
    mother, son = family
    place = make_resource(name="ひまわりサロン")
    begun = {one.code: begin(one, place, coordinator, TODAY) for one in family}
    for one in family:
        make_consent(one, place, text="x")
    _rule(client, family, "hidden")  # the son may not learn of his mother's support
    told = {"text": "夕凪 春子さんの 家の方です", "how": "telephone"}
    visit = {"visit_on": (TODAY + dt.timedelta(1)).isoformat(), "companion": "春子さん"}
    for one, refused in ((son, True), (mother, False)):
        args = [one.code, begun[one.code].pk]
        if one is son:
            said = client.post(reverse("desk_introduction_ask", args=args), told | {"text": "春子さんの家の方"})
            assert "消してください" in said.content.decode()
            consent = {"text": "春子さんの家の方", "hosts": [place.pk], "how": "spoken", "given_on": TODAY.isoformat()}
            page = client.post(reverse("desk_consent", args=["M-2"]), consent | {"expires_on": TODAY.isoformat()})
            assert "知らせないことになっている" in page.content.decode()
        client.post(
            reverse("desk_introduction_visit", args=args),
            visit | {"companion": "春子さん" if one is son else "一郎さん"},
        )
        assert (Introduction.objects.get(participant=one).visit_on is None) is refused


@pytest.mark.parametrize("kind", HouseholdRule.Kind)
def test_who_is_kept_apart_is_not_proposed_where_the_other_goes(client, family, coordinator, kind):
    mother, son = family
    place, other = make_resource(name="ひまわりサロン", referral="open"), make_resource(referral="open")
    begin(mother, place, coordinator, TODAY)
    _rule(client, family, kind)
    is_apart = kind != HouseholdRule.Kind.TOGETHER
    matching = matching_for(son, TODAY)
    assert [one.because for one in matching.exclusions() if one.key == place.pk] == ([APART] if is_apart else [])
    assert other.pk in [one.key for one in matching.scored_places()]
    assert (son in [one for one, _ in people_suited(place.pk, Participant.objects.all(), TODAY)]) is not is_apart
    assert place.pk in [one.key for one in matching_for(mother, TODAY).scored_places()]
    _, proposal = proposal_for(Participant.objects.filter(pk=son.pk), TODAY)
    assert [one.place.key for one in proposal.placed] == [other.pk] or not is_apart
    assert client.get(reverse("desk_audit")).status_code == 200
    client.post(_page("desk_household_rule"), {"end": HouseholdRule.objects.get().pk})
    assert HouseholdRule.objects.get().ended_on == TODAY
    assert place.pk in [one.key for one in matching_for(son, TODAY).scored_places()]


def test_pairs_share_a_time_at_which_both_are_free_or_no_day_at_all(client, family):
    mother, son = family
    NeedsSheet.objects.create(
        participant=son,
        facts={"age": 50, "available": [{"weekdays": ["tue"], "from": "13:00", "to": "15:00"}]},
        recorded_on=TODAY,
    )
    tuesday = make_resource("毎週火曜 13:00–16:00", name="火曜の会")
    late = make_resource("毎週火曜 14:00–17:00", name="火曜の夕方")
    thursday = make_resource("毎週木曜 13:00–15:00", name="木曜の会")
    make_resource(name="時間の分からない会")
    together = {(one.first.pk, one.second.pk): one for one in pairs_for(mother, son, TODAY, apart=False)}
    expected = {(a.pk, b.pk) for a in (tuesday, late) for b in (tuesday, late)}
    assert together.keys() == expected
    assert {(start, end) for _, start, end in together[late.pk, late.pk].times} == {(14 * 60, 15 * 60)}
    assert len(together[tuesday.pk, tuesday.pk].times) == 4
    assert together[tuesday.pk, tuesday.pk].is_one_place
    apart = [(one.first.pk, one.second.pk) for one in pairs_for(mother, son, TODAY, apart=True)]
    assert set(apart) == {(thursday.pk, tuesday.pk), (thursday.pk, late.pk)}
    page = client.get(_page("desk_household_pairs"), {"first": "M-1", "second": "M-2"}).content.decode()
    assert "同じ場所" in page
    assert "4回" in page
    _rule(client, family, "never")
    page = client.get(_page("desk_household_pairs"), {"first": "M-1", "second": "M-2"}).content.decode()
    assert "木曜の会" in page
    assert "同じ場所" not in page


def test_who_is_kept_apart_is_introduced_there_by_no_door_and_has_it_on_no_paper(client, family, coordinator):
    mother, son = family
    place = make_resource(name="ひまわりサロン", referral="open")
    begin(mother, place, coordinator, TODAY)
    _rule(client, family, "never")
    page = client.post(reverse("desk_begin", args=["M-2", place.pk]), follow=True).content.decode()
    assert APART in page
    assert not son.introductions.exists()
    assert client.get(reverse("desk_shortlist", args=["M-2"]), {"place": place.pk}).context["places"] == []


def _take_out(client, person, why="べつの方と まちがえた"):
    return client.post(_page("desk_household_leave"), {"out-leaves": person.pk, "out-why": why}, follow=True)


def test_who_was_put_in_by_mistake_is_taken_out_with_a_reason_and_belongs_elsewhere_afterwards(
    client, coordinator, family
):
    mother, son = family
    other = Participant.objects.create(code="M-3", agency=mother.agency)
    client.post(reverse("desk_household_of", args=["M-1"]), {"who": "M-3", "relation": "娘"})
    assert "このフィールド" not in _take_out(client, son, why="").content.decode()
    assert HouseholdMember.objects.there().count() == 3, "without a reason nobody is taken out"
    page = _take_out(client, son).content.decode()
    assert "べつの方と まちがえた" in page
    assert [one.participant for one in HouseholdMember.objects.there().order_by("pk")] == [mother, other]
    gone = HouseholdMember.objects.get(participant=son)
    assert (gone.left_on, gone.why_left, gone.left_by.username) == (
        TODAY,
        "べつの方と まちがえた",
        coordinator.username,
    )
    assert Look.objects.filter(participant=son, action="changed", what="世帯から はずした").exists()
    # They begin anew, and the page of the others opens by them no more.
    assert "いっしょの方" in client.get(reverse("desk_household_of", args=["M-2"])).content.decode()
    client.post(reverse("desk_household_of", args=["M-2"]), {"own_relation": "父", "who": "M-9", "relation": "子"})
    worker = make_user("counsellor", son.agency)
    Participant.objects.filter(pk=son.pk).update(in_charge=worker)
    client.force_login(worker)
    assert client.get(_page()).status_code == 403


def test_with_one_left_the_household_ends(client, family):
    page = _page()
    assert "世帯は おわりました" in _take_out(client, family[1]).content.decode()
    assert not HouseholdMember.objects.there().exists()
    whys = {row.participant: row.why_left for row in HouseholdMember.objects.all()}
    assert whys == {family[1]: "べつの方と まちがえた", family[0]: "ひとりに なったため"}, "a reason is of one person"
    assert client.get(page).status_code == 404
    client.post(reverse("desk_household_of", args=["M-1"]), {"own_relation": "母", "who": "M-2", "relation": "息子"})
    assert HouseholdMember.objects.there().count() == 2


def test_as_long_as_something_is_agreed_about_them_nobody_is_taken_out(client, family):
    _rule(client, family, "hidden")
    page = _take_out(client, family[1]).content.decode()
    assert "先に きまりを やめてください" in page
    assert HouseholdMember.objects.there().count() == 2
    client.post(_page("desk_household_rule"), {"end": HouseholdRule.objects.get().pk})
    assert "はずしました" in _take_out(client, family[1]).content.decode()


def test_who_does_not_see_somebody_takes_them_out_of_nothing(client, family):
    agency = family[0].agency
    worker, stranger = make_user("counsellor", agency), make_user("coordinator")
    Participant.objects.filter(pk=family[0].pk).update(in_charge=worker)
    for user, status in ((worker, 200), (stranger, 403)):
        client.force_login(user)
        assert _take_out(client, family[1]).status_code == status
        assert HouseholdMember.objects.there().count() == 2
