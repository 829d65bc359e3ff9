"""Atom feeds: what of a change is told, to whom, and what never."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.models import get_serializable_data_for_fields

from cms.kept_pages import middleware as kept_pages
from directory.changes.amendments import propose
from directory.changes.closures import closures_from, pause, resume, say_of_day
from directory.hours.parser import parse_hours
from directory.models import Contact, Resource, Schedule, SingleDate, StatusStatement
from tests.factories import make_municipality, make_place, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
TUESDAY, NEXT = dt.date(2026, 11, 24), dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-23T09:00+09:00"))


@pytest.fixture
def salon():
    return make_resource(name="ひまわりサロン", schedule="毎週火曜 10:00–12:00", activities=["exercise"])


def entries(client, address):
    """Each entry as {tag: text}."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = ElementTree.fromstring(response.content)
    for required in ("id", "title", "updated", "author/a:name"):
        assert feed.find(f"a:{required}", ATOM).text
    return [
        {part.tag.split("}")[1]: part.text or part.get("href") for part in entry}
        for entry in feed.findall("a:entry", ATOM)
    ]


def titles(client, address):
    return [entry["title"] for entry in entries(client, address)]


def of(resource):
    return f"/places/{resource.pk}/feed.atom"


def day_off(resource):
    say_of_day(SingleDate(resource=resource, day=NEXT, meets=False, reason="会場の工事"))


def day_off_taken_back(resource):
    day_off(resource)
    say_of_day(SingleDate(resource=resource, day=NEXT, meets=None))


def one_more(resource):
    say_of_day(SingleDate(resource=resource, day=dt.date(2026, 12, 5), meets=True, start=dt.time(13), end=dt.time(15)))


def moved_on_one_day(resource):
    day_off(resource)
    say_of_day(SingleDate(resource=resource, day=NEXT, meets=True, start=dt.time(14)))


def many_days_off(resource):
    for week in range(12):
        say_of_day(SingleDate(resource=resource, day=TUESDAY + dt.timedelta(week * 7), meets=False))


def paused(resource):
    pause(resource, NEXT, dt.date(2027, 1, 5), "会場の都合", None)


def paused_without_end(resource):
    pause(resource, dt.date(2026, 11, 23), None, "", None)


def opened_one_day_in_a_pause(resource):
    paused_without_end(resource)
    one_more(resource)


def ended(resource):
    StatusStatement.objects.create(resource=resource, status="ended", since=NEXT)


def other_hours(resource):
    rows = [get_serializable_data_for_fields(Schedule.of(rule)) for rule in parse_hours("毎週水曜 13:00–15:00").rules]
    propose(resource, {"schedules": rows, "fee": 100}, make_user(), approved=True)


def edited(resource):
    resource.name, resource.office = "ひまわりの会", "福祉課"
    resource.save_revision().publish()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (day_off, ["12月1日（火）は お休みです"]),
        (day_off_taken_back, ["12月1日（火）は 10時〜12時です"]),
        (one_more, ["12月5日（土）は 13時〜15時です"]),
        (moved_on_one_day, ["12月1日（火）は 14時からです"]),
        (many_days_off, ["11月24日（火）、12月1日（火）、12月8日（火）など、12日の 予定が かわりました"]),
        (paused, ["12月1日（火）から 2027年1月5日（火）まで お休みです"]),
        (paused_without_end, ["11月23日（月）から お休みです"]),
        (opened_one_day_in_a_pause, ["12月5日（土）は 13時〜15時です", "11月23日（月）から お休みです"]),
        (ended, ["12月1日（火）からは ありません（終わります）"]),
        (other_hours, ["日にち・時間、お金が かわりました"]),
    ],
)
def test_a_change_is_told_as_a_neighbour_would(client, salon, change, told):
    change(salon)
    assert sorted(titles(client, of(salon))) == sorted(f"ひまわりサロン: {what}" for what in told)


def test_what_was_edited_is_told_by_the_field_and_with_what_it_says_now(client, salon):
    salon.save_revision().publish()
    edited(salon)
    (entry,) = (one for one in entries(client, of(salon)) if "かわりました" in one["title"])
    assert entry["title"] == "ひまわりの会: 名前が かわりました"
    assert "いまの 名前: ひまわりの会" in entry["summary"]


