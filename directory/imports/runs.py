"""One import from its files to its report: all of it or nothing, and the second time nothing at all.

A row is known again by municipality, list and number (a real ID), or by its folded name and address; running numbers are
not trusted, because a list that is renumbered would turn one place into another.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.db import connection
from rapidfuzz import fuzz

from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Term
from directory.gazetteer import towns
from directory.gazetteer.geocoders import Geocoding, configured
from directory.imports.duplicate_rows import find_duplicate_rows
from directory.imports.headers import find_header
from directory.imports.import_log import logged
from directory.imports.import_reports import FileReport, ImportReport
from directory.imports.listing_reader import ListingReader
from directory.imports.models import ImportedRow
from directory.imports.row_maker import TERM_LISTS, RowMaker
from directory.imports.row_reader import ListContext, RowReader
from directory.imports.writing import write_listings
from directory.japanese.folding import fold, fold_name
from directory.publishing.versions import directory_change
from directory.spreadsheets.cells import municipality_code
from directory.spreadsheets.findings import Finding, Severity, Unreadable, Wrong
from directory.spreadsheets.reading import read_table

_DATED = re.compile(r"[-_ ]*(?:(?:19|20)\d{2}|[rRhH令和平成]+\d{1,2})[-_\d年月日.]*$")
MANY = 1_000
"""New rows after which the database is asked to measure its tables."""
ANOTHER_PLACE = 50
"""Likeness of names below which an ID that also moved to another address has been given to another place."""


@dataclass(frozen=True)
class ImportOptions:
    """What is asked of an import.

    also     words that hold for every row: {"targets": ["parents"]}
    mapping  {field of headers.yaml: the file's own heading}
    """

    municipality: str
    kind: str
    source: str = ""
    licence: str = ""
    also: Mapping[str, list[str]] | None = None
    mapping: Mapping[str, str] | None = None
    partial: bool = False
    dry_run: bool = False


class _NotStored(Exception):
    """Takes back what an import has written."""


@dataclass
class _Table:
    """A list that was read: facts and line numbers by key. `prefix` begins the keys of all its rows."""

    report: FileReport
    prefix: str = ""
    listings: dict[str, dict] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, key: str, facts: dict, line: int) -> None:
        """Add a row; the second of two with one key is left out, with a word about it."""
        if key not in self.listings:
            self.listings[key], self.lines[key] = facts, line
            self.report.hours["read" if facts.get("schedule") else "text" if facts.get("hours_note") else "none"] += 1
            self.report.points[facts.get("place", {}).get("precision", Place.Precision.NONE.value)] += 1
        elif self.listings[key] == facts:
            self.refuse(Severity.NOTICED, f"{self.lines[key]}行目と同じなので、1つにしました。", line, facts)
        else:
            reason = f"{self.lines[key]}行目と同じ名前と住所（または番号）です。1つにまとめるか、名前を分けてください。"
            self.refuse(Severity.WRONG, reason, line, facts)

    def refuse(self, severity: Severity, reason: str, line: int, facts: dict) -> None:
        """Say why a row is not stored."""
        self.report.findings.append(Finding(severity, reason, line, "", facts["name"]))
        self.report.refused += 1


def import_files(paths: Iterable[Path], options: ImportOptions, today: dt.date) -> ImportReport:
    """Import lists of one kind for one municipality. Raises Wrong for options that make no sense."""
    paths = list(paths)
    with logged(options.kind, len(paths), options.dry_run) as counts:
        report = _import(paths, options, today)
        counts |= report.counts
    return report


def _import(paths: Iterable[Path], options: ImportOptions, today: dt.date) -> ImportReport:
    report = ImportReport(dry_run=options.dry_run)
    code = _checked(options)
    where = towns.find_municipality(code)
    geocoding = Geocoding(where, configured())
    # Read first, write then: a geocoder on the net must not hold up the database.
    read = [_read(path, options, geocoding) for path in paths]
    report.files = [table.report for table in read]
    if report.is_wrong and not options.partial:
        return report
    try:
        with directory_change():
            towns.save_new(where, geocoding.gazetteer.towns)
            for table in read:
                _write(table, RowMaker(where), today)
            if options.dry_run or (report.is_wrong and not options.partial):
                raise _NotStored
    except _NotStored:
        return report
    report.stored = any(file.rows for file in report.files)
    _measure(report)
    return report


def _measure(report: ImportReport) -> None:
    """After many new rows the database measures its tables again; without that SQLite picks wrong indexes."""
    if sum(file.created for file in report.files) >= MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def import_folder(folder: Path, listed: Path, today: dt.date) -> list[ImportReport]:
    """Import the lists of a folder that a file like fixtures/takamatsu.yaml names, each with its kind."""
    city = yaml.safe_load(listed.read_text(encoding="utf-8"))
    reports = []
    for name, facts in city["files"].items():
        source = f"{city['source']}「{facts['title']}」"
        also = {name: facts[name] for name in TERM_LISTS if name in facts}
        options = ImportOptions(city["municipality"], facts["kind"], source, city["licence"], also)
        reports.append(import_files([folder / name], options, today))
    return reports


def _checked(options: ImportOptions) -> str:
    for text, column, word in (
        (options.source, "source", "--source"),
        (options.licence, "source_licence", "--licence"),
    ):
        limit = Resource._meta.get_field(column).max_length
        if len(text) > limit:
            raise Wrong(f"{word} が長すぎます（{limit}字まで）。")
    kinds = dict(Term.objects.filter(scheme="kinds").values_list("slug", "label"))
    if options.kind not in kinds:
        known = "、".join(f"{slug}（{label}）" for slug, label in kinds.items())
        raise Wrong(f"種類「{options.kind}」はありません。使えるのは {known} です。")
    return municipality_code(options.municipality)[0]


def _read(path: Path, options: ImportOptions, geocoding: Geocoding) -> _Table:
    where, table = geocoding.gazetteer.municipality, _Table(FileReport(path.name))
    report = table.report
    try:
        rows = read_table(path)
        header = find_header(rows, options.mapping)
    except Unreadable as unreadable:
        report.findings.append(Finding(Severity.WRONG, str(unreadable)))
        return table
    report.findings += header.findings
    table.prefix = f"{where.pk}:{_dataset(path)}:"
    source = options.source or f"{where.name}「{path.name}」"
    also = {"kinds": [options.kind], "source": source[:200], "source_licence": options.licence} | dict(
        options.also or {}
    )
    same = ListContext(header, where, options.kind, geocoding, also)
    for row in rows[[row.line for row in rows].index(header.line) + 1 :]:
        reader = ListingReader(same, row)
        facts = reader.read()
        wrong = any(finding.severity is Severity.WRONG for finding in reader.findings)
        report.findings += reader.findings
        report.rows += bool(facts) or wrong
        report.refused += wrong
        if facts:
            table.add(table.prefix + _identity(facts, reader), facts, row.line)
    report.findings += [Finding(Severity.NOTICED, failure) for failure in geocoding.failures]
    geocoding.failures.clear()
    return table


def _dataset(path: Path) -> str:
    """The name of a list: its file's without the date, so that next year's file is the same list."""
    return _DATED.sub("", path.stem)[:40] or path.stem[:40]


def _identity(facts: dict, reader: RowReader) -> str:
    if number := reader.cell("external_id"):
        return f"id:{number[:80]}"
    place = facts.get("place", {})
    told = f"{fold(facts['name'])}|{fold(place.get('address', '') + place.get('building', ''))}"
    return told if len(told) <= 120 else hashlib.sha256(told.encode()).hexdigest()


def _write(table: _Table, rows: RowMaker, today: dt.date) -> None:
    report, listings = table.report, table.listings
    if not table.prefix:
        return
    known = dict(
        ImportedRow.objects.filter(resource__source_key__startswith=table.prefix)
        .order_by("pk")
        .values_list("resource__source_key", "facts")
    )
    _refuse_other_places(table, known)
    _follow_moves(listings, known)
    new = {key: facts for key, facts in listings.items() if key not in known}
    for key, duplicates in find_duplicate_rows(table.lines, new).items():
        report.duplicates += duplicates
        if any(not row.stored for row in duplicates):
            del listings[key]
    written = write_listings(listings, rows, today)
    report.created, report.changed, report.unchanged = map(len, (written.created, written.changed, written.unchanged))
    report.kept = [(listings[key]["name"], fact) for key, fact in written.kept]
    told_before = Resource.objects.live().filter(source_key__startswith=table.prefix).order_by("pk")
    report.gone = [
        (pk, name) for pk, name, key in told_before.values_list("pk", "name", "source_key") if key not in listings
    ]


def _refuse_other_places(table: _Table, known: dict[str, dict]) -> None:
    """An ID whose name and address are both others now was given to another place: the history of one is not the other's."""
    for key in [key for key in table.listings if key in known and ":id:" in key]:
        old, new = known[key], table.listings[key]
        moved = old.get("place", {}).get("address") != new.get("place", {}).get("address")
        if moved and fuzz.ratio(fold_name(old["name"]), fold_name(new["name"])) < ANOTHER_PLACE:
            reason = f"この番号は「{old['name']}」のものでした。別の場所には、新しい番号をつけてください。"
            table.refuse(Severity.WRONG, reason, table.lines[key], new)
            del table.listings[key]


def _follow_moves(listings: dict, known: dict) -> None:
    """A listing whose address was put right in the file is the same one: it gets its new key and keeps its history."""
    gone, new = (
        _by_name(key for key in known if key not in listings),
        _by_name(key for key in listings if key not in known),
    )
    for name, keys in new.items():
        olds = gone.get(name, [])
        if name and len(keys) == len(olds) == 1:
            Resource.objects.filter(source_key=olds[0]).update(source_key=keys[0])
            known[keys[0]] = known.pop(olds[0])


def _by_name(keys: Iterable[str]) -> dict[str, list[str]]:
    """Keys by the folded name that stands in them; keys by number have none."""
    named: dict[str, list[str]] = {}
    for key in keys:
        own = key.split(":", 2)[2]
        named.setdefault(own.split("|")[0] if "|" in own else "", []).append(key)
    return named
