"""The life of a つなぐシート: it is never without an owner, is not sent round in a circle, and says nothing of anybody to its sender."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from directory.models import Area, AreaSystem, Link, Membership, User
from matching.casework.referrals import passing
from matching.casework.referrals.destinations import destination_of, destinations, last_resort
from matching.casework.referrals.sheets import Kind, ReferralSheet, ReferralStep, Reply
from matching.casework.withdrawal import withdraw
from matching.models import AreaDuty, DeskAgency, Identity
from matching.oversight.retention import forget_sheets
from tests.factories import make_agency, make_consent, make_municipality, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 27)
WHO = "夕凪 春子"


@pytest.fixture
def town():
    return make_town("平尾")


@pytest.fixture
def desks(town):
    """A centre for the town and one for another, each with its agency; the city's desk for everything; one without a login."""
    area = {}
    system = AreaSystem.objects.create(municipality=town.municipality, name="圏域")
    for name, of in (("北", town), ("南", make_town("百村"))):
        area[name] = Area.objects.create(system=system, name=name)
        area[name].towns.add(of)
    made = {}
    for name, kind, worries, areas in (
        ("北センター", "center", ["nursing"], [area["北"]]),
        ("南センター", "center", ["nursing"], [area["南"]]),
        ("福祉課", "city", ["other"], []),
        ("障害の窓口", "other", ["illness"], []),
    ):
        made[name] = make_resource(name=name, kinds=["consultation"], worries=worries, areas=areas)
        if name != "障害の窓口":
            agency = make_agency(name=f"{name}の人", kind=kind)
            DeskAgency.objects.create(desk=made[name], agency=agency)
            make_user("coordinator", agency)
    return made


def send(town, topic="older", **facts):
    told = {"sender": "neighbour", "channel": "telephone", "who": WHO, "text": "新聞が たまっている", "topic": topic}
    to = destinations(town.municipality, topic, town, TODAY)[0]
    return passing.send(told | {"town": town} | facts, to, None)


def test_without_a_town_the_desk_of_the_whole_city_stands_before_those_of_areas(town, desks):
    def names(of):
        return [one.name for one in destinations(town.municipality, "older", of, TODAY)]

    assert names(town) == ["北センター", "福祉課"]
    assert names(None) == ["福祉課", "北センター", "南センター"], "nobody knows which of the two it is"
    desks["南センター"].unpublish()
    assert names(None) == ["北センター", "福祉課"]


def to(desk, sheet):
    return destination_of(desk, sheet.agency)


@pytest.mark.parametrize(
    ("topic", "where", "owner", "has_login"),
    [
        ("older", "北センター", "北センターの人", True),
        ("disability", "障害の窓口", "福祉課の人", False),
        ("foreign", "福祉課", "福祉課の人", True),
        ("no topic", "福祉課", "福祉課の人", True),
    ],
)
def test_the_desk_in_charge_is_proposed_and_somebody_owns_it(town, desks, topic, where, owner, has_login):
    first = destinations(town.municipality, topic, town, TODAY)[0]
    assert (first.name, str(first.agency), first.has_login) == (where, owner, has_login)


def test_who_has_the_area_receives_it_first(town, desks):
    worker = make_user("counsellor", desks["北センター"].answered_by.agency)
    AreaDuty.objects.create(membership=worker.memberships.get(), area=Area.objects.get(name="北"))
    assert send(town)[0].in_charge == worker


def test_where_nobody_would_read_it_nothing_is_proposed():
    there = make_municipality("372013", "高松市", lat=34.343, lng=134.046)
    make_agency(municipality=there, kind="city")
    assert last_resort(there) is None
    assert destinations(there, "older", None, TODAY) == []