def test_the_first_edit_of_an_imported_place_is_a_change_and_no_new_place(client):
    imported = make_resource(first_published_at=dt.datetime.fromisoformat("2026-01-01T09:00+09:00"))
    edited(imported)
    assert titles(client, of(imported)) == ["ひまわりの会: 名前が かわりました"]


def test_a_reopening_tells_nothing_of_later_pauses_again(client, salon, time_machine):
    pause(salon, dt.date(2026, 11, 23), NEXT, "", None)
    time_machine.shift(3600)
    pause(salon, dt.date(2026, 12, 20), dt.date(2027, 1, 5), "", None)
    time_machine.shift(3600)
    pause(salon, dt.date(2026, 11, 23), None, "", None)
    time_machine.shift(24 * 3600)
    resume(closures_from(salon, dt.date(2026, 11, 24))[-1], dt.date(2026, 11, 24), None)
    assert titles(client, of(salon))[0] == "ひまわりサロン: 11月24日（火）から また ひらきます"
    assert len(titles(client, of(salon))) == 4


def test_a_corrected_pause_is_told_with_its_new_days(client, salon, time_machine):
    paused(salon)
    time_machine.shift(3600)
    pause(salon, dt.date(2026, 12, 3), dt.date(2027, 1, 5), "会場の都合", None)
    assert titles(client, of(salon))[0] == "ひまわりサロン: 12月3日（木）から 2027年1月5日（火）まで お休みです"
    assert len(titles(client, of(salon))) == 2


def test_a_new_place_is_told_once_with_its_sentence(client):
    draft = make_resource(name="あたらしい会", summary="お茶を のみます <毎週>", live=False)
    Contact.objects.create(resource=draft, kind="telephone", value="042-000-1234")
    ended(draft)
    draft.save_revision().publish()
    (entry,) = entries(client, "/feed.atom")
    assert entry["title"] == "あたらしい会: 新しく のりました"
    assert "お茶を のみます &lt;毎週&gt;" in entry["summary"]
    assert entry["link"].endswith(f"/places/{draft.pk}/")


def for_supporters(resource):
    Resource.objects.filter(pk=resource.pk).update(visibility="supporters")


def taken_off(resource):
    resource.unpublish()


@pytest.mark.parametrize("hide", [for_supporters, taken_off])
def test_nothing_is_told_of_what_is_not_public(client, salon, hide):
    day_off(salon)
    hide(salon)
    assert entries(client, "/feed.atom") == []
    assert client.get(of(salon)).status_code == 404


def test_what_was_said_while_it_was_hidden_is_never_told(client, salon, time_machine):
    salon.save_revision().publish()
    salon.visibility = "supporters"
    salon.save_revision().publish()
    day_off(salon)
    time_machine.shift(3600)
    salon.visibility = "public"
    salon.save_revision().publish()
    assert titles(client, of(salon)) == ["ひまわりサロン: 新しく のりました"]
    taken_off(salon)
    paused(salon)
    time_machine.shift(3600)
    salon.save_revision().publish()
    assert titles(client, of(salon)) == ["ひまわりサロン: 新しく のりました"]


def test_what_a_field_said_before_and_private_contacts_are_never_told(client, salon):
    salon.summary = "電話は 090-1234-5678 山田さん"
    salon.save_revision().publish()
    salon.summary = ""
    contact = Contact(kind="telephone", value="042-000-5678", person="鈴木", is_public=False)
    salon.contacts.add(contact)
    salon.save_revision().publish()
    # Ids are drawn by lot, and may hold any digits.
    page = re.sub("<id>.*?</id>", "", client.get(of(salon)).content.decode())
    assert "説明が かわりました" in page
    assert not any(word in page for word in ("090", "山田", "鈴木", "042-000-5678", "連絡先"))


