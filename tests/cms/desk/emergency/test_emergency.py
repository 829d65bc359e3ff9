"""The two ways to read a case of somebody else's: an emergency with a reason, and the person's consent. Both only read."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.mail.queue import Mail
from directory.models import Membership
from matching.models import EmergencyAccess, EmergencyReview, Identity, Look, NeedsSheet, Participant, Withdrawal
from tests.factories import make_agency, make_consent, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
WHO, WHY = "M-0001", "救急隊から 薬のことを 聞かれている"
READ = ("desk_participant", "desk_identity", "desk_needs")


@pytest.fixture
def person():
    made = Participant.objects.create(code=WHO, agency=make_agency(), town=make_town())
    NeedsSheet.objects.create(participant=made, facts={"age": 70}, recorded_on=timezone.localdate())
    Identity.objects.create(participant=made, name="夕凪 春子", reading="ゆうなぎ はるこ", telephone="042-000-1234")
    return made


@pytest.fixture
def colleague(client, person):
    user = make_user("counsellor", person.agency)
    client.force_login(user)
    return user


def _open(client, who=WHO, why=WHY):
    return client.post(reverse("desk_emergency"), {"who": who, "why": why})


def _statuses(client, names=READ):
    return [client.get(reverse(name, args=[WHO])).status_code for name in names]


def test_a_reason_opens_the_case_for_some_hours_and_no_longer(client, person, colleague, monkeypatch):
    assert _statuses(client) == [403, 403, 403]
    assert _open(client, why="").status_code == 200
    assert not EmergencyAccess.objects.exists()
    assert _open(client).url == reverse("desk_participant", args=[WHO])
    assert _statuses(client) == [200, 200, 200]
    assert "書きかえることは できません" in client.get(reverse("desk_participant", args=[WHO])).content.decode()
    later = timezone.now() + dt.timedelta(hours=4, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert _statuses(client) == [403, 403, 403]


def test_it_only_reads_and_only_for_who_said_why(client, person, colleague):
    _open(client)
    place = make_resource()
    for name, args in (
        ("desk_avoid", [WHO, place.pk]),
        ("desk_begin", [WHO, place.pk]),
        ("desk_consent_withdraw", [WHO]),
    ):
        assert client.post(reverse(name, args=args)).status_code == 403
    assert client.post(reverse("desk_needs", args=[WHO]), {"age": 5}).status_code == 403
    assert person.sheets.count() == 1
    assert WHO not in client.get(reverse("desk_people")).content.decode()
    client.force_login(make_user("counsellor", person.agency))
    assert _statuses(client) == [403, 403, 403]


@pytest.mark.parametrize(
    ("who", "is_found"),
    [
        ("m-0001", True),
        ("夕凪春子", True),
        ("ゆうなぎ はるこ", True),
        ("０４２０００１２３４", True),
        ("夕凪", False),
        ("1234", False),
        ("M-000", False),
    ],
)
def test_a_person_is_found_by_what_is_known_in_full(client, person, colleague, who, is_found):
    _open(client, who)
    assert EmergencyAccess.objects.exists() is is_found
    expected = "緊急の閲覧を はじめた" if is_found else "緊急の閲覧（さがした）"
    assert Look.objects.get().what == expected


def test_another_citys_people_are_not_there(client, person):
    from tests.factories import make_municipality

    other = make_agency(municipality=make_municipality("372013", "高松市", lat=34.343, lng=134.046))
    client.force_login(make_user("coordinator", other))
    _open(client)
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "manager", "staff", None])
def test_no_emergency_opens_a_case_to_who_works_with_nobody(client, person, role):
    user = make_user(role, person.agency)
    client.force_login(user)
    assert _open(client).status_code == 403
    from matching.cases.emergencies import open_emergency

    open_emergency(person, user, WHY, 4)
    assert _statuses(client) == [403, 403, 403]


def test_the_head_is_told_at_once_by_a_message_and_a_mail_that_name_nobody(client, person, colleague):
    head = make_user("manager", person.agency, email="head@example.jp")
    silent, elsewhere = make_user("manager", person.agency), make_user("manager", email="other@example.jp")
    _open(client)
    mail = Mail.objects.get()
    assert mail.to == head.email
    assert [word for word in (WHO, "夕凪", WHY, str(colleague)) if word in mail.text + mail.subject] == []
    for user, sees in ((silent, True), (elsewhere, False)):
        client.force_login(user)
        page = client.get(reverse("desk_emergencies")).content.decode()
        assert [word in page for word in (WHO, WHY, "1件")] == [sees] * 3
        assert "夕凪" not in page
    one = EmergencyAccess.objects.get()
    assert client.post(reverse("desk_emergency_seen", args=[one.pk])).status_code == 403
    client.force_login(silent)
    client.post(reverse("desk_emergency_seen", args=[one.pk]))
    assert EmergencyReview.objects.get().seen_by == silent
    assert "1件" not in client.get(reverse("desk_looks")).content.decode()


def test_the_reason_names_nobody(client, person, colleague):
    assert "消してください" in _open(client, why="夕凪さんが たおれた").content.decode()


def test_each_look_says_that_it_was_an_emergency(client, person, colleague):
    _open(client)
    _statuses(client, ("desk_identity",))
    client.post(reverse("desk_needs", args=[WHO]), {})
    looks = Look.objects.order_by("pk").values_list("action", "what", "participant__code")
    assert list(looks) == [
        ("searched", "緊急の閲覧を はじめた", WHO),
        ("seen", "名前と連絡先（緊急）", WHO),
        ("refused", "ニーズの記録", WHO),
    ]


def test_a_consent_opens_the_case_to_the_coordinators_it_names_until_it_is_taken_back(client, person):
    agency = make_agency()
    user = make_user("coordinator", agency)
    client.force_login(user)
    assert _statuses(client) == [403, 403, 403]
    made = make_consent(person, agencies=[agency])
    assert _statuses(client) == [403, 200, 200]  # the places of the list need a consent to that
    assert client.post(reverse("desk_needs", args=[WHO]), {"age": 5}).status_code == 403
    assert WHO in client.get(reverse("desk_shared")).content.decode()
    wider = make_consent(person, agencies=[agency], allows_matching=True)
    assert _statuses(client) == [200, 200, 200]
    client.force_login(make_user("counsellor", agency))
    assert _statuses(client) == [403, 403, 403]
    client.force_login(user)
    for one in (made, wider):
        Withdrawal.objects.create(consent=one, withdrawn_on=timezone.localdate())
    assert _statuses(client) == [403, 403, 403]
    assert WHO not in client.get(reverse("desk_shared")).content.decode()


def test_a_manager_who_works_with_people_elsewhere_reads_no_case_of_the_agency_they_manage(client, person):
    head, other = make_user("manager", person.agency), make_agency(municipality=person.agency.municipality)
    make_user("manager", person.agency)
    Membership.objects.create(user=head, agency=other, role=Membership.Role.COORDINATOR)
    client.force_login(head)
    assert "管理者をしている機関の方は" in _open(client).content.decode()
    assert _statuses(client) == [403, 403, 403]
    make_consent(person, make_resource(), agencies=[other], allows_matching=True)
    assert _statuses(client) == [403, 403, 403]
    assert list(client.get(reverse("desk_shared")).context["people"]) == []


def test_where_there_is_no_manager_nobody_is_said_to_have_been_told(client, person, colleague):
    page = client.post(reverse("desk_emergency"), {"who": WHO, "why": WHY}, follow=True).content.decode()
    assert "管理者が いません" in page
    assert "管理者に 伝えました" not in page
