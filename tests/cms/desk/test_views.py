"""The desk: a sample participant gets a ranked list with reasons; nobody sees whom they may not see."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.publishing.append_only import rewriting_allowed
from matching.models import Introduction, NeedsSheet, Number, Outcome, Participant
from matching.oversight.audit_log import Look
from tests.factories import make_municipality, make_place, make_resource, make_town, make_user


@pytest.fixture
def person(coordinator):
    town = make_town()
    person = Participant.objects.create(
        code="M-001", agency=coordinator.memberships.get().agency, town=town, note="本を読むのが好き"
    )
    facts = {"age": 70, "targets": ["older"], "stage": "go_out", "goal": "belong", "interests": {"want": ["tea"]}}
    NeedsSheet.objects.create(
        participant=person,
        facts=facts | {"travel": {"modes": ["walk"], "max_minutes": 20}},
        recorded_on=timezone.localdate(),
    )
    return person


@pytest.fixture
def places(person):
    facts = {"kinds": ["salon"], "targets": ["older"], "stages": ["go_out", "belong"], "referral": "open"}
    return {
        "near": make_resource(name="近いサロン", activities=["tea"], **facts),
        "far": make_resource(name="遠いサロン", activities=["tea"], place=make_place(35.63, 139.489), **facts),
        "host": make_resource(name="支援者だけの会社", activities=["tea"], visibility="supporters", **facts),
        "young": make_resource(name="子どもの会", max_age=12, **facts),
    }


def _page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def test_the_best_places_come_with_reasons_and_the_others_with_one_each(desk, person, places):
    page = _page(desk, "desk_participant", person.code)
    ranked = [card.resource.name for card in page.context["cards"]]
    assert set(ranked) == {"近いサロン", "支援者だけの会社"}
    assert page.context["left_out"] == {"age": 1, "travel": 1}
    excluded = {}
    for why in ("age", "travel"):
        shown = _page(desk, "desk_left_out", person.code, why=why).context["page"]
        excluded |= {place.name: exclusion.criterion for place, exclusion in shown}
    assert excluded == {"遠いサロン": "travel", "子どもの会": "age"}
    assert page.context["near_misses"] == [], "three times as far as they walk"
    for card in page.context["cards"]:
        assert card.strongest[0].because in page.content.decode()


@pytest.mark.parametrize(("worries", "offered"), [(None, True), (["debt"], False)])
@pytest.mark.parametrize("salon", [False, True])
def test_nobodys_only_places_are_for_a_trouble_that_nobody_named(desk, person, worries, offered, salon):
    """A desk too far to walk to is named beside them, until the troubles are heard or another place fits."""
    make_resource(name="借金の相談", kinds=["consultation"], worries=["debt"])
    make_resource(name="なんでも相談", kinds=["consultation"], place=make_place(35.63, 139.489))
    if salon:
        make_resource(name="近いサロン", kinds=["salon"])
    NeedsSheet.objects.create(
        participant=person,
        facts=person.sheets.get().facts | ({} if worries is None else {"worries": worries}),
        recorded_on=timezone.localdate(),
    )
    page = _page(desk, "desk_participant", person.code)
    assert "借金の相談" in [card.resource.name for card in page.context["cards"]]
    assert ("何でも話せます" in page.content.decode()) is (offered and not salon)
    assert ("なんでも相談" in [one.name for one in page.context["desks"]]) is (offered and not salon)


def test_queries_do_not_grow_with_the_town(desk, person, places, django_assert_max_num_queries):
    _page(desk, "desk_participant", person.code)
    for _ in range(30):
        make_resource(activities=["tea"])
    _page(desk, "desk_participant", person.code)
    # Three of them ask what was agreed to, one whose household it is, one their sheets, and two what is off in the town.
    with django_assert_max_num_queries(41):
        _page(desk, "desk_participant", person.code)


VIEWS = {
    "desk_participant": lambda person, place: [person.code],
    "desk_needs": lambda person, place: [person.code],
    "desk_compare": lambda person, place: [person.code],
    "desk_person_places": lambda person, place: [person.code],
    "desk_outcome": lambda person, place: [person.code, place.pk],
}


@pytest.mark.parametrize("view", VIEWS)
def test_owner_colleague_and_outsiders(client, person, places, coordinator, view):
    """The agency that received a person sees them; nobody else does, and every try is written down."""
    agency = coordinator.memberships.get().agency
    address = reverse(view, args=VIEWS[view](person, places["near"]))
    assert client.get(address).status_code == 302
    allowed = {
        coordinator: 200,
        make_user("coordinator", agency=agency): 200,
        make_user("coordinator"): 403,
        make_user("staff", agency=agency): 403,
        make_user(): 403,
    }
    for user, status in allowed.items():
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == status
        assert ("本を読む" in answer.content.decode()) is (status == 200 and view == "desk_participant")
    looks = Look.objects.filter(participant=person).order_by("pk").values_list("action", flat=True)
    assert list(looks) == ["seen", "seen", "refused"]


def test_the_list_holds_only_ones_own_people(client, person):
    stranger = make_user("coordinator")
    client.force_login(stranger)
    assert person.code not in _page(client, "desk_people").content.decode()
    client.force_login(person.agency.memberships.first().user)
    assert person.code in _page(client, "desk_people", q="m-0").content.decode()
    assert "いません" in _page(client, "desk_people", q="Z-9").content.decode()


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, ["N-3", "N-2", "M-001", "N-1"]),
        ({"sort": "waiting"}, ["N-1", "M-001", "N-2", "N-3"]),
        ({"sort": "code"}, ["M-001", "N-1", "N-2", "N-3"]),
        ({"stage": "visit"}, ["N-3"]),
        ({"stage": "waiting", "in_charge": "none", "sort": "code"}, ["M-001", "N-1", "N-2", "N-3"]),
        ({"in_charge": "mine"}, []),
        ({"in_charge": "9" * 5000, "sort": "x", "stage": "x"}, ["N-3", "N-2", "M-001", "N-1"]),
    ],
)
def test_the_list_is_sorted_by_what_is_next_by_waiting_and_by_number(desk, person, places, asked, codes):
    today = timezone.localdate()
    for number, (stage, days) in enumerate([("", 0), ("asked", 3), ("visit", 1)], 1):
        other = Participant.objects.create(code=f"N-{number}", agency=person.agency)
        if number == 1:
            NeedsSheet.objects.create(participant=other, recorded_on=today - dt.timedelta(40))
        if stage:
            facts = {"stage": stage, "begun_on": today, "moved_on": today, "visit_on": today + dt.timedelta(days)}
            Introduction.objects.create(participant=other, resource=places["near"], **facts)
    assert [one.code for one in _page(desk, "desk_people", **asked).context["people"]] == codes


def test_the_list_says_how_far_the_furthest_introduction_is(desk, person, places):
    today = timezone.localdate()
    for place, stage in (("near", "visit"), ("far", "asked")):
        facts = {"stage": stage, "begun_on": today, "moved_on": today}
        Introduction.objects.create(participant=person, resource=places[place], **facts)
    Participant.objects.create(code="N-1", agency=person.agency)
    people = _page(desk, "desk_people", sort="code").context["people"]
    assert [(one.code, one.stage_on_the_way) for one in people] == [("M-001", "見学"), ("N-1", "")]
    assert "居場所をさがしている（見学）" in _page(desk, "desk_people").content.decode()


def test_unknown_code_is_a_page_that_helps(desk):
    answer = _page(desk, "desk_participant", "ない番号")
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


def test_a_record_of_a_look_is_never_changed(desk, person):
    _page(desk, "desk_participant", person.code)
    look = Look.objects.first()
    with pytest.raises(TypeError):
        look.save()
    with pytest.raises(TypeError):
        look.delete()


def test_needs_are_saved_as_a_new_sheet_and_the_candidates_follow(desk, person, places):
    form = _page(desk, "desk_needs", person.code).context["form"]
    answers = {name: form[name].value() or [] for name in form.fields} | {"max_minutes": "600"}
    answer = desk.post(reverse("desk_needs", args=[person.code]), answers)
    assert answer.status_code == 302, answer.context["form"].errors
    assert person.sheets.count() == 2
    ranked = [card.resource.name for card in _page(desk, "desk_participant", person.code).context["cards"]]
    assert "遠いサロン" in ranked


def test_free_until_midnight_may_be_written_as_the_zero_o_clock_of_a_time_field(desk, person):
    answers = {"weekdays_0": ["mon"], "from_0": "18:00", "to_0": "00:00"}
    assert desk.post(reverse("desk_needs", args=[person.code]), answers).status_code == 302
    window = {"weekdays": ["mon"], "from": "18:00", "to": "24:00"}
    assert person.sheets.order_by("-pk").first().facts["available"] == [window]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"age": "200"}, "age"),
        ({"weekdays_0": ["mon"], "from_0": "15:00", "to_0": "10:00"}, "from_0"),
        ({"from_1": "ごご"}, "from_1"),
        ({"children": "八か月"}, "children"),
        ({"max_minutes": "9999"}, "max_minutes"),
    ],
)
def test_bad_needs_are_told_at_their_field_and_the_form_comes_back_filled(desk, person, wrong, field):
    answer = desk.post(reverse("desk_needs", args=[person.code]), {"max_fee": "300"} | wrong)
    form = answer.context["form"]
    assert any(name in form.errors for name in (field, field.replace("from", "to"))), form.errors
    assert form["max_fee"].value() == "300"
    assert person.sheets.count() == 1


def test_places_stand_beside_each_other(desk, person, places):
    page = _page(desk, "desk_compare", person.code, place=[places["near"].pk, places["host"].pk, "だめ"])
    assert [card.resource.name for card in page.context["columns"]] == ["近いサロン", "支援者だけの会社"]
    assert "興味・関心" in page.content.decode()
    assert "えらばれていません" in _page(desk, "desk_compare", person.code).content.decode()


def test_from_a_place_to_its_people(desk, person, places):
    page = _page(desk, "desk_place", places["host"].pk)
    assert [person.code for person, _ in page.context["people"]] == ["M-001"]
    assert "支援者だけが見られます" in page.content.decode()
    assert _page(desk, "desk_place", places["young"].pk).context["people"] == []


def test_a_start_is_recorded_once_and_leads_to_its_follow_up(desk, person, places):
    address = reverse("desk_outcome", args=[person.code, places["near"].pk])
    desk.post(address, {"started_on": "2026-08-02"})
    page = desk.post(address, {"started_on": "2026-08-01"}, follow=True)
    assert page.redirect_chain == [(reverse("desk_follow_up", args=[person.code, Outcome.objects.get().pk]), 302)]
    page = _page(desk, "desk_participant", person.code)
    assert [o.resource.name for o in page.context["outcomes"]] == ["近いサロン"]
    assert "2026年8月1日" in page.content.decode()
    Outcome.objects.update(ended_on=dt.date(2026, 9, 1), ended_because="health")
    desk.post(address, {"started_on": "2026-10-01"})
    assert Outcome.objects.count() == 2, "who comes again begins again"


def test_nothing_fits_is_an_honest_answer_with_the_desk_in_charge(desk, person):
    consultation = make_resource(name="平尾の相談窓口", kinds=["consultation"], targets=["parents"], referral="open")
    page = _page(desk, "desk_participant", person.code)
    assert page.context["total"] == 0
    assert consultation.name in page.content.decode()


def test_a_list_of_a_past_day_is_made_again_with_what_held_then(desk, person, places):
    today = timezone.localdate()
    yesterday = today - dt.timedelta(1)
    with rewriting_allowed():
        person.sheets.update(recorded_on=yesterday - dt.timedelta(1))
    scores = {}
    Number.objects.create(name="weight.interest", value=5, label="興味", source="会議", valid_from=today)
    NeedsSheet.objects.create(participant=person, facts={"age": 70, "stage": "work"}, recorded_on=today)
    for day in (yesterday, today, "いつか"):
        page = _page(desk, "desk_participant", person.code, day=day)
        scores[day] = [card.scored.score for card in page.context["cards"]]
        assert ("出しなおしています" in page.content.decode()) is (day == yesterday)
    assert scores[yesterday] != scores[today] == scores["いつか"]


# What residents do not see: of the own city, and of places that were judged for one of the own people.


@pytest.fixture
def next_city(db):
    """Far enough that nobody of ours comes there by foot within 20 minutes."""
    return make_municipality("131016", "千代田区", lat=35.694, lng=139.753)


PRIVATE = {"kind": "telephone", "value": "099-1234", "is_public": False}


def test_what_only_supporters_of_another_city_see_is_not_there(desk, person, next_city):
    there = {"contacts": [PRIVATE], "place": make_place(35.694, 139.753, municipality=next_city)}
    hidden = make_resource(name="よその支援者だけ", visibility="supporters", **there)
    assert _page(desk, "desk_place", hidden.pk).status_code == 404
    assert _page(desk, "desk_outcome", person.code, hidden.pk).status_code == 404
    assert desk.post(reverse("desk_avoid", args=[person.code, hidden.pk])).status_code == 404
    public = make_resource(name="よそのサロン", **there)
    page = _page(desk, "desk_place", public.pk)
    assert (page.status_code, "099-1234" in page.content.decode()) == (200, False)


def test_nor_is_it_for_the_sake_of_somebody_whose_home_nobody_knows(desk, person, next_city):
    """Without a home the agency's city stands for it."""
    Participant.objects.create(code="M-002", agency=person.agency)
    there = make_place(35.694, 139.753, municipality=next_city)
    hidden = make_resource(
        name="よその会社", visibility="supporters", contacts=[PRIVATE], place=there, municipality=next_city
    )
    here = make_resource(name="ここの会社", visibility="supporters")
    assert _page(desk, "desk_place", hidden.pk).status_code == 404
    page = _page(desk, "desk_participant", "M-002").content.decode()
    assert (here.name in page, hidden.name in page) == (True, False)


