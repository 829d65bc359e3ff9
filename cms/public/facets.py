"""The facets of a query: every option with its number of places, and what to remove where nothing is found."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from itertools import islice

from django.http import QueryDict
from django.utils.translation import gettext as _

from cms.public.choices import FacetGroup, Option, facet_choices
from cms.public.query import ALL_CITIES, PlaceQuery, readable, selection_cache_key
from cms.public.typed_text import Asker
from cms.public.wanted import days_together
from directory.catalogue.help_lines import HelpLine, help_lines
from directory.search.place_names import spots_named
from directory.search.wish_parts import AS_TEXT, part_key
from directory.search.wishes.labels import label_of_concept, label_of_part
from directory.search.wishes.reading import Understood
from directory.snapshot.arrays import Columns
from directory.snapshot.facet_counts import (
    counts_of_areas,
    counts_of_fees,
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
MOST_ASKED = ("salon", "kayoinoba", "consultation", "childcare_hub", "meal", "cafe")
"""Kinds that come first among the chips; who needs advice does not look for it behind a fold."""
TODAY = "day:today"
MEANT = 4
"""How many other texts are proposed at once."""


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
        """The kinds that most people look for and those chosen: the chips of the start page."""
        asked = {slug: place for place, slug in enumerate(MOST_ASKED)}
        options = sorted(self.kinds.options, key=lambda option: asked.get(option.value, len(asked)))
        return [option for place, option in enumerate(options) if place < CHIPS or option.chosen]

    @cached_property
    def openings(self) -> FacetGroup:
        """The facet 「ひらく日」: today and this week."""
        counts = counts_of_opening(self.selection, self.times)
        return self._one_by_one("open", self.words.openings, counts, False)

    @property
    def foremost_openings(self) -> list[Option]:
        """The chips 「きょう」, 「あした」, 「7日のうちに」; where a day is asked for already, none but a chosen one: it would be one more condition."""
        return [option for option in self.openings.options if option.chosen or not self._days]

    @property
    def _days(self) -> list[str]:
        """Labels of the weekdays and days that are chosen or wished for."""
        wished = [option for option in self.wished if option.value.startswith("day:")]
        return [*(option.label for option in wished), *map(self.words.weekdays.get, self.chosen.get("weekday", ()))]

    @property
    def days_together(self) -> str:
        """What 「あした ひらく」 beside a weekday means: 「火曜日に ひらく所のうち、あした ひらく所だけです。」; "" without both."""
        opening = self.chosen.get("open")
        return days_together(self._days, self.words.openings[opening[0]]) if opening and self._days else ""

    @cached_property
    def groups(self) -> list[FacetGroup]:
        """Every facet of the form that has something to choose."""
        groups = [
            self.openings,
            self.kinds,
            self._of_scheme("target", "targets", note="「どなたでも」の場所も、いっしょに出ます。"),
            self._of_scheme("activity", "activities"),
            self._weekdays(),
            self._one_by_one("time", self.words.times, self._counts_of_times()),
            self._one_by_one("fee", self.words.fees, counts_of_fees(self.selection, self.words.most_yen), False),
            *self._walks(),
            *self._areas(),
            self._of_scheme("feature", "features", note=self._perhaps()),
        ]
        return [group for group in groups if group.options]

    def _one_by_one(
        self, name: str, labels: Mapping[str, str], counts: Mapping[str, int], several: bool = True
    ) -> FacetGroup:
        return FacetGroup(name, self.filters[name].label, self._options(name, labels, counts), several)

    def _weekdays(self) -> FacetGroup:
        counts = counts_of_weekdays(self.selection, self.times)
        return self._one_by_one("weekday", self.words.weekdays, dict(zip(self.words.weekdays, counts, strict=True)))

    def _counts_of_times(self) -> Mapping[str, int]:
        """Places for each part of the day; with a day chosen or wished for, of meetings on it."""
        return {time: len(self.in_part_of_day(time)) for time in self.words.times}

    def _walks(self) -> Iterator[FacetGroup]:
        """How many minutes on foot, where somebody has told from where."""
        if not self.typed.starts:
            return
        others = {name: values for name, values in self.chosen.items() if name != "walk"}
        counts = {value: len(self.narrowed(others | {"walk": [value]})) for value in self.words.walks}
        yield self._one_by_one("walk", self.words.walks, counts, False)

    def _areas(self) -> Iterator[FacetGroup]:
        if len(self.words.cities) > 1:
            yield self._cities()
        counts = counts_of_areas(self.selection, self.words.towns)
        is_much = len(self.words.cities) > 1 and sum(map(bool, counts.values())) > MANY_AREAS
        if is_much and not self._city and "area" not in self.chosen:
            return
        parts = {name: self._options("area", labels, counts) for name, labels in self.words.areas.items()}
        options = [option for part in parts.values() for option in part]
        yield FacetGroup(
            "area", self.filters["area"].label, options, False, parts={n: o for n, o in parts.items() if o}
        )

    def _cities(self) -> FacetGroup:
        home, labels = self.words.home, dict(self.filters["city"].extra["choices"]())
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
        if not perhaps:
            return ""
        return _("ほかに、まだ分からない場所が %(count)sか所あります。電話でたしかめられます。") % {"count": perhaps}

    @cached_property
    def applied(self) -> list[Option]:
        """Every chosen option, each with the query string that removes it."""
        return [option for _, option in self.conditions]

    @cached_property
    def conditions(self) -> list[tuple[str, Option]]:
        """What narrows the list, each with the name of its facet: the parts of the wish or else the text, and every choice."""
        text = Option(self.text, f"「{self.text}」", 0, True, partial(self.toggled, "q", self.text))
        chosen = [(group.name, option) for group in self.groups for option in group.options if option.chosen]
        asked = [("off", option) for option in self.wished] or ([("q", text)] if self.text else [])
        return [*asked, *chosen]

    @cached_property
    def wished(self) -> list[Option]:
        """What was understood of the text and asked for, each with the query string that takes it back."""
        return [self._option_of(part, chosen=True) for part in self.typed.kept if part not in self.typed.left_out]

    @cached_property
    def taken_back(self) -> list[Option]:
        """What was understood and taken back, each with the query string that puts it back."""
        kept = set(map(part_key, self.typed.kept))
        return [self._option_of(part, chosen=False) for part in self.typed.understood if part_key(part) not in kept]

    def _option_of(self, part: Understood, chosen: bool) -> Option:
        is_spot = bool(spots_named(part.words, self.everything.snapshot.columns))
        label = label_of_part(part, self.words.terms, is_spot)
        if AS_TEXT in self.typed.off:
            others = [part_key(other) for other in self.typed.understood if other != part]
            return Option(part_key(part), label, 0, chosen, partial(self.with_values, {"off": others}))
        return Option(part_key(part), label, 0, chosen, partial(self.toggled, "off", part_key(part)))

    @property
    def as_text(self) -> str:
        """The query string that looks for the text as it stands, whatever it may wish."""
        return self.with_values({"off": [AS_TEXT]})

    @cached_property
    def help_lines(self) -> list[HelpLine]:
        """Who can be reached now, where the text says, be it at its far end, that somebody may be in danger; else []."""
        wishes = (self.typed.wish, *(self.typed.of(piece).wish for piece in self.beyond))
        told = [wish for wish in wishes if wish.is_danger]
        return help_lines(self.asker.city, [c for wish in told for c in wish.concepts]) if told else []

    @property
    def let_go(self) -> list[str]:
        """Labels of the conditions of the text that were let go, since nothing that was meant fulfils them."""
        return [self._option_of(part, chosen=True).label for part in self.typed.let_go]

    @property
    def widened(self) -> list[str]:
        """Labels of what was understood and is known of no place, so that something wider is shown."""
        found = self.typed.found.widened if self.typed.narrows else ()
        return [label_of_concept(concept, self.words.terms) for concept in found]

    @cached_property
    def meant(self) -> list[Option]:
        """Other texts to propose where no place contains the text: its single words, or else the nearest spelling."""
        texts = self.typed.words_alone or ([self.spelling] if self.spelling else [])
        options = (
            Option(
                text, text, len(self.asked_with(self.rephrased(text)).selection), False, partial(self.rephrased, text)
            )
            for text in texts
        )
        return list(islice((option for option in options if option.count), MEANT))

    @cached_property
    def over(self) -> Selection | None:
        """Where somebody asks for today, what fulfils all the rest and is over by now; else None."""
        if self.chosen.get("open") == ["today"]:
            return self.selection.over_today(self.times)
        today = [part_key(part) for part in self.typed.heeded if TODAY in part.concepts]
        if not today:
            return None
        return self.asked_with(self.with_values({"off": [*self.chosen.get("off", []), *today]})).selection.over_today(
            self.times
        )

    def asked_with(self, query: str) -> "Facets":
        """The facets of another query string, asked by the same visitor."""
        return Facets(QueryDict(query), self.everything, self.words, self.asker)

    @property
    def taken_off_below(self) -> list[Option]:
        """What can be taken off above the list: what was understood of the text, and every choice; not a text as it stands."""
        return [option for name, option in self.conditions if name != "q"]


def facets_for(data: QueryDict, columns: Columns, now: dt.datetime, asker: Asker) -> Facets:
    """The facets of a request over the directory at a moment."""
    everything, words = Selection.of(columns, now.date(), now.time()), facet_choices(columns, asker.city)
    return Facets(data, everything.in_municipality(words.home) if words.home else everything, words, asker)


def selection_for(data: QueryDict, columns: Columns, now: dt.datetime, asker: Asker) -> Selection:
    """Only the places of the same request, from a cache where possible: moving the map asks the same again and again."""
    everything = Selection.of(columns, now.date(), now.time())
    key = selection_cache_key(readable(data), facet_choices(columns, asker.city).home, everything.minute, asker)
    found = everything.snapshot.remembered(key, lambda: facets_for(data, columns, now, asker).selection)
    return found.at(everything.minute)
