"""What a person's page and an introduction say of the legal basis, and whom they lead to a 支援会議."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.cases.support_meetings import convene
from matching.casework.introductions import begin
from matching.models import MeetingMember, Participant
from tests.factories import make_agency, make_consent, make_resource, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OPEN, ASK_THE_CITY = "支援会議を 開く</a>", "市の窓口に 相談してください"


@pytest.fixture
def city():
    return make_user("coordinator", make_agency(kind="city"))


@pytest.fixture
def person(city):
    return Participant.objects.create(code="M-0001", agency=city.memberships.get().agency)


def _card(client, user, person):
    client.force_login(user)
    return client.get(reverse("desk_participant", args=[person.code])).content.decode().split('id="basis"')[1]


def test_who_may_open_a_meeting_is_led_to_it_and_everybody_else_to_the_city(client, person, city):
    assert OPEN in _card(client, city, person)
    agency = make_agency(municipality=person.agency.municipality)
    own = Participant.objects.create(code="M-0002", agency=agency)
    card = _card(client, make_user("coordinator", agency), own)
    assert (OPEN in card, ASK_THE_CITY in card, reverse("desk_meetings") in card) == (False, True, False)


def test_who_has_agreed_needs_no_meeting(client, person, city):
    make_consent(person, allows_meeting=True)
    card = _card(client, city, person)
    assert (OPEN in card, ASK_THE_CITY in card) == (False, False)
    assert "上の相手にだけ" in card


def test_only_who_is_named_is_led_to_the_meeting_that_goes_on(client, person, city):
    colleague = make_user("coordinator", person.agency)
    meeting = convene(person, person.agency, "会えない", city, TODAY)
    page = reverse("desk_meeting", args=[meeting.pk])
    assert page in _card(client, city, person)
    card = _card(client, colleague, person)
    assert page not in card
    assert "会えない" not in card
    MeetingMember.objects.update(left_on=TODAY)
    assert page not in _card(client, city, person)


def _introduction(client, user, person, place):
    client.force_login(user)
    one = begin(person, place, user, TODAY)
    return client.get(reverse("desk_introduction", args=[person.code, one.pk])).content.decode().split('id="told"')[1]


def test_an_introduction_says_what_its_host_may_hear_until_when_and_prints_the_paper(client, person, city):
    place, other = make_resource(name="ひまわりサロン"), make_resource(name="つばき会")
    consent = make_consent(
        person, place, text="50代の方が 見学を したいそうです。", expires_on=TODAY + dt.timedelta(40)
    )
    until = TODAY + dt.timedelta(40)
    card = _introduction(client, city, person, place)
    assert "50代の方が 見学を したいそうです。" in card
    assert f"{until.year}年{until.month}月{until.day}日まで" in card
    assert reverse("desk_consent_paper", args=["M-0001", consent.pk]) in card
    card = _introduction(client, city, person, other)
    assert "50代の方が" not in card, "of another place nothing was agreed"
    assert "まだ 何も 伝えられません" in card


def test_the_way_from_an_introduction_to_the_consent_brings_its_place(client, person, city):
    place = make_resource(name="ひまわりサロン")
    address = re.search(r'href="([^"#]+)#new"', _introduction(client, city, person, place))[1]
    page = client.get(address)
    assert page.context["form"]["hosts"].value() == [place.pk]
    assert re.search(rf'<input[^>]+value="{place.pk}"[^>]+checked', page.content.decode())
    for wrong in ("", "x", "9999999"):
        assert client.get(reverse("desk_consent", args=["M-0001"]), {"place": wrong}).status_code == 200


def test_in_a_meeting_an_introduction_says_that_nothing_may_be_told(client, person, city):
    convene(person, person.agency, "会えない", city, TODAY)
    assert "支援会議（106条の6）で 話し合っています" in _introduction(client, city, person, make_resource())
