"""What an import did, or would have done: as data for a screen, and as text for a terminal."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from directory.catalogue.places import Place
from directory.imports.field_words import field_in_words
from directory.imports.findings_by_kind import FindingGroup, group_findings
from directory.imports.steps.planned_rows import PlannedRow
from directory.imports.steps.planning import ImportPlan, ListPlan
from directory.imports.tables.headers import UnderstoodHeading
from directory.spreadsheets.findings import Finding, Severity

LISTED = 10
"""Lines of one kind that the text shows."""
Choice, State = PlannedRow.Choice, PlannedRow.State


@dataclass(frozen=True)
class DuplicateRow:
    """A row that looks like a listing of the directory (`other_key`) or like another row (`other_line`).

    `score` is the likeness of their names from 0 to 1. `stored`: whether it is stored as a listing of its own nevertheless;
    `joined`: whether it is joined to that listing. `about` says of which city and kind that listing is.
    """

    line: int
    name: str
    other: str
    other_key: int | None
    other_line: int | None
    score: float
    stored: bool
    joined: bool = False
    about: str = ""


@dataclass
class FileReport:
    """One file and what becomes of its rows.

    rows      those that say something
    joined    rows that are joined to a listing that was there already
    gone      (key, name) of listings that an earlier import of this list named and this file does not
    kept      (name, fact) that somebody has changed since, so that the file does not change it
    headings  how each heading was taken
    cells     cells that have no field of their own, by what became of them and by heading
    hours     rows whose hours were "read" into rules, stay "text", or say nothing ("none")
    points    rows by the precision of their point
    """

    name: str
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    joined: int = 0
    refused: int = 0
    findings: list[Finding] = field(default_factory=list)
    headings: list[UnderstoodHeading] = field(default_factory=list)
    gone: list[tuple[int, str]] = field(default_factory=list)
    duplicates: list[DuplicateRow] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    cells: dict[str, Counter[str]] = field(default_factory=dict)
    hours: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, planned: ListPlan) -> "FileReport":
        """The report of a list, as far as it is planned."""
        read, chosen = planned.read, Counter(row.choice for row in planned.rows)
        return cls(
            name=read.name,
            rows=read.said,
            created=chosen[Choice.STORE],
            changed=chosen[Choice.CHANGE],
            unchanged=planned.unchanged,
            joined=chosen[Choice.JOIN],
            refused=read.refused,
            findings=read.findings,
            headings=read.headings,
            gone=[(row.resource_id, row.name) for row in planned.of(State.GONE)],
            duplicates=list(_duplicates(planned)),
            kept=[(row.name, fact) for row in planned.rows for fact in row.kept],
            cells=read.cells,
            hours=read.hours,
            points=read.points,
        )

    @property
    def is_wrong(self) -> bool:
        """Whether something in it must be corrected before it is imported."""
        return any(finding.severity is Severity.WRONG for finding in self.findings)

    @property
    def groups(self) -> list[FindingGroup]:
        """Its findings by kind, those first that must be corrected."""
        return group_findings(self.findings)

    @property
    def skipped(self) -> list[DuplicateRow]:
        """Rows that are in the directory already, from elsewhere, and so are not stored again."""
        return [row for row in self.duplicates if not (row.stored or row.joined)]


def twin_in_words(twin: dict) -> str:
    """Of which city and kind a twin is: 「稲城市・相談窓口・計画にあるもの」."""
    return "・".join(filter(None, (twin["city"], twin["kind"], "計画にあるもの" if twin["of_plan"] else "")))


def _duplicates(planned: ListPlan) -> Iterator[DuplicateRow]:
    for row in planned.of(State.TWIN):
        for twin in row.twins:
            about = twin_in_words(twin)
            joined = row.choice == Choice.JOIN and row.resource_id == twin["key"]
            stored = row.choice == Choice.STORE or (row.choice == Choice.JOIN and not joined)
            yield DuplicateRow(
                row.line, row.name, twin["name"], twin["key"], None, twin["score"], stored, joined, about
            )
    for pair in planned.alike:
        row, other = planned.read.rows[pair.key], planned.read.rows[pair.other]
        names = row.facts["name"], other.facts["name"]
        yield DuplicateRow(row.line, *names, None, other.line, pair.score, stored=True)


@dataclass
class ImportReport:
    """A whole import. `stored`: whether the directory has it now; `partial`: wrong rows do not hold up the others."""

    files: list[FileReport] = field(default_factory=list)
    stored: bool = False
    dry_run: bool = False
    partial: bool = False

    @classmethod
    def of(cls, planned: ImportPlan, *, dry_run: bool, partial: bool) -> "ImportReport":
        """The report of a plan; nothing is stored yet."""
        return cls([FileReport.of(one) for one in planned.lists], dry_run=dry_run, partial=partial)

    @property
    def is_wrong(self) -> bool:
        return any(file.is_wrong for file in self.files)

    @property
    def would_store(self) -> bool:
        """Whether it is stored, unless it is only tried: some row is right, and no wrong one is in the way."""
        return any(file.rows > file.refused for file in self.files) and (self.partial or not self.is_wrong)

    @property
    def counts(self) -> dict[str, int | bool]:
        """Rows of all files together, as they are logged."""
        told = {
            "rows": "rows",
            "added": "created",
            "changed": "changed",
            "unchanged": "unchanged",
            "refused": "refused",
        }
        sums = {name: sum(getattr(file, column) for file in self.files) for name, column in told.items()}
        return sums | {"stored": self.stored}

    def __str__(self) -> str:
        return "\n".join([*(line for file in self.files for line in _lines(file)), self._outcome()])

    def _outcome(self) -> str:
        if self.stored:
            moved = any(file.created or file.changed or file.joined for file in self.files)
            return "入れました。" if moved else "変わったものはないので、そのままです。"
        if self.is_wrong and not self.partial:
            return "直すところがあるので、何も入れていません。直してから、もう一度してください（--partial をつけると、正しい行だけ入れます）。"
        return "ためしに読んだだけです。何も入れていません。" if self.dry_run else "入れるものがありません。"


def _lines(file: FileReport) -> Iterator[str]:
    yield f"■ {file.name}：{file.rows}行"
    yield (
        f"  新しい {file.created}、変わった {file.changed}、同じ {file.unchanged}、"
        f"入れない {file.refused + len(file.skipped)}、ファイルから消えた {len(file.gone)}"
    )
    if file.rows:
        where = "、".join(f"{Place.Precision(p).label} {n}" for p, n in sorted(file.points.items()))
        yield f"  開催日時：読めた {file.hours['read']}、文のまま {file.hours['text']}、なし {file.hours['none']}"
        yield f"  位置：{where or 'なし'}"
    for what, counted in file.cells.items():
        if told := [f"{heading} {number}".strip() for heading, number in counted.most_common() if number]:
            yield f"  {what}（{counted.total()}）：{'、'.join(told)}"
    yield from _listed("見出しの読み方", [heading_in_words(one) for one in file.headings], len(file.headings))
    for severity in Severity:
        yield from _grouped(severity, [group for group in file.groups if group.severity is severity])
    alike = [row for row in file.duplicates if row.stored]
    yield from _listed("似たものがあります", [_duplicate(row) for row in alike])
    yield from _listed("もうあるものに、つなぎました", [_duplicate(row) for row in file.duplicates if row.joined])
    yield from _listed("もうあるので、入れませんでした", [_duplicate(row) for row in file.skipped])
    yield from _listed("人が直した所なので、そのままにしました", [f"{name}：{fact}" for name, fact in file.kept])
    yield from _listed("ファイルから消えました（消していません）", [f"{name}（番号{key}）" for key, name in file.gone])


def heading_in_words(heading: UnderstoodHeading) -> str:
    """How one heading was taken: 「つどい」→ 名前（教えられた対応）."""
    return f"「{heading.heading}」→ {field_in_words(heading.field) or '説明の中に残します'}（{heading.sure.value}）"


def _grouped(severity: Severity, groups: list[FindingGroup]) -> Iterator[str]:
    """The findings of one severity by kind, of each kind the first lines; one alone is its own line."""
    if groups:
        yield f"  {severity.value}（{sum(len(group.findings) for group in groups)}）"
    for group in groups:
        if len(group.findings) == 1:
            yield f"    {group.findings[0]}"
            continue
        yield f"    {group.title}"
        yield from (f"      {group.line(finding)}" for finding in group.findings[:LISTED])
        if len(group.findings) > LISTED:
            yield f"      …ほか{len(group.findings) - LISTED}"


def _duplicate(row: DuplicateRow) -> str:
    other = f"番号{row.other_key}" if row.other_key else f"{row.other_line}行目"
    about = f"（{row.about}）" if row.about else ""
    return f"{row.line}行目「{row.name}」と「{row.other}」（{other}）：似ている度合い {row.score:.2f}{about}"


def _listed(title: str, lines: list[str], most: int = LISTED * 2) -> Iterator[str]:
    if lines:
        yield f"  {title}（{len(lines)}）"
        yield from (f"    {line}" for line in lines[:most])
        if len(lines) > most:
            yield f"    …ほか{len(lines) - most}"
