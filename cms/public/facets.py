"""What the list shows of a question: every facet with its words, how many there would be, and what to take back."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice

from django.http import QueryDict

from cms.public.choices import words_of
from cms.public.query import ALL_CITIES, PlaceQuery, asked_for, without_overlong
from directory.snapshot.arrays import Columns
from directory.snapshot.day import snapshot_on
from directory.snapshot.selection import Selection

MANY_AREAS = 60
"""Areas above which whoever searches in several cities chooses a city first."""
CHIPS = 6
"""Kinds that stand as chips above the list; the others are among the facets."""
MEANT = 4
"""What may have been meant that is proposed at once."""


@dataclass(frozen=True)
class Option:
    """One word of a facet.

    count    places there would be with it
    toggled  gives the query string with it taken in, or taken back where it is chosen; most options never need it
    """

    value: str
    label: str
    count: int
    chosen: bool
    toggled: Callable[[], str]


@dataclass(frozen=True)
class FacetGroup:
    """One facet as it is shown: options under a legend, of which one or several may be chosen, or `nothing`."""

    name: str
    legend: str
    options: list[Option]
    several: bool = True
    note: str = ""
    nothing: str = "どれでも"
    parts: Mapping[str, list[Option]] = field(default_factory=dict)

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(option.chosen for option in self.options)


class Facets(PlaceQuery):
    """A question as the page shows it."""

    def _options(self, name: str, labels: Mapping[str, str], counts: Mapping[str, int]) -> list[Option]:
        """Options that lead somewhere, and those chosen."""
        chosen = self.chosen.get(name, [])
        return [
            Option(value, label, counts[value], value in chosen, partial(self.toggled, name, value))
            for value, label in labels.items()
            if counts[value] or value in chosen
        ]

    def _of_scheme(self, name: str, scheme: str, note: str = "") -> FacetGroup:
        counts = self.selection.counts_of_words(scheme)
        return FacetGroup(
            name, self.filters[name].label, self._options(name, self.words.terms[scheme], counts), note=note
        )

    @cached_property
    def kinds(self) -> FacetGroup:
        """Kinds in the order of the vocabulary: places to be, then desks and services."""
        return self._of_scheme("kind", "kinds")

    @property
    def foremost(self) -> list[Option]:
        """The first kinds and those chosen: the chips of the start page."""
        return [option for place, option in enumerate(self.kinds.options) if place < CHIPS or option.chosen]

    @cached_property
    def openings(self) -> FacetGroup:
        """Today and this week."""
        counts = dict(zip(self.words.openings, self.selection.counts_of_opening(), strict=True))
        return FacetGroup("open", self.filters["open"].label, self._options("open", self.words.openings, counts), False)

    @cached_property
    def groups(self) -> list[FacetGroup]:
        """Every facet of the form that has something to choose."""
        groups = [
            self.openings,
            self.kinds,
            self._of_scheme("target", "targets", note="「どなたでも」の場所も、いっしょに出ます。"),
            self._of_scheme("activity", "activities"),
            self._weekdays(),
            *self._areas(),
            self._of_scheme("feature", "features", note=self._perhaps()),
        ]
        return [group for group in groups if group.options]

    def _weekdays(self) -> FacetGroup:
        counts = dict(zip(self.words.weekdays, self.selection.counts_of_weekdays(), strict=True))
        return FacetGroup(
            "weekday", self.filters["weekday"].label, self._options("weekday", self.words.weekdays, counts)
        )

    def _areas(self) -> Iterator[FacetGroup]:
        if len(self.words.cities) > 1:
            yield self._cities()
        counts = self.selection.counts_of_areas(self.words.towns)
        parts = {name: self._options("area", labels, counts) for name, labels in self.words.areas.items()}
        options = [option for part in parts.values() for option in part]
        if len(options) <= MANY_AREAS or len(self.words.cities) == 1 or self._city or "area" in self.chosen:
            yield FacetGroup(
                "area", self.filters["area"].label, options, False, parts={n: o for n, o in parts.items() if o}
            )

    def _cities(self) -> FacetGroup:
        home, labels = self.words.home, dict(self.filters["city"].extra["choices"])
        counts = self.selection.counts_of_municipalities(self.words.cities)
        options = self._options("city", labels, counts | {ALL_CITIES: sum(counts.values())})
        others = [option for option in options if option.value != home]
        return FacetGroup("city", self.filters["city"].label, others, False, nothing=labels.get(home, "どれでも"))

    @property
    def _city(self) -> str:
        """The city that is looked at; "" for all of them."""
        return self.chosen.get("city", [self.words.home])[0].replace(ALL_CITIES, "")

    @cached_property
    def elsewhere(self) -> Option | None:
        """The same in all cities, where only the site's own is looked at and others have some too."""
        if not self.words.home or "city" in self.chosen:
            return None
        count = len(self.narrowed({"city": [ALL_CITIES], **self.chosen})) - len(self.selection)
        toggled = partial(self.toggled, "city", ALL_CITIES)
        return Option(ALL_CITIES, "ほかの市も見る", count, False, toggled) if count else None

    def _perhaps(self) -> str:
        wanted = self.chosen.get("feature")
        perhaps = self.selection.perhaps_with(wanted) if wanted else 0
        return f"ほかに、まだ分からない場所が {perhaps}か所あります。電話でたしかめられます。" if perhaps else ""

    @cached_property
    def applied(self) -> list[Option]:
        """Everything chosen, each with the query string that takes it back."""
        return [option for _, option in self._applied]

    @cached_property
    def _applied(self) -> list[tuple[str, Option]]:
        said = Option(self.text, f"「{self.text}」", 0, True, partial(self.toggled, "q", self.text))
        chosen = [(group.name, option) for group in self.groups for option in group.options if option.chosen]
        return [*([("q", said)] if self.text else []), *chosen]

    @cached_property
    def meant(self) -> list[Option]:
        """What somebody may have meant whose text no place holds: its words, or else the nearest spelling."""
        texts = self.words_alone or ([self.spelling] if self.spelling else [])
        options = (
            Option(text, text, len(self.narrowed({**self.chosen, "q": [text]})), False, partial(self.rephrased, text))
            for text in texts
        )
        return list(islice((option for option in options if option.count), MEANT))

    @property
    def loosened(self) -> list[Option]:
        """What to take back where nothing was found, each with how many places there are without it, the most first.

        Where no one thing alone stands in the way, what finds places if nothing else is asked for.
        """
        applied = self._applied if len(self._applied) > 1 else []
        without = [replace(option, label=f"{option.label}をやめる", chosen=False) for _, option in applied]
        alone = [
            replace(option, label=f"{option.label}だけ", chosen=False, toggled=partial(self.only, name, option.value))
            for name, option in applied
        ]
        return self._leading(without) or self._leading(alone)

    def _leading(self, options: list[Option]) -> list[Option]:
        """Those that lead to places, with how many, the most first."""
        counted = [replace(option, count=len(self._asked(option.toggled()).selection)) for option in options]
        return sorted((option for option in counted if option.count), key=lambda option: -option.count)

    def _asked(self, query: str) -> "Facets":
        return Facets(QueryDict(query), self.everything, self.words)

    @property
    def applied_below(self) -> list[Option]:
        """What is chosen and stands neither in the box nor as a chip anyway."""
        chips = [*self.openings.options, *([] if self.text else self.kinds.options)]
        return [option for option in self.applied[bool(self.text) :] if option not in chips]


def asked(data: QueryDict, columns: Columns, day: dt.date, home: str) -> Facets:
    """The query of a request over the directory on a day, on the site of a city ("" for one of no city)."""
    everything, words = Selection(snapshot_on(columns, day)), words_of(columns, home)
    return Facets(data, everything.in_municipality(words.home) if words.home else everything, words)


def selected(data: QueryDict, columns: Columns, day: dt.date, home: str) -> Selection:
    """Its places alone; without a form where the same was asked a moment ago, as by whoever moves the map."""
    key = asked_for(without_overlong(data), words_of(columns, home).home)
    return snapshot_on(columns, day).remembered(key, lambda: asked(data, columns, day, home).selection)
