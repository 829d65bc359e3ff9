"""When listings became public, and which of their fields each publication changed, from Wagtail's log and its revisions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry, Revision

from directory.catalogue.resources import Resource
from directory.changes.differences import plain_value
from directory.publishing.drafts import BASE_KEY, BOOKKEEPING, OUTDATED_KEY

_PUBLISHED, _UNPUBLISHED = "wagtail.publish", "wagtail.unpublish"
_NO_FIELDS = BOOKKEEPING | {BASE_KEY, OUTDATED_KEY}


@dataclass(frozen=True)
class Publication:
    """One publication of a listing.

    revision       key of the revision that became public
    fields         names of the fields that residents read otherwise since; of the first publication none
    has_before     whether another version of the listing stood there before
    shows_it_anew  whether residents did not see that one: it was taken off, or for supporters only
    """

    revision: int
    at: dt.datetime
    fields: frozenset[str]
    has_before: bool
    shows_it_anew: bool


def published_since(since: dt.datetime) -> Iterator[tuple[int, dt.datetime]]:
    """The keys of listings that were published since a moment, each with when; one query."""
    rows = _log().filter(action=_PUBLISHED, timestamp__gte=since).values_list("object_id", "timestamp")
    return ((int(key), at) for key, at in rows)


def publications_of(keys: Collection[int], since: dt.datetime) -> Mapping[int, list[Publication]]:
    """The publications of some listings since a moment, the oldest first; three queries."""
    log: dict[int, list[ModelLogEntry]] = defaultdict(list)
    for entry in _log().filter(object_id__in=list(map(str, keys)), action__in=[_PUBLISHED, _UNPUBLISHED]):
        log[int(entry.object_id)].append(entry)
    kept = _kept_before(log)
    steps = {key: list(_steps(entries, kept, since)) for key, entries in log.items()}
    wanted = {revision for found in steps.values() for _, *pair, _ in found for revision in pair}
    content = dict(Revision.objects.filter(pk__in=wanted - {None}).values_list("pk", "content"))
    return defaultdict(list, {key: [_publication(*step, content) for step in found] for key, found in steps.items()})


def _log() -> QuerySet[ModelLogEntry]:
    resources = ContentType.objects.get_for_model(Resource)
    return ModelLogEntry.objects.filter(content_type=resources).order_by("timestamp", "pk")


def _kept_before(log: Mapping[int, Sequence[ModelLogEntry]]) -> dict[int, int]:
    """For the revision with which an imported listing was published first: the one that keeps what was public until then.

    `Editorial.publish` makes it a microsecond older than the draft; no entry of the log tells of it.
    """
    firsts = [next((one.revision_id for one in entries if one.revision_id), None) for entries in log.values()]
    resources = ContentType.objects.get_for_model(Resource)
    rows = Revision.objects.filter(base_content_type=resources, object_id__in=list(map(str, log)))
    made = {(key, at): pk for pk, key, at in rows.values_list("pk", "object_id", "created_at")}
    before = {pk: made.get((key, at - dt.timedelta(microseconds=1))) for (key, at), pk in made.items()}
    return {pk: before[pk] for pk in firsts if before.get(pk)}


def _steps(
    entries: Sequence[ModelLogEntry], kept: Mapping[int, int], since: dt.datetime
) -> Iterator[tuple[dt.datetime, int, int | None, bool]]:
    """(when, revision, the one that was public before it, whether it was off the site) of each publication since a moment."""
    before, is_off = None, False
    for entry in entries:
        if entry.action == _UNPUBLISHED:
            is_off = True
        elif entry.revision_id:
            before = before or kept.get(entry.revision_id)
            if entry.timestamp >= since:
                yield entry.timestamp, entry.revision_id, before, is_off
            before, is_off = entry.revision_id, False


def _publication(
    at: dt.datetime, revision: int, before: int | None, was_off: bool, content: Mapping[int, dict]
) -> Publication:
    old, new = content.get(before or 0, {}), content.get(revision, {})
    stored = (name for name in old.keys() & new.keys() - _NO_FIELDS if old[name] != new[name])
    names = frozenset(name for name in stored if _read(old, name) != _read(new, name))
    was_hidden = "visibility" in names and new["visibility"] == Resource.Visibility.PUBLIC
    return Publication(revision, at, names, before is not None, was_off or was_hidden)


def _read(content: dict, name: str) -> object:
    """A field as residents read it: of contacts only the public ones."""
    value = content[name]
    return plain_value(name, [one for one in value if one["is_public"]] if name == "contacts" and value else value)
