"""The coming meetings of gatherings as rows of イベント一覧: one a meeting that takes place."""

import datetime as dt
from collections.abc import Iterator

from directory.catalogue.resources import Resource
from directory.exports.meetings import CalendarMeeting, meetings_until
from directory.exports.open_data import listing_cells
from directory.exports.open_data.listing_cells import Cells
from directory.exports.open_data.plain_cells import clock, clock_of_end, yes_or_no
from directory.hours.rules import ends_next_day

DAYS = 60
"""How far the list reaches, as the calendar of a list does."""


def events(resource: Resource, now: dt.datetime) -> Iterator[Cells]:
    """Its meetings from a moment in Japan on; the ID is that of the event in our calendar files."""
    held = [one for one in meetings_until(resource, now, now.date() + dt.timedelta(DAYS)) if not one.cancelled]
    if not held:
        return
    same = _of_all(resource)
    for meeting in held:
        yield same | _when(resource, meeting)


def _when(resource: Resource, meeting: CalendarMeeting) -> Cells:
    date = meeting.occurrence
    last = date.day + dt.timedelta(ends_next_day(date.start, date.end))
    return {
        "ID": f"{resource.uuid}-{date.day:%Y%m%d}-{meeting.number}",
        "開始日": str(date.day),
        "終了日": str(last),
        "開始時間": clock(date.start),
        "終了時間": clock_of_end(date.start, date.end),
        "開始日時特記事項": meeting.note,
    }


def _of_all(resource: Resource) -> Cells:
    cells = {
        **listing_cells.identity(resource),
        **listing_cells.address(resource.public_place),
        **listing_cells.contacts(resource),
    }
    runs, place, fee = resource.public_organization, resource.public_place, resource.fee
    return cells | {
        "イベント名": cells["名称"],
        "イベント名_カナ": cells["名称_カナ"],
        "説明": resource.summary or resource.description,
        "料金(基本)": "" if fee is None else str(fee),
        "料金(詳細)": resource.fee_note,
        "連絡先電話番号": cells.get("電話番号", ""),
        "主催者": runs.name if runs else "",
        "場所名称": place.name if place else "",
        "建物名等(方書)": place.building if place else "",
        "駐車場情報": yes_or_no(resource.answers().get("parking")),
        "定員": "" if resource.capacity is None else str(resource.capacity),
        "備考": cells["連絡先備考（その他、SNSなど）"],
    }
