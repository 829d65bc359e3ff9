"""The fields of a listing: as they are now, as they would be, and written into the row as a Wagtail revision.

Values are plain, as `directory.differences` has them.
"""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from wagtail.models import Revision

from directory.differences import CHILDREN, plain
from directory.geocoding import Gazetteer
from directory.places import Place
from directory.resources import Resource

STATUS = "status"
"""The one field that is a statement of the day and not part of a revision."""


def row_of(resource: Resource) -> dict:
    """The row and its children as the database has them, as JSON has it."""
    return json.loads(json.dumps(resource.row_now(), cls=DjangoJSONEncoder))


def present(resource: Resource, names) -> dict:
    """The plain values that fields have in the database now."""
    row = resource.row_now()
    newest = resource.status_statements.order_by("-pk").first() if STATUS in names else None
    said = newest and {name: getattr(newest, name) for name in ("status", "since", "until", "reason")}
    return {name: plain(name, said if name == STATUS else row[name]) for name in names}


def mark_of(values: dict) -> str:
    """A short mark of plain values; another one as soon as any of them changes."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def seen(resource: Resource, names) -> str:
    """The mark of what somebody looks at now."""
    return mark_of(present(resource, names))


def content_of(row: dict, name: str, value):
    """A plain value in the form of a revision's content; children that stay as they are keep their rows."""
    if name not in CHILDREN:
        return value
    kept = [(plain(name, [child])[0], child["pk"]) for child in row[name]]
    children = []
    for child in value:
        at = next((i for i, (known, _) in enumerate(kept) if known == child), None)
        children.append({**child, "resource": row["pk"], "pk": None if at is None else kept.pop(at)[1]})
    return children


def new_place(municipality_id: str, facts: dict) -> Place:
    """A place that nobody knew yet, not saved, with its point as far as the gazetteer finds it."""
    place = Place(municipality_id=municipality_id, **facts)
    found = Gazetteer(place.municipality, list(place.municipality.towns.order_by("pk"))).locate(place.address)
    place.town, place.lat, place.lng, place.precision = found.town, found.lat, found.lng, found.precision
    return place


def as_if(resource: Resource, values: dict) -> Resource:
    """The listing as it would be with new values of fields, for a preview; nothing is saved."""
    row = resource.row_now()
    founded = isinstance(values.get("place"), dict)
    fields = {n: plain(n, value) for n, value in values.items() if n != STATUS and not (n == "place" and founded)}
    changed = resource.with_content_json(row | {name: content_of(row, name, value) for name, value in fields.items()})
    if founded:
        changed.place = new_place(row["municipality"], values["place"])
    return changed


def publish_fields(resource: Resource, content: dict, user):
    """Publish a content as a revision beside a draft of the city's staff, which goes on waiting as the newest one.

    Raises ValidationError where the fields do not fit the row as it is by now.
    """
    draft = resource.latest_revision if resource.has_unpublished_changes else None
    changed = resource.with_content_json(content)
    changed.clean()
    changed.validate_constraints()
    revision = changed.save_revision(user=user, changed=False, clean=False)
    revision.publish(user=user, skip_permission_checks=True)
    if draft:
        Revision.objects.filter(pk=draft.pk).update(created_at=timezone.now())
        Resource.objects.filter(pk=resource.pk).update(latest_revision=draft, has_unpublished_changes=True)
    return revision
