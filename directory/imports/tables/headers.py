"""Which column of a table means what: by its heading, by what the heading contains, by what stands below it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from directory.imports.tables.column_guesses import guess, is_marks
from directory.imports.tables.headings import (
    Meaning,
    Sure,
    aliases,
    headings_told,
    meanings,
    names_a_person,
    squeezed,
)
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Finding, Severity, Unreadable
from directory.spreadsheets.sheets import SheetRow

SEVERAL = ("hours_note", "closed_days", "description", "note", "telephone", "email", "website", "contact_note", "venue")
"""Fields that several columns tell together; of the others the first that says something counts."""
SAMPLES = 3
"""Values that show what stands below a heading."""
LOOKED_AT = 200
"""Rows by which a column is guessed."""
_WEEKDAYS = "月火水木金土日"
_NEEDS_PARENT = ("name", "reading", "address", "postcode", "telephone")
"""Fields whose heading means something else below some headings: 「会場」 over 「名称」."""


@dataclass(frozen=True)
class HeadingCell:
    """A heading and the one that stands over it in a header of two rows, each "" where there is none."""

    own: str
    parent: str = ""

    @property
    def text(self) -> str:
        """Both as one."""
        return f"{self.parent} {self.own}" if self.parent and self.parent != self.own else self.own or self.parent


@dataclass(frozen=True)
class UnderstoodHeading:
    """How one heading was taken.

    column   its place in the table, 0 is the first
    field    of headers.yaml; or "targets", "more" …, the table that knows it; "" for an unknown one (see `field_words`)
    samples  the first values below it
    """

    column: int
    heading: str
    field: str
    sure: Sure
    samples: tuple[str, ...]
    sheet: str = ""


@dataclass
class Header:
    """The columns of a table that are understood. Values are positions of cells; several columns may tell one field.

    more, marks, dates, fees, weekdays  {column: label}; targets {column: whom}; matrix {column: (over, heading)} for tables with ○
    persons  columns that name a person; kept  columns that are not understood
    """

    line: int
    headings: Sequence[str]
    width: int = 0
    """Columns up to which cells may stand; what is beyond has been shifted."""
    fields: dict[str, list[int]] = field(default_factory=dict)
    features: dict[str, list[int]] = field(default_factory=dict)
    accessibility: list[int] = field(default_factory=list)
    more: dict[int, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    dates: dict[int, str] = field(default_factory=dict)
    fees: dict[int, str] = field(default_factory=dict)
    weekdays: dict[int, str] = field(default_factory=dict)
    targets: dict[int, str] = field(default_factory=dict)
    matrix: dict[int, tuple[str, str]] = field(default_factory=dict)
    persons: list[int] = field(default_factory=list)
    unused: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    sure: dict[int, Sure] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def heading_of(self, name: str) -> str:
        """The file's own heading of a field."""
        return self.headings[self.fields[name][0]] if name in self.fields else name

    def understood(self, below: Sequence[SheetRow], sheet: str = "") -> list[UnderstoodHeading]:
        """How each heading was taken, with what stands in the rows below it."""
        taken = dict(self._taken())
        return [
            UnderstoodHeading(at, heading, taken.get(at, ""), self.sure[at], _samples(below, at), sheet)
            for at, heading in enumerate(self.headings)
            if at in self.sure
        ]

    def _taken(self) -> Iterator[tuple[int, str]]:
        """Columns with what they were taken for; of a column that two tables know the last counts."""
        for group in ("unused", "persons", "more", "marks", "dates", "fees", "targets", "matrix", "accessibility"):
            yield from ((at, group) for at in getattr(self, group))
        yield from ((at, "weekdays of a table") for at in self.weekdays)
        for known in (self.features, self.fields):
            for name, columns in known.items():
                yield from ((at, name) for at in columns)


def read_header(
    line: int, headings: Sequence[HeadingCell], below: Sequence[SheetRow], mapping: Mapping[str, str] | None = None
) -> Header:
    """The header of a table, from its headings and some rows below it. `mapping` as in `ReadOptions`."""
    builder = _Builder(line, headings, below, mapping or {})
    builder.build()
    return builder.header


