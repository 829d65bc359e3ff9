"""One import from its files to its report: all of it or nothing, and the second time nothing at all.

A row is known again by municipality, list and number (a real ID), or by its folded name and address; running numbers are
not trusted, because a list that is renumbered would turn one place into another.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.db import connection
from rapidfuzz import fuzz

from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Term
from directory.gazetteer import towns
from directory.gazetteer.geocoders import Geocoding, configured
from directory.imports.duplicate_rows import find_duplicate_rows
from directory.imports.import_log import logged
from directory.imports.import_reports import FileReport, ImportReport
from directory.imports.list_reader import ReadList, ReadOptions, read_list
from directory.imports.models import ImportedRow
from directory.imports.row_maker import TERM_LISTS, RowMaker
from directory.imports.writing import write_listings
from directory.japanese.folding import fold_name
from directory.publishing.versions import directory_change
from directory.spreadsheets.cells import municipality_code
from directory.spreadsheets.findings import Wrong

MANY = 1_000
"""New rows after which the database is asked to measure its tables."""
ANOTHER_PLACE = 50
"""Likeness of names below which an ID that also moved to another address has been given to another place."""


@dataclass(frozen=True)
class ImportOptions(ReadOptions):
    """What is asked of an import.

    partial  store the rows that are right although others are wrong
    dry_run  say what would be stored, and store nothing
    """

    partial: bool = False
    dry_run: bool = False


class _NotStored(Exception):
    """Takes back what an import has written."""


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
    read = [read_list(path, options, geocoding) for path in paths]
    report.files = [FileReport.of(table) for table in read]
    if report.is_wrong and not options.partial:
        return report
    try:
        with directory_change():
            towns.save_new(where, geocoding.gazetteer.towns)
            for table, told in zip(read, report.files, strict=True):
                _write(table, told, RowMaker(where), today)
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


def _write(read: ReadList, report: FileReport, rows: RowMaker, today: dt.date) -> None:
    if not read.prefix:
        return
    known = dict(
        ImportedRow.objects.filter(resource__source_key__startswith=read.prefix)
        .order_by("pk")
        .values_list("resource__source_key", "facts")
    )
    _refuse_other_places(read, known)
    report.refused = read.refused
    listings = read.listings
    _follow_moves(listings, known)
    new = {key: facts for key, facts in listings.items() if key not in known}
    for key, duplicates in find_duplicate_rows(read.lines, new).items():
        report.duplicates += duplicates
        if any(not row.stored for row in duplicates):
            del listings[key]
    written = write_listings(listings, rows, today)
    report.created, report.changed, report.unchanged = map(len, (written.created, written.changed, written.unchanged))
    report.kept = [(listings[key]["name"], fact) for key, fact in written.kept]
    told_before = Resource.objects.live().filter(source_key__startswith=read.prefix).order_by("pk")
    report.gone = [
        (pk, name) for pk, name, key in told_before.values_list("pk", "name", "source_key") if key not in listings
    ]


def _refuse_other_places(read: ReadList, known: dict[str, dict]) -> None:
    """An ID whose name and address are both others now was given to another place: the history of one is not the other's."""
    for key in [key for key in read.rows if key in known and ":id:" in key]:
        old, new = known[key], read.rows[key].facts
        moved = old.get("place", {}).get("address") != new.get("place", {}).get("address")
        if moved and fuzz.ratio(fold_name(old["name"]), fold_name(new["name"])) < ANOTHER_PLACE:
            read.refuse(key, f"この番号は「{old['name']}」のものでした。別の場所には、新しい番号をつけてください。")


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
