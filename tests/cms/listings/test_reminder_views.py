"""The page behind a reminder's link: one look changes nothing, one button answers, and then the link is dead."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.listings.reminder_views import last_month
from directory.accounts.links import Purpose, create_link
from directory.associations.representatives import hand_over
from directory.models import Amendment, Attendance, Report, Verification
from tests.factories import make_organization, make_resource, make_user

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
    return f"/my/l/{create_link(purpose, resource=resource, **facts).token}/"


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


@pytest.mark.parametrize(
    ("sent_in", "month", "counts_for"),
    [
        ((2026, 11, 30), None, (2026, 10, 1)),
        ((2026, 12, 1), "2026-10-01", (2026, 10, 1)),
        ((2026, 12, 1), "2026-11-01", (2026, 11, 1)),
        ((2026, 12, 1), "2020-01-01", (2026, 11, 1)),
        ((2026, 12, 1), "きのう", (2026, 11, 1)),
    ],
)
def test_a_number_counts_for_the_month_that_the_page_asked_for(
    client, resource, time_machine, sent_in, month, counts_for
):
    page = client.get(opened(client, resource)).content.decode()
    assert f'name="month" value="{last_month(timezone.localdate())}"' in page
    time_machine.move_to(dt.date(*sent_in))
    address = opened(client, resource)
    client.post(address, {"answer": "keep", "people": "４２人", **({"month": month} if month else {})})
    told = Attendance.objects.get()
    assert (told.month, told.people) == (dt.date(*counts_for), 42)


@pytest.mark.parametrize(
    ("schedule", "since", "until", "asks"),
    [
        ("毎月第2・第4火曜 10:00–12:00", (2026, 10, 7), None, False),
        ("毎月第2・第4火曜 10:00–12:00", (2026, 10, 14), None, True),
        ("毎月第2・第4火曜 10:00–12:00", (2026, 9, 1), (2026, 10, 20), True),
        ("月2回", (2026, 10, 7), None, True),
        ("月2回", (2026, 8, 1), (2026, 10, 31), False),
    ],
)
def test_nobody_is_counted_in_a_month_in_which_it_was_closed(client, time_machine, schedule, since, until, asks):
    from directory.changes.closures import pause

    time_machine.move_to(dt.date(2026, 11, 28))
    listing = make_resource(schedule=schedule)
    pause(listing, dt.date(*since), until and dt.date(*until), "", None)
    address = opened(client, listing)
    assert ("10月に 来た人の数" in client.get(address).content.decode()) == asks
    client.post(address, {"answer": "keep", "people": "4"})
    assert Verification.objects.count() == 1
    assert Attendance.objects.exists() == asks


def test_who_speaks_for_it_and_what_is_closed_stand_on_the_page_and_a_change_can_be_told(client, resource):
    from directory.changes.closures import pause

    resource.organization = make_organization()
    resource.save()
    hand_over(resource.organization, make_user(name="鈴木 花子"))
    pause(resource, timezone.localdate(), None, "", None)
    address = opened(client, resource)
    page = client.get(address).content.decode()
    for words in (
        "鈴木 花子さん",
        "お休み: ",
        "代表者が 替わった",
        "市の人が たしかめてから、「終わりました」と出します",
    ):
        assert words in page
    client.post(address, {"answer": "wrong", "about": "people", "said": "新しい代表者は 田中です"})
    assert Report.objects.get().about == "people"


def test_whoever_pressed_the_wrong_button_knows_whom_to_call(client, resource):
    site = SiteSettings.load()
    site.desk_telephone = "042-000-0000"
    site.save()
    page = client.post(opened(client, resource), {"answer": "keep", "people": ""}).content.decode()
    assert "まちがえたときは、電話してください" in page
    assert "042-000-0000" in page


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
