"""What changes by the day, said through the admin's small forms."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.permissions.roles import appoint_approver
from directory.catalogue.statements import single_dates_that_hold
from directory.models import Amendment, SingleDate, StatusStatement, Vacancy, Verification
from tests.cms.html_forms import filled
from tests.factories import make_municipality, make_place, make_resource

pytestmark = pytest.mark.django_db
ROOM = "wagtailsnippets_directory_resource"


@pytest.fixture
def said(client, staff):
    """Opens one of the small forms as staff, fills it in and sends it; gives the resource and the answer."""
    client.force_login(staff)
    resource = make_resource(name="ひまわりサロン", schedule="毎週月曜 10:00–12:00")

    def send(view, **facts):
        url = reverse(f"{ROOM}:{view}", args=[resource.pk])
        return resource, client.post(url, filled(client.get(url), **facts))

    return send


def test_a_pause_holds_at_once_and_says_who_said_it(said, staff):
    today = timezone.localdate()
    until = today + dt.timedelta(days=30)
    resource, answer = said("status", status="paused", until=until.isoformat(), reason="夏休み", on_behalf="on")
    assert answer.status_code == 302
    statement = resource.status_on(today)
    assert (statement.status, statement.since, statement.until) == ("paused", today, until)
    assert (statement.made_by, statement.on_behalf, statement.reason) == (staff, True, "夏休み")
    assert resource.next_dates(today, 1)[0].day > until


def test_starting_again_ends_the_pause(said):
    today = timezone.localdate()
    said("status", status="paused")
    resource, _ = said("status", status="active")
    assert resource.status_on(today).status == "active"
    assert StatusStatement.objects.count() == 2, "statements are added, never changed"


def test_a_verification_is_of_today_unless_another_day_is_given(said, staff):
    resource, _ = said("verify", how="telephone")
    check = resource.last_verification
    assert (check.day, check.how, check.made_by) == (timezone.localdate(), "telephone", staff)


def test_places_left_and_nobody_knows(said):
    resource, _ = said("vacancy", left="3")
    assert resource.places_left == 3
    said("vacancy", left="")
    assert resource.places_left is None


def test_one_day_off_and_one_day_more(said):
    day = timezone.localdate() + dt.timedelta(days=1)
    resource, _ = said("single_date", day=day.isoformat(), meets="False", reason="工事")
    said("single_date", day=(day + dt.timedelta(days=1)).isoformat(), meets="True", start="10:00", end="11:00")
    assert [(date.meets, date.reason) for date in resource.single_dates.order_by("day")] == [
        (False, "工事"),
        (True, ""),
    ]


def test_a_single_date_says_who_said_it_and_can_be_taken_back(said, staff):
    day = timezone.localdate() + dt.timedelta(days=1)
    resource, _ = said("single_date", day=day.isoformat(), meets="True", start="10:00", on_behalf="on")
    date = resource.single_dates.get()
    assert (date.made_by, date.on_behalf, date.meets) == (staff, True, True)
    _, answer = said("single_date", day=day.isoformat(), meets="usual")
    assert answer.status_code == 302
    assert resource.single_dates.count() == 2, "statements are added, never changed"
    assert single_dates_that_hold(resource.single_dates.all()) == []


def test_a_day_more_holds_in_a_pause_whoever_says_it(said):
    day = timezone.localdate() + dt.timedelta(days=1)
    said("status", status="paused")
    resource, _ = said("single_date", day=day.isoformat(), meets="True", start="15:00")
    assert [(date.day, date.start) for date in resource.next_dates(day, 3)] == [(day, dt.time(15))]


def test_a_day_more_may_end_on_the_day_after(said):
    day = timezone.localdate() + dt.timedelta(days=1)
    resource, answer = said("single_date", day=day.isoformat(), meets="True", start="22:00", end="02:00", next_day="on")
    assert answer.status_code == 302
    assert resource.next_dates(day, 1)[0].ends_at == dt.datetime.combine(day, dt.time(2)) + dt.timedelta(1)


TOMORROW = timezone.localdate() + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("view", "facts", "words"),
    [
        ("status", {"status": ""}, "必須"),
        ("status", {"status": "nothing"}, "正しく選択してください"),
        ("status", {"status": "paused", "since": "2026-08-31", "until": "2026-08-01"}, "「いつから」より後の日"),
        ("status", {"status": "paused", "since": "八月"}, "日づけが 読みとれません"),
        ("status", {"status": "ended", "until": "2027-01-01"}, "空にしてください"),
        ("verify", {"how": "dream"}, "正しく選択してください"),
        ("verify", {"how": "visit", "day": TOMORROW.isoformat()}, "先の日は入れられません"),
        ("vacancy", {"left": "-1"}, "0 以上"),
        ("vacancy", {"left": "many"}, "整数"),
        ("single_date", {"day": "", "meets": "False"}, "日を 書いてください"),
        ("single_date", {"day": "2027-01-04", "meets": "perhaps"}, "正しく選択してください"),
        ("single_date", {"day": "2027-01-04", "meets": "True", "start": "22:00", "end": "02:00"}, "しるしを つけます"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_kept(said, view, facts, words):
    _, answer = said(view, **facts)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    for table in (StatusStatement, Verification, Vacancy, SingleDate):
        assert not table.objects.exists()


def test_the_history_of_the_listing_says_it_in_words(said, client):
    resource, _ = said("verify", how="visit")
    body = client.get(reverse(f"{ROOM}:history", args=[resource.pk])).content.decode()
    assert "訪問して、このままで正しいと たしかめました" in body


def test_nothing_said_by_the_day_touches_draft_or_row(said):
    resource, _ = said("status", status="ended")
    changed = resource.changed_at
    resource.refresh_from_db()
    assert resource.live
    assert not resource.has_unpublished_changes
    assert not resource.revisions.exists()
    assert resource.changed_at == changed


def test_html_in_a_reason_is_text(said, client):
    resource, _ = said("status", status="paused", reason="<script>alert(1)</script>")
    for name in ("edit", "status", "history"):
        body = client.get(reverse(f"{ROOM}:{name}", args=[resource.pk])).content.decode()
        assert "<script>alert(1)" not in body
        assert name == "history" or "&lt;script&gt;alert(1)" in body


def test_html_in_a_name_is_text_in_what_is_answered(client, staff):
    client.force_login(staff)
    resource = make_resource(name="<script>alert(1)</script>")
    answer = client.post(reverse(f"{ROOM}:vacancy", args=[resource.pk]), {"left": "2"}, follow=True)
    assert "を記録しました" in answer.content.decode()
    assert "<script>alert(1)" not in answer.content.decode()


def test_the_buttons_stand_in_the_list_and_above_the_form(said, client):
    resource, _ = said("vacancy", left="1")
    for url in (reverse(f"{ROOM}:list"), reverse(f"{ROOM}:edit", args=[resource.pk])):
        body = client.get(url).content.decode()
        for name, label in (("status", "休みにする・再開する"), ("verify", "たしかめた"), ("vacancy", "空きを変える")):
            assert label in body
            assert reverse(f"{ROOM}:{name}", args=[resource.pk]) in body


@pytest.mark.parametrize("view", ["status", "verify", "vacancy", "single_date"])
def test_nobody_speaks_for_another_city(client, staff, view):
    foreign = make_resource(place=make_place(municipality=make_municipality("131016", "千代田区")))
    client.force_login(staff)
    data = {
        "status": "ended",
        "since": "2026-11-01",
        "how": "visit",
        "day": "2026-11-01",
        "left": "0",
        "meets": "False",
    }
    for method in (client.get, client.post):
        answer = method(reverse(f"{ROOM}:{view}", args=[foreign.pk]), data)
        assert (answer.status_code, answer.url) == (302, "/admin/")
    for table in (StatusStatement, Verification, Vacancy, SingleDate):
        assert not table.objects.exists()


@pytest.mark.parametrize("approves", [True, False])
def test_the_form_says_what_its_association_waits_for(client, staff, approves):
    if approves:
        appoint_approver(staff)
    client.force_login(staff)
    resource = make_resource()
    waiting = Amendment.objects.create(resource=resource, changes={"name": {"old": "a", "new": "b"}})
    for view in ("edit", "verify"):
        page = client.get(reverse(f"wagtailsnippets_directory_resource:{view}", args=[resource.pk])).content.decode()
        assert "団体からの申し出が 待っています: 名前" in page
        assert (reverse("approval", args=[waiting.pk]) in page) is approves, "no door that then is shut"
