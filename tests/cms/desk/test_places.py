"""The desk's search by name: every place that a coordinator may see, and what it is for one person."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.desk.cards import SHOWN
from directory.models import Landmark, StatusStatement
from directory.publishing.append_only import rewriting_allowed
from matching.models import Look, NeedsSheet, Participant
from tests.factories import (
    make_agency,
    make_municipality,
    make_organization,
    make_place,
    make_resource,
    make_town,
    make_user,
)

HOSTILE = [
    *("ひ" * 10_000, "   ", "・・！？", "\x01\x1b[31m\n", "🌻👨‍👩‍👧", "(a+)+$" * 50),
    *("' OR 1=1; --", "<script>alert(1)</script>", "%s%d{}", "9" * 10_000),
]


@pytest.fixture
def person(coordinator):
    person = Participant.objects.create(
        code="M-001", agency=coordinator.memberships.get().agency, town=make_town(), note="本を読むのが好き"
    )
    facts = {"age": 70, "interests": {"want": ["tea"]}, "travel": {"modes": ["walk"], "max_minutes": 20}}
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=timezone.localdate())
    return person


@pytest.fixture
def company(coordinator):
    return make_resource(
        name="向日葵製作所",
        reading="ひまわりせいさくしょ",
        visibility="supporters",
        activities=["tea"],
        referral="open",
    )


def _page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def _names(page):
    return [card.resource.name for card in page.context["cards"]]


def _elsewhere(**facts):
    city = make_municipality("372013", name="高松市", prefecture="香川県", lat=34.34, lng=134.05)
    return make_resource(place=make_place(lat=34.34, lng=134.05, municipality=city), **facts)


@pytest.mark.parametrize(
    "typed",
    [
        "向日葵製作所",
        "向日葵",
        "ひまわり",
        "ﾋﾏﾜﾘ",
        "himawari",
        "HIMAWARI seisakusho",
        "ひまわりせいさくじょ",
        "向日葵制作所",
    ],
)
def test_a_place_for_supporters_is_found_however_it_is_typed(desk, company, typed):
    make_resource(name="囲碁の会", place=make_place(name="公園"))
    page = _page(desk, "desk_places", q=typed)
    assert _names(page) == ["向日葵製作所"]
    answer = page.content.decode()
    assert f'href="{reverse("desk_place", args=[company.pk])}"' in answer
    assert "支援者のみ" in answer


def test_the_list_says_where_and_by_what_a_place_was_found(desk):
    make_resource(name="水曜の会", organization=make_organization(name="なかよし会"))
    [card] = _page(desk, "desk_places", q="nakayosi").context["cards"]
    assert card.found_in == ["団体「なかよし会」"]
    assert card.whereabouts.startswith("稲城市・会館")


def test_a_station_means_near_there_for_supporters_places_too(desk, company):
    point = company.place
    Landmark.objects.create(
        municipality=point.municipality, name="若葉台駅", reading="わかばだいえき", lat=point.lat, lng=point.lng
    )
    make_resource(name="囲碁の会", place=make_place(lat=point.lat + 0.05, lng=point.lng))
    page = _page(desk, "desk_places", q="若葉台駅")
    assert _names(page) == ["向日葵製作所"]
    assert page.context["cards"][0].found_near.text == "若葉台駅"


def test_the_home_of_the_desk_has_the_box(desk):
    assert f'action="{reverse("desk_places")}"' in _page(desk, "desk_people").content.decode()


def test_who_finds_what(client, coordinator, company):
    """What is for supporters is found in their own city only, what is public everywhere, and by coordinators alone."""
    make_resource(name="ひまわりサロン")
    _elsewhere(name="ひまわりの家", visibility="supporters")
    make_resource(name="ひまわりの下書き", live=False)
    there = make_agency(municipality=make_municipality("372013"))
    agency = coordinator.memberships.get().agency
    found = {
        coordinator: {"向日葵製作所", "ひまわりサロン"},
        make_user("coordinator", agency=agency): {"向日葵製作所", "ひまわりサロン"},
        make_user("coordinator", agency=there): {"ひまわりの家", "ひまわりサロン"},
    }
    address = reverse("desk_places")
    assert client.get(address, {"q": "ひまわり"}).status_code == 302
    for user, names in found.items():
        client.force_login(user)
        assert set(_names(client.get(address, {"q": "ひまわり"}))) == names
    for user in (make_user("staff", agency=agency), make_user()):
        client.force_login(user)
        answer = client.get(address, {"q": "ひまわり"})
        assert answer.status_code == 403
        assert "向日葵" not in answer.content.decode()


def _afternoons(name, **facts):
    return make_resource(name=name, activities=["exercise"], schedule="毎週火曜 14:00–15:00", **facts)


def _stopped(resource, status):
    StatusStatement.objects.create(resource=resource, status=status, since=timezone.localdate())


def test_a_wish_is_understood_at_the_desk_and_says_what_it_was_read_as(desk):
    _afternoons("のびのび会", visibility="supporters")
    _stopped(_afternoons("もう終わった会"), "ended")
    make_resource(name="あさの会", activities=["exercise"], schedule="毎週火曜 9:00–10:00")
    page = _page(desk, "desk_places", q="午後 体操")
    assert _names(page) == ["のびのび会"]
    answer = page.content.decode()
    assert "こう読みました: <b>午後・体操" in answer
    assert f"?q={quote('午後 体操')}&amp;off=wish" in answer
    as_text = _page(desk, "desk_places", q="午後 体操", off="wish")
    assert "こう読みました" not in as_text.content.decode()


def test_a_paused_place_that_is_called_as_a_wish_is_found_by_its_name(desk):
    _stopped(make_resource(name="土曜の午後の会"), "paused")
    _afternoons("のびのび会")
    assert _names(_page(desk, "desk_places", q="土曜の午後")) == ["土曜の午後の会"]


def test_who_finds_what_by_a_wish(client, coordinator):
    """As by name: supporters' places of one's own city, public ones everywhere; residents only these."""
    _afternoons("のびのび会", visibility="supporters")
    _afternoons("みんなの会")
    _afternoons("下書きの会", live=False)
    city = make_municipality("372013", name="高松市", prefecture="香川県", lat=34.34, lng=134.05)
    _afternoons("高松の会", visibility="supporters", place=make_place(lat=34.34, lng=134.05, municipality=city))
    there = make_user("coordinator", agency=make_agency(municipality=city))
    colleague = make_user("coordinator", agency=coordinator.memberships.get().agency)
    own = {"のびのび会", "みんなの会"}
    for user, names in ((coordinator, own), (colleague, own), (there, {"高松の会", "みんなの会"})):
        client.force_login(user)
        assert set(_names(_page(client, "desk_places", q="午後 体操"))) == names
    client.force_login(make_user("staff", agency=coordinator.memberships.get().agency))
    assert _page(client, "desk_places", q="午後 体操").status_code == 403
    client.logout()
    assert _page(client, "desk_places", q="午後 体操").status_code == 302
    for name in ("start", "places_json"):
        answer = _page(client, name, q="午後 体操").content.decode()
        assert "みんなの会" in answer
        assert "のびのび会" not in answer
        assert "高松の会" not in answer


def test_a_wish_for_one_person_shows_the_rank_of_what_fulfils_it(desk, person):
    _afternoons("のびのび会")
    make_resource(name="囲碁の会")
    answers = _page(desk, "desk_person_places", person.code, q="午後 体操").context["answers"]
    assert [resource.name for resource, _, _ in answers] == ["のびのび会"]


def test_those_of_an_association_do_not_come_in(my, listing, company):
    answer = _page(my, "desk_places", q="ひまわり")
    assert answer.status_code == 403
    assert "向日葵" not in answer.content.decode()


def test_nothing_found_says_so_with_the_nearest_spelling_that_one_may_see(desk, company):
    make_resource(name="さくら", visibility="supporters", kinds=[])
    _elsewhere(name="つつじ", visibility="supporters", kinds=[])
    answers = {typed: _page(desk, "desk_places", q=typed).content.decode() for typed in ("さらく", "つじつ")}
    assert all(f"「{typed}」は、見つかりませんでした" in answer for typed, answer in answers.items())
    assert '">さくら</a>' in answers["さらく"]
    assert "つつじ" not in answers["つじつ"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_gets_an_ordinary_answer(desk, person, company, typed):
    for name, args in {"desk_people": [], "desk_places": [], "desk_person_places": [person.code]}.items():
        page = _page(desk, name, *args, q=typed)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
    assert max(len(look.what) for look in Look.objects.all()) <= 200


@pytest.mark.parametrize("name", ["desk_places", "desk_person_places"])
def test_queries_do_not_grow_with_what_is_found(desk, person, company, name):
    args = [person.code] if name == "desk_person_places" else []
    counts = []
    for number in range(2):
        for other in range(4 + number * 30):
            make_resource(name=f"ひまわり{other}", max_age=other % 2 * 12 or None, activities=["tea"])
        _page(desk, name, *args, q="ひまわり")
        with CaptureQueriesContext(connection) as queries:
            page = _page(desk, name, *args, q="ひまわり")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 38
    assert len(page.context["named"].first) == SHOWN < len(page.context["named"].keys)
    assert f"{SHOWN}か所だけ出しています" in page.content.decode()


def test_for_a_person_a_candidate_comes_with_its_rank_and_a_link_to_compare(desk, person, company):
    for _ in range(2):
        make_resource(activities=["tea"], place=make_place(35.6041, 139.489), stages=["go_out"], referral="open")
    listed = {card.resource: card for card in _page(desk, "desk_participant", person.code).context["cards"]}
    page = _page(desk, "desk_person_places", person.code, q="himawari")
    [(place, card, exclusion)] = page.context["answers"]
    assert (place, exclusion) == (company, None)
    assert (card.rank, card.scored) == (listed[company].rank, listed[company].scored)
    answer = page.content.decode()
    assert f"<strong>{card.rank}番目</strong>" in answer
    assert card.strongest[0].because in answer
    link = reverse("desk_compare", args=[person.code]) + f"?place={company.pk}&amp;place="
    assert link in answer
    columns = _page(desk, "desk_compare", person.code, place=[company.pk, *page.context["best"]]).context["columns"]
    assert columns[0].resource == company
    assert {column.resource for column in columns} == listed.keys()


def test_for_a_person_any_other_place_comes_with_the_one_reason_why_not(desk, person, company):
    make_resource(name="ひまわり子ども会", max_age=12)
    page = _page(desk, "desk_person_places", person.code, q="ひまわり子ども会")
    place, card, exclusion = page.context["answers"][0]
    assert (place.name, card, exclusion.criterion) == ("ひまわり子ども会", None, "age")
    assert exclusion.because in page.content.decode()


def test_for_a_person_only_what_was_judged_is_found_and_the_way_to_the_others_is_shown(desk, person):
    _elsewhere(name="うどんの会")
    page = _page(desk, "desk_person_places", person.code, q="うどんの会")
    assert page.context["answers"] == []
    assert reverse("desk_places") + "?q=%E3%81%86%E3%81%A9%E3%82%93" in page.content.decode()
    assert _names(_page(desk, "desk_places", q="うどんの会")) == ["うどんの会"]


def test_the_candidates_have_the_box_and_those_of_a_past_day_do_not(desk, person, company):
    with rewriting_allowed():
        person.sheets.update(recorded_on="2020-01-01")
    address = f'action="{reverse("desk_person_places", args=[person.code])}"'
    assert address in _page(desk, "desk_participant", person.code).content.decode()
    assert address not in _page(desk, "desk_participant", person.code, day="2020-02-02").content.decode()


@pytest.mark.parametrize("places", [["9" * 10_000], ["1", "1", "1"], ["", "x", "-1", "１"]])
def test_a_comparison_shows_each_place_once_and_survives_anything(desk, person, places):
    page = _page(desk, "desk_compare", person.code, place=places)
    assert page.status_code == 200
    assert len(page.context["columns"]) <= 1
