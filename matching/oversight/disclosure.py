"""開示: everything that is stored about one person (個人情報の保護に関する法律 76条), table by table, from the schema itself.

Free text, and the names of those who recorded it, may tell of somebody else (78条1項2号): they are marked, for the agency to decide
what is masked before the paper is handed over. Nothing is left out here.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone

from directory.accounts.users import User
from directory.hours.wording import full_date
from matching.cases.drafts import OF_A_COMPARTMENT, Draft
from matching.cases.needs_summary import lines
from matching.cases.participants import Participant
from matching.cases.programme import Law
from matching.cases.support_meetings import SupportMeeting
from matching.engine.needs_validation import needs_from
from matching.engine.vocabulary import Vocabulary
from matching.oversight.audit_log import Look
from matching.oversight.people_tables import columns_of, ways_to_person
from matching.oversight.purposes import FACTS
from matching.secrets.fields import EncryptedMixin

THEIR_OWN = frozenset(f"Identity.{name}" for name in ("name", "reading", "telephone", "address", "born_on", "own_wish"))
"""Encrypted columns that tell of the person alone."""
ELSEWHERE = (Look,)
"""だれが私のことを見たか has a paper of its own."""
EMPTY = "（書いてありません）"


@dataclass(frozen=True)
class Cell:
    """One thing that is stored; `is_of_others` marks what may tell of somebody else."""

    label: str
    text: str
    is_of_others: bool = False


@dataclass(frozen=True)
class Section:
    """What one table holds about the person, a list of cells for each row."""

    title: str
    rows: list[list[Cell]]


def all_about(person: Participant, vocabulary: Vocabulary) -> list[Section]:
    """Everything, in the order of the tables' names; one query a table."""
    sections = []
    for model, way in ways_to_person().items():
        if model not in ELSEWHERE:
            rows = _rows(model, way, person)
            users = [field.name for field in columns_of(model) if field.is_relation]
            found = [_cells(row, vocabulary) for row in rows.select_related(*users)]
            sections.append(Section(str(model._meta.verbose_name), found))
    return sections


def _rows(model: type[models.Model], way: str, person: Participant) -> models.QuerySet[Any]:
    rows = model._default_manager.filter(**{way or "pk": person.pk}, **_not_hidden(model, way)).order_by("pk")
    return rows.exclude(form__startswith=OF_A_COMPARTMENT) if model is Draft else rows


def _not_hidden(model: type[models.Model], way: str) -> dict[str, Any]:
    """A 支援会議 is read by its named members alone, who answer for it: of all that hangs on a meeting, that of others alone."""
    at, parts = model, way.split(LOOKUP_SEP)
    for number, part in enumerate(parts):
        if at is SupportMeeting:
            return {LOOKUP_SEP.join([*parts[:number], "law"]): Law.CONSENT}
        related = at._meta.get_field(part).related_model if part else None
        at = related if isinstance(related, type) else at
    return {}


def _cells(row: models.Model, vocabulary: Vocabulary) -> list[Cell]:
    cells = []
    for field in columns_of(type(row)):
        name = f"{type(row).__name__}.{field.name}"
        if name in IN_WORDS:
            cells += IN_WORDS[name](row, vocabulary)
        else:
            text = _text(row, field)
            cells.append(Cell(str(field.verbose_name), text or EMPTY, bool(text) and _is_of_others(name, field)))
    return cells


def _is_of_others(name: str, field: models.Field) -> bool:  # type: ignore[type-arg]
    if isinstance(field, EncryptedMixin):
        return name not in THEIR_OWN
    return field.related_model is User


def _text(row: models.Model, field: models.Field) -> str:  # type: ignore[type-arg]
    """The value in words."""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")() or "")
    value: Any = getattr(row, field.name)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{full_date(timezone.localdate(value))} {timezone.localtime(value):%-H:%M}"
    return full_date(value) if isinstance(value, dt.date) else str(value)


def _needs(row: models.Model, vocabulary: Vocabulary) -> list[Cell]:
    """The facts of a sheet in the words of the desk, and those that have no words as they are stored."""
    sheet: Any = row
    said = [Cell(heading, text) for heading, text in lines(needs_from(sheet.facts, vocabulary), vocabulary)]
    stored = [Cell(f"{FACTS[key]}（そのまま）", str(sheet.facts[key])) for key in _AS_STORED if key in sheet.facts]
    return said + stored


def _draft(row: models.Model, vocabulary: Vocabulary) -> list[Cell]:
    typed: Any = row
    said = "、".join(f"{name}: {value}" for name, value in parse_qsl(typed.text) if name != "as_opened")
    return [Cell("書きかけ", said or EMPTY, bool(said))]


_AS_STORED = ("lat", "lng", "home_radius", "town", "municipality", "avoid_resources", "avoid_towns")
IN_WORDS: Mapping[str, Callable[[models.Model, Vocabulary], list[Cell]]] = {
    "NeedsSheet.facts": _needs,
    "Draft.text": _draft,
}
"""Columns that hold more than one thing, by how they are told."""
