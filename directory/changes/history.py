"""The history of a listing as sentences: who changed what, when, on whose behalf. The newest first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.accounts.users import User
from directory.catalogue.resources import Resource
from directory.catalogue.statements import SingleDate, StatusStatement, Verification
from directory.changes.amendments import Amendment
from directory.changes.differences import difference_in_words, label, plain_value, prefetched_rows
from directory.changes.listing_fields import STATUS
from directory.hours.rules import Occurrence
from directory.hours.wording import full_date, occurrence_in_words, short_date
from directory.publishing.drafts import BASE_KEY, BOOKKEEPING, OUTDATED_KEY

NOT_SAID = BOOKKEEPING | {"source_key", "is_sample", BASE_KEY, OUTDATED_KEY}
"""Columns that the history leaves out, since nobody edits them."""
SHOWN = 100
_PUBLISHED_OR_NOT = ("wagtail.publish", "wagtail.unpublish")


@dataclass(frozen=True)
class Event:
    """One thing that happened. `who` is None where no user is known; `by_link`: it was done without signing in.

    `version` is the key of the Wagtail revision that it made.
    """

    at: dt.datetime
    who: User | None
    what: str
    on_behalf: bool = False
    amendment: Amendment | None = None
    by_link: bool = False
    version: int | None = None

    @property
    def by(self) -> str:
        """Who it was, in words."""
        if self.who:
            return f"{self.who}さん"
        return "団体（リンク・紙で）" if self.by_link else "市"


def history(resource: Resource) -> list[Event]:
    """The newest events of a listing, at most SHOWN."""
    parts = (_amendment_events, _statement_events, _revision_events, _merge_events, _representative_events)
    events = [event for part in parts for event in part(resource)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:SHOWN]


def has_changed_since(resource: Resource, moment: dt.datetime) -> bool:
    """Whether what residents read of a listing, its place or who runs it has been changed since a moment; a check is no change."""
    rows = [resource.status_statements, resource.single_dates, resource.vacancies]
    if any(said.filter(made_at__gt=moment).exists() for said in rows):
        return True
    people = resource.organization and resource.organization.representatives
    if people and people.filter(Q(made_at__gt=moment) | Q(ended_at__gt=moment)).exists():
        return True
    shown = [one for one in (resource, resource.place, resource.organization) if one]
    of_these = (Q(content_type=ContentType.objects.get_for_model(one), object_id=str(one.pk)) for one in shown)
    published = ModelLogEntry.objects.filter(reduce(or_, of_these), action__in=_PUBLISHED_OR_NOT)
    return published.filter(timestamp__gt=moment).exists()


def _amendment_events(resource: Resource) -> Iterator[Event]:
    rows = list(resource.amendments.select_related("made_by", "decided_by"))
    with prefetched_rows(one.changes for one in rows):
        differences = ["、".join(f"{name}: {difference}" for name, difference in one.lines) for one in rows]
    for one, lines in zip(rows, differences, strict=True):
        why = f"（{one.reason}）" if one.reason else ""
        by_link = _is_by_link(one)
        if one.at_once:
            did = "元に戻しました" if one.by_city else "変えました"
            yield Event(one.made_at, one.made_by, f"{did}。{lines}{why}", one.on_behalf, one, by_link, one.revision_id)
            continue
        yield Event(
            one.made_at, one.made_by, f"変更を申し出ました。{lines}", one.on_behalf, one, by_link, one.revision_id
        )
        if one.decided_at:
            reverted = one.state == Amendment.State.REVERTED
            became = Amendment.State.PUBLISHED if reverted else Amendment.State(one.state)
            yield Event(one.decided_at, one.decided_by, f"「{'・'.join(one.labels)}」の変更を、{became.label}{why}")


def _is_by_link(amendment: Amendment) -> bool:
    return amendment.made_by_id is None and not amendment.on_behalf and not amendment.by_city


def _statement_events(resource: Resource) -> Iterator[Event]:
    ended_by_link = any(_is_by_link(one) and STATUS in one.changes for one in resource.amendments.all())
    for said in resource.status_statements.select_related("made_by"):
        by_link = said.status == StatusStatement.Status.ENDED and ended_by_link
        yield Event(said.made_at, said.made_by, _status_in_words(said), said.on_behalf, by_link=by_link)
    for date in resource.single_dates.select_related("made_by"):
        yield Event(date.made_at, date.made_by, _single_date_in_words(date), date.on_behalf)
    for check in resource.verifications.select_related("made_by"):
        by_link = check.how in (Verification.How.SELF, Verification.How.PAPER) and not check.on_behalf
        yield Event(check.made_at, check.made_by, _verification_in_words(check), check.on_behalf, by_link=by_link)
    for told in resource.vacancies.select_related("made_by"):
        yield Event(told.made_at, told.made_by, f"空きは {told} と伝えました", told.on_behalf)


def _representative_events(resource: Resource) -> Iterator[Event]:
    """Representatives and invitations of the organization that runs the listing now."""
    if resource.organization is None:
        return
    rows = list(resource.organization.representatives.select_related("user", "made_by", "ended_by"))
    for row in rows:
        role = row.get_role_display()
        goes_on = any(one.user_id == row.user_id and one.pk > row.pk and one.since == row.until for one in rows)
        yield Event(row.made_at, row.made_by, f"{row.user}さんが、{role}に なりました", row.on_behalf)
        if row.ended_at and not goes_on:
            what = f"{row.user}さんが、{role}では なくなりました"
            yield Event(row.ended_at, row.ended_by, what, row.ended_on_behalf)
    for one in resource.organization.invitations.select_related("made_by"):
        whom = f"{one.name}さんを、{one.get_role_display()}に" if one.name else f"{one.get_role_display()}を"
        yield Event(one.made_at, one.made_by, f"{whom} 招待しました", one.on_behalf)


def _verification_in_words(check: Verification) -> str:
    said_on = timezone.localdate(check.made_at)
    day = "" if check.day == said_on else f"{short_date(check.day, said_on)}に、"
    how = "" if check.how == Verification.How.SELF else f"{check.get_how_display()}、"
    return f"{day}{how}このままで正しいと たしかめました"


def _status_in_words(said: StatusStatement) -> str:
    days = f"{full_date(said.since)}から" + (f"{full_date(said.until)}まで" if said.until else "")
    what = {"active": "ひらくことにしました", "paused": "お休みにしました", "ended": "終わりにしました"}[said.status]
    if said.since == said.until:
        days = f"{full_date(said.since)}だけ"
    elif said.status == StatusStatement.Status.ACTIVE and said.since <= timezone.localdate(said.made_at):
        days, what = f"{full_date(said.since)}から", "再開しました"
    return f"{days} {what}" + (f"（{said.reason}）" if said.reason else "")


def _single_date_in_words(date: SingleDate) -> str:
    said_on = timezone.localdate(date.made_at)
    day = occurrence_in_words(Occurrence(date.day), said_on)
    what = {
        False: f"{day}は お休みと 伝えました",
        True: f"{occurrence_in_words(Occurrence(date.day, date.start, date.end), said_on)}も ひらくと 伝えました",
        None: f"{day}は いつもどおり ひらくと 伝えました",
    }[date.meets]
    return what + (f"（{date.reason}）" if date.reason else "")


def _revision_events(resource: Resource) -> Iterator[Event]:
    """Revisions that the city published by editing; those of amendments are in `_amendment_events`."""
    told = set(resource.amendments.exclude(revision=None).values_list("revision_id", flat=True))
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Resource), object_id=str(resource.pk), action="wagtail.publish"
    ).select_related("user", "revision").order_by("timestamp", "pk")  # fmt: skip
    before = None
    for entry in entries:
        content = entry.revision.content if entry.revision else None
        if entry.revision_id not in told:
            yield Event(entry.timestamp, entry.user, _what_differs(before, content), version=entry.revision_id)
        before = content or before


def _merge_events(resource: Resource) -> Iterator[Event]:
    """The listings that were merged into this one, and their own events before."""
    for former in resource.former_addresses.select_related("merged_by"):
        yield Event(former.merged_at, former.merged_by, f"「{former.name}」と、ひとつにしました")
        for before in Resource.objects.filter(pk=former.old_key):
            for event in (*_statement_events(before), *_revision_events(before)):
                yield replace(event, what=f"「{former.name}」: {event.what}", version=None)


def _what_differs(before: dict | None, after: dict | None) -> str:
    if not before or not after:
        return "公開しました"
    changed = []
    for name in after:
        if name not in NOT_SAID:
            old, new = plain_value(name, before.get(name)), plain_value(name, after[name])
            if old != new:
                changed.append(f"{label(name)}: {difference_in_words(name, old, new)}")
    did = f"変えました。{'、'.join(changed)}" if changed else "公開しました"
    kept = "・".join(label(name) for name in after.get(OUTDATED_KEY, ()))
    return did + (f"（{kept}は、下書きのあとに ほかの人が変えたので、そのままです）" if kept else "")
