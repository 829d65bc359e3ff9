"""What an import did, or would have done: as data for a screen, and as text for a terminal."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from directory.catalogue.places import Place
from directory.imports.list_reader import ReadList
from directory.spreadsheets.findings import Finding, Severity

LISTED = 20
"""Findings of a kind that the text shows; a screen may show all."""


@dataclass(frozen=True)
class DuplicateRow:
    """A row that looks like a listing of the directory (`other_key`) or like another row (`other_line`).

    `score` is the likeness of their names from 0 to 1. `stored`: whether it was stored nevertheless.
    """

    line: int
    name: str
    other: str
    other_key: int | None
    other_line: int | None
    score: float
    stored: bool


@dataclass
class FileReport:
    """One file and what became of its rows.

    rows    those that say something
    gone    (key, name) of listings that an earlier import of this list named and this file does not
    kept    (name, fact) that somebody has changed since, so that the file does not change it
    hours   rows whose hours were "read" into rules, stay "text", or say nothing ("none")
    points  rows by the precision of their point
    """

    name: str
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    findings: list[Finding] = field(default_factory=list)
    gone: list[tuple[int, str]] = field(default_factory=list)
    duplicates: list[DuplicateRow] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    hours: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, read: ReadList) -> "FileReport":
        """The report of a file that was read and is not written yet. It shares the findings, so that later ones are there too."""
        return cls(
            read.name, read.said, refused=read.refused, findings=read.findings, hours=read.hours, points=read.points
        )

    @property
    def is_wrong(self) -> bool:
        """Whether something in it must be corrected before it is imported."""
        return any(finding.severity is Severity.WRONG for finding in self.findings)

    def findings_of(self, severity: Severity) -> list[Finding]:
        """Its findings of one severity."""
        return [finding for finding in self.findings if finding.severity is severity]

    @property
    def skipped(self) -> list[DuplicateRow]:
        """Rows that are in the directory already, from elsewhere, and so were not stored again."""
        return [row for row in self.duplicates if not row.stored]


@dataclass
class ImportReport:
    """A whole import. `stored`: whether the directory has it now."""

    files: list[FileReport] = field(default_factory=list)
    stored: bool = False
    dry_run: bool = False

    @property
    def is_wrong(self) -> bool:
        return any(file.is_wrong for file in self.files)

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
            moved = any(file.created or file.changed for file in self.files)
            return "入れました。" if moved else "変わったものはないので、そのままです。"
        if self.is_wrong:
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
    for severity in Severity:
        yield from _listed(severity.value, [str(finding) for finding in file.findings_of(severity)])
    yield from _listed("似たものがあります", [_duplicate(row) for row in file.duplicates if row.stored])
    yield from _listed("もうあるので、入れませんでした", [_duplicate(row) for row in file.skipped])
    yield from _listed("人が直した所なので、そのままにしました", [f"{name}：{fact}" for name, fact in file.kept])
    yield from _listed("ファイルから消えました（消していません）", [f"{name}（番号{key}）" for key, name in file.gone])


def _duplicate(row: DuplicateRow) -> str:
    other = f"番号{row.other_key}" if row.other_key else f"{row.other_line}行目"
    return f"{row.line}行目「{row.name}」と「{row.other}」（{other}）：似ている度合い {row.score:.2f}"


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"  {title}（{len(lines)}）"
        yield from (f"    {line}" for line in lines[:LISTED])
        if len(lines) > LISTED:
            yield f"    …ほか{len(lines) - LISTED}"
