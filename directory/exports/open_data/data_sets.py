"""The data sets that are offered: which listings are in each, and how they are written as CSV."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from directory.catalogue.resource_queryset import ResourceQuerySet
from directory.catalogue.resources import Resource
from directory.exports.open_data import headings
from directory.exports.open_data.event_rows import events
from directory.exports.open_data.listing_cells import Cells
from directory.exports.open_data.listing_rows import childcare, meal, public_facility
from directory.exports.open_data.machine_readability import Fault, faults_of_header, faults_of_row, is_barred
from directory.exports.open_data.plain_cells import plain_cell
from directory.spreadsheets.csv_cells import csv_cell

BOM = "\ufeff"
AT_ONCE = 500
"""Listings that are read together."""
_GATHERINGS = ("salon", "kayoinoba", "cafe", "meal", "club", "volunteering")
"""Kinds whose meetings are events; what a building or a desk has are opening hours."""


@dataclass(frozen=True)
class DataSet:
    """One list of the national standard.

    slug       its name in addresses
    kinds      slugs of kinds whose listings are in it
    rows       a listing at a moment in Japan -> its rows
    """

    slug: str
    name: str
    headings: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: Callable[[Resource, dt.datetime], Iterable[Cells]]

    def listings(self, municipality: str, today: dt.date) -> ResourceQuerySet:
        """The public listings of a municipality ("": of all) that are in it and have not ended."""
        of_kinds = Resource.objects.filter(kinds__slug__in=self.kinds)
        found = Resource.objects.public().not_ended_on(today).filter(pk__in=of_kinds.values("pk"))
        found = found.filter(municipality=municipality) if municipality else found
        return found.for_page(matching=False).order_by("pk")

    def checked_rows(
        self, municipality: str, now: dt.datetime
    ) -> Iterator[tuple[Resource, tuple[str, ...], list[Fault]]]:
        """Every row with its listing and what is wrong with it by the national rules."""
        for resource in self.listings(municipality, now.date()).iterator(chunk_size=AT_ONCE):
            for cells in self.rows(resource, now):
                row = tuple(plain_cell(cells.get(heading, "")) for heading in self.headings)
                yield resource, row, faults_of_row(self.headings, row)

    def offered(self, municipality: str, now: dt.datetime) -> Iterator[tuple[str, ...]]:
        """The rows that are offered: those in which nothing is wrong that would mislead a machine."""
        return (row for _, row, faults in self.checked_rows(municipality, now) if not is_barred(faults))

    def csv_lines(self, municipality: str, now: dt.datetime) -> Iterator[str]:
        """The file line by line: UTF-8 with BOM is what spreadsheets in Japan open without asking."""
        faults = faults_of_header(self.headings)
        if faults:
            raise ValueError(faults)
        yield BOM + _line(self.headings)
        yield from map(_line, self.offered(municipality, now))


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(map(csv_cell, cells))
    return written.getvalue()


def _one(write: Callable[[Resource, dt.date], Cells]) -> Callable[[Resource, dt.datetime], Iterable[Cells]]:
    """A listing as one row, whatever the hour."""
    return lambda resource, now: [write(resource, now.date())]


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


DATA_SETS = {
    one.slug: one
    for one in (
        DataSet(
            "facilities", "公共施設一覧", _columns(headings.PUBLIC_FACILITIES), ("facility",), _one(public_facility)
        ),
        DataSet("childcare", "子育て施設一覧", _columns(headings.CHILDCARE), ("childcare_hub",), _one(childcare)),
        DataSet("events", "イベント一覧", _columns(headings.EVENTS), _GATHERINGS, events),
        DataSet("meals", "子ども食堂一覧", _columns(headings.MEALS), ("meal",), _one(meal)),
    )
}
"""By their slugs."""