def test_what_is_near_ones_own_people_is_seen_whole_across_the_border(desk, person, next_city):
    near = make_resource(visibility="supporters", contacts=[PRIVATE], place=make_place(municipality=next_city))
    assert "099-1234" in _page(desk, "desk_place", near.pk).content.decode()
    assert _page(desk, "desk_outcome", person.code, near.pk).status_code == 200


def test_ones_own_city_is_seen_whole(desk, person):
    own = make_resource(visibility="supporters", contacts=[PRIVATE], place=make_place(35.7, 139.6))
    assert "099-1234" in _page(desk, "desk_place", own.pk).content.decode()


def test_a_draft_has_no_page_and_no_name_but_an_outcome_can_be_told_to_its_end(desk, person, places):
    draft = make_resource(name="まだ秘密", live=False)
    for name, key in (("desk_place", [draft.pk]), ("desk_outcome", [person.code, draft.pk])):
        answer = _page(desk, name, *key)
        assert (answer.status_code, "まだ秘密" in answer.content.decode()) == (404, False)
    assert desk.post(reverse("desk_avoid", args=[person.code, draft.pk])).status_code == 404
    address = reverse("desk_outcome", args=[person.code, places["near"].pk])
    desk.post(address, {"started_on": "2026-08-01"})
    type(draft).objects.filter(pk=places["near"].pk).update(live=False)
    told = {"coming": "stopped", "feeling": "good", "ended_on": "2026-09-01", "ended_because": "goal"}
    told = {f"person-{name}": value for name, value in told.items()} | {"side": "person"}
    desk.post(reverse("desk_follow_up", args=[person.code, Outcome.objects.get().pk]), told)
    assert Outcome.objects.get().ended_because == "goal"


@pytest.mark.parametrize("name", ["desk_people", "desk_places", "desk_caseload", "desk_audit"])
def test_no_page_of_the_desk_stays_in_a_browser(desk, person, name):
    assert "no-store" in _page(desk, name)["Cache-Control"]
    assert "no-store" in _page(desk, "desk_participant", person.code)["Cache-Control"]


@pytest.mark.parametrize("page", ["9" * 5000, "0", "-1", "２", "x", "99999"])
def test_a_page_that_nobody_can_mean_is_no_error(desk, person, page):
    assert _page(desk, "desk_participant", person.code, page=page).status_code == 200


def test_a_code_that_no_table_can_hold_is_nobodys(desk, person):
    for code in ("%00", "M%00-001", "%0a"):
        assert desk.get(f"/desk/people/{code}/").status_code == 404
