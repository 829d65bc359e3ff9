"""支援会議: who opens one, who reads it, and that nothing goes to a place while it goes on."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.cases.legal_basis import IN_A_MEETING, Basis, Kind, LegalBasis, Recipient, why_not_told
from matching.cases.support_meetings import acknowledge, convene
from matching.casework.introductions import begin
from matching.models import HostRequest, Look, MeetingMember, MeetingRecord, Participant, SupportMeeting, Withdrawal
from tests.factories import make_agency, make_consent, make_resource, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SAID = "となりの人が 心配している"
WITHOUT, CONSENT = "without:支援会議", "consent:重層的支援会議"


@pytest.fixture
def person():
    return Participant.objects.create(code="M-0001", agency=make_agency())


@pytest.fixture
def city(person):
    return make_user("coordinator", make_agency(kind="city", municipality=person.agency.municipality))


def _convene(client, **facts):
    return client.post(reverse("desk_meetings"), {"law": WITHOUT, "who": "M-0001", "why": "会えない"} | facts)


def test_only_the_citys_coordinator_opens_one_and_only_without_consent(client, person, city):
    # Nobody but the city is even offered it; a counsellor opens none at all.
    client.force_login(make_user("coordinator", person.agency))
    assert _convene(client).context["form"].errors.keys() == {"law"}
    client.force_login(make_user("counsellor", city.memberships.get().agency))
    assert _convene(client).status_code == 403
    client.force_login(city)
    consent = make_consent(person, allows_meeting=True)
    assert "何かに 同意しています" in _convene(client).content.decode()
    assert not SupportMeeting.objects.exists()
    Withdrawal.objects.create(consent=consent, withdrawn_on=TODAY)
    assert _convene(client).status_code == 302
    assert "もう 開いています" in _convene(client).content.decode()
    assert SupportMeeting.objects.get().participant == person


def _leaves(opener, agency):
    opener.memberships.all().delete()


def _becomes_manager(opener, agency):
    opener.memberships.create(agency=agency, role="manager")


@pytest.mark.parametrize("goes", [_leaves, _becomes_manager])
@pytest.mark.parametrize("consents", [False, True])
def test_who_comes_after_the_opener_takes_the_meeting_up(client, person, city, consents, goes):
    agency = city.memberships.get().agency
    meeting = convene(person, agency, SAID, city, TODAY)
    colleague, counsellor = make_user("coordinator", agency), make_user("counsellor", agency)
    elsewhere = make_user("coordinator", make_agency(kind="city", municipality=person.agency.municipality))
    client.force_login(colleague)
    assert "もう 開いています" in _convene(client).content.decode()
    goes(city, agency)
    if consents:
        make_consent(person, allows_meeting=True)
    client.force_login(elsewhere)
    assert "もう 開いています" in _convene(client).content.decode()
    client.force_login(counsellor)
    assert _convene(client).status_code == 403
    client.force_login(colleague)
    page = _convene(client).url
    assert SAID not in client.get(page).content.decode()
    assert client.post(f"{page}end/").status_code == 403
    client.post(f"{page}acknowledge/")
    assert SAID in client.get(page).content.decode()
    client.post(f"{page}end/")
    meeting.refresh_from_db()
    assert meeting.ended_on == TODAY
    assert SupportMeeting.objects.count() == 1


def test_who_is_named_reads_after_the_promise_and_nobody_else_ever(client, person, city):
    meeting = convene(person, city.memberships.get().agency, SAID, city, TODAY)
    acknowledge(meeting, city)
    MeetingRecord.objects.create(meeting=meeting, held_on=TODAY, text=SAID)
    named, owner = make_user("counsellor", make_agency()), make_user("coordinator", person.agency)
    client.force_login(city)
    client.post(reverse("desk_meeting_member", args=[meeting.pk]), {"username": named.username})
    # The others know by the agency who an account is, without anybody typing it.
    assert MeetingMember.objects.get(user=named).post == str(named.memberships.get().agency)
    page = reverse("desk_meeting", args=[meeting.pk])
    client.force_login(owner)
    assert client.get(page).status_code == 403
    assert Look.objects.filter(user=owner, action="refused", participant=person).exists()
    assert SAID not in client.get(reverse("desk_participant", args=["M-0001"])).content.decode()
    client.force_login(named)
    assert SAID not in client.get(page).content.decode()
    assert client.post(reverse("desk_meeting_end", args=[meeting.pk])).status_code == 403
    assert client.post(page, {"held_on": TODAY.isoformat(), "text": "x"}).status_code == 200
    assert MeetingRecord.objects.count() == 1
    client.post(reverse("desk_meeting_acknowledge", args=[meeting.pk]))
    assert SAID in client.get(page).content.decode()
    client.force_login(city)
    client.post(reverse("desk_meeting_member", args=[meeting.pk]), {"left": MeetingMember.objects.get(user=named).pk})
    client.force_login(named)
    assert client.get(page).status_code == 403
    assert client.get(reverse("desk_participant", args=["M-0001"])).status_code == 403


def test_while_it_goes_on_nothing_goes_to_a_place_and_a_consent_ends_that(client, person, city):
    owner = make_user("coordinator", person.agency)
    meeting = convene(person, city.memberships.get().agency, SAID, city, TODAY)
    introduction = begin(person, make_resource(), owner, TODAY)
    basis = LegalBasis.of(person, TODAY)
    assert basis.basis == Basis.MEETING
    assert {why_not_told(basis, Recipient(kind, introduction.resource_id)) for kind in Kind} == {IN_A_MEETING}
    client.force_login(owner)
    visit = reverse("desk_introduction_visit", args=["M-0001", introduction.pk])
    assert client.get(visit).status_code == 302
    make_consent(person, introduction.resource, text="x")
    assert LegalBasis.of(person, TODAY).basis == Basis.CONSENT
    assert client.get(visit).status_code == 200
    assert not HostRequest.objects.exists()
    acknowledge(meeting, city)
    client.force_login(city)
    client.post(reverse("desk_meeting_end", args=[meeting.pk]))
    client.post(reverse("desk_meeting", args=[meeting.pk]), {"held_on": TODAY.isoformat(), "text": "あとから"})
    assert not MeetingRecord.objects.exists()
    assert client.get(reverse("desk_meeting", args=[meeting.pk])).status_code == 200


@pytest.mark.parametrize("facts", [{}, {"username": "dare"}, {"name": "巡査"}, {"username": "x", "name": "y"}])
def test_a_member_has_an_account_or_has_signed(client, person, city, facts):
    meeting = convene(person, city.memberships.get().agency, SAID, city, TODAY)
    acknowledge(meeting, city)
    client.force_login(city)
    client.post(reverse("desk_meeting_member", args=[meeting.pk]), facts)
    assert MeetingMember.objects.count() == 1
    client.post(reverse("desk_meeting_member", args=[meeting.pk]), {"name": "巡査", "promised": "on"})
    assert MeetingMember.objects.last().acknowledged_at


def test_the_paper_of_who_looked_says_who_and_when_but_not_that_there_is_a_meeting(client, person, city):
    client.force_login(city)
    client.post(reverse("desk_meetings"), {"law": WITHOUT, "who": "M-0001", "why": SAID})
    assert Look.objects.filter(what="支援会議を 開いた").exists()
    client.force_login(make_user("coordinator", person.agency))
    days = client.get(reverse("desk_person_looks", args=["M-0001"])).context["days"]
    assert {(day.what, str(city) in day.who) for day in days} >= {("相談の記録", True)}
    assert not [day for day in days if "会議" in day.what]
