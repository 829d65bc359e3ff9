"""What of a day's places fulfils a wish: the question that `wishes.reading` made of a text, asked of the arrays.

Every part of a wish must be fulfilled: by what a place is known to be, or by its own words, which hold those of the part.
What nobody knows of a place fulfils nothing. First come the places whose name holds the whole text, then those that
fulfil most in their own words. The needs of a story exclude nothing: who meets more of them comes first.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from directory.geo.walking import metres_within
from directory.japanese.folding import fold
from directory.search import public_search
from directory.search.fulfilling.part_masks import PartMasks
from directory.search.place_names import spots_mentioned, spots_named
from directory.search.wish_parts import DAYS, NOT, TEXT, WHEN, part_key, text_of
from directory.search.wishes.calendar_days import day_meant
from directory.search.wishes.reading import Understood
from directory.search.wishes.relations import relations
from directory.snapshot.day import SnapshotDay
from directory.snapshot.selection import Selection

LONG_WISH = 4
"""Parts from which nobody expects that all of them are fulfilled at once."""
WALK = 15
"""Minutes on foot that people mean by near."""
_NEEDS = ("worry:", "kind:life_support", "target:carer")
"""What a story tells of: each is met by somebody else, so that none excludes the others."""
_EACH = 32
"""What a fulfilled part counts for in the order: more than how well all the others are fulfilled."""


class WishFound(NamedTuple):
    """What fulfils a wish: resource keys, the best first; `is_guess`: all of them only resemble the text.

    widened   concepts of which nothing is known anywhere, so that the wider words of `wishes.relations` count instead
    is_partly whether no place fulfils all of a long wish or of a story, and those come that fulfil the most of it
    unheard   keys of the names and places that stand in no place and on no map, and so were not asked for
    """

    keys: np.ndarray
    is_guess: bool = False
    widened: tuple[str, ...] = ()
    is_partly: bool = False
    unheard: tuple[str, ...] = ()


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

    def found(self) -> WishFound:
        """The places, without `among` all of them public and neither paused nor ended."""
        return self._found()._replace(unheard=tuple(map(part_key, self._unheard)))

    def _found(self) -> WishFound:
        named = self._named if self.is_whole else np.empty(0, np.int64)
        is_told = len(self._needs) > 1 or (bool(self._needs) and len(self._wanted) > 1 + len(self._beside))
        mask, widened, is_met = self._of_story if is_told else self._of_wish
        is_met = is_met or bool(len(named))
        if not is_met and self._needs:
            mask, widened, _ = self._of_story
        elif not is_met and len(self.parts) >= LONG_WISH:
            mask = self._fulfilling_most
        keys = public_search.each_once([named, self._in_order(mask)])
        if len(keys) or not self.is_whole:
            return WishFound(keys, widened=widened, is_partly=not is_met and bool(len(keys)))
        guess = self._masks.found_by(self.text)
        return WishFound(guess.keys, guess.is_guess)

    @property
    def _of_wish(self) -> tuple[np.ndarray, tuple[str, ...], bool]:
        """Mask of what fulfils all parts; where nothing does, of what fulfils something wider, with those concepts; whether any is."""
        mask = self._fulfilling(self._masks.of_part)
        widened = self._wider_concepts(self.parts)
        if self._any(mask) or not widened:
            return mask, (), self._any(mask)
        mask = self._fulfilling(self._masks.of_part_or_wider)
        return mask, widened if self._any(mask) else (), self._any(mask)

    @property
    def _of_story(self) -> tuple[np.ndarray, tuple[str, ...], bool]:
        """Mask of what meets any need and all that is wanted beside; where that is nowhere, of what meets anything.

        With the concepts that only something wider answers, and whether all of it is met anywhere.
        """
        needs = [self._masks.of_part(part) for part in self._needs]
        beside = [self._masks.of_part(part) for part in self._beside]
        best = [self._best(part) for part in (*self._needs, *self._beside)]
        is_met = self._any(np.logical_and.reduce([self._conditions, *best]))
        mask = np.logical_and.reduce([self._conditions, np.logical_or.reduce(needs), *beside])
        if beside and self._any(mask):
            return mask, (), is_met
        mask = self._conditions & np.logical_or.reduce(best)
        return mask, self._wider_concepts(part for part in self._wanted if self._is_widened(part)), is_met

    @staticmethod
    def _wider_concepts(parts: Iterable[Understood]) -> tuple[str, ...]:
        return tuple(c for part in parts for c in part.concepts if c in relations().wider)

    def _best(self, part: Understood) -> np.ndarray:
        """Mask of what fulfils a part, or something wider where nothing does."""
        return self._masks.of_part_or_wider(part) if self._is_widened(part) else self._masks.of_part(part)

    def _is_widened(self, part: Understood) -> bool:
        return not self._any(self._conditions & self._masks.of_part(part))

    def _any(self, mask: np.ndarray) -> bool:
        return bool((mask if self.city is None else mask & self.city).any())

    @property
    def _snapshot(self) -> SnapshotDay:
        return self.selection.snapshot

    @cached_property
    def _masks(self) -> PartMasks:
        return PartMasks(self._snapshot, self.among)

    @property
    def _named(self) -> np.ndarray:
        """Keys of the places whose name holds the whole text, as if nothing in it were a wish."""
        says_when = any(concept.startswith(("day:", "time:")) for part in self.parts for concept in part.concepts)
        return self._masks.remembered(
            ("named", self.text, says_when),
            lambda: public_search.named(self._snapshot, self.text, self._masks.keys, says_when),
        )

    @property
    def _shown(self) -> np.ndarray:
        return self._snapshot.shown if self.among is None else self.among

    def _fulfilling(self, of_part: Callable[[Understood], np.ndarray]) -> np.ndarray:
        return np.logical_and.reduce([self._conditions, *(of_part(part) for part in self._wanted)])

    @property
    def _fulfilling_most(self) -> np.ndarray:
        """Mask of the places that fulfil the most of the wish, at least half of it."""
        masks = [self._masks.of_part(part) for part in self._meant]
        masks += [mask for mask in (self._when, self._where) if mask is not self._shown]
        fulfilled = np.sum(masks, axis=0) * self._shown
        return (fulfilled == fulfilled.max(initial=0)) & (2 * fulfilled >= len(masks)) & self._shown

    @cached_property
    def _meant(self) -> list[Understood]:
        """The parts but for those that say when, where or a name."""
        return [part for part in self.parts if not all(c.startswith((*TEXT, *WHEN)) for c in part.concepts)]

    @cached_property
    def _wanted(self) -> list[Understood]:
        """The parts that say what a place is to be, and not what it must not be or cost."""
        return [part for part in self._meant if not part.concepts[0].startswith((NOT, "fee:"))]

    @cached_property
    def _needs(self) -> list[Understood]:
        return [part for part in self._wanted if part.concepts[0].startswith(_NEEDS)]

    @cached_property
    def _beside(self) -> list[Understood]:
        """What is wanted beside the needs of a story; whose they are only decides who comes first."""
        return [p for p in self._wanted if p not in self._needs and not p.concepts[0].startswith("target:")]

    @cached_property
    def _conditions(self) -> np.ndarray:
        """Mask of what meets when, where, what it costs and what is not wanted: these a story does not give up."""
        masks = [self._masks.of_part(part) for part in self._meant if part not in self._wanted]
        return np.logical_and.reduce([self._shown, self._when, self._where, *masks])

    @cached_property
    def _unheard(self) -> list[Understood]:
        """The names and places that stand in no place and are no spot, where something else is asked for beside them."""
        texts = [part for part in self.parts if part.concepts[0].startswith(TEXT)]
        if len(texts) == len(self.parts) or not texts or self._is_one_word or self._finds(text_of(texts)):
            return []
        return [part for part in texts if not self._finds(part.words)]

    @property
    def _is_one_word(self) -> bool:
        """Whether it is short and written together, so that it may be a misspelt name: 「ひまらりサロン」."""
        text = self.text.strip()
        return len(fold(text)) < public_search.LONG and len(text.split()) == 1

    def _finds(self, text: str) -> bool:
        found = self._masks.found_by(text)
        is_held = bool(len(found.keys)) and not found.is_guess
        if (
            self._needs
        ):  # a town where nothing of the city is says where somebody comes from: 「東京から来て 友達がいない」
            return is_held and self._any(self._masks.rows_of(found.keys))
        return is_held or bool(spots_named(text, self._snapshot.columns))

    @cached_property
    def _asked_text(self) -> str:
        """The names and places that are looked for."""
        return text_of(part for part in self.parts if part not in self._unheard)

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
        text = self._asked_text
        mask = self._masks.rows_of(self._by_text.keys) if text else self._shown
        if not any("near:walk" in part.concepts for part in self.parts):
            return mask
        named = spots_mentioned(text, self._snapshot.columns) if text else ()
        starts = self.starts or [(mention.spot.lat, mention.spot.lng) for mention in named]
        reach = metres_within(WALK, self.speed)
        near = [Selection(self._snapshot).within(reach, lat, lng).masks["near"] for lat, lng in starts]
        return mask & np.logical_or.reduce(near) if near else mask

    @cached_property
    def _by_text(self) -> public_search.Found:
        found = self._masks.found_by(self._asked_text)
        return found._replace(keys=found.keys[:0]) if found.is_guess else found

    def _in_order(self, mask: np.ndarray) -> np.ndarray:
        """Keys of some rows: those that fulfil the most, then those that do so best, then as the text or the day orders them."""
        snapshot = self._snapshot
        order = snapshot.order
        if self._asked_text:
            first = snapshot.rows_of(self._by_text.keys)
            order = np.concatenate([first, order[~np.isin(order, first)]])
        order = order[mask[order]]
        merit = np.zeros(len(snapshot.columns), np.int16)
        for part in self._wanted:
            merit += _EACH * self._best(part).astype(np.int16) + self._masks.merit(part)
        return snapshot.columns.rows.key[order[np.argsort(-merit[order], kind="stable")]]