def test_a_sheet_is_never_without_an_owner(town, desks):
    sheet, _ = send(town)
    for column in ("agency_id", "number", "text"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE matching_referralsheet SET {column} = NULL WHERE id = {sheet.pk}")
    with pytest.raises(ProtectedError):
        sheet.agency.delete()
    desks["北センター"].delete()
    sheet.refresh_from_db()
    assert (sheet.desk, sheet.lies_at) == (None, str(sheet.agency))


@pytest.mark.parametrize("facts", [{"reply": "taken"}, {"replied_at": timezone.now()}])
def test_an_answer_has_its_day(town, desks, facts):
    sheet, _ = send(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferralSheet.objects.filter(pk=sheet.pk).update(**facts)


@pytest.mark.parametrize("reply", Reply)
def test_an_answer_is_a_step_and_ends_the_waiting(town, desks, reply):
    sheet, _ = send(town)
    passing.answer(sheet, reply, "お会いできました", make_user())
    sheet.refresh_from_db()
    assert (sheet.reply, [one.kind for one in sheet.steps.all()]) == (reply, ["sent", reply])
    assert not ReferralSheet.objects.waiting().exists()


def test_it_is_passed_on_with_its_owner_and_waits_anew(town, desks):
    sheet, _ = send(town)
    long_ago = timezone.now() - dt.timedelta(days=9)
    ReferralSheet.objects.update(waits_since=long_ago)
    passing.pass_on(sheet, to(desks["福祉課"], sheet), "借金のこと", "", make_user())
    sheet.refresh_from_db()
    assert (str(sheet.agency), sheet.desk, sheet.passed, sheet.reply) == ("福祉課の人", desks["福祉課"], 1, "")
    assert sheet.waits_since > long_ago
    assert not sheet.is_passed_around


def test_where_the_next_desk_has_no_login_whoever_passes_it_on_keeps_owning_it(town, desks):
    sheet, _ = send(town)
    passing.pass_on(sheet, to(desks["障害の窓口"], sheet), "65歳より下", "", make_user())
    sheet.refresh_from_db()
    assert (str(sheet.agency), sheet.lies_at) == ("北センターの人", "障害の窓口")


def test_nobody_is_sent_round_in_a_circle_and_a_second_passing_is_flagged(town, desks):
    sheet, _ = send(town)
    passing.pass_on(sheet, to(desks["福祉課"], sheet), "a", "", make_user())
    sheet.refresh_from_db()
    with pytest.raises(passing.Refused, match="前に このシートを"):
        passing.pass_on(sheet, to(desks["北センター"], sheet), "b", "", make_user())
    with pytest.raises(passing.Refused, match="もう そこに"):
        passing.pass_on(sheet, to(desks["福祉課"], sheet), "b", "", make_user())
    passing.pass_on(sheet, to(desks["南センター"], sheet), "b", "", make_user())
    sheet.refresh_from_db()
    assert sheet.is_passed_around
    assert [one.kind for one in sheet.steps.all()] == ["sent", "passed", "passed"]


NAMED = [
    # who it is about, as it was told, how they are reached, and what a desk writes
    (WHO, "", "春子さんに お会いしました"),
    (WHO, "", "夕凪さま"),
    (WHO, "", "はい、夕凪　春子さんは 元気です"),
    ("夕凪春子", "", "夕凪さんに 会いました"),
    ("夕凪春子さん（72）", "", "春子さんは 元気です"),
    ("となりの山田さん", "", "山田様に 電話しました"),
    ("ハルコさん", "", "はるこさんは 元気です"),
    ("", "090-1234-5678", "09012345678に かけました"),
    ("", "０９０（１２３４）５６７８", "1234-5678に かけました"),
]


@pytest.mark.parametrize(("who", "reach", "told"), NAMED)
def test_neither_the_sender_nor_without_consent_the_next_desk_is_told_who(town, desks, who, reach, told):
    sheet, _ = send(town, who=who, reach=reach)
    with pytest.raises(passing.Refused, match="つないだ人に伝えることに"):
        passing.answer(sheet, "taken", told, make_user())
    with pytest.raises(passing.Refused, match="つないだ人に伝えることに"):
        passing.pass_on(sheet, to(desks["福祉課"], sheet), "a", told, make_user())
    with pytest.raises(passing.Refused, match="「なぜ」に"):
        passing.pass_on(sheet, to(desks["福祉課"], sheet), told, "", make_user())
    sheet.refresh_from_db()
    assert (sheet.reply, sheet.passed, sheet.steps.count()) == ("", 0, 1)


@pytest.mark.parametrize(
    ("who", "reach", "told"),
    [
        ("101号室の方", "夜に 電話", "電話で お話しできました"),
        ("高齢の男性", "自宅へ", "70代の男性で、ご自宅に うかがいます。10月5日に 会います"),
        ("", "", "お会いできました"),
    ],
)
def test_what_says_nobody_is_told(town, desks, who, reach, told):
    sheet, _ = send(town, who=who, reach=reach)
    passing.answer(sheet, "taken", told, make_user())
    sheet.refresh_from_db()
    passing.pass_on(sheet, to(desks["福祉課"], sheet), told, told, make_user())
    assert [step.told for step in sheet.steps.all()] == ["", told, told]


def test_with_consent_the_next_desk_is_told_a_name(town, desks):
    sheet, _ = send(town, agreed="yes")
    passing.pass_on(sheet, to(desks["福祉課"], sheet), "春子さんは65歳より下", "", make_user())
    assert sheet.steps.last().why == "春子さんは65歳より下"


def test_what_comes_back_from_a_paper_waits_anew_also_where_the_owner_had_answered(town, desks):
    sheet, _ = send(town, "disability")
    passing.answer(sheet, "together", "", make_user())
    passing.hand_over_on_paper(sheet, make_user())
    passing.returned(sheet, "高齢の窓口が よい")
    assert ReferralSheet.objects.waiting().get().replied_at is None


@pytest.mark.parametrize("gone", ["inactive", "superuser", "manager", "viewer"])
def test_where_nobody_reads_any_more_the_next_one_owns_it(town, desks, gone):
    reader = Membership.objects.get(agency=desks["北センター"].answered_by.agency)
    if gone == "manager":
        Membership.objects.create(user=reader.user, agency=reader.agency, role="manager")
    elif gone == "viewer":
        Membership.objects.filter(pk=reader.pk).update(role="viewer")
    else:
        User.objects.filter(pk=reader.user_id).update(
            **{"inactive": {"is_active": False}, "superuser": {"is_superuser": True}}[gone]
        )
    first = destinations(town.municipality, "older", town, TODAY)[0]
    assert (first.name, str(first.agency), first.has_login) == ("北センター", "福祉課の人", False)


def test_a_consent_taken_back_closes_what_the_sender_sees(town, desks):
    sheet, _ = send(town, agreed="yes")
    by = make_user("coordinator", sheet.agency)
    person = passing.begin_case(sheet, WHO, by)
    consent = make_consent(person, make_resource())
    other, _ = send(town, agreed="yes")
    assert withdraw(person, [consent], TODAY, by).sheets == 1
    assert withdraw(person, [consent], TODAY, by).sheets == 0
    sheet.refresh_from_db()
    other.refresh_from_db()
    assert (sheet.agreed, sheet.steps.last().kind, other.agreed) == ("no", "taken_back", "yes")
    passing.record_agreed(sheet, "yes", by)
    sheet.refresh_from_db()
    assert sheet.agreed == "yes"


def test_paper_has_one_living_code_and_its_answer_comes_back(town, desks):
    sheet, _ = send(town, "disability")
    first = passing.hand_over_on_paper(sheet, make_user())
    second = passing.hand_over_on_paper(sheet, make_user())
    assert Link.objects.of_code(first.code).why_dead()
    assert not Link.objects.of_code(second.code).why_dead()
    passing.returned(sheet, "高齢の窓口が よい")
    sheet.refresh_from_db()
    assert (sheet.desk, str(sheet.agency), sheet.reply) == (None, "福祉課の人", "")
    assert Link.objects.of_code(second.code).why_dead()


def test_it_becomes_a_case_once_and_then_only_the_case_goes_on(town, desks):
    sheet, _ = send(town, reach="夜に電話", sender_name="山田")
    by = make_user("coordinator", sheet.agency)
    person = passing.begin_case(sheet, WHO, by)
    identity = Identity.objects.get()
    assert (person.agency, person.town, person.in_charge) == (sheet.agency, town, by)
    assert (identity.name, identity.reach, identity.told_by) == (WHO, "夜に電話", "近所の人・知り合い 山田")
    sheet.refresh_from_db()
    assert (sheet.reply, sheet.participant, [one.kind for one in sheet.steps.all()][1:]) == (
        "taken",
        person,
        ["taken", "case"],
    )
    for act in (
        lambda: passing.begin_case(sheet, WHO, by),
        lambda: passing.answer(sheet, "advice", "", by),
        lambda: passing.pass_on(sheet, to(desks["福祉課"], sheet), "a", "", by),
        lambda: passing.hand_over_on_paper(sheet, by),
    ):
        with pytest.raises(passing.Refused, match="もう はじまっています"):
            act()


@pytest.mark.parametrize(
    ("replied", "is_case", "left"),
    [("2026-03-31", False, 0), ("2026-04-01", False, 1), (None, False, 1), ("2026-03-31", True, 1)],
)
def test_an_old_answered_sheet_of_nobodys_case_is_forgotten_with_its_path(
    town, desks, settings, replied, is_case, left
):
    settings.RETENTION_YEARS = 5
    sheet, _ = send(town)
    if is_case:
        passing.begin_case(sheet, WHO, make_user("coordinator", sheet.agency))
    at = replied and timezone.make_aware(dt.datetime.fromisoformat(f"{replied}T12:00:00"))
    ReferralSheet.objects.update(reply="taken" if replied else "", replied_at=at)
    assert forget_sheets(dt.date(2031, 4, 1)) == 1 - left
    assert (ReferralSheet.objects.count(), ReferralStep.objects.filter(kind=Kind.SENT).count()) == (left, left)
