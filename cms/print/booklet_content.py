"""What stands in a booklet: the places of an area by town with their numbers, their index and their week."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.conf import settings

from cms.public.place_page import PlacePage
from directory.catalogue.resources import Resource
from directory.changes.booklets import Booklet, Printed, keys_in
from directory.hours.rules import WEEKDAY_LETTERS, Rule
from directory.hours.wording import describe, hours_in_words
from directory.japanese.kana_order import OTHERS, ROWS, kana_order, kana_row
from directory.japanese.readings import propose_reading

MOST_PLACES = 1_000
"""Places in one booklet: more is no booklet that anybody holds, and would take minutes to make."""
NEARLY_ALL = 5
"""Weekdays of one rule from which a place is told once, and not under each of them."""
NO_PLACE = "場所が きまっていない・家や 電話で"
"""The heading of what has no building."""
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
"""By which 二丁目 comes before 三丁目, whose readings are often left out."""


@dataclass(frozen=True)
class Entry:
    """A place in a booklet."""

    number: int
    page: PlacePage

    @property
    def resource(self) -> Resource:
        """The place."""
        return self.page.resource

    @property
    def reading(self) -> str:
        """By what it is put in order: its reading, or a guess, which is never printed."""
        return self.resource.reading or propose_reading(self.resource.name)

    @property
    def address(self) -> str:
        """Where its QR code leads."""
        return f"{settings.SITE_URL}{self.resource.get_absolute_url()}"


class IndexRow(NamedTuple):
    """A row of the index: its letter, and its entries in the order of the 五十音."""

    letter: str
    entries: list[Entry]


class Opening(NamedTuple):
    """One line of a weekday: from when to when, which place, and by which rule."""

    hours: str
    entry: Entry
    rule: str


class Weekday(NamedTuple):
    """A weekday and what opens on it, the earliest first."""

    name: str
    openings: list[Opening]


class BookletContent:
    """The content of a booklet as it is at a moment (local time)."""

    def __init__(self, booklet: Booklet, now: dt.datetime):
        self.booklet, self.now = booklet, now
        keys = self.keys_of(booklet, now)
        self.left_out = max(0, len(keys) - MOST_PLACES)
        rows = Resource.objects.public().for_page(matching=False).in_bulk(keys[:MOST_PLACES]).values()
        home = booklet.municipality_id
        pages = sorted((PlacePage(row, now, home=home) for row in rows), key=_order)
        self.entries = [Entry(number, page) for number, page in enumerate(pages, 1)]

    @staticmethod
    def keys_of(booklet: Booklet, now: dt.datetime) -> list[int]:
        """Keys of the places that are to stand in a booklet."""
        return keys_in(booklet.municipality, booklet.area, now.date())

    @property
    def printed(self) -> list[Printed]:
        """The numbers and keys of its places."""
        return [Printed(entry.number, entry.resource.pk) for entry in self.entries]

    @cached_property
    def index(self) -> list[IndexRow]:
        """All entries in the order of the 五十音, by the row of their first sound; empty rows are left out."""
        letters = [*ROWS, OTHERS]
        ordered = sorted(self.entries, key=lambda one: (letters.index(kana_row(one.reading)), kana_order(one.reading)))
        return [IndexRow(letter, list(found)) for letter, found in groupby(ordered, lambda one: kana_row(one.reading))]

    @cached_property
    def week(self) -> list[Weekday]:
        """What opens on each weekday by its rules, without what opens on nearly all of them."""
        found: list[list[tuple[tuple, Opening]]] = [[] for _ in WEEKDAY_LETTERS]
        for entry, rule in self._rules:
            for day in rule.weekdays if len(rule.weekdays) < NEARLY_ALL else ():
                found[day].append(_opening(entry, rule))
        named = zip(WEEKDAY_LETTERS, found, strict=True)
        return [Weekday(f"{letter}曜日", _sorted(openings)) for letter, openings in named]

    @property
    def nearly_daily(self) -> list[Opening]:
        """What opens on nearly all weekdays, which would stand under each of them."""
        return _sorted([_opening(entry, rule) for entry, rule in self._rules if len(rule.weekdays) >= NEARLY_ALL])

    @property
    def other_days(self) -> list[Opening]:
        """What opens by other rules than weekdays: 「毎月10日」, 「月2回」."""
        return _sorted([_opening(entry, rule) for entry, rule in self._rules if not rule.weekdays])

    @cached_property
    def _rules(self) -> list[tuple[Entry, Rule]]:
        """The rules that still hold, with their places; of what is paused none."""
        return [
            (entry, rule)
            for entry in self.entries
            if entry.page.stands is None
            for rule in (schedule.rule for schedule in entry.resource.schedules.all())
            if rule.until is None or rule.until >= self.now.date()
        ]


def _order(page: PlacePage) -> tuple:
    """By town and then by name, in the order of the 五十音; what has no town comes last."""
    resource, place = page.resource, page.resource.public_place
    town = place.town if place else None
    where = kana_order(town.reading or propose_reading(str(town))) if town else ("", "")
    return (
        town is None,
        place is None,
        where,
        kana_order(resource.reading or propose_reading(resource.name)),
        resource.pk,
    )


def heading_of(entry: Entry) -> str:
    """The town under which an entry stands; what has none stands under its city, or under NO_PLACE."""
    place = entry.resource.public_place
    return NO_PLACE if place is None else str(place.town or place.municipality)


def by_heading(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries under their headings, in their order."""
    return [(heading, list(found)) for heading, found in groupby(entries, heading_of)]


def _opening(entry: Entry, rule: Rule) -> tuple[tuple, Opening]:
    """When it begins, so that lines can be sorted, and the line."""
    told = describe(rule, lambda start, end: "").strip()
    return (rule.start or dt.time.max, entry.number), Opening(hours_in_words(rule.start, rule.end), entry, told)


def _sorted(openings: list[tuple[tuple, Opening]]) -> list[Opening]:
    """Lines, the earliest first."""
    return [line for _, line in sorted(openings, key=lambda one: one[0])]
