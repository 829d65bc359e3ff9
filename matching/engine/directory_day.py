"""The directory on one day, prepared for matching."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from directory.snapshot.arrays import Columns
from directory.snapshot.codes import ACTIVE, OUTSIDE_AREA_OK, day_number
from directory.snapshot.tables import feature_columns
from directory.snapshot.upcoming import Upcoming
from matching.engine.needs import DAY
from matching.engine.vocabulary import Vocabulary
from matching.engine.wording import listed, said


class SpecialBits(NamedTuple):
    """Masks of the slugs that have a meaning of their own in a criterion.

    everyone       target: open to all
    peer_support   activity: company of people in the same position
    consultation   kind: a desk
    life_support   kind: help with daily life
    service        kinds that are gone to for help: both of these
    The others are features of the same name; `at_home`: the place comes to the house, or answers the telephone; `of_going`:
    features of the way, the rooms and the company, which are no question for who stays at home.
    """

    everyone: int
    peer_support: int
    consultation: int
    life_support: int
    service: int
    pick_up: int
    online: int
    at_home: int
    women_only: int
    men_only: int
    men_welcome: int
    drop_in: int
    small_group: int
    of_going: int


SPECIAL_FEATURES = ("pick_up", "online", "women_only", "men_only", "men_welcome", "drop_in", "small_group")
OF_GOING = (
    *("small_group", "no_talk_needed", "quiet", "wheelchair", "accessible_toilet", "parking", "pick_up", "escort"),
    *("leave_early", "nursing_room", "bring_child", "pets", "men_welcome"),
)
SAID_ALOUD = {"hoarding": "片づけ", "suicide": "つらい気持ち"}
"""Trouble -> what is said of it to the person who has it, where its label, whatever a city writes there, would hurt."""
ENDING_DAYS = 28
"""A place whose last day is within so many days takes nobody any more."""
GENERAL = "other"
"""The worry of a place that takes any."""


class DirectoryDay:
    """The directory on one day: what would otherwise cost each person a pass over all places. Shared by threads.

    columns      the arrays of one version of the directory
    vocabulary   the labels for the sentences
    today        the day as a number, as in the arrays
    status       of every row on that day (uint8, `directory.snapshot.codes`)
    ending       mask of the rows whose known last day is within ENDING_DAYS
    available    mask of the rows that are active and not ending
    upcoming     the meetings of the coming weeks
    worries      for each number of a set of worries their mask (uint64, bits in the order of the vocabulary); 0 where the
                 place takes any
    screens      rows (int32) of the places that meet on the screen and take people from anywhere
    order        all rows, those of one municipality together
    latest       the minute at which the last place closes; above a day on the day after
    """

    def __init__(self, columns: Columns, day: dt.date, vocabulary: Vocabulary):
        self.columns, self.day, self.vocabulary = columns, day, vocabulary
        self.today = day_number(day)
        self.status = columns.status_on(day)
        municipality = columns.rows.municipality
        self.order = np.argsort(municipality, kind="stable").astype(np.int32)
        ids, starts, counts = np.unique(municipality[self.order], return_index=True, return_counts=True)
        self._spans = {int(i): (int(a), int(a + n)) for i, a, n in zip(ids, starts, counts, strict=True)}
        self._catchments: dict[int, list[int]] = {}
        for number, towns in enumerate(columns.catchments):
            for town in towns:
                self._catchments.setdefault(town, []).append(number)

        self.upcoming = Upcoming(columns, day)
        last_day = day + dt.timedelta(days=ENDING_DAYS)
        self.ending = np.zeros(len(columns), bool)
        self.ending[[row for row, ends in self.upcoming.ends.items() if ends <= last_day]] = True
        self.available = (self.status == ACTIVE) & ~self.ending
        self.latest = int(self.upcoming.rules.end.max(initial=DAY))
        self.special = self._special_bits()
        rows = columns.rows
        meets_so = rows.features("yes", self.special.online) != 0
        meets_so &= rows.flags & OUTSIDE_AREA_OK != 0
        self.screens = np.flatnonzero(meets_so).astype(np.int32)
        slugs = vocabulary.slugs("worries")
        self.worries = np.array(
            [0 if GENERAL in words else _mask(slugs, words) for words in columns.worry_sets], np.uint64
        )
        self.listed = lru_cache(maxsize=4096)(self._listed)
        """The labels of some bits of a scheme as 「A」「B」, from a cache."""
        self.said = lru_cache(maxsize=4096)(self._said)
        """The labels of some bits of a scheme as 「A、B」, no longer than so many letters, without 「everyone」, from a cache."""

    def with_features(self, answers: Mapping[int, Mapping[str, bool]]) -> "DirectoryDay":
        """The same day with what single places said of their features: key of a place -> slug -> yes or no.

        It shares everything with this one but the two columns of features.
        """
        rows = self.columns.rows
        yes, no = rows.features("yes"), rows.features("no")
        known = set(self.columns.vocabulary["features"])
        rows_of = self.columns.positions(np.array(list(answers), np.int32)).tolist()
        for row, answered in zip(rows_of, answers.values(), strict=True):
            for slug in answered.keys() & known if row >= 0 else ():
                bit, is_yes = np.uint64(self.columns.bits("features", (slug,))), answered[slug]
                yes[row] = yes[row] | bit if is_yes else yes[row] & ~bit
                no[row] = no[row] & ~bit if is_yes else no[row] | bit
        told = copy(self)
        told.columns = replace(self.columns, rows=replace(rows, **feature_columns(yes, no)))
        return told

    def _special_bits(self) -> SpecialBits:
        def bits(scheme: str, slugs: Iterable[str]) -> int:
            # A city may have taken a word out of its list; then no place has it.
            return self.columns.bits(scheme, set(slugs) & set(self.columns.vocabulary[scheme]))

        return SpecialBits(
            everyone=bits("targets", ("everyone",)),
            peer_support=bits("activities", ("peer_support",)),
            consultation=bits("kinds", ("consultation",)),
            life_support=bits("kinds", ("life_support",)),
            service=bits("kinds", ("consultation", "life_support")),
            of_going=bits("features", OF_GOING),
            at_home=bits("features", ("home_visit", "by_phone")),
            **{slug: bits("features", (slug,)) for slug in SPECIAL_FEATURES},
        )

    def _listed(self, scheme: str, bits: int) -> str:
        return listed(self.vocabulary.label(scheme, slug) for slug in self.columns.words(scheme, bits))

    def _said(self, scheme: str, bits: int, most: int) -> str:
        words = self.columns.words(scheme, bits)
        return said((self.vocabulary.label(scheme, slug) for slug in words if slug != "everyone"), most)

    def listed_worries(self, mask: int) -> str:
        """The labels of a mask of worries as 「A」「B」, as they are said to the person."""
        slugs = (slug for bit, slug in enumerate(self.vocabulary.slugs("worries")) if mask >> bit & 1)
        return listed(SAID_ALOUD.get(slug) or self.vocabulary.label("worries", slug) for slug in slugs)

    def mask_of_worries(self, words: Iterable[str]) -> np.uint64:
        """The mask of some worries, as in `worries`."""
        return np.uint64(_mask(self.vocabulary.slugs("worries"), words))

    def of_municipality(self, municipality: int | None) -> np.ndarray:
        """Rows of the places of a municipality (int32); none for None or one that has no place."""
        start, end = self._spans.get(municipality, (0, 0)) if municipality is not None else (0, 0)
        rows: np.ndarray = self.order[start:end]
        return rows

    def catchments_of(self, town: int | None) -> list[int]:
        """Numbers of the catchments that hold a town."""
        return self._catchments.get(town, []) if town is not None else []


def _mask(slugs: Sequence[str], words: Iterable[str]) -> int:
    """The mask of some words, bits in the order of `slugs`."""
    return sum(1 << slugs.index(word) for word in words)
