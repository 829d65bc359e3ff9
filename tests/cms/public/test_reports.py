"""「情報がちがう」 from the public: taken from people, refused to robots, and answered where its sender can see it."""

import datetime as dt
import re

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from cms.forms import stamped
from directory.accounts.rate_limits import LIMITS, LimitedAction
from directory.models import Report
from tests.factories import make_resource, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def resource():
    return make_resource(name="ひまわりサロン")


def stamp(resource, seconds=30):
    """What stood in the form that was shown some seconds ago."""
    signer, then = stamped.STAMP, timezone.now() - dt.timedelta(seconds=seconds)
    made = signing.b62_encode(int(then.timestamp()))
    value = f"{resource.pk}.{get_random_string(8)}:{made}"
    return f"{value}:{signer.signature(value)}"


def send(client, resource, **facts):
    facts = {"about": "times", "said": "13時からです", "website": "", "began": stamp(resource)} | facts
    return client.post(f"/places/{resource.pk}/wrong/", facts, follow=True)


def test_a_person_tells_and_sees_later_what_became_of_it(client, resource):
    assert "市に つたえる" in client.get(f"/places/{resource.pk}/wrong/").content.decode()
    page = send(client, resource)
    private, number = page.redirect_chain[-1][0], re.search(r"番号 (\d{3}-\d{3}-\d{4})", page.content.decode())[1]
    assert "受けとりました" in page.content.decode()
    assert f"{number}（電話番号では ありません）" in page.content.decode(), "it is grouped as one"
    assert number not in client.get(private).content.decode(), "it is said once and stored nowhere"
    assert (Report.objects.get().said, Report.objects.get().source) == ("13時からです", "public")
    Report.objects.get().close("mended", "13時に なおしました。", make_user("staff"))
    for _ in range(2):
        answered = client.get(private)
        assert "13時に なおしました。" in answered.content.decode()
        assert answered["Referrer-Policy"] == "no-referrer"
    assert reverse("listings_code") in client.get(f"/places/{resource.pk}/wrong/").content.decode()
    by_number = client.post(reverse("listings_code"), {"code": number}, follow=True)
    assert "13時に なおしました。" in by_number.content.decode()


@pytest.mark.parametrize(
    "trick",
    [
        {"website": "https://spam.example"},
        {"began": ""},
        {"began": "1:abc:def"},
    ],
)
def test_a_robot_is_refused_and_what_was_written_stays(client, resource, trick):
    page = send(client, resource, **trick)
    assert page.status_code == 422
    assert "もう一度" in page.content.decode()
    assert "13時からです" in page.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(("seconds", "taken"), [(1, False), (3, True), (11 * 3600, True), (13 * 3600, False)])
def test_a_person_needs_a_moment_and_not_half_a_day(client, resource, seconds, taken):
    send(client, resource, began=stamp(resource, seconds))
    assert Report.objects.exists() == taken


def test_a_stamp_of_another_place_is_worth_nothing(client, resource):
    send(client, resource, began=stamp(make_resource()))
    assert not Report.objects.exists()


def test_the_choice_is_asked_for_in_words_that_help(client, resource):
    page = send(client, resource, about="", began="").content.decode()
    assert "まだ 送っていません" in page
    assert "1つ えらんでください" in page
    assert "ひと息おいて" not in page, "what a person can mend is enough to say"


def test_one_machine_cannot_flood_the_city(client, resource):
    limit = LIMITS[LimitedAction.REPORT].per_network
    for _ in range(limit + 1):
        page = send(client, resource)
    assert "1時間後" in page.content.decode()
    assert Report.objects.count() == limit


def test_only_public_places_can_be_told_of(client):
    hidden = make_resource(visibility="supporters")
    assert client.get(f"/places/{hidden.pk}/wrong/").status_code == 404
    assert send(client, hidden).status_code == 404
