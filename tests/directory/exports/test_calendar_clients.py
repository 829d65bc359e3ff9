"""Our calendars as other people's programs read them: icalendar, and ical.js, which Thunderbird and Nextcloud are built on."""

import datetime as dt
import json
import subprocess

import pytest
from icalendar import Calendar

from directory.exports.ical import calendar_of
from directory.exports.meetings import CalendarMeeting
from directory.hours.rules import Occurrence
from tests.factories import make_place, make_resource
from tests.paths import ROOT

pytestmark = pytest.mark.django_db
DAY, LONG = dt.date(2026, 11, 24), "とても長い名前の会。" * 12
READ = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
console.log(JSON.stringify(calendar.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  return [event.uid, Number(event.sequence), one.getFirstPropertyValue("status"), event.summary,
    event.startDate.toJSDate().toISOString(), event.endDate.toJSDate().toISOString()];
})));
"""


def read_by_icalendar(file):
    events = Calendar.from_ical(file).walk("VEVENT")
    return [
        [
            str(one["uid"]), int(one["sequence"]), str(one["status"]), str(one["summary"]),
            *(f"{one.decoded(name).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.000Z" for name in ("dtstart", "dtend")),
        ]
        for one in events
    ]  # fmt: skip


def read_by_ical_js(file):
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", READ], input=file, cwd=ROOT, capture_output=True, check=True
    )
    return json.loads(ran.stdout)


@pytest.fixture
def file():
    resource = make_resource(
        name=LONG, summary="</script>;,\\n=1+1", place=make_place(name=LONG[:100], address="平尾1")
    )
    meetings = [
        CalendarMeeting(Occurrence(DAY, dt.time(10), dt.time(12))),
        CalendarMeeting(Occurrence(DAY, dt.time(22), dt.time(2)), 2, "お休み", "会場の工事"),
    ]
    return resource, calendar_of(resource, meetings, "https://ibasho.example")


@pytest.mark.parametrize("read", [read_by_icalendar, read_by_ical_js])
def test_each_program_reads_the_same(file, read):
    resource, text = file
    (first, second), key = read(text), f"{resource.uuid}-20261124"
    assert first[4:] == ["2026-11-24T01:00:00.000Z", "2026-11-24T03:00:00.000Z"], "the zone is Japan's"
    assert second[4:] == ["2026-11-24T13:00:00.000Z", "2026-11-24T17:00:00.000Z"], "the end is past midnight"
    assert (first[0], first[2], second[0], second[2]) == (
        f"{key}-1@ibasho",
        "CONFIRMED",
        f"{key}-2@ibasho",
        "CANCELLED",
    )
    assert (first[3], second[3]) == (resource.name, f"【お休み】{resource.name}")
    assert first[1] == second[1] > 0


def test_no_line_is_longer_than_the_format_allows(file):
    lines = file[1].split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines], "no letter was cut in two"
