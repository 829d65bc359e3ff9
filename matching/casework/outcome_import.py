"""Lists of what became of people, as kept in a spreadsheet until now: read line by line, all of it or nothing.

Columns: 番号, 地域資源 (name or number), はじめた日, 3か月後, やめた日, やめたわけ. Reading a list again changes nothing, a later
list fills in what it knows more, and an empty cell takes nothing away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from directory.catalogue.resources import Resource
from directory.imports.headers import squeezed
from directory.imports.import_log import logged
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Finding, Unreadable, Weight, Wrong
from directory.spreadsheets.reading import SheetRow, read_table
from matching.cases.participants import Participant
from matching.casework.outcomes import Outcome

PERSON, PLACE, START, STAYED, END, WHY = "番号", "地域資源", "はじめた日", "3か月後", "やめた日", "やめたわけ"
COLUMNS = (PERSON, PLACE, START, STAYED, END, WHY)
NEEDED = (PERSON, PLACE, START)
TOLD = ("stayed", "ended_on", "ended_because")


@dataclass
class ListReport:
    """What a list of outcomes did, or would have done."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    stored: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether something must be put right first."""
        return bool(self.findings)

    def __str__(self) -> str:
        if self.is_wrong:
            return "\n".join([*map(str, self.findings), "直すところがあるので、何も入れていません。"])
        counts = f"{self.rows}行：新しい {self.created}、変わった {self.changed}、同じ {self.unchanged}"
        return f"{counts}\n" + ("入れました。" if self.stored else "ためしに読んだだけです。何も入れていません。")


def import_outcomes(path: Path, today: date, dry_run: bool = False) -> ListReport:
    """Read a list and store it if nothing in it is wrong. Raises Unreadable for a file that is no such list."""
    with logged("outcomes", 1, dry_run) as counts:
        report = _import(path, today, dry_run)
        counts |= {"rows": report.rows, "added": report.created, "changed": report.changed}
        counts |= {"unchanged": report.unchanged, "refused": len(report.findings), "stored": report.stored}
    return report


def _import(path: Path, today: date, dry_run: bool) -> ListReport:
    header, *rows = [row for row in read_table(path) if not row.is_empty]
    lines, report = _Lines(_places_of(header), rows, today), ListReport(rows=len(rows))
    outcomes = [outcome for row in rows if (outcome := lines.outcome(row)) is not None]
    report.findings = lines.findings
    for outcome in outcomes:
        if outcome.pk is None:
            report.created += 1
        elif outcome.has_changed:
            report.changed += 1
        else:
            report.unchanged += 1
    if not report.is_wrong and not dry_run:
        with transaction.atomic():
            for outcome in outcomes:
                if outcome.pk is None or outcome.has_changed:
                    outcome.save()
        report.stored = True
    return report


def _places_of(header: SheetRow) -> dict[str, int]:
    """Column -> position of its cell. Raises Unreadable where one that is needed is missing."""
    headings = [squeezed(cell) for cell in header.cells]
    places = {name: headings.index(squeezed(name)) for name in COLUMNS if squeezed(name) in headings}
    if missing := [name for name in NEEDED if name not in places]:
        raise Unreadable(
            f"見出しの行に「{'」「'.join(missing)}」がありません。1行目に {'、'.join(COLUMNS)} と書いてください。"
        )
    return places


class _Lines:
    """Reads rows into outcomes and collects what is wrong with them. Rows that are read twice are told, too."""

    def __init__(self, places: dict[str, int], rows: Sequence[SheetRow], today: date):
        self.places, self.today, self.findings = places, today, []
        codes, names = ({self._cell(row, column) for row in rows} for column in (PERSON, PLACE))
        self.people = dict(Participant.objects.filter(code__in=codes).values_list("code", "pk"))
        numbers = [int(name) for name in names if name.isdecimal() and len(name) < 10]
        self.keys = set(Resource.objects.filter(pk__in=numbers).values_list("pk", flat=True))
        self.named: dict[str, list[int]] = {}
        for name, key in Resource.objects.filter(name__in=names).order_by("pk").values_list("name", "pk"):
            self.named.setdefault(name, []).append(key)
        stored = Outcome.objects.filter(participant__in=self.people.values())
        self.stored = {_key(outcome): outcome for outcome in stored}
        self.seen: dict[tuple, int] = {}

    def outcome(self, row: SheetRow) -> Outcome | None:
        """The outcome of a row, `has_changed` saying whether it differs from the stored one; None where it is wrong."""
        before = len(self.findings)
        person, place = (
            self._read(row, column, read) for column, read in ((PERSON, self._person), (PLACE, self._place))
        )
        start, end = (self._read(row, column, self._day) for column in (START, END))
        told = (self._read(row, STAYED, _yes_or_no), end, self._read(row, WHY, _reason))
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
        return self._filled(row, outcome, dict(zip(TOLD, told, strict=True)))

    def _filled(self, row: SheetRow, outcome: Outcome, told: dict[str, Any]) -> Outcome | None:
        changes = {name: value for name, value in told.items() if value not in (None, "", getattr(outcome, name))}
        for name, value in changes.items():
            setattr(outcome, name, value)
        outcome.has_changed = bool(changes)
        try:
            outcome.validate_constraints()
        except ValidationError as error:
            for message in error.messages:
                self._wrong(row, END, message)
            return None
        return outcome

    def _cell(self, row: SheetRow, column: str) -> str:
        place = self.places.get(column, len(row.cells))
        return cells.plain(row.cells[place]) if place < len(row.cells) else ""

    def _read(self, row: SheetRow, column: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(self._cell(row, column))
        except Wrong as wrong:
            self._wrong(row, column, str(wrong))
            return None

    def _wrong(self, row: SheetRow, column: str, reason: str) -> None:
        self.findings.append(Finding(Weight.WRONG, reason, row.line, column, self._cell(row, column)))

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
        day = cells.date(cell)
        if day is not None and day > self.today:
            raise Wrong("まだ来ていない日です。")
        return day


def _key(outcome: Outcome) -> tuple:
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
