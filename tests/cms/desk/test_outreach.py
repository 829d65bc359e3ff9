"""Outreach: the log before there is consent, patience as progress, and a contact that failed comes back by itself."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Identity, Look, OutreachContact, Participant
from tests.cms.listings.test_attendance_views import text_of as pdf_text

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NAME, CODE = "○○荘の 男の方", "M-0001"
VISIT = {"day": TODAY.isoformat(), "how": "visit", "whom": "person", "received": "none"}


@pytest.fixture
def person(coordinator):
    """Nobody knows his name, and he has agreed to nothing."""
    person = Participant.objects.create(code=CODE, agency=coordinator.memberships.get().agency)
    Identity.objects.create(participant=person, name=NAME)
    return person


def go(desk, **typed):
    return desk.post(reverse("desk_outreach", args=[CODE]), VISIT | typed, follow=True)


def later(days):
    return (TODAY + dt.timedelta(days=days)).isoformat()


def test_the_log_shows_patience_as_a_line_of_time(desk, person):
    go(desk, day=later(-20), next_on=later(-10), left="手紙")
    go(desk, day=later(-10), next_on=later(0), whom="family", received="voice", said="お母さまが 出てくれました。")
    page = go(desk, received="met", rest_until=later(30), said="3回目で、ドアを 開けてくれました。").content.decode()
    for words in (
        "1回目",
        "置いてきたもの：手紙",
        "2回目",
        "ご家族",
        "3回目",
        "はじめてから 20日",
        "お休み（ご本人が のぞんだ）",
    ):
        assert words in page
    assert page.index("お母さまが") < page.index("ドアを 開けて")
    assert Look.objects.filter(participant=person, action="changed", what="アウトリーチの記録").count() == 3


WRONG = {
    "nothing follows": {},
    "two things follow": {"next_on": later(3), "is_ready": "on"},
    "a day and a rest": {"next_on": later(3), "rest_until": later(3)},
    "the next day was before": {"next_on": later(-1)},
    "a day to come": {"day": later(1), "next_on": later(3)},
    "nobody said how it was": {"received": "", "next_on": later(3)},
}


@pytest.mark.parametrize("typed", WRONG.values(), ids=WRONG)
def test_what_is_refused(desk, person, typed):
    assert go(desk, **typed).status_code == 200
    assert not OutreachContact.objects.exists()


def test_a_button_pressed_twice_is_one_visit(desk, person):
    for _ in range(2):
        go(desk, next_on=later(5), said="留守でした")
    assert OutreachContact.objects.count() == 1


def today(desk):
    return [slug for slug, _, count in desk.get(reverse("desk_home")).context["counts"] if count]


def test_a_contact_that_failed_and_a_rest_that_is_over_come_back_by_themselves(desk, person):
    assert today(desk) == ["unheard"]
    go(desk, day=later(-9), next_on=later(-2))
    assert today(desk) == ["outreach"]
    assert "に 連絡する つもりでした。" in desk.get(reverse("desk_home")).content.decode()
    go(desk, rest_until=later(30))
    assert today(desk) == []
    OutreachContact.objects.create(participant=person, day=TODAY, how="call", received="refused", rest_until=TODAY)
    assert today(desk) == ["outreach"]
    assert "お休みが 終わります。" in desk.get(reverse("desk_home")).content.decode()


def test_who_is_ready_is_handed_over_to_the_needs(desk, person):
    answer = desk.post(reverse("desk_outreach", args=[CODE]), VISIT | {"received": "met", "is_ready": "on"})
    assert answer.url == reverse("desk_needs", args=[CODE])
    assert today(desk) == ["unheard"]


def test_the_letter_at_the_door_tells_nothing_of_anybody(desk, person):
    go(desk, next_on=later(5), said="ひみつの柿の木")
    letter = pdf_text(desk.get(reverse("desk_outreach_letter", args=[CODE])).content)
    assert "お会いできなくても" in letter
    for word in ("男の方", CODE, "柿の木"):
        assert word not in letter
    assert Look.objects.filter(action="printed", participant=person).count() == 1


def test_the_form_begins_with_today(desk, person):
    assert desk.get(reverse("desk_outreach", args=[CODE])).context["form"]["day"].value() == TODAY
