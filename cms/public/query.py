"""The query of a visitor: django-filter parses and cleans the parameters, a Selection gives the places."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django_filters import CharFilter, ChoiceFilter, FilterSet, MultipleChoiceFilter

from cms.public.choices import FacetChoices
from directory.catalogue.resources import Resource
from directory.japanese.readings import nouns_in
from directory.search import public_search
from directory.search.similarity import LONGEST_QUERY, MOST_TERMS
from directory.snapshot.selection import Selection

ALL_CITIES = "all"
"""Value of the facet `city` for all cities, where the site has a city of its own."""


class PlaceQuery(FilterSet):
    """A visitor's query over the public directory. Filters narrow a Selection, not a queryset.

    everything  all places, or those of the site's own city; choosing another city or all of them replaces it, before any
                other facet narrows
    words       the choices of each facet
    """

    city = ChoiceFilter(label="市町村", method="narrow_city")
    q = CharFilter(label="さがすことば", method="narrow_text")
    open = ChoiceFilter(label="ひらく日", method="narrow_open")
    kind = MultipleChoiceFilter(label="しゅるい", method="narrow_kinds")
    target = MultipleChoiceFilter(label="だれのため", method="narrow_targets")
    activity = MultipleChoiceFilter(label="すること", method="narrow_activities")
    weekday = MultipleChoiceFilter(label="曜日", method="narrow_weekdays")
    feature = MultipleChoiceFilter(label="あると うれしいこと", method="narrow_features")
    area = ChoiceFilter(label="ばしょ", method="narrow_area")

    def __init__(self, data: QueryDict, everything: Selection, words: FacetChoices):
        super().__init__(cut_overlong_text(data), Resource.objects.none())
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
            "city": words.cities | ({ALL_CITIES: "ぜんぶの市"} if words.home else {}),
        }.items():
            self.filters[name].extra["choices"] = list(choices.items())

    @cached_property
    def wrong(self) -> list[str]:
        """Labels of the facets whose values do not exist; they are ignored."""
        return [self.filters[name].label for name in self.errors]

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The valid values, by facet."""
        self.errors  # noqa: B018  (asking for the errors is what cleans the form)
        cleaned = self.form.cleaned_data
        if cleaned.get("city") == self.words.home:
            cleaned["city"] = ""
        return {
            name: value if isinstance(value, list) else [value] for name in self.filters if (value := cleaned.get(name))
        }

    @cached_property
    def selection(self) -> Selection:
        """The places that match, cached for a moment."""
        key = selection_cache_key(self.data, self.words.home, self.everything.minute)
        return self.everything.snapshot.remembered(key, lambda: self.narrowed(self.chosen))

    def narrowed(self, chosen: Mapping[str, list[str]]) -> Selection:
        """The places that match other values, by facet."""
        selection = self.everything
        for name, values in chosen.items():
            value = values if isinstance(self.filters[name], MultipleChoiceFilter) else values[0]
            selection = self.filters[name].filter(selection, value)
        return selection

    def narrow_text(self, selection, name, value):
        """What the search finds, the most alike first."""
        return public_search.narrowed(selection, value)

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
        """In a municipality, or in all of them."""
        anywhere = selection.without("municipality")
        return anywhere if value == ALL_CITIES else anywhere.in_municipality(value)

    @cached_property
    def query(self) -> str:
        """The query string of the valid values, always in the same order."""
        return _query_string(self.chosen)

    def toggled(self, name: str, value: str) -> str:
        """The query string with a value added or, where it is chosen, removed."""
        before = self.chosen.get(name, [])
        several = isinstance(self.filters[name], MultipleChoiceFilter)
        after = [v for v in before if v != value] if value in before else [*(before if several else []), value]
        return _query_string({n: after if n == name else self.chosen.get(n, []) for n in self.filters})

    @cached_property
    def text(self) -> str:
        """The search text."""
        return self.chosen.get("q", [""])[0]

    def parts(self, resources: Collection[Resource]) -> dict[int, list[public_search.MatchReason]]:
        """The parts of each place in which the text was found, by key."""
        return public_search.match_reasons(self.everything.snapshot.columns, resources, self.text)

    @cached_property
    def spelling(self) -> str:
        """The name or word most like a text that finds nothing or only guesses, among the places of the other facets."""
        if not self.text or (len(self.narrowed({"q": [self.text]})) and not self.is_guess):
            return ""
        others = self.narrowed({name: values for name, values in self.chosen.items() if name != "q"})
        return public_search.nearest_spelling(others.snapshot.columns, others.keys, self.text)

    @cached_property
    def is_guess(self) -> bool:
        """Whether what was found only resembles the text."""
        return (
            public_search.has_letters(self.text) and public_search.found(self.everything.snapshot, self.text).is_guess
        )

    @cached_property
    def words_alone(self) -> list[str]:
        """The words of a text without an exact match that find something on their own; first all of them together."""
        nouns = nouns_in(self.text)[:MOST_TERMS] if self.is_guess else []
        sure = [noun for noun in nouns if noun != self.text and public_search.is_sure(self.everything.snapshot, noun)]
        together = " ".join(sure)
        return (
            [together, *sure] if len(sure) > 1 and public_search.is_sure(self.everything.snapshot, together) else sure
        )

    def only(self, name: str, value: str) -> str:
        """The query string with one value and nothing else."""
        return _query_string({name: [value]})

    def rephrased(self, text: str) -> str:
        """The query string with another text."""
        return _query_string({**self.chosen, "q": [text]})


def cut_overlong_text(data: QueryDict) -> QueryDict:
    """The parameters with `q` cut to LONGEST_QUERY letters, so that a long pasted text gets an answer too."""
    data = data.copy()
    if len(data.get("q", "")) > LONGEST_QUERY:
        data["q"] = data["q"][:LONGEST_QUERY]
    return data


def _query_string(chosen: Mapping[str, Iterable[str]]) -> str:
    return urlencode([(name, value) for name, values in chosen.items() for value in values])


def selection_cache_key(data: QueryDict, home: str, minute: int) -> tuple:
    """A cache key: the site's city, the minute of a selection, and the parameters that the facets read."""
    several = {name for name, one in PlaceQuery.base_filters.items() if isinstance(one, MultipleChoiceFilter)}
    read = (
        (name, data.getlist(name) if name in several else [data[name]])
        for name in PlaceQuery.base_filters
        if data.get(name)
    )
    return (home, minute, *((name, *values) for name, values in read))


def resource_key_in(data: QueryDict, name: str) -> int | None:
    """The resource key of a parameter; None for anything that is none."""
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
