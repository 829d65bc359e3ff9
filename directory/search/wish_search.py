"""What of a day's places fulfils a wish: the question that `wishes.reading` made of a text, asked of the arrays.

Every part of a wish must be fulfilled: by what a place is known to be, or by its own words, which hold those of the part.
What nobody knows of a place fulfils nothing. First come the places whose name holds the whole text, then those that
fulfil most in their own words.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from directory.geo.walking import metres_within
from directory.search import public_search
from directory.search.place_names import spots_mentioned
from directory.search.wish_parts import DAYS, NOT, TEXT, WHEN, text_of, what_is_meant
from directory.search.wishes.calendar_days import day_meant
from directory.search.wishes.reading import Understood
from directory.search.wishes.relations import relations
from directory.snapshot.codes import UNKNOWN_AMOUNT
from directory.snapshot.day import SnapshotDay
from directory.snapshot.day_parts import DAY_PARTS
from directory.snapshot.selection import Selection

CHEAP = 500
"""Yen a visit that people mean by cheap: what a salon with lunch costs."""
LONG_WISH = 4
"""Parts from which nobody expects that all of them are fulfilled at once."""
WALK = 15
"""Minutes on foot that people mean by near."""
_SCHEMES = {"kind": "kinds", "target": "targets", "activity": "activities", "stage": "stages"}


class WishFound(NamedTuple):
    """What fulfils a wish: resource keys, the best first; `is_guess`: all of them only resemble the text.

    widened   concepts of which nothing is known anywhere, so that the wider words of `wishes.relations` count instead
    is_partly whether no place fulfils all of a long wish, and those come that fulfil the most of it
    """

    keys: np.ndarray
    is_guess: bool = False
    widened: tuple[str, ...] = ()
    is_partly: bool = False


@dataclass(frozen=True)
class WishSearch:
    """A wish asked of a selection.

    selection    everything on the day; its own facets do not count
    text         what was typed
    parts        what was understood and not taken back; `is_whole` where nothing was taken back
    speed        metres of road that somebody walks in a minute
    starts       the points in degrees from which it counts; those that the text names where none is given
    times        parts of the day that were chosen beside the text: a day of the wish means them too
    city         mask of the rows of the city that is asked for; None for all
    among        mask of the rows that may be found; None for what residents find
    """

    selection: Selection
    text: str
    parts: Sequence[Understood]
    speed: float
    is_whole: bool = True
    starts: Sequence[tuple[float, float]] = ()
    times: Collection[str] = ()
    city: np.ndarray | None = None
    among: np.ndarray | None = None
    _masks: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def found(self) -> WishFound:
        """The places, without `among` all of them public and neither paused nor ended."""
        named = self._named if self.is_whole else np.empty(0, np.int64)
        mask = self._fulfilling(self._of_part)
        widened: tuple[str, ...] = ()
        if not self._any(mask):
            widened = tuple(c for part in self.parts for c in part.concepts if c in relations().wider)
            mask = self._fulfilling(self._of_part_or_wider) if widened else mask
            widened = widened if self._any(mask) else ()
        keys = public_search.each_once([named, self._in_order(mask)])
        if not (len(named) or self._any(mask)) and len(self.parts) >= LONG_WISH:
            return WishFound(self._in_order(self._fulfilling_most), is_partly=True)
        if len(keys) or not self.is_whole:
            return WishFound(keys, widened=widened)
        guess = self._found_by(self.text)
        return WishFound(guess.keys, guess.is_guess)

    def _any(self, mask: np.ndarray) -> bool:
        return bool((mask if self.city is None else mask & self.city).any())

    @property
    def _snapshot(self) -> SnapshotDay:
        return self.selection.snapshot

    @property
    def _named(self) -> np.ndarray:
        """Keys of the places whose name holds the whole text, as if nothing in it were a wish."""
        says_when = any(concept.startswith(("day:", "time:")) for part in self.parts for concept in part.concepts)
        return self._remembered(
            ("named", self.text, says_when),
            lambda: public_search.named(self._snapshot, self.text, self._keys, says_when),
        )

    def _remembered(self, key: Hashable, make: Callable[[], np.ndarray]) -> np.ndarray:
        """What is found among all that residents find is kept for the day."""
        return make() if self._keys is not None else self._snapshot.remembered_text(key, make)

    def _found_by(self, text: str) -> public_search.Found:
        if self._keys is None:
            return public_search.found(self._snapshot, text)
        return public_search.found_among(self._snapshot, self._keys, text)

    def _saying(self, words: str) -> np.ndarray:
        """Keys of what says some words and does not only refuse them."""
        return self._remembered(("saying", words), lambda: self._made_saying(words))

    def _made_saying(self, words: str) -> np.ndarray:
        snapshot, keys = self._snapshot, self._keys
        said = public_search.said(snapshot, words) if keys is None else public_search.said_among(snapshot, keys, words)
        return public_search.without_refusals(snapshot, said, words)

    @cached_property
    def _keys(self) -> np.ndarray | None:
        return None if self.among is None else self._snapshot.columns.rows.key[self.among]

    @property
    def _shown(self) -> np.ndarray:
        return self._snapshot.shown if self.among is None else self.among

    def _fulfilling(self, of_part: Callable[[Understood], np.ndarray]) -> np.ndarray:
        masks = [of_part(part) for part in self._meant]
        return np.logical_and.reduce([self._shown, self._when, self._where, *masks])

    @property
    def _fulfilling_most(self) -> np.ndarray:
        """Mask of the places that fulfil the most of the wish, at least half of it."""
        masks = [self._of_part(part) for part in self._meant]
        masks += [mask for mask in (self._when, self._where) if mask is not self._shown]
        fulfilled = np.sum(masks, axis=0) * self._shown
        return (fulfilled == fulfilled.max(initial=0)) & (2 * fulfilled >= len(masks)) & self._shown

    @cached_property
    def _meant(self) -> list[Understood]:
        """The parts but for those that say when, where or a name."""
        return [part for part in self.parts if not all(c.startswith((*TEXT, *WHEN)) for c in part.concepts)]

    def _of_part(self, part: Understood) -> np.ndarray:
        return self._primary(part) | self._akin(part)

    def _of_part_or_wider(self, part: Understood) -> np.ndarray:
        wider = [self._names(word) for concept in part.concepts for word in relations().wider.get(concept, ())]
        return np.logical_or.reduce([self._of_part(part), *wider])

    def _akin(self, part: Understood) -> np.ndarray:
        akin = [self._names(word) for concept in part.concepts for word in relations().akin.get(concept, ())]
        return np.logical_or.reduce([np.zeros(len(self._snapshot.columns), bool), *akin])

    def _primary(self, part: Understood) -> np.ndarray:
        """Mask of what is known to fulfil a part, or says so itself and is not known to be otherwise."""
        if part.concepts[0].startswith(NOT):
            return np.logical_and.reduce([self._without(concept.removeprefix(NOT)) for concept in part.concepts])
        denied = np.logical_and.reduce([self._denies(concept) for concept in what_is_meant(part)])
        return (self._known(part) | self._says(part)) & ~denied

    def _known(self, part: Understood) -> np.ndarray:
        """Mask of what is known to have any of the concepts of each head."""
        heads = {concept.split(":")[0] for concept in what_is_meant(part)}
        by_head = [[self._has(c) for c in what_is_meant(part) if c.split(":")[0] == head] for head in heads]
        return np.logical_and.reduce([np.logical_or.reduce(masks) for masks in by_head])

    def _says(self, part: Understood) -> np.ndarray:
        """Mask of the places whose own words hold those of a part without a refusal behind them; never of a fee."""
        if part.concepts[0].startswith("fee:"):
            return np.zeros(len(self._snapshot.columns), bool)
        return self._kept(f"says {part.words}", lambda: self._mask(self._saying(part.words)))

    def _kept(self, name: str, make: Callable[[], np.ndarray]) -> np.ndarray:
        if name not in self._masks:
            self._masks[name] = make()
        return self._masks[name]

    def _has(self, concept: str) -> np.ndarray:
        """Mask of what is known to be or to have what a concept says."""
        columns, (head, _, word) = self._snapshot.columns, concept.partition(":")
        if head == "worry":
            return columns.with_worries([word])
        if head == "fee":
            return self._snapshot.costs_at_most(0 if word == "free" else CHEAP)
        if head in ("feature", "online"):
            return columns.rows.features_yes & self._bit("features", word or "online") != 0
        masks = getattr(columns.rows, _SCHEMES[head])
        if head == "target":
            # Who looks for something for old people is served by what is open to everyone.
            return (masks == 0) | (masks & (self._bit("targets", word) | self._bit("targets", "everyone")) != 0)
        return masks & self._bit(_SCHEMES[head], word) != 0

    def _denies(self, concept: str) -> np.ndarray:
        """Mask of the places that are known not to have a feature, whatever their words."""
        rows, (head, _, word) = self._snapshot.columns.rows, concept.partition(":")
        if head == "fee":
            return (rows.fee != UNKNOWN_AMOUNT) & ~self._has(concept)
        feature = word if head == "feature" else "online" if head == "online" else ""
        return rows.features_no & self._bit("features", feature) != 0

    def _without(self, concept: str) -> np.ndarray:
        """Mask of the places that are not known to have what is not wanted; another day or hour than the one refused."""
        head, _, word = concept.partition(":")
        if head == "time":
            return np.logical_or.reduce([self._snapshot.in_parts[part] for part in DAY_PARTS if part != word])
        if head == "day":
            others = sum(1 << day for day in range(7) if day not in DAYS.get(word, ()))
            return self._snapshot.weekdays & np.uint8(others) != 0
        if head == "target":
            masks = self._snapshot.columns.rows.targets
            return masks & self._bit("targets", word) == 0
        return np.ones(len(self._snapshot.columns), bool) if head == "near" else ~self._has(concept)

    def _bit(self, scheme: str, word: str) -> np.uint32:
        """The bit of a word; 0 for one that this city's vocabulary does not have."""
        words = self._snapshot.columns.vocabulary[scheme]
        return np.uint32(1 << words.index(word) if word in words else 0)

    @cached_property
    def _when(self) -> np.ndarray:
        """Mask of what meets on any of the days, in any of the parts of the day that are wished for."""
        concepts = [concept for part in self.parts for concept in part.concepts]
        times = [concept.removeprefix("time:") for concept in concepts if concept.startswith("time:")]
        days = [concept.removeprefix("day:") for concept in concepts if concept.startswith("day:")]
        if not days:
            return self.selection.in_parts_of_day(times).masks["time"] if times else self._shown
        return np.logical_or.reduce([self._on(day, [*times, *self.times]) for day in days])

    def _on(self, day: str, times: Collection[str]) -> np.ndarray:
        if day in ("today", "tomorrow"):
            return self.selection.meets(day, times)
        if day == "holiday":
            return self._snapshot.on_holidays(times)
        if single := day_meant(day, self._snapshot.day):
            return self._snapshot.open_on(single, times)
        bits = sum(1 << number for number in DAYS[day])
        return self._snapshot.weekdays_in(times) & np.uint8(bits) != 0

    @cached_property
    def _where(self) -> np.ndarray:
        """Mask of what holds the names or lies near the places that are named."""
        text = text_of(self.parts)
        mask = self._mask(self._by_text.keys) if text else self._shown
        if not any("near:walk" in part.concepts for part in self.parts):
            return mask
        named = spots_mentioned(text, self._snapshot.columns) if text else ()
        starts = self.starts or [(mention.spot.lat, mention.spot.lng) for mention in named]
        reach = metres_within(WALK, self.speed)
        near = [Selection(self._snapshot).within(reach, lat, lng).masks["near"] for lat, lng in starts]
        return mask & np.logical_or.reduce(near) if near else mask

    @cached_property
    def _by_text(self) -> public_search.Found:
        found = self._found_by(text_of(self.parts))
        return found._replace(keys=found.keys[:0]) if found.is_guess else found

    def _in_order(self, mask: np.ndarray) -> np.ndarray:
        """Keys of some rows: those that fulfil most parts in their own words first, then as the text or the day orders them."""
        snapshot = self._snapshot
        order = snapshot.order
        if text_of(self.parts):
            first = snapshot.rows_of(self._by_text.keys)
            order = np.concatenate([first, order[~np.isin(order, first)]])
        order = order[mask[order]]
        merit = np.zeros(len(snapshot.columns), np.int16)
        for part in (part for part in self._meant if not part.concepts[0].startswith(NOT)):
            # What is known of a fact goes before words; the very word before what is only of its kind.
            worth = 1 if part.concepts[0].startswith(("feature:", "online")) else 4
            merit += worth * self._says(part).astype(np.int16) + 2 * self._known(part) + self._names_target(part)
            merit += self._is_desk_for(part)
        return snapshot.columns.rows.key[order[np.argsort(-merit[order], kind="stable")]]

    def _is_desk_for(self, part: Understood) -> np.ndarray:
        """Mask of the desks that take a worry: whoever tells of one wants somebody to ask."""
        worries = [c.removeprefix("worry:") for c in part.concepts if c.startswith("worry:")]
        return self._has("kind:consultation") & self._snapshot.columns.with_worries(worries)

    def _names_target(self, part: Understood) -> np.ndarray:
        """Mask of what is for the very people that a part names, and not only for everyone."""
        nobody = np.zeros(len(self._snapshot.columns), bool)
        return np.logical_or.reduce([nobody, *(self._names(c) for c in part.concepts if c.startswith("target:"))])

    def _names(self, concept: str) -> np.ndarray:
        """The same as `_has`, but for people only what is for them and not for everyone."""
        head, _, word = concept.partition(":")
        if head != "target":
            return self._has(concept)
        return self._snapshot.columns.rows.targets & self._bit("targets", word) != 0

    def _mask(self, keys: np.ndarray) -> np.ndarray:
        mask = np.zeros(len(self._snapshot.columns), bool)
        mask[self._snapshot.rows_of(keys)] = True
        return mask
