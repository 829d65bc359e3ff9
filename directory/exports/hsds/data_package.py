"""The directory as a data package (Frictionless, Data Package 1.0): datapackage.json and a CSV for each table of HSDS, in one ZIP."""

import csv
import datetime as dt
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from io import RawIOBase, TextIOWrapper
from tempfile import TemporaryFile
from typing import IO

from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Scheme, Term
from directory.exports.hsds.service_rows import ServiceWriter
from directory.exports.hsds.tables import COLUMNS, REFERENCES, TYPES, TableRow, columns_of, rows_of_service
from directory.exports.hsds.words import PUBLISHED, taxonomy, taxonomy_term
from directory.exports.json_objects import Json, told
from directory.spreadsheets.csv_cells import csv_cell

BLOCK = 256 * 1024
"""Bytes that are sent at once."""


def package_pieces(rows: Iterable[Resource], today: dt.date, about: Mapping[str, str]) -> Iterator[bytes]:
    """The ZIP piece by piece. The tables are written to temporary files first, since each service has rows for many of them.

    about   `title`, `homepage` and, where the city has said it, `licence`
    """
    with ExitStack() as files:
        tables = {name: files.enter_context(TemporaryFile()) for name in COLUMNS}
        _write_tables(rows, today, tables, about["homepage"])
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("datapackage.json", json.dumps(descriptor(today, about), ensure_ascii=False, indent=1))
            for name, file in tables.items():
                file.seek(0)
                with package.open(f"{name}.csv", "w") as entry:
                    while block := file.read(BLOCK):
                        entry.write(block)
                        yield sink.taken()
        yield sink.taken()


def descriptor(today: dt.date, about: Mapping[str, str]) -> Json:
    """What datapackage.json says: every table with its columns, their types and what they refer to."""
    return told(
        profile="tabular-data-package",
        name="ibasho",
        title=about["title"],
        description="Open Referral HSDS 3.1",
        homepage=about["homepage"],
        created=f"{today}T00:00:00+09:00",
        licenses=[{"name": about["licence"]}] if about.get("licence") else [],
        resources=[_table_in_words(name) for name in COLUMNS],
    )


def _table_in_words(name: str) -> Json:
    columns = columns_of(name)
    keys = [
        {"fields": column, "reference": {"resource": REFERENCES[column], "fields": "id"}}
        for column in columns
        if column in REFERENCES
    ]
    fields = [{"name": column, "type": TYPES.get(column, "string")} for column in columns]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": told(fields=fields, primaryKey="id", foreignKeys=keys),
    }


class _Sink(RawIOBase):
    """A file that is only written to; `taken` gives what was written since."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, block) -> int:  # type: ignore[no-untyped-def,override]
        self.blocks.append(bytes(block))
        return len(block)

    def taken(self) -> bytes:
        written, self.blocks = b"".join(self.blocks), []
        return written


def _write_tables(rows: Iterable[Resource], today: dt.date, files: Mapping[str, IO[bytes]], homepage: str) -> None:
    texts = {name: TextIOWrapper(file, encoding="utf-8", newline="") for name, file in files.items()}
    writers = {name: csv.writer(text) for name, text in texts.items()}
    for name, writer in writers.items():
        writer.writerow(columns_of(name))
    written: set[str] = set()
    for table, row in _rows(rows, today, homepage):
        if row["id"] not in written:
            written.add(row["id"])
            writers[table].writerow([csv_cell(row.get(column)) for column in columns_of(table)])
    for text in texts.values():
        text.flush()
        text.detach()


def _rows(rows: Iterable[Resource], today: dt.date, homepage: str) -> Iterator[TableRow]:
    yield from (TableRow("taxonomy", taxonomy(Scheme(scheme))) for scheme in PUBLISHED)
    terms = Term.objects.filter(scheme__in=PUBLISHED).order_by("scheme", "position", "pk")
    yield from (TableRow("taxonomy_term", taxonomy_term(term)) for term in terms)
    writer = ServiceWriter(today, homepage)
    for resource in rows:
        yield from rows_of_service(writer.whole(resource))
