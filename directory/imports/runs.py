"""One import from its files to its report: all of it or nothing, and the second time nothing at all.

A row is known again by municipality, list and number (a real ID), or by its folded name and address; running numbers are
not trusted, because a list that is renumbered would turn one place into another.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from directory import gazetteer
from directory.areas import Municipality
from directory.editions import changing
from directory.geocoders import Geocoding, configured
from directory.imports.findings import Finding, Unreadable, Weight, Wrong
from directory.imports.headers import find_header
from directory.imports.listings import List, Reader
from directory.imports.mending import municipality_code
from directory.imports.records import ImportedRow
from directory.imports.reports import FileReport, Report
from directory.imports.rows import WORDS, Rows
from directory.imports.tables import read_table
from directory.imports.twins import find_twins
from directory.imports.writing import write
from directory.japanese import fold, fold_name
from directory.places import Place
from directory.resources import Resource
from directory.vocabulary import Term

_DATED = re.compile(r"[-_ ]*(?:(?:19|20)\d{2}|[rRhH令和平成]+\d{1,2})[-_\d年月日.]*$")
ANOTHER_PLACE = 50
"""Likeness of names below which an ID that also moved to another address has been given to another place."""


@dataclass(frozen=True)
class Order:
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


def import_files(paths: Iterable[Path], order: Order, today: dt.date) -> Report:
    """Import lists of one kind for one municipality. Raises findings.Wrong for an order that makes no sense."""
    report = Report(dry_run=order.dry_run)
    code = _checked(order)
    try:
        with changing():
            where = gazetteer.municipality(code)
            gazetteer.fill_from_register(where)
            geocoding = Geocoding(where, configured())
            for path in paths:
                report.files.append(_import(path, order, where, geocoding, today))
            if order.dry_run or (report.is_wrong and not order.partial):
                raise _NotStored
    except _NotStored:
        return report
    report.stored = any(file.created or file.changed or file.unchanged for file in report.files)
    return report


def import_folder(folder: Path, listed: Path, today: dt.date) -> list[Report]:
    """Import the lists of a folder that a file like fixtures/takamatsu.yaml names, each with its kind."""
    city = yaml.safe_load(listed.read_text(encoding="utf-8"))
    reports = []
    for name, facts in city["files"].items():
        source = f"{city['source']}「{facts['title']}」"
        also = {name: facts[name] for name in WORDS if name in facts}
        order = Order(city["municipality"], facts["kind"], source, city["licence"], also)
        reports.append(import_files([folder / name], order, today))
    return reports


def _checked(order: Order) -> str:
    for text, column, word in ((order.source, "source", "--source"), (order.licence, "source_licence", "--licence")):
        limit = Resource._meta.get_field(column).max_length
        if len(text) > limit:
            raise Wrong(f"{word} が長すぎます（{limit}字まで）。")
    kinds = dict(Term.objects.filter(scheme="kinds").values_list("slug", "label"))
    if order.kind not in kinds:
        known = "、".join(f"{slug}（{label}）" for slug, label in kinds.items())
        raise Wrong(f"種類「{order.kind}」はありません。使えるのは {known} です。")
    return municipality_code(order.municipality)[0]


def _import(path: Path, order: Order, where: Municipality, geocoding: Geocoding, today: dt.date) -> FileReport:
    report = FileReport(path.name)
    try:
        rows = read_table(path)
        header = find_header(rows, order.mapping)
    except Unreadable as unreadable:
        report.findings.append(Finding(Weight.WRONG, str(unreadable)))
        return report
    report.findings += header.findings
    source = order.source or f"{where.name}「{path.name}」"
    also = {"kinds": [order.kind], "source": source[:200], "source_licence": order.licence} | dict(order.also or {})
    table = List(header, where, order.kind, geocoding, also)
    prefix = f"{where.pk}:{_dataset(path)}:"
    listings, lines = {}, {}
    for row in rows[[row.line for row in rows].index(header.line) + 1 :]:
        reader = Reader(table, row)
        facts = reader.read()
        wrong = any(finding.weight is Weight.WRONG for finding in reader.findings)
        report.findings += reader.findings
        report.rows += bool(facts) or wrong
        report.refused += wrong
        if facts:
            _keep(prefix + _identity(facts, reader), facts, row.line, listings, lines, report)
    report.findings += [Finding(Weight.NOTICED, failure) for failure in geocoding.failures]
    geocoding.failures.clear()
    if not report.is_wrong or order.partial:
        _write(prefix, listings, lines, Rows(where), report, today)
    return report


def _dataset(path: Path) -> str:
    """The name of a list: its file's without the date, so that next year's file is the same list."""
    return _DATED.sub("", path.stem)[:40] or path.stem[:40]


def _identity(facts: dict, reader: Reader) -> str:
    if number := reader.cell("external_id"):
        return f"id:{number[:80]}"
    place = facts.get("place", {})
    told = f"{fold(facts['name'])}|{fold(place.get('address', '') + place.get('building', ''))}"
    return told if len(told) <= 120 else hashlib.sha256(told.encode()).hexdigest()


def _keep(key: str, facts: dict, line: int, listings: dict, lines: dict, report: FileReport) -> None:
    if key not in listings:
        listings[key], lines[key] = facts, line
        report.hours["read" if facts.get("schedule") else "text" if facts.get("hours_note") else "none"] += 1
        report.points[facts.get("place", {}).get("precision", Place.Precision.NONE.value)] += 1
    elif listings[key] == facts:
        report.findings.append(
            Finding(Weight.NOTICED, f"{lines[key]}行目と同じなので、1つにしました。", line, "", facts["name"])
        )
        report.refused += 1
    else:
        reason = f"{lines[key]}行目と同じ名前と住所（または番号）です。1つにまとめるか、名前を分けてください。"
        report.findings.append(Finding(Weight.WRONG, reason, line, "", facts["name"]))
        report.refused += 1


def _write(prefix: str, listings: dict, lines: dict, rows: Rows, report: FileReport, today: dt.date) -> None:
    known = dict(
        ImportedRow.objects.filter(resource__source_key__startswith=prefix)
        .order_by("pk")
        .values_list("resource__source_key", "facts")
    )
    _refuse_other_places(listings, known, lines, report)
    _follow_moves(listings, known)
    new = {key: facts for key, facts in listings.items() if key not in known}
    for key, twins in find_twins(lines, new).items():
        report.twins += twins
        if any(not twin.stored for twin in twins):
            del listings[key]
    written = write(listings, rows, today)
    report.created, report.changed, report.unchanged = map(len, (written.created, written.changed, written.unchanged))
    report.kept = [(listings[key]["name"], fact) for key, fact in written.kept]
    gone = Resource.objects.live().filter(source_key__startswith=prefix)
    report.gone = [(pk, name) for pk, name, key in gone.values_list("pk", "name", "source_key") if key not in listings]


def _refuse_other_places(listings: dict, known: dict, lines: dict, report: FileReport) -> None:
    """An ID whose name and address are both others now was given to another place: the history of one is not the other's."""
    for key in [key for key in listings if key in known and ":id:" in key]:
        old, new = known[key], listings[key]
        moved = old.get("place", {}).get("address") != new.get("place", {}).get("address")
        if moved and fuzz.ratio(fold_name(old["name"]), fold_name(new["name"])) < ANOTHER_PLACE:
            reason = f"この番号は「{old['name']}」のものでした。別の場所には、新しい番号をつけてください。"
            report.findings.append(Finding(Weight.WRONG, reason, lines[key], "", new["name"]))
            report.refused += 1
            del listings[key]


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
