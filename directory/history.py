"""Who changed what, when, on whose behalf: the whole history of a listing as sentences, newest first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from directory.accounts import User
from directory.amendments import Amendment
from directory.differences import in_words, label, plain
from directory.resources import Resource
from directory.standing import StatusStatement

NOT_SAID = {
    "pk", "uuid", "changed_at", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
    "live_revision", "latest_revision", "go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by",
    "proposed_reading", "source_key", "is_sample", "row_when_saved",
}  # fmt: skip
"""Columns of which people know nothing."""
SHOWN = 100


@dataclass(frozen=True)
class Event:
    """One thing that happened. `who` is empty where nobody is known."""

    at: dt.datetime
    who: User | None
    what: str
    on_behalf: bool = False
    amendment: Amendment | None = None


def history(resource: Resource) -> list[Event]:
    """The newest events of a listing."""
    events = [*_amended(resource), *_said(resource), *_edited(resource), *_absorbed(resource)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:SHOWN]


def _amended(resource: Resource) -> Iterator[Event]:
    for amendment in resource.amendments.select_related("made_by", "decided_by"):
        lines = "、".join(f"{name}: {difference}" for name, difference in amendment.lines)
        published = amendment.state in (Amendment.State.PUBLISHED, Amendment.State.REVERTED)
        at_once = published and amendment.made_by_id == amendment.decided_by_id
        asked = "変えました" if at_once else "変更を申し出ました"
        yield Event(amendment.made_at, amendment.made_by, f"{asked}。{lines}", amendment.on_behalf, amendment)
        if amendment.decided_at and not at_once:
            why = f"（{amendment.reason}）" if amendment.reason else ""
            became = Amendment.State.PUBLISHED if published else Amendment.State(amendment.state)
            what = f"「{'・'.join(amendment.labels)}」の変更を、{became.label}{why}"
            yield Event(amendment.decided_at, amendment.decided_by, what)


def _said(resource: Resource) -> Iterator[Event]:
    for said in resource.status_statements.select_related("made_by"):
        yield Event(said.made_at, said.made_by, _status(said), said.on_behalf)
    for check in resource.verifications.select_related("made_by"):
        yield Event(
            check.made_at,
            check.made_by,
            f"このままで正しいと、{check.get_how_display()}たしかめました",
            check.on_behalf,
        )
    for told in resource.vacancies.select_related("made_by"):
        yield Event(told.made_at, told.made_by, f"空きは {told} と伝えました", told.on_behalf)


def _status(said: StatusStatement) -> str:
    days = f"{_day(said.since)}から" + (f"{_day(said.until)}まで" if said.until else "")
    what = {"active": "ひらくことにしました", "paused": "お休みにしました", "ended": "終わりにしました"}[said.status]
    return f"{days} {what}" + (f"（{said.reason}）" if said.reason else "")


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _edited(resource: Resource) -> Iterator[Event]:
    """Versions that became public by the city's own editing; those of amendments are told above."""
    told = set(resource.amendments.exclude(revision=None).values_list("revision_id", flat=True))
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Resource), object_id=str(resource.pk), action="wagtail.publish"
    ).select_related("user", "revision").order_by("timestamp", "pk")  # fmt: skip
    before = None
    for entry in entries:
        content = entry.revision.content if entry.revision else None
        if entry.revision_id not in told:
            yield Event(entry.timestamp, entry.user, _what_differs(before, content))
        before = content or before


def _absorbed(resource: Resource) -> Iterator[Event]:
    """The listings that were made one with this one, and what was said of them before."""
    for former in resource.former_addresses.select_related("merged_by"):
        yield Event(former.merged_at, former.merged_by, f"「{former.name}」と、ひとつにしました")
        for before in Resource.objects.filter(pk=former.old_key):
            for event in (*_said(before), *_edited(before)):
                yield replace(event, what=f"「{former.name}」: {event.what}")


def _what_differs(before: dict | None, after: dict | None) -> str:
    if not before or not after:
        return "公開しました"
    changed = []
    for name in after:
        if name not in NOT_SAID:
            old, new = plain(name, before.get(name)), plain(name, after[name])
            if old != new:
                changed.append(f"{label(name)}: {in_words(name, old, new)}")
    return f"変えました。{'、'.join(changed)}" if changed else "公開しました"
