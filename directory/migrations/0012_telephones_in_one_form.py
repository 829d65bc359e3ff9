"""Every stored number in its usual form, with what stood beside it as its note: (042)000-1234, 042-000-1234 内線12.

Contacts stand in three tables: their own, the revisions of a listing and the changes that associations proposed. All three
are brought into one form, or a waiting change would seem to conflict with the row that it was made from. A text without a
number, or with several, stays as it is.
"""

import json

from django.db import migrations

from directory.catalogue.contact_texts import usual_contacts

KINDS = ("telephone", "fax")
PER_QUERY = 500


def usual(contact: dict) -> dict:
    """The columns of a contact with its number in the usual form."""
    found = usual_contacts(contact["kind"], contact["value"], contact["note"]) if contact["kind"] in KINDS else []
    return contact | {"value": found[0].value, "note": found[0].note} if _is_one(found) else contact


def _is_one(found: list) -> bool:
    return len(found) == 1 and found[0].kind in KINDS


def all_usual(content: dict, names: tuple[str, ...]) -> bool:
    """Bring the contacts under some keys of a JSON value into the usual form; returns whether any was in another."""
    changed = False
    for name in names:
        if children := content.get(name):
            content[name] = [usual(child) for child in children]
            changed |= content[name] != children
    return changed


def in_order(children: list) -> list:
    """Children in the order in which a change keeps them, or it would differ from the row that holds the same."""
    return sorted(children, key=lambda child: json.dumps(child, sort_keys=True, ensure_ascii=False))


def contacts_usual(apps, schema_editor):
    rows, changed = apps.get_model("directory", "Contact").objects, []
    for row in rows.filter(kind__in=KINDS).order_by("pk").iterator(PER_QUERY):
        told = {name: getattr(row, name) for name in ("kind", "value", "note")}
        if (new := usual(told)) != told:
            row.value, row.note = new["value"], new["note"]
            changed.append(row)
    rows.bulk_update(changed, ["value", "note"], batch_size=PER_QUERY)


def revisions_usual(apps, schema_editor):
    revisions = apps.get_model("wagtailcore", "Revision").objects
    of_listings = revisions.filter(content_type__app_label="directory", content_type__model="resource")
    for revision in of_listings.order_by("pk").iterator(PER_QUERY):
        base = revision.content.get("row_when_saved") or {}
        if all_usual(revision.content, ("contacts",)) | all_usual(base, ("contacts",)):
            revision.save(update_fields=["content"])


def amendments_usual(apps, schema_editor):
    amendments = apps.get_model("directory", "Amendment").objects
    for amendment in amendments.filter(changes__has_key="contacts").order_by("pk").iterator(PER_QUERY):
        sides = amendment.changes["contacts"]
        if all_usual(sides, ("old", "new")):
            amendment.changes["contacts"] = {side: in_order(children or []) for side, children in sides.items()}
            amendment.save(update_fields=["changes"])


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0011_mail_addresses_of_carriers"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(turn, migrations.RunPython.noop)
        for turn in (contacts_usual, revisions_usual, amendments_usual)
    ]
