"""The fields of a listing: read as plain values, previewed, and written into the row as a Wagtail revision.

Plain values are those of `directory.changes.differences.plain_value`.
"""

import datetime as dt
import hashlib
import json
from itertools import dropwhile

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from wagtail.models import Revision

from directory.catalogue.places import Place, places_named
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement, Verification
from directory.changes.differences import CHILD_FIELDS, plain_value
from directory.gazetteer.addresses import Gazetteer
from directory.gazetteer.moved_addresses import note_of_move
from directory.geo.areas import Municipality

STATUS = "status"
"""The name for the status of a listing among the fields; it is a statement (`StatusStatement`), not part of a revision."""

NOTES = "notes"
"""Key beside "old" and "new" of a change: sentences for the approver about how it was typed."""


def row_as_json(resource: Resource) -> dict:
    """The row and its children as the database has them now, as JSON values."""
    return json.loads(json.dumps(resource.row_now(), cls=DjangoJSONEncoder))


def current_values(resource: Resource, names) -> dict:
    """The plain values of the fields `names` in the database now: {name: value}."""
    row = resource.row_now()
    newest = resource.status_statements.order_by("-pk").first() if STATUS in names else None
    said = newest and {name: getattr(newest, name) for name in ("status", "since", "until", "reason")}
    return {name: plain_value(name, said if name == STATUS else row[name]) for name in names}


def lock_listing_row(resource: Resource) -> Resource:
    """The listing as the database has it, with a row lock until the transaction ends.

    Everybody locks the listing before rows that belong to it (amendment, claim, link), so that there is no deadlock.
    """
    return Resource.objects.select_for_update().get(pk=resource.pk)


def checks_since(resource: Resource, moment: dt.datetime) -> list[Verification]:
    """Verifications of a listing that were recorded after a moment."""
    day = timezone.localdate(moment)
    return list(resource.verifications.filter(made_at__gt=moment, day__gte=day).order_by("pk"))


def fingerprint(values: dict) -> str:
    """A hash of plain values, 16 hex digits; another one as soon as any value changes."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def fingerprint_of_fields(resource: Resource, names) -> str:
    """The fingerprint of the present values of fields; with STATUS also of the verifications so far."""
    checks = resource.verifications.order_by("pk").values_list("pk", flat=True)
    return fingerprint(current_values(resource, names) | ({"checks": list(checks)} if STATUS in names else {}))


def revision_value(row: dict, name: str, value):
    """A plain value in the form of a revision's content; unchanged children keep their keys. `row`: the content of now."""
    if name not in CHILD_FIELDS:
        return value
    kept = [(plain_value(name, [child])[0], child["pk"]) for child in row[name]]
    children = []
    for child in value:
        at = next((i for i, (known, _) in enumerate(kept) if known == child), None)
        children.append({**child, "resource": row["pk"], "pk": None if at is None else kept.pop(at)[1]})
    return children


def new_place(municipality_id: str, facts: dict) -> Place:
    """An unsaved place from facts (name, address, building), with the point that the gazetteer finds for the address."""
    place = Place(municipality_id=municipality_id, **facts)
    found = Gazetteer(place.municipality, list(place.municipality.towns.order_by("pk"))).locate(place.address)
    place.town, place.lat, place.lng, place.precision = found.town, found.lat, found.lng, found.precision
    return place


def note_of_new_place(municipality_id: str, place) -> str:
    """What an approver, and whoever typed it, is told of the point of a `place` that is not stored yet; "" for any other."""
    if not isinstance(place, dict) or not place.get("address"):
        return ""
    return note_of_move(new_place(municipality_id, place).precision)


def known_places(municipality_id: str, facts: dict, user) -> list[Place]:
    """Live places of this name, and of the address and room that are said, that a user may know of; by their keys.

    Several may be of one name: a person says which (rooms are called 「集会室」 everywhere).
    """
    places = Place.objects.live().filter(municipality=municipality_id).known_to(user).order_by("pk")
    return places_named(places, facts["name"], facts["address"], facts["building"])


