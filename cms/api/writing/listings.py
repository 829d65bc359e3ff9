"""What another system says of a listing, checked as our own export is, as the values that the portal proposes."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import BooleanField

from cms.api.writing.requests import Refused
from directory.accounts.api_tokens import ApiToken
from directory.catalogue.contacts import NOT_A_PAGE, Contact
from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.resources import Resource
from directory.changes.listing_fields import current_values
from directory.exports.listing_facts import CONTACT
from directory.imports.own.facts import FactsChecker
from directory.imports.row_maker import RowMaker
from directory.imports.steps.changes import FIELD_OF_FACT, value_of
from directory.publishing.of_packages import WHY_NOT
from directory.spreadsheets.findings import Wrong
from directory.text_fields import one_line

FIELDS = (
    "name", "reading", "summary", "description", "first_visit", *EASY.values(), *AT_THE_DOOR, "to_bring", "targets", "activities", "ages_of", "min_age",
    "max_age", "referral", "fee", "fee_note", "group_size", "capacity", "hours_note", "wants_helpers", "helpers_wanted",
    "schedule", "contacts", "features",
)  # fmt: skip
"""What may be changed: the fields of the portal's pages, by the names of `ibasho.geojson`. A place or a photo is for people."""
SHAPES: dict[str, type] = {"targets": list, "activities": list, "schedule": list, "contacts": list, "features": dict}
"""Fields that hold more than one value; all others hold a text, a number, or true or false."""
LONGEST_REASON = 200


def listing_of(token: ApiToken, key: str) -> Resource:
    """A listing that a token may write to. Raises Refused, alike for what is another city's, not public, or not there."""
    try:
        listing = Resource.objects.public().filter(uuid=UUID(key), municipality=token.municipality_id).first()
    except ValueError:
        listing = None
    if listing is None:
        raise Refused(404, ("id", "この市の、公開している場所の id ではありません。"))
    if listing.is_of_package:
        raise Refused(409, ("id", WHY_NOT))
    return listing


def wanted_values(listing: Resource, told: Mapping[str, Any]) -> dict[str, Any]:
    """The values {field: plain value} that a body asks for. Raises Refused with every fault."""
    faults = [(f"/{name}", "この名前の項目は、ありません。") for name in told if name not in FIELDS]
    if not told:
        faults.append(("body", "変える項目を、1つは書いてください。"))
    values, maker, checker = {}, RowMaker(listing.municipality), FactsChecker(listing.municipality)
    for name in (name for name in told if name in FIELDS):
        try:
            values[FIELD_OF_FACT.get(name, name)] = _value(listing, name, told[name], maker, checker)
        except Wrong as wrong:
            faults.append((f"/{name}", str(wrong)))
        except ValidationError as wrong:
            faults += [(f"/{name}", text) for text in wrong.messages]
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            faults.append((f"/{name}", "この書き方は、読めません。"))
    if faults:
        raise Refused(422, *faults)
    return values


def _value(listing: Resource, name: str, value: Any, maker: RowMaker, checker: FactsChecker) -> Any:
    if value is not None and not _has_shape(name, value):
        raise Wrong("この書き方は、読めません。")
    facts = checker.listing({"name": listing.name, name: value})
    if checker.notices:
        raise Wrong(checker.notices[0].replace("ので、入れませんでした。", "ので、使えません。"))
    if name == "name" and not value:
        raise Wrong("名前がありません。")
    if isinstance(value, list | dict) and len(facts.get(name) or ()) != len(value):
        raise Wrong("この書き方は、読めません。")
    if name != "contacts":
        return value_of(name, facts, maker)
    if [one["kind"] for one in facts.get(name, ())] != [one.get("kind") for one in value or ()]:
        raise Wrong(NOT_A_PAGE)
    shown = [_checked(Contact(**{key: one[key] for key in one if key != "as_told"})) for one in facts.get(name, ())]
    # A system sees and says only what is public; what is not stays.
    hidden = [one for one in current_values(listing, [name])[name] if not one["is_public"]]
    return shown + hidden


def _has_shape(name: str, value: Any) -> bool:
    """Whether a value is of the kind of its field: Django's fields would take 1.5 and true for a 1."""
    if name in SHAPES:
        # A key that we do not know may mean "show this to nobody", and is not passed over.
        rows = value if name == "contacts" and isinstance(value, list) else ()
        return isinstance(value, SHAPES[name]) and all(
            isinstance(one, dict) and set(one) <= set(CONTACT) for one in rows
        )
    is_flag = isinstance(Resource._meta.get_field(name), BooleanField)
    return isinstance(value, bool) if is_flag else isinstance(value, str | int) and not isinstance(value, bool)


def _checked(contact: Contact) -> dict[str, Any]:
    contact.full_clean(exclude=["resource"])
    return {name: getattr(contact, name) for name in ("kind", "value", "person", "note", "is_public")}


def only(told: Mapping[str, Any], *names: str) -> None:
    """Raises Refused where a body has anything but some names."""
    if unknown := [name for name in told if name not in names]:
        raise Refused(422, *((f"/{name}", "この名前の項目は、ありません。") for name in unknown))


def day_of(told: Mapping[str, Any], name: str, usual: dt.date | None) -> dt.date | None:
    """A day of a body (YYYY-MM-DD). Raises Refused."""
    value = told.get(name)
    if value is None:
        return usual
    try:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(name)
        return dt.date.fromisoformat(value)
    except ValueError as wrong:
        raise Refused(422, (f"/{name}", "日は 2026-04-01 のように書いてください。")) from wrong


def sentence_of(told: Mapping[str, Any], name: str) -> str:
    """A short text of one line of a body. Raises Refused."""
    value = told.get(name) or ""
    faults = list(_faults_of_text(value))
    if faults:
        raise Refused(422, *((f"/{name}", text) for text in faults))
    return str(value)


def _faults_of_text(value: Any) -> Iterator[str]:
    if not isinstance(value, str) or len(value) > LONGEST_REASON:
        yield f"{LONGEST_REASON}字までの文を書いてください。"
        return
    try:
        one_line(value)
    except ValidationError as wrong:
        yield from wrong.messages
