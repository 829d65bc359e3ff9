"""「今週ひらく」 as a page and on A4, and the sheet of a place."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.print import week
from directory.changes.closures import pause, say_of_day
from directory.models import Area, AreaSystem, SingleDate, StatusStatement
from tests.factories import make_municipality, make_place, make_resource, make_town
from tests.read_pdf import ReadPdf

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=timezone.get_default_timezone())
"""A Wednesday; Monday of that week, 23 November, is 勤労感謝の日."""
HOSTILE = "<script>alert(1)</script>${7*7}"


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(NOW, tick=False):
        yield


def days_of(client, **query):
    answer = client.get(reverse("week"), query)
    assert answer.status_code == 200
    return answer.context["week"].days, answer.content.decode()


def told(day) -> list[tuple[str, str, str]]:
    return [(line.hours, line.resource.name, line.meeting.cancelled) for line in day.lines]


def test_the_week_has_meetings_closures_and_cancelled_ones_and_names_the_holiday(client):
    make_resource("毎週火曜 10時〜12時", name="火の会")
    off = make_resource("毎週木曜 13時〜15時", name="木の会")
    say_of_day(SingleDate(resource=off, day=dt.date(2026, 11, 26), meets=False, reason="会場の工事"))
    paused = make_resource("毎週金曜 9時〜10時", name="金の会")
    pause(paused, dt.date(2026, 11, 24), None, "", None)
    make_resource("毎週月曜 9時〜10時（祝日は休み）", name="月の会")
    ended = make_resource("毎週土曜 9時〜10時", name="終わった会")
    StatusStatement.objects.create(resource=ended, status="ended", since=dt.date(2026, 11, 24))
    days, page = days_of(client)
    assert [day.day.day for day in days] == [23, 24, 25, 26, 27, 28, 29]
    assert (days[0].holiday, days[1].holiday) == ("勤労感謝の日", "")
    assert told(days[0]) == []
    assert told(days[1]) == [("10時〜12時", "火の会", "")]
    assert told(days[3]) == [("13時〜15時", "木の会", "お休み")]
    assert told(days[4]) == [("9時〜10時", "金の会", "お休み")]
    assert (told(days[5]), days[3].open) == ([], 0)
    for words in ("祝日 勤労感謝の日", "会場の工事", "お休み"):
        assert words in page


def test_an_area_and_the_next_week_are_chosen_as_on_the_list(client):
    area = Area.objects.create(
        system=AreaSystem.objects.create(municipality=make_municipality(), name="圏域"), name="平尾"
    )
    inside = make_place(town=make_town("平尾"))
    area.towns.add(inside.town)
    make_resource("毎週火曜 10時〜12時", name="中の会", place=inside)
    make_resource("毎週火曜 10時〜12時", name="外の会")
    days, page = days_of(client, area=f"area-{area.pk}", week="next")
    assert days[1].day == dt.date(2026, 12, 1)
    assert [line.resource.name for line in days[1].lines] == ["中の会"]
    assert "来週 ひらく所" in page
    assert len(days_of(client, area="area-999999")[0][1].lines) == 2, "an area that is gone narrows nothing"


def test_too_many_places_ask_for_an_area_and_none_say_so(client, monkeypatch):
    assert "まだ 場所が ありません" in days_of(client)[1]
    for _ in range(3):
        make_resource("毎週火曜 10時〜12時")
    monkeypatch.setattr(week, "MOST_PLACES", 2)
    days, page = days_of(client)
    assert (days, "ばしょを えらんでください" in page) == ([], True)


def test_the_queries_do_not_grow_with_the_places(client, django_assert_max_num_queries):
    for _ in range(6):
        make_resource("毎週火曜 10時〜12時")
    days_of(client)
    with django_assert_max_num_queries(25):
        assert len(days_of(client)[0][1].lines) == 6


def test_the_week_on_paper_is_read_aloud_rightly(client):
    SiteSettings.objects.update_or_create(defaults={"city_name": "稲城市", "desk_telephone": "042-000-0000"})
    calls = [{"kind": "telephone", "value": "042-123-4567", "is_public": True}]
    make_resource("毎週火曜 10時〜12時", name=HOSTILE, contacts=calls)
    answer = client.get(reverse("week_paper"))
    read = ReadPdf(answer.content)
    assert (answer["Content-Type"], read.faults) == ("application/pdf", [])
    for words in ("勤労感謝の日", "10時〜12時", "042-123-4567", HOSTILE):
        assert words in read.text


def test_the_sheet_of_a_place_is_read_aloud_rightly(client):
    calls = [
        {"kind": "telephone", "value": "042-123-4567", "is_public": True, "note": HOSTILE},
        {"kind": "telephone", "value": "090-1111-2222", "is_public": False},
    ]
    texts = dict.fromkeys(("name", "summary", "hours_note", "first_visit", "to_bring"), HOSTILE)
    resource = make_resource(
        "毎週火曜 10時〜12時",
        reading="てすと",
        contacts=calls,
        place=make_place(name=HOSTILE, accessibility="段差が1つ"),
        **texts,
    )
    read = ReadPdf(client.get(reverse("place_sheet", args=[resource.pk])).content)
    assert read.faults == []
    for words in (
        "毎週火曜10時〜12時",
        "042-123-4567",
        "まだたしかめていません",
        HOSTILE,
        "12月1日（火）10時〜12時",
        "段差が1つ",
    ):
        assert words in read.text
    assert "090-1111-2222" not in read.text
    assert reverse("place_sheet", args=[resource.pk]) in client.get(resource.get_absolute_url()).content.decode()


def test_a_long_name_and_long_texts_stay_on_few_pages(client):
    resource = make_resource(name="と" * 60, hours_note="長い。" * 3_000, first_visit="長い。" * 3_000)
    assert ReadPdf(client.get(reverse("place_sheet", args=[resource.pk])).content).pages <= 3


def test_a_place_that_is_not_public_has_no_sheet(client):
    hidden = make_resource(visibility="supporters")
    assert client.get(reverse("place_sheet", args=[hidden.pk])).status_code == 404


@pytest.mark.parametrize("name", ["week_paper", "place_sheet", "desk_list_paper"])
def test_who_prints_again_and_again_is_asked_to_wait(client, monkeypatch, name):
    monkeypatch.setattr("cms.print.paper_limit.allow_attempt", lambda *asked: False)
    asked = [make_resource().pk] if name == "place_sheet" else []
    assert client.get(reverse(name, args=asked)).status_code == 429
