"""The text that a visitor typed: what it wishes, what was taken back of that, and what it finds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from django.http import QueryDict

from directory.catalogue.resources import Resource
from directory.geo.walking import SPEED
from directory.japanese.readings import nouns_in
from directory.publishing.version import Version
from directory.search import public_search
from directory.search.fulfilling.wish_search import WishFound, WishSearch
from directory.search.live_index import held_version, index_at
from directory.search.place_names import spots_mentioned
from directory.search.public_search import SAID
from directory.search.similarity import MOST_TERMS
from directory.search.wish_parts import AS_TEXT, NOT, TEXT, is_text_only, part_key, text_of, wish_of
from directory.search.wishes.reading import Understood, Wish
from directory.search.wishes.shipped import grammar
from directory.snapshot.selection import Selection


class Asker(NamedTuple):
    """Who asks: on the site of which city (its code, "" for none), how fast they walk (metres of road a minute), and from where
    (latitude and longitude in degrees, if told)."""

    city: str = ""
    speed: float = SPEED
    position: tuple[float, float] | None = None


@dataclass(frozen=True)
class TypedText:
    """A text over all places of a day.

    everything  what may be found; its facets do not count
    off         the keys of those parts of the wish that were taken back, or AS_TEXT
    times       parts of the day that were chosen beside the text
    asked_city  code and mask of the city that is asked for; None for all
    """

    text: str
    everything: Selection
    off: frozenset[str]
    asker: Asker
    times: tuple[str, ...] = ()
    asked_city: tuple[str, np.ndarray] | None = None

    def of(self, text: str) -> "TypedText":
        """Another text, asked by the same visitor."""
        return self if text == self.text else replace(self, text=text)

    def in_parts_of_day(self, times: Iterable[str]) -> "TypedText":
        """The same text with other parts of the day chosen beside it."""
        return replace(self, times=tuple(sorted(times)))

    @cached_property
    def says_day(self) -> bool:
        """Whether it wishes for a day, so that parts of the day that are chosen mean that day's."""
        return any(concept.startswith("day:") for part in self.kept for concept in part.concepts)

    @property
    def narrows(self) -> bool:
        """Whether there is anything to look for: 「☕」 and 「？」 have no letter."""
        return public_search.has_letters(self.text)

    @property
    def is_plain(self) -> bool:
        """Whether it is only looked for in names, because the index of the search is not made yet."""
        return self.narrows and index_at(self.everything.snapshot.columns).is_plain

    @cached_property
    def wish(self) -> Wish:
        """What it wishes; no part for a text without a letter."""
        snapshot = self.everything.snapshot
        return snapshot.remembered_text(
            ("wish", self.text, self.asker.city), lambda: wish_of(self.text, snapshot, self.asker.city)
        )

    @cached_property
    def understood(self) -> list[Understood]:
        """The parts of the wish, also those that were taken back; [] where it is nothing but names."""
        return [] if is_text_only(self.wish) else list(self.wish.parts)

    @cached_property
    def kept(self) -> list[Understood]:
        """The parts of the wish that were not taken back; [] where the text is looked for as it stands."""
        return [] if AS_TEXT in self.off else [part for part in self.understood if part_key(part) not in self.off]

    @cached_property
    def found(self) -> WishFound:
        """What fulfils the wish, without what was taken back; remembered, since each facet asks for it again."""
        where = self.asked_city[0] if self.asked_city else ""
        start = self.asker if any("near:walk" in part.concepts for part in self.kept) else None
        # Most texts speak of no day, and are asked for again a minute later or with another part of the day.
        when = (self.everything.minute, self.times) if self.says_day else None
        key = ("wished", self.text, self.off, self.asker.city, when, start, where)
        return self.everything.snapshot.remembered_finding(key, self._find)

    def _find(self) -> WishFound:
        snapshot = self.everything.snapshot
        if not self.understood or AS_TEXT in self.off:
            found = public_search.found(snapshot, self.text)
            return WishFound(found.keys, found.is_guess)
        everything = Selection(snapshot, minute=self.everything.minute)
        is_whole = len(self.kept) == len(self.understood)
        asked_for = self.asked_city[1] if self.asked_city else None
        asked = (everything, self.text, self.kept, self.asker.speed, is_whole)
        return WishSearch(*asked, self.starts, self.times, asked_for).found()

    @cached_property
    def left_out(self) -> list[Understood]:
        """The names and places of the wish that stand in no place and on no map, and so were not asked for."""
        return [part for part in self.kept if part_key(part) in self.found.unheard]

    @cached_property
    def unheard(self) -> list[Understood]:
        """Those of them that somebody asked for, and did not only tell."""
        return [part for part in self.left_out if part_key(part) not in self.found.only_told]

    @cached_property
    def let_go(self) -> list[Understood]:
        """The incidental parts of the wish that were let go, since nothing that fulfils the rest fulfils them."""
        return [part for part in self.kept if part_key(part) in self.found.let_go] if self.narrows else []

    @property
    def heeded(self) -> list[Understood]:
        """The parts of the wish that were neither taken back nor let go."""
        return [part for part in self.kept if part not in self.let_go]

    @cached_property
    def is_guess(self) -> bool:
        """Whether what was found only resembles the text."""
        return self.narrows and self.found.is_guess

    @cached_property
    def starts(self) -> list[tuple[float, float]]:
        """The points in degrees from which walks count: where the visitor is, or what the text names; [] without any."""
        if self.asker.position:
            return [self.asker.position]
        named = " ".join(part.words for part in self.kept if part.concepts[0].startswith("place:"))
        text = named if self.understood and AS_TEXT not in self.off else self.text
        return [
            (mention.spot.lat, mention.spot.lng)
            for mention in (spots_mentioned(text, self.everything.snapshot.columns) if text else ())
        ]

    def reasons(self, resources: Collection[Resource]) -> dict[int, list[public_search.MatchReason]]:
        """The parts of each place in which its words were found, by key.

        Of what was understood only what a place says of itself: that 「体操」 is its activity is seen anyway.
        """
        columns = self.everything.snapshot.columns
        if self.is_guess or not self.kept:
            return public_search.match_reasons(columns, resources, self.text)
        wished = " ".join(part.usual for part in self.kept if not part.concepts[0].startswith((*TEXT, NOT)))
        said = public_search.match_reasons(columns, resources, wished)
        where = public_search.match_reasons(columns, resources, text_of(self.kept))
        return {
            resource.pk: where.get(resource.pk, []) + [r for r in said.get(resource.pk, []) if r.label == SAID]
            for resource in resources
        }

    @property
    def lacks_a_start(self) -> bool:
        """Whether it asks for what is near on foot, and nobody has told from where."""
        return not self.starts and any("near:walk" in part.concepts for part in self.kept)

    @cached_property
    def words_alone(self) -> list[str]:
        """The words of a text without an exact match that find something on their own; first all of them together."""
        snapshot = self.everything.snapshot
        nouns = nouns_in(self.text)[:MOST_TERMS] if self.is_guess else []
        empty = grammar().says_nothing
        words = [noun for noun in nouns if noun != self.text and noun not in empty and not noun.isdecimal()]
        sure = [word for word in words if len(public_search.said(snapshot, word))]
        together = " ".join(sure)
        return [together, *sure] if len(sure) > 1 and len(public_search.said(snapshot, together)) else sure


def index_asked(data: QueryDict) -> Version | None:
    """The version of the index by which a text is found; None where no text is looked for."""
    return held_version() if "q" in data else None
