"""The sheet beside the telephone: one press, the person's list at once, and the listing by the city's rules."""

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.accounts.rate_limits import LIMITS, LimitedAction
from directory.models import Amendment, ApprovalRule, Report, Resource
from matching.models import CallAnswer, Limit, Participant
from matching.proposals.ranked_lists import matching_for, proposal_for
from tests.factories import make_municipality, make_resource, make_user

pytestmark = pytest.mark.django_db


def sheet(desk, person, place):
    return desk.get(reverse("desk_call", args=[person.code, place.pk]))


def press(desk, person, place, said, **more):
    return desk.post(reverse("desk_call", args=[person.code, place.pk]), {"said": said} | more, follow=True)


def asked(page) -> dict[str, str]:
    return {one.slug: one.said.answer if one.said else "" for one in page.context["questions"]}


def scored(person, place):
    matching = matching_for(person, timezone.localdate())
    return next((one for one in matching.scored_places() if one.key == place.pk), None)


def test_it_asks_what_matters_for_this_person_and_is_unknown(desk, person, place):
    page = sheet(desk, person, place)
    assert {"wheelchair", "capacity", "referral"} <= asked(page).keys()
    assert "車いすで 入れますか" in page.content.decode()
    assert 'href="tel:0423770000"' in page.content.decode()
    assert "平日9時〜17時" in page.content.decode()


def test_a_yes_raises_the_place_in_the_list_and_stands_in_the_listing(desk, person, place):
    before = scored(person, place).score
    page = press(desk, person, place, "wheelchair=yes")
    assert scored(person, place).score > before
    assert asked(page)["wheelchair"] == "yes"
    assert Resource.objects.get(pk=place.pk).answers()["wheelchair"] == "yes"
    assert "のせている情報も なおしました" in page.content.decode()


def test_a_no_takes_the_place_out_and_a_wrong_press_is_mended_where_it_was_made(desk, person, place):
    page = press(desk, person, place, "wheelchair=no")
    assert scored(person, place) is None
    assert "候補から 外れます" in page.content.decode()
    page = press(desk, person, place, "wheelchair=yes")
    assert scored(person, place) is not None
    assert asked(page)["wheelchair"] == "yes"


def test_where_the_city_wants_to_see_it_first_the_list_has_it_and_the_listing_waits(desk, person, place):
    ApprovalRule.objects.update_or_create(municipality=place.municipality, defaults={"fields": ["features"]})
    before = scored(person, place).score
    page = press(desk, person, place, "wheelchair=yes")
    assert scored(person, place).score > before
    assert "wheelchair" not in Resource.objects.get(pk=place.pk).answers()
    assert Amendment.objects.get().state == "waiting"
    assert "市の確認を待って" in page.content.decode()
    press(desk, person, place, "parking=yes")
    assert len(Amendment.objects.waiting().get().changes["features"]["new"]) == 2, "both are in the one that waits"


def test_what_is_about_this_person_stays_with_this_person(desk, person, place):
    other = Participant.objects.create(code="M-2", agency=person.agency, town=person.town)
    press(desk, person, place, "target=no")
    assert CallAnswer.objects.get().passed_on == ""
    assert not Amendment.objects.exists()
    assert not Report.objects.exists()
    assert scored(other, place) is not None


@pytest.mark.parametrize(
    ("question", "facts"), [("target", {"targets": ["disability"]}), ("age", {"min_age": 60})], ids=["target", "age"]
)
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_stands_where_the_listing_or_the_sheet_says_nothing(desk, person, question, facts, answer):
    from matching.models import NeedsSheet

    unknown = make_resource(name="しらない所", activities=["tea"], **facts)
    NeedsSheet.objects.create(
        participant=person, facts={"interests": {"want": ["tea"]}}, recorded_on=timezone.localdate()
    )
    assert question in scored(person, unknown).ask
    before = scored(person, unknown)
    press(desk, person, unknown, f"{question}={answer}")
    after = scored(person, unknown)
    if answer == "no":
        assert after is None
        excluded = matching_for(person, timezone.localdate()).exclusions([unknown.pk])
        assert [one.because for one in excluded] == ["電話で、むずかしいと聞きました。"]
    else:
        assert question not in after.ask
        assert after.score > before.score
        assert "電話で、だいじょうぶと聞きました。" in [reason.because for reason in after.reasons]


