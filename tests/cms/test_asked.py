"""The page behind a reminder's link: one look changes nothing, one button answers, and then the link is dead."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.listings.asked import last_month
from directory.links import Purpose, give
from directory.models import Amendment, Attendance, Report, Verification
from tests.factories import make_resource, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def resource():
    return make_resource(
        name="ひまわりサロン",
        schedule="毎月第2・第4火曜 10:00–12:00",
        contacts=[{"kind": "telephone", "value": "042-123-4567", "person": "山田"}],
        fee=100,
    )


def opened(client, resource, purpose=Purpose.REMINDER, **facts):
    """The address of a new link."""
    return f"/my/l/{give(purpose, resource=resource, **facts).token}/"


def test_it_shows_what_is_listed_and_looking_changes_nothing(client, resource):
    address = opened(client, resource)
    for _ in range(2):
        page = client.get(address)
        for words in ("ひまわりサロン", "毎月第2・第4火曜", "042-123-4567", "100円", "このままで 正しい"):
            assert words in page.content.decode()
    assert not Verification.objects.exists()


def test_one_button_verifies_and_then_the_link_is_dead(client, resource):
    user = make_user()
    address = opened(client, resource, user=user)
    assert "ありがとうございました" in client.post(address, {"answer": "keep", "people": ""}).content.decode()
    said = Verification.objects.get()
    assert (said.resource, said.day, said.how, said.made_by) == (resource, timezone.localdate(), "self", user)
    assert client.get(address).status_code == 410
    assert client.post(address, {"answer": "keep", "people": ""}).status_code == 410
    assert Verification.objects.count() == 1


def test_the_number_of_last_month_goes_with_it(client, resource):
    client.post(opened(client, resource, Purpose.SHEET), {"answer": "keep", "people": "42"})
    told = Attendance.objects.get()
    assert (told.month, told.people, told.how) == (last_month(timezone.localdate()), 42, "sheet")
    assert Verification.objects.get().how == "paper"


def test_a_number_that_is_none_is_asked_for_again_and_nothing_is_lost(client, resource):
    address = opened(client, resource)
    page = client.post(address, {"answer": "keep", "people": "たくさん"})
    assert "数字で 書いてください" in page.content.decode()
    assert "たくさん" in page.content.decode()
    assert not Verification.objects.exists()
    assert client.get(address).status_code == 200


def test_what_is_wrong_goes_to_the_city_in_the_words_of_the_group(client, resource):
    address = opened(client, resource)
    assert "ひとことで 書いてください" in client.post(address, {"answer": "wrong", "about": "times"}).content.decode()
    page = client.post(address, {"answer": "wrong", "about": "times", "said": "13時からです"})
    assert "つたえました" in page.content.decode()
    assert [(r.source, r.about, r.said) for r in Report.objects.all()] == [("association", "times", "13時からです")]


def test_the_end_waits_for_the_city(client, resource):
    page = client.post(opened(client, resource), {"answer": "ended", "why": "世話人がいない"})
    assert "たしかめてから" in page.content.decode()
    [change] = Amendment.objects.waiting()
    assert change.changes["status"]["new"]["reason"] == "世話人がいない"


@pytest.mark.parametrize("answer", ["", "something"])
def test_an_unknown_button_does_nothing(client, resource, answer):
    assert client.post(opened(client, resource), {"answer": answer}).status_code == 200
    assert not Verification.objects.exists()


@pytest.mark.parametrize(("day", "month"), [((2026, 1, 1), (2025, 12, 1)), ((2026, 3, 31), (2026, 2, 1))])
def test_last_month(day, month):
    assert last_month(dt.date(*day)) == dt.date(*month)
