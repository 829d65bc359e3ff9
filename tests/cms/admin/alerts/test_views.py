"""緊急のお知らせ: one action closes an area on every way out, one lifts it; a drill says so; others cannot."""

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar

from cms.content.site_settings import SiteSettings
from directory.models import AlertEnd, TownAlert
from tests.factories import make_agency, make_municipality, make_resource, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/alerts/"
DATA = {
    "municipality": "132250",
    "reason": "大雨のため",
    "text": "川に 行かないでください。",
    "closes": "yes",
    "since": "11/27",
    "until": "11/30",
}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-27T09:00+09:00", tick=False)


@pytest.fixture
def salon():
    SiteSettings.objects.create(municipality=make_municipality())
    return make_resource(name="ひだまりサロン", schedule="毎日 10:00–12:00")


@pytest.fixture
def staff(client, salon):
    client.force_login(make_user("staff", make_agency(kind="city"), name="市の 花子"))
    return client


def read(address):
    """What a visitor gets, who asked before as well, so that it may have been kept."""
    return Client().get(address).content.decode()


def ways_out(salon):
    """Whether the salon is off on the list, the map, its page, its calendar, in JSON and in HSDS."""
    page = f"/places/{salon.pk}/"
    events = Calendar.from_ical(read(f"{page}calendar.ics")).walk("VEVENT")
    return {
        "list": "ひだまりサロン" not in read("/"),
        "map": "ひだまりサロン" not in read("/map.json?bbox=35,139,36,140&zoom=15"),
        "page": "お休み中" in read(page) and "わけ: 大雨のため" in read(page),
        "calendar": "CANCELLED" in {event["status"] for event in events},
        "json": '"total": 0' in read("/places.json"),
        "hsds": "temporarily closed" in read(f"/api/hsds/services/{salon.uuid}"),
        "feed": "お休みです" in read(f"{page}feed.atom"),
    }


def test_one_action_closes_and_one_lifts(staff, salon):
    assert not any(ways_out(salon).values())
    answer = staff.post(ADDRESS, DATA, follow=True)
    assert "1か所を 休みにしました。" in answer.content.decode()
    assert all(ways_out(salon).values()), ways_out(salon)
    start = read("/")
    assert "緊急のお知らせ" in start
    assert "川に 行かないでください。" in start
    alert = TownAlert.objects.get()
    staff.post(f"{ADDRESS}{alert.pk}/lift/")
    after = ways_out(salon)
    assert after.pop("feed"), "the feed tells what was, and that it is over"
    assert not any(after.values()), after
    assert "大雨のため" not in read("/")
    assert (alert.made_by.name, AlertEnd.objects.get().made_by.name) == ("市の 花子", "市の 花子")
    assert staff.get(ADDRESS).content.decode().count("市の 花子") >= 2


def test_a_drill_says_so_and_closes_nothing(staff, salon):
    answer = staff.post(ADDRESS, DATA | {"is_drill": "on"}, follow=True)
    assert "ほんとうなら 1か所です。" in answer.content.decode()
    assert not any(ways_out(salon).values())
    start = read("/")
    assert "これは 訓練です" in start
    assert "緊急のお知らせ" not in start


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "必須"),
        ({"until": "11/26"}, "もう すぎた日です"),
        ({"since": "11/30", "until": "11/28"}, "「いつから」より後の日"),
        ({"since": "11/20", "until": "2026年11月25日"}, "もう すぎた日です"),
        ({"municipality": "372013"}, "選択"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set(staff, salon, wrong, said):
    assert said in staff.post(ADDRESS, DATA | wrong).content.decode()
    assert not TownAlert.objects.exists()


def test_a_banner_alone_closes_nothing(staff, salon):
    kind = {"kind": "", "desks_too": "on"}
    staff.post(ADDRESS, DATA | kind | {"closes": "no"})
    alert = TownAlert.objects.get()
    assert (alert.closes, alert.desks_too, alert.until) == (False, False, dt.date(2026, 11, 30))
    assert "川に 行かないでください。" in read("/")
    assert "ひだまりサロン" in read("/")


def test_staff_of_another_city_neither_see_nor_lift_it(client, salon):
    other = make_municipality("372013", "高松市", lat=34.343, lng=134.046)
    alert = TownAlert.objects.create(municipality=salon.municipality, reason="大雪のため", since=dt.date(2026, 11, 27))
    client.force_login(make_user("staff", make_agency(kind="city", municipality=other)))
    assert "大雪のため" not in client.get(ADDRESS).content.decode()
    assert client.post(f"{ADDRESS}{alert.pk}/lift/").status_code == 404
    client.force_login(make_user())
    assert client.post(ADDRESS, DATA).status_code == 302
    assert (TownAlert.objects.count(), AlertEnd.objects.count()) == (1, 0)


def test_what_is_written_is_inert(staff, salon):
    staff.post(ADDRESS, DATA | {"reason": "<script>x</script>${1}", "text": "</script><b>"})
    assert "<script>x" not in read("/")
    assert "<b>" not in read("/")
