"""Subscribed calendars: what becomes of its events when a meeting is moved, cancelled or added, and whether the file is valid."""

import datetime as dt
from collections import Counter

import pytest
from icalendar import Calendar
from modelcluster.models import get_serializable_data_for_fields

from cms.content.site_settings import SiteSettings
from cms.public.following import calendars
from directory.changes.amendments import propose
from directory.changes.closures import pause, say_of_day
from directory.hours.parser import parse_hours
from directory.models import Contact, Schedule, SingleDate, StatusStatement
from tests.factories import make_municipality, make_resource, make_user

pytestmark = pytest.mark.django_db
TUESDAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-23T09:00+09:00"))


@pytest.fixture
def salon():
    return make_resource(name="ひまわりサロン", schedule="毎週火曜 10:00–12:00")


def file_of(client, resource):
    response = client.get(f"/places/{resource.pk}/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return response.content


def events(client, resource):
    """The events by their UID."""
    return {str(event["uid"]): event for event in Calendar.from_ical(file_of(client, resource)).walk("VEVENT")}


def moved(resource):
    _set_times(resource, "毎週火曜 13:00–15:00")


def moved_on_one_day(resource):
    say_of_day(SingleDate(resource=resource, day=TUESDAY, meets=False))
    say_of_day(SingleDate(resource=resource, day=TUESDAY, meets=True, start=dt.time(14)))


def cancelled(resource):
    say_of_day(SingleDate(resource=resource, day=TUESDAY, meets=False, reason="会場の工事"))


def added(resource):
    say_of_day(SingleDate(resource=resource, day=dt.date(2026, 11, 25), meets=True, start=dt.time(9)))


def paused(resource):
    pause(resource, TUESDAY, None, "会場の都合", None)


def ended(resource):
    StatusStatement.objects.create(resource=resource, status="ended", since=TUESDAY)


def renamed(resource):
    resource.name = "ひまわりの会"
    resource.save()


def called_elsewhere(resource):
    Contact.objects.create(resource=resource, kind="telephone", value="042-000-1234")


def _set_times(resource, words):
    rows = [get_serializable_data_for_fields(Schedule.of(rule)) for rule in parse_hours(words).rules]
    propose(resource, {"schedules": rows}, make_user(), approved=True)


@pytest.mark.parametrize(
    ("change", "first_day", "gone", "new"),
    [
        (moved, ("CONFIRMED", "ひまわりサロン", "T130000"), 0, 0),
        (moved_on_one_day, ("CONFIRMED", "ひまわりサロン", "T140000"), 0, 0),
        (cancelled, ("CANCELLED", "【お休み】ひまわりサロン", "T100000"), 0, 1),
        (added, ("CONFIRMED", "ひまわりサロン", "T100000"), 1, 1),
        (paused, ("CANCELLED", "【お休み】ひまわりサロン", "T100000"), 0, 0),
        (renamed, ("CONFIRMED", "ひまわりの会", "T100000"), 0, 0),
        (called_elsewhere, ("CONFIRMED", "ひまわりサロン", "T100000"), 0, 0),
    ],
)
def test_events_keep_their_number_and_their_sequence_rises(client, salon, change, first_day, gone, new):
    before = events(client, salon)
    change(salon)
    after = events(client, salon)
    uid = f"{salon.uuid}-20261124-1@ibasho"
    shown = (str(after[uid]["status"]), str(after[uid]["summary"]), after[uid]["dtstart"].to_ical().decode()[8:])
    assert shown == first_day
    assert (len(before.keys() - after.keys()), len(after.keys() - before.keys())) == (gone, new)
    assert all(after[key]["sequence"] > before[key]["sequence"] for key in before.keys() & after.keys())
    if change in (cancelled, paused):
        assert "会場の" in after[uid]["description"]


def test_what_changes_elsewhere_moves_no_sequence(client, salon):
    before = file_of(client, salon)
    make_resource(name="べつの場所")
    assert file_of(client, salon) == before


def test_the_desk_is_called_where_the_place_has_no_telephone(client, salon):
    SiteSettings.objects.create(
        desk_name="福祉の窓口", desk_telephone="042-000-9999", desk_hours="平日", municipality=make_municipality()
    )
    elsewhere = make_resource(
        municipality=make_municipality("131016", "千代田区"), place=None, schedule="毎週火曜 10:00–12:00"
    )
    lines = [next(iter(events(client, one).values()))["description"] for one in (salon, elsewhere)]
    assert lines == [
        "行く前に、電話で たしかめてください。福祉の窓口 042-000-9999（平日）",
        "行く前に、千代田区の 窓口に たしかめてください。",
    ]


@pytest.mark.parametrize("change", [moved, moved_on_one_day, cancelled, added, paused])
def test_the_file_keeps_the_rules_of_the_format(client, change):
    """RFC 5545: lines of 75 octets (3.1), what an event must have and may have once (3.6.1), an end after the start (3.8.2.2)."""
    resource = make_resource(
        name="ながい名前の、サロン; " * 8, summary="毎週 集まります。\nお茶", schedule="毎週火曜 22:00–翌2:00"
    )
    change(resource)
    content = file_of(client, resource)
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    calendar = Calendar.from_ical(content)
    assert {"PRODID", "VERSION"} <= calendar.keys()
    found = calendar.walk("VEVENT")
    assert len({event["uid"] for event in found}) == len(found) > 10
    for event in found:
        once = Counter(name for name, _ in event.property_items(recursive=False) if name not in ("BEGIN", "END"))
        assert {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY"} <= once.keys()
        assert set(once.values()) == {1}
        assert not event.errors
        assert "dtend" not in event or event.decoded("dtend") > event.decoded("dtstart")
        assert 0 <= event["sequence"] < 2**31


def list_events(client, query=""):
    """The events of the calendar of a list by their UID, with the calendar."""
    calendar = Calendar.from_ical(client.get(f"/calendar.ics{query}").content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}, calendar


@pytest.mark.parametrize("change", [moved, cancelled, added, paused, ended])
def test_the_calendar_of_a_list_says_the_same_of_an_event_as_that_of_its_place(client, salon, change):
    make_resource(name="べつの場所", schedule="毎週水曜 10:00–12:00")
    change(salon)
    own, (all_events, _) = events(client, salon), list_events(client)
    shared = own.keys() & all_events.keys()
    assert len(shared) > 5
    assert all(own[uid].to_ical() == all_events[uid].to_ical() for uid in shared)
    assert any(str(event["summary"]) == "べつの場所" for event in all_events.values())


def test_the_calendar_of_a_list_reaches_sixty_days_and_has_todays_meetings_to_the_end(client, time_machine):
    make_resource(schedule="毎日 10:00–12:00")
    days = [event.decoded("dtstart").date() for event in list_events(client)[0].values()]
    assert (min(days), max(days), len(days)) == (dt.date(2026, 11, 23), dt.date(2027, 1, 22), 61)
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-23T18:00+09:00"))
    assert dt.date(2026, 11, 23) in [one.decoded("dtstart").date() for one in list_events(client)[0].values()]


@pytest.mark.parametrize(
    ("query", "name", "found"),
    [
        ("", "いばしょマップ", {"ひまわりサロン", "えんがわ"}),
        ("?q=ひまわり", "「ひまわり」（いばしょマップ）", {"ひまわりサロン"}),
        ("?kind=cafe", "居場所・カフェ（いばしょマップ）", {"えんがわ"}),
        ("?kind=cafe&open=today", "居場所・カフェ（いばしょマップ）", {"えんがわ"}),
        ("?weekday=1&after=99", "火曜日（いばしょマップ）", {"ひまわりサロン"}),
    ],
)
def test_the_calendar_of_a_list_has_its_places_and_says_what_was_asked_for(client, salon, query, name, found):
    make_resource(name="えんがわ", kinds=["cafe"], schedule="毎週水曜 10:00–12:00")
    make_resource(name="支援者のみの会", schedule="毎週水曜 10:00–12:00", visibility="supporters")
    make_resource(name="下書きの会", schedule="毎週水曜 10:00–12:00", live=False)
    shown, calendar = list_events(client, query)
    assert {str(event["summary"]) for event in shown.values()} == found
    assert str(calendar["x-wr-calname"]) == str(calendar["name"]) == name
    assert (calendar["refresh-interval"].to_ical(), calendar["refresh-interval"].params["VALUE"]) == (
        b"P1D",
        "DURATION",
    )


def test_a_calendar_that_is_cut_says_so(client, monkeypatch):
    for number in range(3):
        make_resource(name=f"会{number}", schedule="毎日 10:00–12:00")
    monkeypatch.setattr(calendars, "MOST_PLACES", 2)
    shown, calendar = list_events(client)
    assert {str(event["summary"]) for event in shown.values()} == {"会0", "会1"}
    assert "3か所のうち、2か所だけ" in calendar["x-wr-caldesc"]
    monkeypatch.setattr(calendars, "MOST_MEETINGS", 7)
    shown, calendar = list_events(client)
    assert len(shown) == 6
    assert "11月25日までの 日程" in calendar["x-wr-caldesc"]


def test_a_place_that_ended_long_ago_is_in_no_calendar_of_a_list(client, salon, time_machine):
    ended(salon)
    assert {str(event["status"]) for event in list_events(client)[0].values()} == {"CANCELLED"}
    time_machine.shift(dt.timedelta(days=61))
    assert list_events(client)[0] == {}


def test_the_calendar_of_a_list_is_sent_again_only_when_it_may_differ(client, salon, time_machine):
    etag = client.get("/calendar.ics")["ETag"]
    assert client.get("/calendar.ics", headers={"If-None-Match": etag}).status_code == 304
    cancelled(salon)
    assert client.get("/calendar.ics", headers={"If-None-Match": etag}).status_code == 200
    etag = client.get("/calendar.ics")["ETag"]
    time_machine.shift(dt.timedelta(days=1))
    assert client.get("/calendar.ics", headers={"If-None-Match": etag}).status_code == 200
