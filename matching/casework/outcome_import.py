"""Imports outcomes from a spreadsheet that a desk has kept: row by row, and either all rows or none.

Columns: 番号, 地域資源 (name or number), はじめた日, 3か月後, やめた日, やめたわけ. Importing a list again changes nothing. A later
list adds what it knows more, and an empty cell never deletes what is stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from directory.catalogue.resources import Resource
from directory.imports.import_log import logged
from directory.imports.tables.headings import squeezed
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Finding, Severity, Unreadable, Wrong
from directory.spreadsheets.reading import read_table
from directory.spreadsheets.sheets import SheetRow
from matching.cases.participants import Participant
from matching.casework.outcomes import Outcome

PERSON, PLACE, START, STAYED, END, WHY = "番号", "地域資源", "はじめた日", "3か月後", "やめた日", "やめたわけ"
COLUMNS = (PERSON, PLACE, START, STAYED, END, WHY)
NEEDED = (PERSON, PLACE, START)
END_FIELDS = ("stayed", "ended_on", "ended_because")
"""Fields that a later list may fill in, in the order of their columns."""

COLUMN_OF = {"started_on": START, "stayed": STAYED, "ended_on": END, "ended_because": WHY}
"""Column of each field, for what is wrong with it."""

OutcomeKey = tuple[int, int, date]
"""Participant, resource, day of the start."""


@dataclass
class OutcomeImportReport:
    """What an import of outcomes did, or in a dry run would have done: counts of rows, and what is wrong.

    people   keys of those of whom something was stored
    """

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    stored: bool = False
    people: set[int] = field(default_factory=set)

    @property
    def is_wrong(self) -> bool:
        """Whether something must be put right first."""
        return bool(self.findings)

    def __str__(self) -> str:
        if self.is_wrong:
            return "\n".join([*map(str, self.findings), "直すところがあるので、何も入れていません。"])
        counts = f"{self.rows}行：新しい {self.created}、変わった {self.changed}、同じ {self.unchanged}"
        return f"{counts}\n" + ("入れました。" if self.stored else "ためしに読んだだけです。何も入れていません。")


def import_outcomes(path: Path, today: date, dry_run: bool) -> OutcomeImportReport:
    """Read a list and store it if nothing in it is wrong. Raises Unreadable for a file that is no such list."""
    with logged("outcomes", 1, dry_run) as counts:
        report = _import(path, today, dry_run)
        counts |= {"rows": report.rows, "added": report.created, "changed": report.changed}
        counts |= {"unchanged": report.unchanged, "refused": len(report.findings), "stored": report.stored}
    return report


def _import(path: Path, today: date, dry_run: bool) -> OutcomeImportReport:
    """What `import_outcomes` does, without the log."""
    header, *rows = [row for row in read_table(path) if not row.is_empty]
    reader, report = _RowReader(_positions_of(header), rows, today), OutcomeImportReport(rows=len(rows))
    read = [found for row in rows if (found := reader.read(row)) is not None]
    report.findings = reader.findings
    report.created = sum(found.is_new for found in read)
    report.changed = sum(found.has_changed and not found.is_new for found in read)
    report.unchanged = len(read) - report.created - report.changed
    if not report.is_wrong and not dry_run:
        with transaction.atomic():
            for found in read:
                if found.is_new or found.has_changed:
                    found.outcome.save()
        report.stored = True
        report.people = {found.outcome.participant_id for found in read if found.is_new or found.has_changed}
    return report


class ReadOutcome(NamedTuple):
    """The outcome of a row: whether it is not stored yet, and whether the row says something that is not stored."""

    outcome: Outcome
    is_new: bool
    has_changed: bool


def _positions_of(header: SheetRow) -> dict[str, int]:
    """Column -> position of its cell. Raises Unreadable where one that is needed is missing."""
    headings = [squeezed(cell) for cell in header.cells]
    positions = {name: headings.index(squeezed(name)) for name in COLUMNS if squeezed(name) in headings}
    if missing := [name for name in NEEDED if name not in positions]:
        raise Unreadable(
            f"見出しの行に「{'」「'.join(missing)}」がありません。1行目に {'、'.join(COLUMNS)} と書いてください。"
        )
    return positions


class _RowReader:
    """Reads rows into outcomes and collects the findings; two rows about the same outcome are one, too."""

    def __init__(self, positions: dict[str, int], rows: Sequence[SheetRow], today: date):
        self.positions, self.today = positions, today
        self.findings: list[Finding] = []
        codes, names = ({self._cell(row, column) for row in rows} for column in (PERSON, PLACE))
        self.people = dict(Participant.objects.filter(code__in=codes).values_list("code", "pk"))
        numbers = [int(name) for name in names if name.isdecimal() and len(name) < 10]
        self.keys = set(Resource.objects.filter(pk__in=numbers).values_list("pk", flat=True))
        self.named: dict[str, list[int]] = {}
        for name, key in Resource.objects.filter(name__in=names).order_by("pk").values_list("name", "pk"):
            self.named.setdefault(name, []).append(key)
        stored = Outcome.objects.filter(participant__in=self.people.values())
        self.stored = {_key(outcome): outcome for outcome in stored}
        self.seen: dict[OutcomeKey, int] = {}

    def read(self, row: SheetRow) -> ReadOutcome | None:
        """The outcome of a row; None where something is wrong with it, which is then among the findings."""
        before = len(self.findings)
        person, place = (
            self._read_cell(row, column, read) for column, read in ((PERSON, self._person), (PLACE, self._place))
        )
        start, end = (self._read_cell(row, column, self._day) for column in (START, END))
        values = (self._read_cell(row, STAYED, _yes_or_no), end, self._read_cell(row, WHY, _reason))
        if start is None and len(self.findings) == before:
            self._wrong(row, START, "はじめた日が要ります。")
        if len(self.findings) > before:
            return None
        fresh = Outcome(participant_id=person, resource_id=place, started_on=start)
        if first := self.seen.get(_key(fresh)):
            self._wrong(row, PERSON, f"{first}行目と、同じ人・同じ場所・同じ日です。")
            return None
        self.seen[_key(fresh)] = row.line
        outcome = self.stored.get(_key(fresh), fresh)
        return self._filled(row, outcome, dict(zip(END_FIELDS, values, strict=True)))

    def _filled(self, row: SheetRow, outcome: Outcome, values: dict[str, Any]) -> ReadOutcome | None:
        """An outcome with what a row says about its end, where that is valid; empty cells change nothing."""
        changes = {name: value for name, value in values.items() if value not in (None, "", getattr(outcome, name))}
        for name, value in changes.items():
            setattr(outcome, name, value)
        try:
            outcome.clean()
            outcome.validate_constraints()
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {}
            for name, messages in told.items():
                for message in messages:
                    self._wrong(row, COLUMN_OF.get(name, END), message)
            return None
        return ReadOutcome(outcome, outcome.pk is None, bool(changes))

    def _cell(self, row: SheetRow, column: str) -> str:
        position = self.positions.get(column, len(row.cells))
        return cells.plain(row.cells[position]) if position < len(row.cells) else ""

    def _read_cell(self, row: SheetRow, column: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(self._cell(row, column))
        except Wrong as wrong:
            self._wrong(row, column, str(wrong))
            return None

    def _wrong(self, row: SheetRow, column: str, reason: str) -> None:
        self.findings.append(Finding(Severity.WRONG, reason, row.line, column, self._cell(row, column)))

    def _person(self, cell: str) -> int:
        if cell not in self.people:
            raise Wrong("この番号の方はいません。" if cell else "番号が要ります。")
        return self.people[cell]

    def _place(self, cell: str) -> int:
        found = self.named.get(cell, [])
        if len(found) > 1:
            raise Wrong(
                f"同じ名前の場所が{len(found)}つあります。番号（{'、'.join(map(str, found))}）で書いてください。"
            )
        if found:
            return found[0]
        if cell.isdecimal() and int(cell) in self.keys:
            return int(cell)
        raise Wrong("この場所はありません。名前を、いばしょに載っているとおりに書いてください。")

    def _day(self, cell: str) -> date | None:
        day = cells.date(cell, self.today)
        if day is not None and day > self.today:
            raise Wrong("まだ来ていない日です。")
        return day


def _key(outcome: Outcome) -> OutcomeKey:
    """What makes an outcome the same: person, place, and the day of the start."""
    return outcome.participant_id, outcome.resource_id, outcome.started_on


def _yes_or_no(cell: str) -> bool | None:
    return {"yes": True, "no": False}.get(cells.yes_or_no(cell))


def _reason(cell: str) -> str:
    for value, label in Outcome.Ended.choices:
        if cell in (value, label):
            return value
    if cells.is_nothing(cell):
        return ""
    raise Wrong(f"やめたわけは、{'・'.join(Outcome.Ended.labels)} のどれかで書いてください。")
