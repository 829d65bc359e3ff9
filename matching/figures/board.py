"""The board of figures: the indicators of an agency for a period and an area, as they may be said."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from directory.accounts.users import Agency
from matching.figures.areas import Areas
from matching.figures.events import Event
from matching.figures.indicators import BY_SLUG, COUNTS, INDICATORS, Count, Indicator
from matching.figures.masking import MONTHS, NOTHING, AtLeast, Released
from matching.figures.periods import Month, Period, last_month


class Open(Released):
    """A count of places, of which everything is said."""

    def people(self, kinds: Iterable[int], areas: Iterable[int], times: Iterable[int]) -> int | None:
        """The number."""
        return int(self.counts[np.ix_(list(kinds), list(areas), list(times))].sum())


@dataclass(frozen=True)
class Line:
    """An indicator with its numbers; None for one that is not said. `areas` are beside `Board.areas.names`."""

    indicator: Indicator
    now: int | None
    before: int | None
    areas: tuple[int | None, ...]


class Board:
    """The figures of an agency, as they are known on a day."""

    def __init__(self, agency: Agency, today: dt.date):
        self.agency, self.last = agency, last_month(today)
        self.until = Month(self.last.at + 1).first_day
        self.areas = Areas.of(agency)
        self._events: dict[str, list[Event]] = {}

    def number(self, slug: str, period: Period, area: int | None = None) -> int | None:
        """An indicator in a period, everywhere or in the area of a position; None where it is not said, NOTHING where it is of nobody."""
        people = self._people(slug, period, area)
        if not BY_SLUG[slug].middle or people is None:
            return people
        # Of at least SMALL people, and of a period and an area of which their number is said.
        took = sorted(one.days for one in self.rows(slug, period, area) if one.days is not None)
        return took[len(took) // 2] if took else NOTHING

    def _people(self, slug: str, period: Period, area: int | None) -> int | None:
        indicator = BY_SLUG[slug]
        kinds = [indicator.count.kinds.index(kind) for kind in indicator.kinds]
        areas = range(len(self.areas.names)) if area is None else [area]
        years = self._released[indicator.count.slug]
        # After the last month that is over nothing is counted: what goes until there is the year so far, of which more is said.
        end = Period(period.first, Period.of_year(self.last.year).last) if period.last == self.last else period
        found = [years[year].people(kinds, areas, months) for year, months in end.by_year() if year in years]
        if None in found:
            return None
        people = sum(filter(None, found))
        return AtLeast(people) if any(isinstance(one, AtLeast) for one in found) else people

    def lines(self, period: Period, area: int | None = None, slugs: Sequence[str] = ()) -> list[Line]:
        """The indicators in their order, all or those of some slugs."""
        return [
            Line(
                one,
                self.number(one.slug, period, area),
                self.number(one.slug, period.year_before, area),
                tuple(self.number(one.slug, period, position) for position in range(len(self.areas.names))),
            )
            for one in INDICATORS
            if not slugs or one.slug in slugs
        ]

    def rows(self, slug: str, period: Period, area: int | None = None) -> list[Event]:
        """The events behind a number, for those who may see the people: the earliest first."""
        indicator, (first, after) = BY_SLUG[slug], period.days
        return [
            one
            for one in self.events(indicator.count)
            if first <= one.day < after
            and one.kind in indicator.kinds
            and area in (None, self.areas.position(one.town))
        ]

    def events(self, count: Count) -> list[Event]:
        """All events of a count until the last month that is over."""
        if count.slug not in self._events:
            self._events[count.slug] = sorted(count.events(self.agency, self.until), key=lambda one: one.day)
        return self._events[count.slug]

    @cached_property
    def _released(self) -> dict[str, dict[int, Released]]:
        """Slug of a count -> 年度 -> what may be said of it."""
        return {count.slug: self._by_year(count) for count in COUNTS}

    def _by_year(self, count: Count) -> dict[int, Released]:
        shape = (len(count.kinds), len(self.areas.names), MONTHS)
        kinds, tables = {kind: at for at, kind in enumerate(count.kinds)}, {}
        for one in self.events(count):
            month = Month.of(one.day)
            table = tables.setdefault(month.year, np.zeros(shape, np.int64))
            table[kinds[one.kind], self.areas.position(one.town), month.position] += one.many
        return {
            year: Released(table, is_over=self.is_over(year)) if count.of_people else Open(table)
            for year, table in tables.items()
        }

    def is_over(self, year: int) -> bool:
        """Whether all months of a 年度 are over."""
        return year < Month(self.last.at + 1).year