@pytest.mark.parametrize(
    ("said", "left", "referral"),
    [
        ("capacity=no:0", 0, ""),
        ("capacity=yes:2", 2, ""),
        ("referral=yes:open", None, "open"),
        ("referral=no:closed", None, "closed"),
    ],
)
def test_seats_and_whom_it_takes_become_facts_of_the_listing(desk, person, place, said, left, referral):
    press(desk, person, place, said)
    now = Resource.objects.get(pk=place.pk)
    assert (now.places_left, now.referral) == (left, referral)
    assert (scored(person, place) is None) is ("=no" in said)


def test_not_known_is_no_answer(desk, person, place):
    before = scored(person, place).score
    page = press(desk, person, place, "wheelchair=unsure")
    assert scored(person, place).score == before
    assert asked(page)["wheelchair"] == "unsure"
    assert not Amendment.objects.exists()


def test_of_a_place_elsewhere_the_city_there_is_told_and_nothing_of_the_person(client, person, coordinator):
    far = make_municipality("132241", "多摩市", lat=35.637, lng=139.446)
    place = make_resource(name="となりの会", activities=["tea"], municipality=far)
    client.force_login(coordinator)
    page = press(client, person, place, "wheelchair=yes")
    report = Report.objects.get()
    assert "車いす" in report.said
    assert person.code not in report.said
    assert "夕凪" not in report.said
    assert "市の担当の人に 伝えました" in page.content.decode()
    assert not Amendment.objects.exists()


def test_a_city_elsewhere_gets_no_more_reports_than_the_public_may_send(client, person, coordinator):
    far = make_municipality("132241", "多摩市", lat=35.637, lng=139.446)
    place = make_resource(name="となりの会", activities=["tea"], municipality=far)
    client.force_login(coordinator)
    most = LIMITS[LimitedAction.REPORT].per_network
    pages = [press(client, person, place, f"wheelchair={('no', 'yes')[n % 2]}") for n in range(most + 1)]
    assert Report.objects.count() == most
    assert "今は受けとれません" in pages[-1].content.decode()
    assert "市の担当の人に 伝えました" not in [str(said) for said in pages[-1].context["messages"]]
    assert CallAnswer.objects.count() == most + 1, "what was heard counts for the person all the same"
    client.force_login(make_user("coordinator", person.agency))
    press(client, person, place, "wheelchair=no")
    assert Report.objects.count() == most + 1, "a colleague in the same room has their own"


@pytest.mark.parametrize(
    "said", ["", "wheelchair=maybe", "capacity=yes:999", "unknown=yes", "wheelchair=yes:1", "=yes"]
)
def test_what_no_button_sends_changes_nothing(desk, person, place, said):
    press(desk, person, place, said)
    assert not CallAnswer.objects.exists()
    assert not Amendment.objects.exists()


def test_the_card_says_who_answered_and_that_somebody_telephoned_today(desk, person, place):
    press(desk, person, place, "=talked", spoke_to="山本")
    page = desk.get(reverse("desk_participant", args=[person.code]))
    text = page.content.decode()
    assert "（山本さん）" in text
    assert "きょう電話ずみ" in text
    assert "平日9時〜17時" in text
    assert 'value="山本"' in sheet(desk, person, place).content.decode()
    elsewhere = make_user("coordinator")
    other = Participant.objects.create(code="M-2", agency=elsewhere.memberships.get().agency, town=person.town)
    desk.force_login(elsewhere)
    told = desk.get(reverse("desk_participant", args=[other.code])).content.decode()
    assert other.agency != person.agency
    assert "（山本さん）" not in told


def test_an_answer_counts_when_seats_are_given_out(desk, person, place):
    people = Participant.objects.all()
    assert [one.place.key for one in proposal_for(people, timezone.localdate())[1].placed] == [place.pk]
    press(desk, person, place, "wheelchair=no")
    assert proposal_for(people, timezone.localdate())[1].placed == []


def test_a_place_that_is_left_out_has_a_sheet_too(desk, person, place):
    Limit.objects.create(participant=person, resource=place)
    assert sheet(desk, person, place).status_code == 200


def test_a_name_with_a_sign_that_nobody_sees_loses_no_answer(desk, person, place):
    press(desk, person, place, "wheelchair=yes", spoke_to="山\u200b本")
    assert CallAnswer.objects.get().spoke_to == "山本"


def test_a_button_that_is_pressed_twice_is_one_call_and_a_change_of_mind_is_another(desk, person, place):
    for said in ("=talked", "=talked", "wheelchair=yes", "wheelchair=yes", "wheelchair=no", "wheelchair=yes"):
        press(desk, person, place, said)
    stored = CallAnswer.objects.order_by("pk").values_list("question", "answer")
    assert list(stored) == [("", "talked"), *(("wheelchair", answer) for answer in ("yes", "no", "yes"))]
