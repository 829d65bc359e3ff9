"""One import by command, from its files to its report: all of it or nothing, and the second time nothing at all.

The page of the admin takes the same steps, one by one (`steps.import_runs`).
"""

import datetime as dt
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import yaml

from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Term
from directory.gazetteer import towns
from directory.gazetteer.geocoders import Geocoding, configured
from directory.geo.areas import Municipality
from directory.imports.import_log import logged
from directory.imports.import_reports import ImportReport
from directory.imports.list_reader import ReadList, ReadOptions, read_list
from directory.imports.row_maker import TERM_LISTS
from directory.imports.steps.alone import alone
from directory.imports.steps.applying import ApplyOptions, apply
from directory.imports.steps.planned_rows import PlannedRow
from directory.imports.steps.planning import ImportPlan, plan
from directory.spreadsheets.cells import municipality_code
from directory.spreadsheets.findings import Wrong


@dataclass(frozen=True)
class ImportOptions(ReadOptions):
    """What is asked of an import.

    partial  store the rows that are right although others are wrong
    dry_run  say what would be stored, and store nothing
    join     join rows to the listings that they surely are; without it such rows are left out
    """

    partial: bool = False
    dry_run: bool = False
    join: bool = False


def import_files(paths: Iterable[Path], options: ImportOptions, today: dt.date) -> ImportReport:
    """Import lists of one kind for one municipality. Raises Wrong for options that make no sense."""
    paths = list(paths)
    with logged(options.kind, len(paths), options.dry_run) as counts:
        report = _import(paths, options, today)
        counts |= report.counts
    return report


def _import(paths: Iterable[Path], options: ImportOptions, today: dt.date) -> ImportReport:
    where = towns.find_municipality(check_options(options))
    geocoding = Geocoding(where, configured())
    # Read first, write then: a geocoder on the net must not hold up the database.
    lists = [read_list(path, options, geocoding) for path in paths]
    with nullcontext() if options.dry_run else alone(wait=True):
        return _plan_and_store(lists, where, options, today, geocoding)


def _plan_and_store(
    lists: list[ReadList], where: Municipality, options: ImportOptions, today: dt.date, geocoding: Geocoding
) -> ImportReport:
    planned = plan(lists, where, today)
    _choose(planned, options)
    report = ImportReport.of(planned, dry_run=options.dry_run, partial=options.partial)
    if report.would_store and not options.dry_run:
        apply(planned.rows, where, ApplyOptions(today, towns=geocoding.gazetteer.towns))
        report.stored = True
    return report


def _choose(planned: ImportPlan, options: ImportOptions) -> None:
    """Nobody is asked, so what is there already stays as it is, unless the command says otherwise."""
    for row in planned.rows:
        if row.choice == PlannedRow.Choice.JOIN and not options.join:
            row.choice = PlannedRow.Choice.SKIP


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


def check_options(options: ReadOptions) -> str:
    """The code of the municipality. Raises Wrong for options that make no sense."""
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