def preview_with(resource: Resource, values: dict) -> Resource:
    """The listing with new values {field: value}, unsaved, for a preview."""
    row = resource.row_now()
    founded = isinstance(values.get("place"), dict)
    fields = {n: plain_value(n, value) for n, value in values.items() if n != STATUS and not (n == "place" and founded)}
    changed = resource.with_content_json(
        row | {name: revision_value(row, name, value) for name, value in fields.items()}
    )
    if founded:
        changed.place = new_place(row["municipality"], values["place"])
    return changed


def write_changes(resource: Resource, changes: dict, user, on_behalf: bool, back: bool = False):
    """Write changes {field: {"old", "new"}} into the row and publish a revision of `user`; returns it, None for a status alone.

    back   the changes restore what was before: the status then is what held before the newest statement

    Updates `changes`: the key in place of a new place, and with `back` the status that holds again.
    """
    resource = lock_listing_row(resource)
    said = {"made_by": user, "on_behalf": on_behalf}
    if STATUS in changes and back:
        _restate_earlier_status(resource, said)
        changes[STATUS]["new"] = current_values(resource, [STATUS])[STATUS]
    elif STATUS in changes:
        resource.status_statements.create(**changes[STATUS]["new"], **said)
    row = resource.row_now()
    fields = {name: _new_revision_value(row, name, change, user) for name, change in changes.items() if name != STATUS}
    return publish_fields(resource, row | fields, user) if fields else None


def _restate_earlier_status(resource: Resource, said: dict) -> None:
    """Add statements so that what held before the newest one holds again: ACTIVE from today on, then those of later days."""
    today, active = timezone.localdate(), StatusStatement.Status.ACTIVE
    *before, _ = resource.status_statements.order_by("pk")
    ahead = (one for one in before if one.until is None or one.until >= today)
    resource.status_statements.create(status=active, since=today, **said)
    for one in dropwhile(lambda one: one.status == active, ahead):
        again = {"status": one.status, "since": max(one.since, today), "until": one.until, "reason": one.reason}
        resource.status_statements.create(**again, **said)


def _new_revision_value(row: dict, name: str, change: dict, user):
    """The new value in the form of a revision's content. A new place is saved, or the one of its name that `user`, who wished
    it, may know of is found: the lock prevents two. Of several none is guessed."""
    if name == "place" and isinstance(change["new"], dict):
        Municipality.objects.select_for_update(no_key=True).get(pk=row["municipality"])
        known = known_places(row["municipality"], change["new"], user)
        change["new"] = (known[0] if len(known) == 1 else _create_place(row, change["new"])).pk
    return revision_value(row, name, change["new"])


def _create_place(row: dict, facts: dict) -> Place:
    place = new_place(row["municipality"], facts)
    place.save()
    return place


def check_live(resource: Resource) -> None:
    """Raises ValidationError where the city has unpublished the listing: no other act publishes it again."""
    if not resource.live:
        raise ValidationError(f"「{resource}」は、いま公開していません。先に、地域資源の画面で公開してください。")


def publish_fields(resource: Resource, content: dict, user):
    """Publish a content as a revision; returns it. A waiting draft of the city stays the newest revision, with its day.

    Raises ValidationError where the fields are not valid together with the row of now, or the listing is not public.
    """
    check_live(resource)
    draft = resource.latest_revision if resource.has_unpublished_changes else None
    changed = resource.with_content_json(content)
    changed.clean()
    changed.validate_constraints()
    scheduled = list(resource.revisions.exclude(approved_go_live_at=None))
    revision = changed.save_revision(user=user, changed=False, clean=False)
    revision.publish(user=user, skip_permission_checks=True)
    # Wagtail forgets the days of all other revisions; what the city has approved for a day still comes on it.
    Revision.objects.bulk_update(scheduled, ["approved_go_live_at"])
    if draft:
        Revision.objects.filter(pk=draft.pk).update(created_at=timezone.now())
        Resource.objects.filter(pk=resource.pk).update(latest_revision=draft, has_unpublished_changes=True)
    return revision
