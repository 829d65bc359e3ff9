"""What is read of a file before anything is stored: its rows as listings by key, and what was understood of it and what was not."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from directory.catalogue.places import Place
from directory.geo.areas import Municipality
from directory.imports.same_place import joined
from directory.imports.tables.headers import UnderstoodHeading
from directory.japanese.folding import fold
from directory.spreadsheets.findings import Finding, Severity


@dataclass(frozen=True)
class ReadOptions:
    """How a list is to be read.

    municipality  code of six digits
    kind          slug of the kind that every row gets
    also          words that hold for every row: {"targets": ["parents"]}
    mapping       {field of headers.yaml: the file's own heading, or several of them}
    """

    municipality: str
    kind: str
    source: str = ""
    licence: str = ""
    also: Mapping[str, list[str]] | None = None
    mapping: Mapping[str, str | Sequence[str]] | None = None


@dataclass(frozen=True)
class ReadRow:
    """A listing that was read: its plain facts (keys as in `row_maker`), and where it stands in the file.

    `sheet` is "" in a file without sheets; `line` counts from 1. `told` are texts of cells by the names in `same_place.LABELS`.
    """

    facts: dict
    line: int
    sheet: str = ""
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass
class ReadList:
    """What was read of one file. Nothing of it is stored yet.

    prefix    begins the keys of all its rows; "" where the file could not be read at all
    rows      the listings by key (Resource.source_key)
    said      rows that say something, those that are refused among them
    refused   rows that are not to be stored
    headings  how each heading was understood
    kept      cells that stand in the description with their heading, by heading; private: those for supporters only
    unused    cells that are kept beside the listing and not shown, or running numbers, by heading
    nothing   cells of known fields that say 「なし」 or the like
    hours     rows whose hours were "read" into rules, stay "text", or say nothing ("none")
    points    rows by the precision of their point
    """

    name: str
    municipality: Municipality
    prefix: str = ""
    rows: dict[str, ReadRow] = field(default_factory=dict)
    said: int = 0
    refused: int = 0
    findings: list[Finding] = field(default_factory=list)
    headings: list[UnderstoodHeading] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    private: Counter[str] = field(default_factory=Counter)
    unused: Counter[str] = field(default_factory=Counter)
    nothing: int = 0
    hours: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    _by_place: dict[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> dict[str, Counter[str]]:
        """What became of cells that have no field of their own: {what, in words: {heading: how many}}."""
        return {
            "説明に「見出し：値」で残したセル": self.kept,
            "支援者だけに見えるようにしたセル": self.private,
            "場所のページに出さないセル": self.unused,
            "「なし」などと書いてあるだけのセル": Counter({"": self.nothing}),
        }

    @property
    def listings(self) -> dict[str, dict]:
        """The facts by key, as `writing` takes them."""
        return {key: row.facts for key, row in self.rows.items()}

    @property
    def lines(self) -> dict[str, int]:
        """The line of each key."""
        return {key: row.line for key, row in self.rows.items()}

    def add_all(self, rows: Sequence[tuple[str, ReadRow]]) -> None:
        """Add rows, each with its ID or "". An ID that the list gives to different places is none."""
        given: dict[str, set[str]] = {}
        for number, row in rows:
            given.setdefault(number, set()).add(_name_and_address(row.facts))
        several = {number for number, places in given.items() if number and len(places) > 1}
        for number in sorted(several):
            count = sum(one == number for one, _ in rows)
            reason = f"番号が、ちがう場所に使われています（{count}行）。番号のかわりに、名前と住所で見分けました。"
            self.findings.append(Finding(Severity.NOTICED, reason, None, "", number))
        for number, row in rows:
            self.add("" if number in several else number, row)

    def add(self, number: str, row: ReadRow) -> None:
        """Add a row. `number` is its ID, "" for none. A place that is there already gets what this row says of it, too."""
        where = _name_and_address(row.facts)
        known = self._by_place.get(where)
        if known is None:
            key = self.prefix + (f"id:{number[:80]}" if number else where)
            self.rows[key], self._by_place[where] = row, key
            self._count(row.facts, 1)
        elif self.rows[known].facts == row.facts:
            self._leave_out(Severity.NOTICED, f"{self.rows[known].line}行目と同じなので、1つにしました。", row)
        else:
            self._join(known, row)

    def take(self, key: str, row: ReadRow) -> None:
        """Add a row under a key of its own, whatever other rows say: a list that tells places apart itself."""
        self.rows[key] = row
        self._count(row.facts, 1)

    def _join(self, key: str, row: ReadRow) -> None:
        first = self.rows[key]
        facts = joined(first.facts, row.facts, (first.told, row.told))
        self._count(first.facts, -1)
        self._count(facts, 1)
        self.rows[key] = replace(first, facts=facts)
        reason = f"{first.line}行目と同じ場所なので、1つの場所にまとめ、両方の開催日時と説明を入れました。"
        self.findings.append(Finding(Severity.NOTICED, reason, row.line, "", facts["name"], row.sheet))

    def _count(self, facts: dict, number: int) -> None:
        asserts = facts.get("schedule") or facts.get("dates")
        self.hours["read" if asserts else "text" if facts.get("hours_note") else "none"] += number
        self.points[facts.get("place", {}).get("precision", Place.Precision.NONE.value)] += number

    def refuse(self, key: str, reason: str) -> None:
        """Take a row out again, and say why."""
        self._leave_out(Severity.WRONG, reason, self.rows.pop(key))

    def _leave_out(self, severity: Severity, reason: str, row: ReadRow) -> None:
        self.findings.append(Finding(severity, reason, row.line, "", row.facts["name"], row.sheet))
        self.refused += 1


def _name_and_address(facts: dict) -> str:
    """What a row is known by that has no ID: its folded name and address, or its venue where it has no address."""
    place = facts.get("place", {})
    where = place.get("address", "") + place.get("building", "") if "address" in place else place.get("name", "")
    told = f"{fold(facts['name'])}|{fold(where) if where != facts['name'] else ''}"
    return told if len(told) <= 120 else hashlib.sha256(told.encode()).hexdigest()
