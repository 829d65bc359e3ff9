"""The query of a visitor: django-filter parses and cleans the parameters, a Selection gives the places."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from urllib.parse import urlencode

import numpy as np
from django.http import QueryDict
from django_filters import CharFilter, ChoiceFilter, FilterSet, MultipleChoiceFilter

from cms.public.choices import FacetChoices
from cms.public.typed_text import Asker, TypedText
from cms.public.wanted import Wanted
from directory.catalogue.resources import Resource
from directory.geo.walking import metres_within
from directory.search import public_search
from directory.search.similarity import LONGEST_QUERY
from directory.search.wish_parts import AS_TEXT, days_of, part_key, pieces_beyond, weekdays_of
from directory.search.wishes.reading import Understood
from directory.snapshot.selection import Selection

ALL_CITIES = "all"
"""Value of the facet `city` for all cities, where the site has a city of its own."""


class PlaceQuery(FilterSet):
    """A visitor's query over the public directory. Filters narrow a Selection, not a queryset.

    everything  all places, or those of the site's own city; choosing another city or all of them replaces it, before any
                other facet narrows
    words       the choices of each facet
    asker       how fast and from where somebody walks
    beyond      pieces of a text that is longer than what is looked for, read only for whether somebody is in danger
    """

    city = ChoiceFilter(label="市町村", method="narrow_city")
    q = CharFilter(label="さがすことば", method="narrow_text")
    off = MultipleChoiceFilter(label="やめた条件", method="narrow_nothing")
    open = ChoiceFilter(label="ひらく日", method="narrow_open")
    kind = MultipleChoiceFilter(label="しゅるい", method="narrow_kinds")
    target = MultipleChoiceFilter(label="だれのため", method="narrow_targets")
    activity = MultipleChoiceFilter(label="すること", method="narrow_activities")
    weekday = MultipleChoiceFilter(label="曜日", method="narrow_weekdays")
    time = MultipleChoiceFilter(label="時間", method="narrow_times")
    fee = ChoiceFilter(label="お金", method="narrow_fee")
    walk = ChoiceFilter(label="歩いて", method="narrow_walk")
    feature = MultipleChoiceFilter(label="あると うれしいこと", method="narrow_features")
    area = ChoiceFilter(label="ばしょ", method="narrow_area")

    def __init__(self, data: QueryDict, everything: Selection, words: FacetChoices, asker: Asker):
        super().__init__(readable(data), Resource.objects.none())
        self.everything, self.words, self.asker = everything, words, asker
        self.beyond = pieces_beyond(data.get("q", ""))
        known = {AS_TEXT, *map(part_key, self.typed.understood)}
        if "off" in self.data:
            self.data.setlist("off", [key for key in self.data.getlist("off") if key in known])
        areas = {value: label for part in words.areas.values() for value, label in part.items()}
        for name, choices in {
            "open": words.openings,
            "kind": words.terms["kinds"],
            "target": words.terms["targets"],
            "activity": words.terms["activities"],
            "weekday": words.weekdays,
            "time": words.times,
            "fee": words.fees,
            "walk": words.walks,
            "off": dict.fromkeys(known),
            "feature": words.terms["features"],
            "area": areas,
            "city": words.cities | ({ALL_CITIES: "ぜんぶの市"} if words.home else {}),
        }.items():
            # A function, since a form copies every choice that it is given, and there are hundreds of areas.
            self.filters[name].extra["choices"] = choices.items

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
        key = selection_cache_key(self.data, self.words.home, self.everything.minute, self.asker)
        found = self.everything.snapshot.remembered(key, lambda: self.narrowed(self.chosen))
        return found.at(self.everything.minute)

    def narrowed(self, chosen: Mapping[str, list[str]]) -> Selection:
        """The places that match other values, by facet."""
        selection = self.everything
        for name, values in chosen.items():
            is_several = isinstance(self.filters[name], MultipleChoiceFilter)
            selection = self.filters[name].filter(selection, values if is_several else values[0])
        return selection

    def narrow_text(self, selection, name, value):
        """What fulfils the wish that the text is, the best first; a text without a letter narrows nothing."""
        typed = self.typed.of(value)
        return selection.matching(typed.found.keys) if typed.narrows else selection

    def narrow_nothing(self, selection, name, value):
        """What was taken back of a wish is asked with the text."""
        return selection

    def narrow_open(self, selection, name, value):
        """Today and not over yet, tomorrow, or this week; with a part of the day, in it."""
        return selection.narrowed_to("open", selection.meets(value, self.times))

    def narrow_times(self, selection, name, value):
        """In any of these parts of the day."""
        return selection.in_parts_of_day(value)

    def narrow_fee(self, selection, name, value):
        """Known to cost no more than this."""
        return selection.costing_at_most(self.words.most_yen[value])

    def narrow_walk(self, selection, name, value):
        """Reached on foot in some minutes, from where the visitor is or from the place that the text names."""
        reach = metres_within(int(value), self.asker.speed)
        near = [Selection(selection.snapshot).within(reach, lat, lng).mask for lat, lng in self.typed.starts]
        return selection.narrowed_to("walk", np.logical_or.reduce(near)) if near else selection

    @cached_property
    def times(self) -> list[str]:
        """The parts of the day that were chosen or are wished for, which a chosen weekday or day means too."""
        return self._times_with(self.chosen.get("time", []))

    def _times_with(self, chosen: Iterable[str], parts: Iterable[Understood] | None = None) -> list[str]:
        wishing = (c for part in (self.typed.kept if parts is None else parts) for c in part.concepts)
        wished = [concept.removeprefix("time:") for concept in wishing if concept.startswith("time:")]
        return list(dict.fromkeys([*chosen, *wished]))

    def in_part_of_day(self, time: str) -> Selection:
        """The places that match with this part of the day chosen alone; every other facet is asked again only where it means it.

        To ask the whole query anew would cost each of the three parts a form and a search.
        """
        times, selection = self._times_with([time]), self.selection.without("time").in_parts_of_day([time])
        if opening := self.chosen.get("open"):
            selection = selection.without("open").narrowed_to("open", selection.meets(opening[0], times))
        if weekdays := self.chosen.get("weekday"):
            selection = selection.without("weekday").on_weekdays(map(int, weekdays), times)
        if self.typed.says_day:
            found = self.typed.in_parts_of_day([time]).found
            selection = selection.without("text").matching(found.keys)
        return selection

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
        """On any of these weekdays, in a chosen part of the day."""
        return selection.on_weekdays(map(int, value), self.times)

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
        others = before if isinstance(self.filters[name], MultipleChoiceFilter) else []
        return self.with_values({name: [v for v in before if v != value] if value in before else [*others, value]})

    @cached_property
    def text(self) -> str:
        """The search text."""
        return self.chosen.get("q", [""])[0]

    @cached_property
    def typed(self) -> TypedText:
        """The search text with what it wishes."""
        off = frozenset(self.data.getlist("off"))
        times = tuple(sorted(time for time in self.data.getlist("time") if time in self.words.times))
        city = self.data.get("city") or self.words.home
        among = None
        if city in self.words.cities:
            among = (city, self.everything.snapshot.columns.rows.municipality == int(city))
        asked = (self.data.get("q", ""), self.everything, off, self.asker)
        return TypedText(*asked, times, among)

    @property
    def wanted(self) -> Wanted:
        """The days and parts of the day that were chosen or are wished for, by which a card shows its next date."""
        snapshot, kept = self.everything.snapshot, self.typed.heeded
        weekdays = {*map(int, self.chosen.get("weekday", [])), *(day for part in kept for day in weekdays_of(part))}
        days = {day for part in kept for day in days_of(part, snapshot.day)}
        if self.chosen.get("open") == ["tomorrow"]:
            days.add(snapshot.tomorrow)
        return Wanted(
            frozenset(weekdays), frozenset(self._times_with(self.chosen.get("time", []), kept)), frozenset(days)
        )

    def parts(self, resources: Collection[Resource]) -> dict[int, list[public_search.MatchReason]]:
        """The parts of each place in which the text was found, by key."""
        return self.typed.reasons(resources)

    @cached_property
    def spelling(self) -> str:
        """The name or word most like a text that finds nothing or only guesses, among the places of the other facets."""
        if not self.text or (len(self.narrowed({"q": [self.text]})) and not self.typed.is_guess):
            return ""
        others = self.narrowed({name: values for name, values in self.chosen.items() if name != "q"})
        return public_search.nearest_spelling(others.snapshot.columns, others.keys, self.text)

    def only(self, name: str, value: str) -> str:
        """The query string with one value and nothing else."""
        return _query_string({name: [value]})

    def rephrased(self, text: str) -> str:
        """The query string with another text, of which nothing is taken back."""
        return self.with_values({"q": [text], "off": []})

    def with_values(self, values: Mapping[str, list[str]]) -> str:
        """The query string with other values of some facets."""
        chosen = {**self.chosen, **values}
        if not any(chosen.get("q", [])):
            chosen["off"] = []
        return _query_string({name: chosen.get(name, []) for name in self.filters})


LIST_PARAMETERS = (*PlaceQuery.base_filters, "off_of", "after", "before")
"""What a list reads of an address."""


def readable(data: QueryDict) -> QueryDict:
    """The parameters without empty ones, and with `q` cut to LONGEST_QUERY letters: a long pasted text gets an answer too.

    What was taken back of another text (`off_of`) holds no more.
    """
    data = data.copy()
    if "q" in data:
        data["q"] = "".join(letter if letter.isprintable() else " " for letter in data["q"])
    if not data.get("q") or data.get("off_of", data["q"]) != data["q"]:
        data.pop("off", None)
    for name in list(data):
        data.setlist(name, [value for value in data.getlist(name) if value])
    if len(data.get("q", "")) > LONGEST_QUERY:
        data["q"] = data["q"][:LONGEST_QUERY]
    return data


def _query_string(chosen: Mapping[str, Iterable[str]]) -> str:
    return urlencode([(name, value) for name, values in chosen.items() for value in values])


def asks_the_time(data: QueryDict) -> bool:
    """Whether an answer may be another one a minute later: 「きょう」 means what is not over, chosen or in a text."""
    return "q" in data or "open" in data


def selection_cache_key(data: QueryDict, home: str, minute: int, asker: Asker) -> tuple:
    """A cache key: the site's city, who asks, the minute of a selection, and the parameters that the facets read."""
    several = {name for name, one in PlaceQuery.base_filters.items() if isinstance(one, MultipleChoiceFilter)}
    read = (
        (name, data.getlist(name) if name in several else [data[name]])
        for name in PlaceQuery.base_filters
        if data.get(name)
    )
    start = asker if "walk" in data or "q" in data else asker._replace(position=None)
    return (home, start, minute if asks_the_time(data) else None, *((name, *values) for name, values in read))


def resource_key_in(data: QueryDict, name: str) -> int | None:
    """The resource key of a parameter; None for anything that is none."""
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
