"""What a visitor asked for: django-filter gives the form, the cleaning and the parameters, a Selection the answer."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from urllib.parse import urlencode

from django.http import QueryDict
from django_filters import CharFilter, ChoiceFilter, FilterSet, MultipleChoiceFilter

from cms.public.words import Words, words_of
from directory import finding
from directory.columns import Columns
from directory.resources import Resource
from directory.selection import Selection
from directory.today import on

LONGEST_QUERY = 100
"""Letters of a query that are looked at; more are cut off."""


MANY_AREAS = 60
"""Areas above which whoever searches in several cities chooses a city first."""
CHIPS = 6
"""Kinds that stand as chips above the list; the others are among the facets."""


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
class Group:
    """One facet as it is shown: options under a legend, of which one or several may be chosen."""

    name: str
    legend: str
    options: list[Option]
    several: bool = True
    note: str = ""
    parts: Mapping[str, list[Option]] = field(default_factory=dict)


class Facets(FilterSet):
    """A visitor's query over the public directory. Filters narrow a Selection, not a queryset."""

    q = CharFilter(label="さがすことば", method="narrow_text")
    open = ChoiceFilter(label="ひらく日", method="narrow_open")
    kind = MultipleChoiceFilter(label="しゅるい", method="narrow_kinds")
    target = MultipleChoiceFilter(label="だれのため", method="narrow_targets")
    activity = MultipleChoiceFilter(label="すること", method="narrow_activities")
    weekday = MultipleChoiceFilter(label="曜日", method="narrow_weekdays")
    feature = MultipleChoiceFilter(label="あると うれしいこと", method="narrow_features")
    area = ChoiceFilter(label="ばしょ", method="narrow_area")
    city = ChoiceFilter(label="市町村", method="narrow_city")

    def __init__(self, data: QueryDict, everything: Selection, words: Words):
        super().__init__(_cut(data), Resource.objects.none())
        self.everything, self.words = everything, words
        areas = {value: label for part in words.areas.values() for value, label in part.items()}
        for name, choices in {
            "open": words.openings,
            "kind": words.terms["kinds"],
            "target": words.terms["targets"],
            "activity": words.terms["activities"],
            "weekday": words.weekdays,
            "feature": words.terms["features"],
            "area": areas,
            "city": words.cities,
        }.items():
            self.filters[name].extra["choices"] = list(choices.items())

    @cached_property
    def wrong(self) -> list[str]:
        """Labels of the facets whose values do not exist; they narrow nothing."""
        return [self.filters[name].label for name in self.errors]

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The values that hold, by facet."""
        self.errors  # noqa: B018  (asking for the errors is what cleans the form)
        cleaned = self.form.cleaned_data
        return {
            name: value if isinstance(value, list) else [value] for name in self.filters if (value := cleaned.get(name))
        }

    @cached_property
    def selection(self) -> Selection:
        """The places asked for."""
        return self.everything.today.remembered(_asked_for(self.data), self._narrowed)

    def _narrowed(self) -> Selection:
        selection = self.everything
        for name, values in self.chosen.items():
            value = values if isinstance(self.filters[name], MultipleChoiceFilter) else values[0]
            selection = self.filters[name].filter(selection, value)
        return selection

    def narrow_text(self, selection, name, value):
        """What the search finds, the most alike first."""
        return finding.narrowed(selection, value)

    def narrow_open(self, selection, name, value):
        """Today, or this week."""
        return selection.open_today() if value == "today" else selection.open_this_week()

    def narrow_kinds(self, selection, name, value):
        """Any of these kinds."""
        return selection.of_kinds(value)

    def narrow_targets(self, selection, name, value):
        """For any of these people, or for everyone."""
        return selection.for_targets(value)

    def narrow_activities(self, selection, name, value):
        """Any of these activities."""
        return selection.with_activities(value)

    def narrow_weekdays(self, selection, name, value):
        """On any of these weekdays."""
        return selection.on_weekdays(map(int, value))

    def narrow_features(self, selection, name, value):
        """Known to have all of these."""
        return selection.with_features(value)

    def narrow_area(self, selection, name, value):
        """In an area, or served by a desk that answers for it."""
        return selection.in_towns(self.words.towns[value])

    def narrow_city(self, selection, name, value):
        """In a municipality."""
        return selection.in_municipality(value)

    # What the page shows of it.

    @cached_property
    def query(self) -> str:
        """The query string of what holds, always in the same order."""
        return _query(self.chosen)

    def toggled(self, name: str, value: str) -> str:
        """The query string with a value taken in or, where it is chosen, taken back."""
        before = self.chosen.get(name, [])
        several = isinstance(self.filters[name], MultipleChoiceFilter)
        after = [v for v in before if v != value] if value in before else [*(before if several else []), value]
        return _query({n: after if n == name else self.chosen.get(n, []) for n in self.filters})

    @cached_property
    def text(self) -> str:
        """What was typed."""
        return self.chosen.get("q", [""])[0]

    @property
    def spelling(self) -> str:
        """The name that is most like a text that found nothing."""
        key = finding.nearest_spelling(self.everything, self.text)
        return Resource.objects.public().filter(pk=key).values_list("name", flat=True).first() or ""

    def respelled(self) -> str:
        """The query string with that name for the text."""
        return _query({**self.chosen, "q": [self.spelling]})

    def _options(self, name: str, labels: Mapping[str, str], counts: Mapping[str, int]) -> list[Option]:
        """Options that lead somewhere, and those chosen."""
        chosen = self.chosen.get(name, [])
        return [
            Option(value, label, counts[value], value in chosen, partial(self.toggled, name, value))
            for value, label in labels.items()
            if counts[value] or value in chosen
        ]

    def _of_scheme(self, name: str, scheme: str, note: str = "") -> Group:
        counts = self.selection.counts_of_words(scheme)
        return Group(name, self.filters[name].label, self._options(name, self.words.terms[scheme], counts), note=note)

    @cached_property
    def kinds(self) -> Group:
        """Kinds, the ones with most places first."""
        group = self._of_scheme("kind", "kinds")
        group.options.sort(key=lambda option: -option.count)
        return group

    @property
    def foremost(self) -> list[Option]:
        """The first kinds and those chosen: the chips of the start page."""
        return [option for place, option in enumerate(self.kinds.options) if place < CHIPS or option.chosen]

    @cached_property
    def openings(self) -> Group:
        """Today and this week."""
        counts = dict(zip(self.words.openings, self.selection.counts_of_opening(), strict=True))
        return Group("open", self.filters["open"].label, self._options("open", self.words.openings, counts), False)

    @cached_property
    def groups(self) -> list[Group]:
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

    def _weekdays(self) -> Group:
        counts = dict(zip(self.words.weekdays, self.selection.counts_of_weekdays(), strict=True))
        return Group("weekday", self.filters["weekday"].label, self._options("weekday", self.words.weekdays, counts))

    def _areas(self) -> Iterator[Group]:
        if len(self.words.cities) > 1:
            counts = self.selection.counts_of_municipalities(self.words.cities)
            yield Group("city", self.filters["city"].label, self._options("city", self.words.cities, counts), False)
        counts = self.selection.counts_of_areas(self.words.towns)
        parts = {name: self._options("area", labels, counts) for name, labels in self.words.areas.items()}
        options = [option for part in parts.values() for option in part]
        if len(options) <= MANY_AREAS or len(self.words.cities) == 1 or {"area", "city"} & self.chosen.keys():
            yield Group("area", self.filters["area"].label, options, False, parts={n: o for n, o in parts.items() if o})

    def _perhaps(self) -> str:
        wanted = self.chosen.get("feature")
        perhaps = self.selection.perhaps_with(wanted) if wanted else 0
        return f"ほかに、まだ分からない場所が {perhaps}か所あります。電話でたしかめられます。" if perhaps else ""

    @cached_property
    def applied(self) -> list[Option]:
        """Everything chosen, each with the query string that takes it back."""
        text = (
            [Option(self.text, f"「{self.text}」", 0, True, partial(self.toggled, "q", self.text))] if self.text else []
        )
        return text + [option for group in self.groups for option in group.options if option.chosen]

    @property
    def applied_below(self) -> list[Option]:
        """What is chosen and does not stand as a chip anyway."""
        chips = [*self.kinds.options, *self.openings.options]
        return [option for option in self.applied if option not in chips]


def _cut(data: QueryDict) -> QueryDict:
    """The parameters with an overlong text cut, so that whoever pastes a letter gets an answer too."""
    data = data.copy()
    if len(data.get("q", "")) > LONGEST_QUERY:
        data["q"] = data["q"][:LONGEST_QUERY]
    return data


def _query(chosen: Mapping[str, Iterable[str]]) -> str:
    return urlencode([(name, value) for name, values in chosen.items() for value in values])


def _asked_for(data: QueryDict) -> tuple:
    """What of the parameters the facets read."""
    return tuple((name, *data.getlist(name)) for name in Facets.base_filters if data.get(name))


def asked(data: QueryDict, columns: Columns, day: dt.date) -> Facets:
    """The query of a request over the directory on a day."""
    return Facets(data, Selection(on(columns, day)), words_of(columns))


def selected(data: QueryDict, columns: Columns, day: dt.date) -> Selection:
    """Its places alone; without a form where the same was asked a moment ago, as by whoever moves the map."""
    return on(columns, day).remembered(_asked_for(_cut(data)), lambda: asked(data, columns, day).selection)
