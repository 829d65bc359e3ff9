"""What helps where nothing was found: the condition that stands in the way, another city, what is nearest, a desk to ask."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice

from cms.kept_pages.card_rows import public_rows
from cms.public.cards import PlaceCard, cards_of
from cms.public.facets import Facets, Option
from directory.catalogue.contacts import Contact
from directory.hours.wording import occurrence_in_words
from directory.japanese.telephones import called
from directory.search.wish_parts import part_key
from directory.snapshot.facet_counts import counts_of_municipalities
from directory.snapshot.selection import Selection

NEAREST = 3
"""Places that are shown although they are farther away than asked for."""
LOOKED_AT = 100
"""Desks among which one with a telephone is looked for."""
DESKS = 2
"""Desks that are proposed at once."""
CITIES = 3
"""Other cities that are proposed at once."""


@dataclass(frozen=True)
class WaysOut:
    """What to do after a question that nothing answers; every property costs its own questions, and only then.

    told  the telephone of the site's desk, which the page shows anyway
    """

    facets: Facets
    now: dt.datetime
    told: str = ""

    @cached_property
    def loosened(self) -> list[Option]:
        """What to remove, each with the number of places without it, the most first.

        Where removing one condition does not help, each condition on its own that finds places.
        """
        applied = self.facets.conditions if len(self.facets.conditions) > 1 else []
        without = [replace(option, label=f"{option.label}をやめる", chosen=False) for _, option in applied]
        alone = [
            replace(option, label=f"{option.label}だけ", chosen=False, toggled=partial(self._only, name, option))
            for name, option in applied
        ]
        return self._leading(without) or self._leading(alone)

    def _only(self, name: str, option: Option) -> str:
        if name != "off":
            return self.facets.only(name, option.value)
        others = [part_key(part) for part in self.facets.typed.understood if part_key(part) != option.value]
        return self.facets.with_values(
            {name: [] for name in self.facets.filters} | {"q": [self.facets.text], "off": others}
        )

    def _leading(self, options: Iterable[Option]) -> list[Option]:
        """Those options that find places, with how many, the most first."""
        counted = [replace(o, count=len(self.facets.asked_with(o.toggled()).selection)) for o in options]
        return sorted((option for option in counted if option.count), key=lambda option: -option.count)

    @cached_property
    def cities(self) -> list[Option]:
        """Other municipalities that have what was asked for, the most first."""
        if not self.facets.words.home or "city" in self.facets.chosen:
            return []
        anywhere = self.facets.asked_with(self.facets.toggled("city", "all"))
        counts = counts_of_municipalities(anywhere.selection, self.facets.words.cities)
        options = [
            Option(code, f"{name}で見る", counts[code], False, partial(self.facets.toggled, "city", code))
            for code, name in self.facets.words.cities.items()
            if counts[code]
        ]
        return sorted(options, key=lambda option: -option.count)[:CITIES]

    @cached_property
    def nearest(self) -> list[PlaceCard]:
        """The nearest places that fulfil all but "near there", where a place was named or told."""
        if not self.facets.typed.starts:
            return []
        places = [part_key(part) for part in self.facets.typed.kept if part.concepts[0].startswith(("place:", "near:"))]
        off = [*self.facets.chosen.get("off", []), *places]
        query = self.facets.with_values({"off": off, "walk": []} if self.facets.typed.kept else {"q": [], "walk": []})
        found = self.facets.asked_with(query).selection.nearest_to(*self.facets.typed.starts[0])
        return cards_of(found.page(NEAREST), self.now, self.facets, self.facets.asker.city)

    @cached_property
    def desks(self) -> list["DeskCard"]:
        """Desks that answer the worry that was told, or any; with their hours of today. Only such as are open to calls."""
        snapshot = self.facets.everything.snapshot
        if "consultation" not in snapshot.columns.vocabulary["kinds"]:
            return []
        desks = self.facets.everything.of_kinds(["consultation"])
        worries = [
            c.removeprefix("worry:") for part in self.facets.typed.kept for c in part.concepts if c.startswith("worry:")
        ]
        answering = desks.narrowed_to("worry", snapshot.columns.with_worries([*worries, "other"]))
        return self._with_telephone(answering if len(answering) else desks)

    @property
    def shown(self) -> list[PlaceCard]:
        """The cards of it that a page has asked for and so shows; no question is asked for them."""
        made = vars(self)
        return [*made.get("nearest", ()), *made.get("desks", ())]

    def _with_telephone(self, desks: Selection) -> list["DeskCard"]:
        keys, told = desks.keys[:LOOKED_AT].tolist(), called(self.told)
        contacts = Contact.objects.filter(resource__in=keys, kind=Contact.Kind.TELEPHONE, is_public=True)
        numbers = dict([*contacts.values_list("resource", "value")][::-1])  # the first one of each
        others = (key for key in keys if key in numbers and called(numbers[key]) != told)
        rows, home = public_rows(list(islice(others, DESKS))), self.facets.asker.city
        return [DeskCard(row, self.now, home=home, telephone=numbers[key]) for key, row in rows.items()]


@dataclass(frozen=True)
class DeskCard(PlaceCard):
    """A desk as it is proposed: its telephone, the first that everybody may call, and whether it is there today."""

    telephone: str = ""

    @property
    def opens_today(self) -> str:
        """「きょうは 8時30分〜17時15分」, 「きょうは お休みです。次は 11月27日（金）…」, or that nobody has told."""
        if self.next_date is None:
            return self.resource.hours_note or "ひらいている時間は、電話で きいてください。"
        words = occurrence_in_words(self.next_date, self.day)
        if self.meets_today:
            return words
        return f"きょうは {'終わりました' if self.is_over_today else 'お休みです'}。次は {words}"
