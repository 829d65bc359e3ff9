"""What of a day's places fulfils a wish: the question that `wishes.reading` made of a text, asked of the arrays.

Every part of a wish must be fulfilled: by what a place is known to be, or by its own words, which hold those of the part.
What nobody knows of a place fulfils nothing. First come the places whose name holds the whole text, then those that
fulfil most in their own words. The needs of a story exclude nothing: who meets more of them comes first. What is only
incidental (`letting_go`) is let go where it leaves nothing that fulfils what was meant.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from directory.search import public_search
from directory.search.fulfilling.letting_go import by_concept, with_narrow_word, without_incidentals
from directory.search.fulfilling.part_masks import worries_of
from directory.search.fulfilling.wish_masks import WishMasks
from directory.search.wish_parts import part_key
from directory.search.wishes.phrases import TIMES
from directory.search.wishes.reading import Understood
from directory.search.wishes.relations import relations
from directory.search.wishes.sentences.settling import HELPING

LONG_WISH = 4
"""Parts from which nobody expects that all of them are fulfilled at once."""
_EACH_INCIDENTAL = 16
"""What a condition that was let go counts for where it is fulfilled all the same: less than a need, as much as all words."""
_UNDERSTOOD = ("feature:foreign_language", "target:foreign", "worry:foreign_life", "activity:japanese_language")
"""Where somebody who writes in another language is understood."""
_EACH = 64
"""What a fulfilled part counts for in the order: more than how well all the others are fulfilled."""


class WishFound(NamedTuple):
    """What fulfils a wish: resource keys, the best first; `is_guess`: all of them only resemble the text.

    widened   concepts of which nothing is known anywhere, so that the wider words of `wishes.relations` count instead
    is_partly whether no place fulfils all of a long wish or of a story, and those come that fulfil the most of it
    unheard   keys of the names and places that stand in no place and on no map, and so were not asked for
    only_told keys of those among them that are ordinary words of a sentence, of which nothing need be said
    let_go    keys of the incidental parts that the first of the places does not fulfil, since none fulfils all
    """

    keys: np.ndarray
    is_guess: bool = False
    widened: tuple[str, ...] = ()
    is_partly: bool = False
    unheard: tuple[str, ...] = ()
    only_told: tuple[str, ...] = ()
    let_go: tuple[str, ...] = ()


class WishSearch(WishMasks):
    """A wish asked of a selection."""

    def found(self) -> WishFound:
        """The places, without `among` all of them public and neither paused nor ended."""
        unheard, told = tuple(map(part_key, self._unheard)), tuple(map(part_key, self._only_told))
        return self._found()._replace(unheard=unheard, only_told=told)

    def _found(self) -> WishFound:
        named = self._named if self.is_whole else np.empty(0, np.int64)
        mask, widened, is_met = self._answer
        is_met = is_met or bool(len(named))
        keys = public_search.each_once([named, self._in_order(mask)])
        if not len(named) and (near := self._near_misses(mask)):
            return near._replace(keys=public_search.each_once([near.keys, keys]))
        if len(keys) or not self.is_whole:
            return WishFound(keys, widened=widened, is_partly=not is_met and bool(len(keys)))
        guess = self._masks.found_by(self.text)
        return WishFound(guess.keys, guess.is_guess)

    @property
    def _answer(self) -> tuple[np.ndarray, tuple[str, ...], bool]:
        """Mask of what answers best, with the concepts that only something wider answers, and whether all is met anywhere."""
        if self._needs:
            return self._of_story
        mask, widened, is_met = self._of_wish
        if not is_met and len(self.parts) >= LONG_WISH:
            mask = self._fulfilling_most
        return mask, widened, is_met

    def _near_misses(self, answered: np.ndarray) -> WishFound | None:
        """What fulfils more of what was meant on another day or farther away, the nearest misses first; None where nothing does.

        A worry that nothing else answers gets whatever it would get without its conditions.
        """
        kept = without_incidentals(self.parts, bool(self._needs))
        loose = self._with(kept)
        if len(kept) == len(self.parts) or not loose._wanted:
            return None
        is_empty = bool(self._needs) and not self._any(answered)
        if loose._met_exactly <= self._met_exactly and not is_empty:
            return None
        mask, widened, is_met = loose._answer if self._needs else (loose._closest, (), True)
        let_go = [part for part in self.parts if part not in kept and part not in self._unheard]
        keys = loose._in_order(mask, [self._alone(part) for part in by_concept(let_go)])
        first = self._masks.rows_of(keys[:1])
        missed = tuple(part_key(part) for part in let_go if not (first & self._alone(part)).any())
        return WishFound(keys, widened=widened, is_partly=not is_met, let_go=missed)

    def _alone(self, part: Understood) -> np.ndarray:
        """Mask of what fulfils one part, whatever the others say."""
        return self._with([part])._fulfilling(self._masks.of_part)

    @property
    def _met_exactly(self) -> int:
        """How much of what is wanted is met by what meets the conditions, as a number to compare wishes of the same text by."""
        if not self._needs:
            return int(self._any(self._closest)) + int(self._any(self._closest & self._of_narrow_words))
        met = [self._conditions & self._masks.of_part(part) for part in self._wanted]
        by_one = np.sum(met, axis=0) * (True if self.city is None else self.city)
        return sum(self._any(mask) for mask in met) + int(by_one.max(initial=0))

    @cached_property
    def _closest(self) -> np.ndarray:
        """Mask of what fulfils the whole wish: of those that say its narrow words, or without any of all."""
        exact = self._fulfilling(self._masks.of_part)
        very = exact & self._of_narrow_words
        return very if self._any(very) else exact

    @cached_property
    def _of_narrow_words(self) -> np.ndarray:
        """Mask of what says the words that are narrower than their concepts: 「コーラス」 of 音楽; of all rows where none are."""
        narrow = (with_narrow_word(part, self._snapshot) for part in self._wanted)
        return np.logical_and.reduce([self._shown, *(self._masks.says(part) for part in narrow if part)])

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
        """Mask of what meets any need and all that is wanted beside; where that is nowhere, of what meets anything but a manner.

        With the concepts that only something wider answers, and whether all of it is met anywhere.
        """
        needs = [self._masks.of_part(part) for part in self._needs]
        beside = [self._masks.of_part(part) for part in self._beside]
        best = [self._best(part) for part in (*self._needs, *self._beside)]
        is_met = self._any(np.logical_and.reduce([self._conditions, *best]))
        mask = np.logical_and.reduce([self._conditions, np.logical_or.reduce(needs), *beside])
        if beside and self._any(mask):
            return mask | self._conditions & (self._desks_from_abroad | self._desks_for_the_rest), (), is_met
        any_of = [self._best(part) for part in (*self._needs, *self._things)]
        mask = self._conditions & np.logical_or.reduce([*any_of, self._desks_from_abroad])
        return mask, self._wider_concepts(part for part in self._wanted if self._is_widened(part)), is_met

    @property
    def _desks_for_the_rest(self) -> np.ndarray:
        """Mask of the desks for everything where nothing is known of a worry beside those that are met."""
        desks = self._masks.anything
        is_left = any(worries_of(part) and self._is_widened(part) for part in self._needs)
        return desks if is_left else np.zeros_like(desks)

    @cached_property
    def _desks_from_abroad(self) -> np.ndarray:
        """Mask of the desks for residents from abroad, who answer each worry that is told in another language; else of none."""
        desks = self._masks.desks_of(["foreign_life"])
        return desks if self._is_foreign and self._needs else np.zeros_like(desks)

    @staticmethod
    def _wider_concepts(parts: Iterable[Understood]) -> tuple[str, ...]:
        return tuple(c for part in parts for c in part.concepts if c in relations().wider)

    @property
    def _named(self) -> np.ndarray:
        """Keys of the places whose name holds the whole text, as if nothing in it were a wish."""
        says_when = any(concept.startswith(TIMES) for part in self.parts for concept in part.concepts)
        return self._masks.remembered(
            ("named", self.text, says_when),
            lambda: public_search.named(self._snapshot, self.text, self._masks.keys, says_when),
        )

    @property
    def _fulfilling_most(self) -> np.ndarray:
        """Mask of the places that fulfil the most of the wish, at least half of it."""
        masks = [self._masks.of_part(part) for part in self._meant]
        masks += [mask for mask in (self._when, self._where) if mask is not self._shown]
        fulfilled = np.sum(masks, axis=0) * self._shown
        return (fulfilled == fulfilled.max(initial=0)) & (2 * fulfilled >= len(masks)) & self._shown

    def _worth(self, part: Understood) -> np.ndarray:
        """What each row counts for by a part: half for something wider that is no desk for everything, little for a manner."""
        if self._needs and part in self._beside and part not in self._things:
            return _EACH_INCIDENTAL * self._best(part).astype(np.int16)
        sure = self._best(part) & self._masks.anything if self._is_widened(part) else self._best(part)
        return _EACH // 2 * (self._best(part).astype(np.int16) + sure)

    def _in_order(self, mask: np.ndarray, incidental: Sequence[np.ndarray] = ()) -> np.ndarray:
        """Keys of some rows: those that fulfil the most, then those that do so best, then as the text or the day orders them.

        `incidental` are masks of what somebody would rather have, too.
        """
        snapshot = self._snapshot
        order = snapshot.order
        if self._asked_text:
            first = snapshot.rows_of(self._by_text.keys)
            order = np.concatenate([first, order[~np.isin(order, first)]])
        order = order[mask[order]]
        merit = np.zeros(len(snapshot.columns), np.int16)
        for part in self._wanted:
            merit += self._worth(part) + self._masks.merit(part)
        if self._is_foreign:
            merit += 2 * np.sum([self._masks.names(concept) for concept in _UNDERSTOOD], axis=0, dtype=np.int16)
            merit += _EACH * self._desks_from_abroad
        else:  # a desk in five languages is nobody's first who writes Japanese and does not ask for it
            merit -= 2 * self._masks.names("target:foreign").astype(np.int16)
        if not any(concept in HELPING for part in self.parts for concept in part.concepts):
            merit -= 2 * self._masks.names("kind:volunteering").astype(np.int16)  # 「日本語教室」 asks to learn
        for fulfilled in incidental:
            merit += _EACH_INCIDENTAL * fulfilled.astype(np.int16)
        return snapshot.columns.rows.key[order[np.argsort(-merit[order], kind="stable")]]
