"""What helps where nothing was found: the condition that stands in the way, another city, what is nearest, a desk to ask."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice

from django.utils.translation import gettext as _

from cms.kept_pages.card_rows import public_rows
from cms.public.cards import PlaceCard, cards_of
from cms.public.choices import Option
from cms.public.facets import Facets
from directory.catalogue.contacts import Contact
from directory.japanese.telephones import called
from directory.languages.times import occurrence_in_words
from directory.search.wish_parts import part_key
from directory.snapshot.facet_counts import counts_of_municipalities
from directory.snapshot.selection import Selection

NEAREST = 3
"""Places that are shown although they are farther away than asked for."""
LOOKED_AT = 100
"""Desks among which one with a telephone is looked for."""
DESKS = 2
"""Desks that are proposed at once."""
INCIDENTAL = {"open", "weekday", "time", "fee", "walk", "area", "city", "day", "near", "place"}
"""Facets and heads of concepts that say how, and not what for: when, where, for how much."""
_CONVENIENCES = "men_welcome men_only women_only parking drop_in trial small_group meal_served quiet roles smoke_free scent_free pets pay leave_early"
CONVENIENCES = {f"feature:{slug}" for slug in _CONVENIENCES.split()}
"""Features without which a place still serves; a wheelchair, sign language or who stays at home cannot be left out."""
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
        """What to remove, each with the number of places without it: first what loses least of what was meant, then the most.

        Where removing one condition does not help, each condition on its own that finds places, what was meant first.
        """
        applied = self.facets.conditions if len(self.facets.conditions) > 1 else []
        without = [(not is_incidental(name, option), self._without(option)) for name, option in applied]
        alone = [(is_incidental(name, option), self._alone(name, option)) for name, option in applied]
        return self._leading(without) or self._leading(alone)

    def _without(self, option: Option) -> Option:
        return replace(
            option, label=_("%(condition)sを外すと") % {"condition": _in_brackets(option.label)}, chosen=False
        )

    def _alone(self, name: str, option: Option) -> Option:
        return replace(
            option,
            label=_("%(condition)sだけなら") % {"condition": _in_brackets(option.label)},
            chosen=False,
            toggled=partial(self._only, name, option),
        )

    @cached_property
    def other_days(self) -> list[Option]:
        """「あした」 and 「7日のうちに」 with how many, where the day that was chosen has none (left)."""
        is_chosen = "open" in self.facets.chosen
        return [one for one in self.facets.openings.options if one.count and not one.chosen] if is_chosen else []

    def _only(self, name: str, option: Option) -> str:
        if name != "off":
            return self.facets.only(name, option.value)
        others = [part_key(part) for part in self.facets.typed.understood if part_key(part) != option.value]
        return self.facets.with_values(
            {name: [] for name in self.facets.filters} | {"q": [self.facets.text], "off": others}
        )

    def _leading(self, ranked: Iterable[tuple[bool, Option]]) -> list[Option]:
        """Those options that find places, with how many: the ones with False first, then the most."""
        counted = [(rank, replace(o, count=len(self.facets.asked_with(o.toggled()).selection))) for rank, o in ranked]
        found = [(rank, option) for rank, option in counted if option.count]
        return [option for _, option in sorted(found, key=lambda one: (one[0], -one[1].count))]

    @cached_property
    def cities(self) -> list[Option]:
        """Other municipalities that have what was asked for, the most first."""
        if not self.facets.words.home or "city" in self.facets.chosen:
            return []
        anywhere = self.facets.asked_with(self.facets.toggled("city", "all"))
        counts = counts_of_municipalities(anywhere.selection, self.facets.words.cities)
        options = [
            Option(
                code,
                _("%(city)sで見る") % {"city": name},
                counts[code],
                False,
                partial(self.facets.toggled, "city", code),
            )
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
            return self.resource.hours_note or _("ひらいている時間は、電話で きいてください。")
        words = occurrence_in_words(self.next_date, self.day)
        if self.meets_today:
            return words
        said = (
            _("きょうは 終わりました。次は %(when)s") if self.is_over_today else _("きょうは お休みです。次は %(when)s")
        )
        return said % {"when": words}


def is_incidental(facet: str, option: Option) -> bool:
    """Whether a condition says how and not what for: 「男性も多い」 beside 「認知症」. Of a wish its concepts say so."""
    said = option.value.split() if facet == "off" else [f"{facet}:{option.value}"]
    return all(one.split(":")[0] in INCIDENTAL or one in CONVENIENCES for one in said)


def _in_brackets(label: str) -> str:
    """A condition as it is named in a sentence; words that were searched as they stand have their brackets already."""
    return label if label.startswith("「") else f"「{_(label)}」"