def test_a_reason_is_told_as_long_as_it_stands_on_the_page(client, salon, time_machine):
    day_off(salon)
    assert "会場の工事" in entries(client, of(salon))[0]["summary"]
    time_machine.shift(dt.timedelta(days=9))
    assert "会場の工事" not in entries(client, of(salon))[0]["summary"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["えんがわ", "ひまわりサロン"]),
        ("?q=体操", ["ひまわりサロン"]),
        ("?q=ひまわり", ["ひまわりサロン"]),
        ("?activity=exercise&open=today", ["ひまわりサロン"]),
        ("?area=town", ["えんがわ"]),
        ("?kind=cafe", []),
        ("?kind=", ["えんがわ", "ひまわりサロン"]),
    ],
)
def test_a_feed_of_a_list_has_the_places_of_the_list_also_when_they_pause(client, salon, query, found):
    town = make_town("坂浜")
    other = make_resource(name="えんがわ", place=make_place(town=town))
    for resource in (salon, other):
        paused_without_end(resource)
    address = f"/feed.atom{query.replace('=town', f'=town-{town.pk}')}"
    assert sorted(title.split(":")[0] for title in titles(client, address)) == found


def test_a_condition_that_is_gone_does_not_become_the_whole_city(client, salon):
    day_off(salon)
    for address in ("/feed.atom?area=area-99999", "/calendar.ics?area=area-99999"):
        answer = client.get(address)
        assert (answer.status_code, "ばしょ" in answer.content.decode()) == (400, True)


def test_ids_stay_and_are_of_the_site(client, salon, settings, time_machine):
    settings.SITE_URL = "https://ibasho.example.jp"
    day_off(salon)
    (before,) = entries(client, of(salon))
    time_machine.shift(dt.timedelta(days=2))
    (after,) = entries(client, "/feed.atom")
    assert before["id"].startswith("tag:ibasho.example.jp,2026:")
    assert (after["id"], after["updated"]) == (before["id"], before["updated"])


def test_old_news_go_and_the_newest_fifty_stay(client, salon, time_machine):
    day_off(salon)
    time_machine.shift(dt.timedelta(days=91))
    assert entries(client, of(salon)) == []
    for number in range(60):
        paused_without_end(make_resource(name=f"会{number}"))
    assert len(entries(client, "/feed.atom")) == 50


def test_the_number_of_queries_does_not_grow(client):
    def asked(more):
        for _ in range(more):
            resource = make_resource(schedule="毎週火曜 10:00–12:00")
            resource.save_revision().publish()
            other_hours(resource)
            paused(resource)
            day_off(resource)
        counts = []
        for address in ("/feed.atom", "/calendar.ics"):
            client.get(address)
            kept_pages.forget()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    assert asked(2) == asked(8)


def test_an_unchanged_feed_is_not_sent_again(client, salon):
    day_off(salon)
    first = client.get("/feed.atom")
    assert first["Cache-Control"] == "no-cache"
    assert client.get("/feed.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304
    one_more(salon)
    assert client.get("/feed.atom", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("text", ["%0B", "<b>&amp;", "%EF%BF%BE", "🎵" * 300, "%0D%0AX:Y"])
def test_any_text_makes_well_formed_files(client, salon, text):
    day_off(salon)
    entries(client, f"/feed.atom?q={text}")
    assert client.get(f"/calendar.ics?q={text}").status_code == 200


def test_pages_name_their_feed_and_their_calendar(client, salon, settings):
    settings.SITE_URL = "https://ibasho.example.jp"
    place = client.get(f"/places/{salon.pk}/").content.decode()
    assert (
        f'<link rel="alternate" type="application/atom+xml" title="ひまわりサロンで 変わったこと" href="{of(salon)}">'
        in place
    )
    assert f'href="webcal://ibasho.example.jp/places/{salon.pk}/calendar.ics"' in place
    page = client.get("/?activity=exercise&open=week").content.decode()
    assert (
        'type="application/atom+xml" title="この一覧の場所で 変わったこと" href="/feed.atom?activity=exercise">' in page
    )
    assert 'href="webcal://ibasho.example.jp/calendar.ics?activity=exercise"' in page


def test_a_merged_place_leads_to_the_feed_of_the_one_that_stays(client, salon):
    other = make_resource(municipality=make_municipality())
    salon.former_addresses.create(old_key=other.pk, name=other.name)
    Resource.objects.filter(pk=other.pk).update(live=False)
    answer = client.get(of(other))
    assert (answer.status_code, answer["Location"]) == (301, of(salon))