def check_mapping(mapping: Mapping[str, str], headers: Iterable[Header]) -> None:
    """Raise Unreadable for a mapping that names an unknown field, or a heading that no table has."""
    if unknown := [name for name in mapping if name not in aliases()["fields"]]:
        raise Unreadable(f"「{unknown[0]}」という項目はありません。使えるのは {', '.join(aliases()['fields'])} です。")
    there = {squeezed(part) for header in headers for text in header.headings for part in (text, text.split(" ")[-1])}
    for heading, name in headings_told(mapping).items():
        if there and squeezed(heading) not in there:
            raise Unreadable(f"列の対応にある見出し「{heading}」（{name}）が、このファイルにありません。")


class _Builder:
    """Gives every column of a header its meaning, the surest first."""

    def __init__(self, line: int, headings: Sequence[HeadingCell], below: Sequence[SheetRow], mapping: Mapping):
        self.cells, self.below = headings, below[:LOOKED_AT]
        self.told = {squeezed(heading): name for heading, name in headings_told(mapping).items()}
        self.header = Header(line, tuple(cells.plain(cell.text) for cell in headings), len(headings))
        self.free = {at for at, cell in enumerate(headings) if cell.text.strip() or self.texts(at)}
        self.parts: dict[str, list[tuple[int, int]]] = {}

    def texts(self, column: int) -> list[str]:
        told = (row.cell(column).strip() for row in self.below)
        return [text for text in told if not cells.is_nothing(text)]

    def build(self) -> None:
        self._take_told()
        self._take_weekdays()
        self._take_marks()
        self._take_by_headings()
        self._take_name_otherwise()
        self._take_parts()
        self._take_by_cells()
        self.header.kept = sorted(self.free)
        for at in self.free:
            self.header.sure[at] = Sure.UNKNOWN
        self._notice()

    def _take(self, at: int, sure: Sure) -> None:
        self.free.discard(at)
        self.header.sure.setdefault(at, sure)

    def _take_told(self) -> None:
        for at, cell in enumerate(self.cells):
            for heading in (cell.text, cell.own):
                if name := self.told.get(squeezed(heading)):
                    self.header.fields.setdefault(name, []).append(at)
                    self._take(at, Sure.TOLD)
                    break

    def _take_weekdays(self) -> None:
        days = {
            at: squeezed(self.cells[at].own).removesuffix("曜日").removesuffix("曜")
            for at in sorted(self.free)
            if squeezed(self.cells[at].own)[:1] in _WEEKDAYS and len(squeezed(self.cells[at].own)) in (1, 2, 3)
        }
        days = {at: day for at, day in days.items() if len(day) == 1}
        if len(set(days.values())) >= 5 or (len(days) > 1 and all("曜" in self.cells[at].text for at in days)):
            self.header.weekdays = days
            for at in days:
                self._take(at, Sure.EXACT)

    def _take_marks(self) -> None:
        """Columns of ○ below a heading of their own: whom a place is for, what it does."""
        whom = {squeezed(word) for word in (*aliases()["target_columns"], *aliases()["target_words"])}
        flat = [at for at in sorted(self.free) if squeezed(self.cells[at].own) in whom and is_marks(self.texts(at))]
        for at in sorted(self.free):
            cell = self.cells[at]
            over = squeezed(cell.parent)
            if (over.startswith(("対象", "参加対象", "利用対象")) and cell.own) or (at in flat and len(flat) > 1):
                self.header.targets[at] = cell.own.strip()
            elif cell.parent and cell.own and is_marks(self.texts(at)):
                self.header.matrix[at] = (cell.parent.strip(), cell.own.strip())
            else:
                continue
            self._take(at, Sure.EXACT)

    def _of(self, cell: HeadingCell) -> tuple[Meaning, ...]:
        """All meanings of a heading, with the one over it where that decides."""
        own = meanings(cell.own)
        if not cell.parent:
            return own
        if names_a_person(cell.parent) or names_a_person(cell.own):
            return (Meaning("persons", cell.text, Sure.PART),)
        both = meanings(cell.parent + cell.own) or meanings(f"{cell.parent}_{cell.own}")
        needs = not own or own[0].sure is not Sure.EXACT or own[0].name in _NEEDS_PARENT
        return both if both and needs else own or ()

    def _take_by_headings(self) -> None:
        exact: dict[str, list[tuple[int, int]]] = {}
        for at in sorted(self.free):
            for meaning in self._of(self.cells[at]):
                if meaning.group == "fields" and meaning.sure is Sure.EXACT and meaning.name not in self.told.values():
                    exact.setdefault(meaning.name, []).append((meaning.rank, at))
                elif meaning.group == "fields" and meaning.sure is Sure.PART:
                    self.parts.setdefault(meaning.name, []).append((meaning.rank, at))
                elif meaning.group == "otherwise":
                    self.parts.setdefault("otherwise", []).append((meaning.rank, at))
                else:
                    self._take_group(meaning, at)
        for name in aliases()["fields"]:
            for _, at in sorted(exact.get(name, ())):
                self.header.fields.setdefault(name, []).append(at)
                self._take(at, Sure.EXACT)
        self._spare_persons()

    def _take_group(self, meaning: Meaning, at: int) -> None:
        header, group = self.header, meaning.group
        if group == "features":
            header.features.setdefault(meaning.name, []).append(at)
        elif group in ("more", "marks", "dates", "fees"):
            getattr(header, group)[at] = meaning.name
        elif group in ("accessibility", "persons", "unused"):
            getattr(header, group).append(at)
        else:
            return
        self._take(at, meaning.sure)

    def _spare_persons(self) -> None:
        """The first heading that names a person is the person of the contacts; the others are kept for supporters."""
        columns = self.header.fields.get("person", [])
        self.header.persons = sorted({*self.header.persons, *columns[1:]})
        if columns:
            self.header.fields["person"] = columns[:1]

    def _take_name_otherwise(self) -> None:
        parts = sorted(self.parts.get("name", ()))
        if "name" in self.header.fields or (parts and parts[0][0] == 0):
            return
        if others := sorted(self.parts.get("otherwise", ())):
            self.header.fields["name"] = [others[0][1]]
            self._take(others[0][1], Sure.EXACT)

    def _take_parts(self) -> None:
        for name in aliases()["fields"]:
            free = [at for _, at in sorted(self.parts.get(name, ())) if at in self.free]
            if free and name not in self.header.fields:
                self.header.fields[name] = free[:1]
                self._take(free[0], Sure.PART)

    def _take_by_cells(self) -> None:
        found: dict[str, list[int]] = {}
        for at in sorted(self.free):
            if field := guess(self.cells[at].text, self.texts(at)):
                found.setdefault(field, []).append(at)
        times = {"hours", "hours_note", "start", "end"} & self.header.fields.keys()
        for field, columns in found.items():
            about_time = field in ("hours", "hours_note")
            if field in self.header.fields or (about_time and (times or len(columns) > 1)):
                continue
            self.header.fields[field] = columns[:1]
            self._take(columns[0], Sure.CELLS)

    def _notice(self) -> None:
        header = self.header
        for heading in header.understood(()):
            if heading.field == "persons":
                reason = "人のことを書く見出しなので、支援者だけに見えるようにしました。"
            elif heading.sure in (Sure.PART, Sure.CELLS):
                reason = f"この見出しは「{aliases()['fields'][heading.field][0]}」として読みました（{heading.sure.value}）。ちがうときは、見出しの読み方を直してください。"
            elif heading.sure is Sure.UNKNOWN and heading.heading and not heading.heading.startswith("←"):
                reason = "この見出しは知らないので、説明の中に「見出し：値」の形で残しました。"
            else:
                continue
            header.findings.append(Finding(Severity.NOTICED, reason, header.line or None, heading.heading))


def _samples(below: Iterable[SheetRow], column: int) -> tuple[str, ...]:
    return tuple(islice(filter(None, (row.cell(column).strip() for row in below)), SAMPLES))
