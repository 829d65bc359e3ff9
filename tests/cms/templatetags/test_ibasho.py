"""Dates, meetings and rules on a page: what the eye sees, what the ear hears, what a program reads."""

import datetime as dt
import re

import pytest

from cms.templatetags.ibasho import spoken
from directory.catalogue.schedules import Schedule
from directory.hours.rules import Occurrence, Rule
from tests.factories import make_resource

TUESDAY, TEN, NOON = dt.date(2026, 11, 24), dt.time(10), dt.time(12)


def parts_of(html):
    """Seen, heard, and the date for programs."""
    found = {
        name: "".join(re.findall(rf"<{tag}>(.*?)</span>(?=<span class=|</span>)", html))
        for name, tag in {"seen": 'span aria-hidden="true"', "heard": 'span class="only-heard"'}.items()
    }
    return re.sub("<[^>]+>", "", found["seen"]), found["heard"], "".join(re.findall('datetime="([^"]+)"', html))


@pytest.mark.parametrize(
    ("shown", "seen", "heard", "day"),
    [
        (Occurrence(TUESDAY, TEN, NOON), "11月24日（火）10時〜12時", "11月24日（火曜日）10時〜12時", "2026-11-24"),
        (TUESDAY, "2026年11月24日（火）", "2026年11月24日（火曜日）", "2026-11-24"),
        (Schedule.of(Rule(weekdays=(0, 2), start=TEN)), "毎週月・水 10時から", "毎週月曜・水曜 10時から", ""),
        ("11月24日（火）は お休みです。", "11月24日（火）は お休みです。", "11月24日（火曜日）は お休みです。", ""),
        ("<b>（火）", "&lt;b&gt;（火）", "&lt;b&gt;（火曜日）", ""),
    ],
)
def test_the_eye_sees_a_letter_and_the_ear_hears_a_word(time_machine, shown, seen, heard, day):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-20T09:00+09:00"))
    assert parts_of(spoken(shown)) == (seen, heard, day)


@pytest.mark.parametrize("shown", ["月2回 10時から", "<script>alert(1)</script>", ""])
def test_what_is_said_as_it_is_written_stays_one_text(shown):
    assert spoken(shown) == shown.replace("<", "&lt;").replace(">", "&gt;")


def test_today_needs_no_weekday_and_is_a_date_for_programs(time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T09:00+09:00"))
    html = spoken(Occurrence(TUESDAY, TEN, NOON))
    assert html.startswith('<time datetime="2026-11-24"><span class="nowrap">きょう')
    assert "only-heard" not in html


def test_the_page_of_a_place_tells_its_dates_so(client, db, time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T09:00+09:00"))
    resource = make_resource(rules=[Rule(weekdays=(0, 2), start=TEN, end=NOON)])
    page = client.get(resource.get_absolute_url()).content.decode()
    assert re.findall(r'<time datetime="([^"]+)">', page) == ["2026-11-25", "2026-11-30", "2026-12-02"]
    heard = re.findall(r'<span class="only-heard">(.*?)</span>', page)
    assert {"11月25日（水曜日）10時〜12時", "毎週月曜・水曜 10時〜12時"} <= set(heard)
    # What is heard in its place is not heard twice.
    assert page.count('<span class="spoken"><span aria-hidden="true">') == page.count('<span class="spoken">')
