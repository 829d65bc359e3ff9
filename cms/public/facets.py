"""The facets of a query: every option with its number of places, and what to remove where nothing is found."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice

from django.http import QueryDict

from cms.public.choices import facet_choices
from cms.public.query import ALL_CITIES, PlaceQuery, cut_overlong_text, selection_cache_key
from directory.snapshot.arrays import Columns
from directory.snapshot.facet_counts import (
    counts_of_areas,
    counts_of_municipalities,
    counts_of_opening,
    counts_of_weekdays,
    counts_of_words,
)
from directory.snapshot.selection import Selection

MANY_AREAS = 60
"""With more areas than this in several cities, areas are offered only after a city is chosen."""
CHIPS = 6
"""How many kinds are shown as chips above the list; all are among the facets."""
MEANT = 4
"""How many other texts are proposed at once."""


@dataclass(frozen=True)
class Option:
    """One option of a facet.

    count    number of places with it
    toggled  gives the query string with it added, or removed where it is chosen; a function, because most are never shown
    """

    value: str
    label: str
    count: int
    chosen: bool
    toggled: Callable[[], str]


@dataclass(frozen=True)
class FacetGroup:
    """One facet as it is shown.

    several  whether more than one option may be chosen
    nothing  label of the choice of none
    parts    the same options in named groups, where there are some
    """

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
    """A query with everything that the page shows around its result."""

    def _options(self, name: str, labels: Mapping[str, str], counts: Mapping[str, int]) -> list[Option]:
        """Options with at least one place, and those that are chosen."""
        chosen = self.chosen.get(name, [])
        return [
            Option(value, label, counts[value], value in chosen, partial(self.toggled, name, value))
            for value, label in labels.items()
            if counts[value] or value in chosen
        ]

    def _of_scheme(self, name: str, scheme: str, note: str = "") -> FacetGroup:
        counts = counts_of_words(self.selection, scheme)
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
        """The facet 「ひらく日」: today and this week."""
        counts = dict(zip(self.words.openings, counts_of_opening(self.selection), strict=True))
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
        counts = dict(zip(self.words.weekdays, counts_of_weekdays(self.selection), strict=True))
        return FacetGroup(
            "weekday", self.filters["weekday"].label, self._options("weekday", self.words.weekdays, counts)
        )

    def _areas(self) -> Iterator[FacetGroup]:
        if len(self.words.cities) > 1:
            yield self._cities()
        counts = counts_of_areas(self.selection, self.words.towns)
        parts = {name: self._options("area", labels, counts) for name, labels in self.words.areas.items()}
        options = [option for part in parts.values() for option in part]
        if len(options) <= MANY_AREAS or len(self.words.cities) == 1 or self._city or "area" in self.chosen:
            yield FacetGroup(
                "area", self.filters["area"].label, options, False, parts={n: o for n, o in parts.items() if o}
            )

    def _cities(self) -> FacetGroup:
        home, labels = self.words.home, dict(self.filters["city"].extra["choices"])
        counts = counts_of_municipalities(self.selection, self.words.cities)
        options = self._options("city", labels, counts | {ALL_CITIES: sum(counts.values())})
        others = [option for option in options if option.value != home]
        return FacetGroup("city", self.filters["city"].label, others, False, nothing=labels.get(home, "どれでも"))

    @property
    def _city(self) -> str:
        """Code of the city that is shown; "" for all of them."""
        return self.chosen.get("city", [self.words.home])[0].replace(ALL_CITIES, "")

    @cached_property
    def elsewhere(self) -> Option | None:
        """The option to search all cities, where only the site's own is shown and others have places too."""
        if not self.words.home or "city" in self.chosen:
            return None
        count = len(self.narrowed({"city": [ALL_CITIES], **self.chosen})) - len(self.selection)
        toggled = partial(self.toggled, "city", ALL_CITIES)
        return Option(ALL_CITIES, "ほかの市も見る", count, False, toggled) if count else None

    def _perhaps(self) -> str:
        """A note on the places that may have the chosen features, because nobody has told."""
        wanted = self.chosen.get("feature")
        perhaps = self.selection.perhaps_with(wanted) if wanted else 0
        return f"ほかに、まだ分からない場所が {perhaps}か所あります。電話でたしかめられます。" if perhaps else ""

    @cached_property
    def applied(self) -> list[Option]:
        """Every chosen option, each with the query string that removes it."""
        return [option for _, option in self._applied]

    @cached_property
    def _applied(self) -> list[tuple[str, Option]]:
        text = Option(self.text, f"「{self.text}」", 0, True, partial(self.toggled, "q", self.text))
        chosen = [(group.name, option) for group in self.groups for option in group.options if option.chosen]
        return [*([("q", text)] if self.text else []), *chosen]

    @cached_property
    def meant(self) -> list[Option]:
        """Other texts to propose where no place contains the text: its single words, or else the nearest spelling."""
        texts = self.words_alone or ([self.spelling] if self.spelling else [])
        options = (
            Option(text, text, len(self.narrowed({**self.chosen, "q": [text]})), False, partial(self.rephrased, text))
            for text in texts
        )
        return list(islice((option for option in options if option.count), MEANT))

    @property
    def loosened(self) -> list[Option]:
        """What to remove where nothing was found, each with the number of places without it, the most first.

        Where removing one option does not help, each option on its own that finds places.
        """
        applied = self._applied if len(self._applied) > 1 else []
        without = [replace(option, label=f"{option.label}をやめる", chosen=False) for _, option in applied]
        alone = [
            replace(option, label=f"{option.label}だけ", chosen=False, toggled=partial(self.only, name, option.value))
            for name, option in applied
        ]
        return self._leading(without) or self._leading(alone)

    def _leading(self, options: list[Option]) -> list[Option]:
        """Those options that find places, with how many, the most first."""
        counted = [replace(option, count=len(self._facets_of(option.toggled()).selection)) for option in options]
        return sorted((option for option in counted if option.count), key=lambda option: -option.count)

    def _facets_of(self, query: str) -> "Facets":
        return Facets(QueryDict(query), self.everything, self.words)

    @property
    def applied_below(self) -> list[Option]:
        """Chosen options that are shown neither in the search box nor as a chip."""
        chips = [*self.openings.options, *([] if self.text else self.kinds.options)]
        return [option for option in self.applied[bool(self.text) :] if option not in chips]


def facets_for(data: QueryDict, columns: Columns, now: dt.datetime, home: str) -> Facets:
    """The facets of a request over the directory at a moment; `home` is the code of the site's city, "" for none."""
    everything, words = Selection.of(columns, now.date(), now.time()), facet_choices(columns, home)
    return Facets(data, everything.in_municipality(words.home) if words.home else everything, words)


def selection_for(data: QueryDict, columns: Columns, now: dt.datetime, home: str) -> Selection:
    """Only the places of the same request, from a cache where possible: moving the map asks the same again and again."""
    everything = Selection.of(columns, now.date(), now.time())
    key = selection_cache_key(cut_overlong_text(data), facet_choices(columns, home).home, everything.minute)
    return everything.snapshot.remembered(key, lambda: facets_for(data, columns, now, home).selection)
