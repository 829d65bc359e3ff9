"""How opening hours are read: `python -m tests.benchmarks.hours [--json]`, over the texts and cells of hours_corpus.

Each entry has what a careful person reads in it for certain: `rules`, `dates` and days `cancelled`; `also` are other readings that
are as good; nothing at all for what must stay text. Rules have the names of hours.rules.Rule, with weekdays as letters, `last` and
`not_last` among weeks and days of the month, `holidays` open or closed, `obon` and `new_year` closed, and ends up to 「26:00」.
Answers are compared by their meetings over four years. `right` says exactly that, `text` says nothing though there is something
to say, `wrong` says anything else: a false date. `right_share` is over all, `read_share` over those that have something to read,
`right_<kind>` over one file of the corpus. Without --json the entries that are not right are listed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from directory.hours.parser import parse_hours
from directory.hours.row_hours import HoursCells, read_hours_cells
from directory.hours.rules import LAST, NOT_LAST, WEEKDAY_LETTERS, DateException, Occurrence, Rule, occurrences
from directory.hours.wording import describe
from tests.benchmarks import options, report, timed

CORPUS = Path(__file__).parent / "hours_corpus"
FROM, TO = date(2026, 1, 1), date(2029, 12, 31)
"""Four years: each date falls on several weekdays, and a leap day is among them."""
RIGHT, TEXT, WRONG = "right", "text", "wrong"
KEYS = {"text", "cells", "rules", "dates", "cancelled", "also"}
NUMBERS = {"last": LAST, "not_last": NOT_LAST}


@dataclass(frozen=True)
class Reading:
    """What was read: rules, and single dates on which a place meets in addition or does not meet."""

    rules: tuple[Rule, ...] = ()
    dates: tuple[DateException, ...] = ()

    @property
    def says_nothing(self) -> bool:
        return not self.rules and not self.dates

    def meetings(self) -> tuple[tuple[Occurrence, ...], frozenset[Rule], frozenset[DateException]]:
        """Every meeting of the four years, the rhythms, which have no dates, and the dates of other years."""
        dated = [rule for rule in self.rules if not rule.times]
        far = frozenset(single for single in self.dates if not FROM <= single.day <= TO)
        return tuple(occurrences(dated, self.dates, FROM, TO)), frozenset(self.rules) - frozenset(dated), far


@dataclass(frozen=True)
class Entry:
    """One text, or the cells of one row, and its right readings; the first is the one to aim at."""

    kind: str
    text: str = ""
    cells: dict[str, Any] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()

    def __str__(self) -> str:
        said = self.text or " ".join(f"{name}={value}" for name, value in self.cells.items())
        return f"{self.kind}: {said!r}"


class Answer(NamedTuple):
    entry: Entry
    read: Reading
    verdict: str


@cache
def corpus() -> tuple[Entry, ...]:
    """All entries, kind by kind. Raises ValueError for a key that is none of ours or a rule that makes no sense."""
    return tuple(
        _entry(path.stem, written)
        for path in sorted(CORPUS.glob("*.yaml"))
        for written in yaml.safe_load(path.read_text(encoding="utf-8"))
    )


def _entry(kind: str, written: dict[str, Any]) -> Entry:
    if unknown := set(written) - KEYS:
        raise ValueError(f"{kind}: {unknown} in {written}")
    readings = tuple(_reading(reading) for reading in (written, *written.get("also", ())))
    cells = {name: tuple(cell) if name == "others" else cell for name, cell in written.get("cells", {}).items()}
    return Entry(kind, written.get("text", ""), cells, readings)


def _reading(written: dict[str, Any]) -> Reading:
    added = [
        DateException(day, True, _time(dates.get("start")), _time(dates.get("end")))
        for dates in written.get("dates", ())
        for day in dates["days"]
    ]
    cancelled = [DateException(day, False) for day in written.get("cancelled", ())]
    return Reading(tuple(_rule(**rule) for rule in written["rules"]), (*added, *cancelled))


def _rule(
    weekdays: str = "",
    start: str = "",
    end: str = "",
    holidays: str = "",
    obon: str = "",
    new_year: str = "",
    **rest: Any,
) -> Rule:
    for name in ("weeks", "monthdays"):
        rest[name] = tuple(NUMBERS.get(number, number) for number in rest.get(name, ()))
    return Rule(
        weekdays=tuple(WEEKDAY_LETTERS.index(letter) for letter in weekdays),
        start=_time(start),
        end=_time(end),
        open_on_holidays=holidays == "open",
        closed_on_holidays=holidays == "closed",
        closed_at_obon=obon == "closed",
        closed_at_new_year=new_year == "closed",
        **rest | {"months": tuple(rest.get("months", ()))},
    )


def _time(written: str | None) -> time | None:
    """「24:00」 and 「26:00」 are times of the following day, as rules have them."""
    if not written:
        return None
    hour, minute = written.split(":")
    return time(int(hour) % 24, int(minute))


def read(entry: Entry) -> Reading:
    """What the product reads in an entry."""
    found = read_hours_cells(HoursCells(**entry.cells)) if entry.cells else parse_hours(entry.text)
    return Reading(found.rules, found.dates)


def verdict(entry: Entry, found: Reading) -> str:
    """RIGHT, TEXT or WRONG."""
    if found in entry.readings:
        return RIGHT
    if found.says_nothing:
        return RIGHT if any(reading.says_nothing for reading in entry.readings) else TEXT
    meetings = found.meetings()
    return RIGHT if any(not r.says_nothing and r.meetings() == meetings for r in entry.readings) else WRONG


def answers(entries: Iterable[Entry]) -> Iterator[Answer]:
    for entry in entries:
        found = read(entry)
        yield Answer(entry, found, verdict(entry, found))


def figures(given: Sequence[Answer], microseconds: float | None = None) -> dict[str, float]:
    """Counts and shares of some answers."""
    verdicts = [answer.verdict for answer in given]
    to_read = [answer.verdict for answer in given if not answer.entry.readings[0].says_nothing]
    shares = {
        f"right_{kind}": round(sum(found == RIGHT for found in of_kind) / len(of_kind), 3)
        for kind in dict.fromkeys(answer.entry.kind for answer in given)
        if (of_kind := [answer.verdict for answer in given if answer.entry.kind == kind])
    }
    return {
        "texts": len(given),
        **{name: verdicts.count(name) for name in (RIGHT, TEXT, WRONG)},
        "right_share": round(verdicts.count(RIGHT) / len(given), 3),
        "read_share": round(to_read.count(RIGHT) / max(len(to_read), 1), 3),
        **shares,
        **({} if microseconds is None else {"median_us": round(microseconds, 1)}),
    }


def main() -> None:
    chosen = options(__doc__)
    _, spent = timed(read, corpus())
    given = list(answers(corpus()))
    report(figures(given, float(np.median(spent)) * 1000), chosen.json)
    for answer in given if not chosen.json else ():
        if answer.verdict != RIGHT:
            print(answer.verdict, answer.entry, [describe(rule) for rule in answer.read.rules], *answer.read.dates)


if __name__ == "__main__":
    main()
