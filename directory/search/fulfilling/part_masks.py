"""Which of a day's places fulfil one part of a wish: by what is known of them, or by their own words."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np

from directory.japanese.readings import nouns_in
from directory.japanese.words import words_in
from directory.search import public_search
from directory.search.fulfilling.names_holding import called
from directory.search.wish_parts import DAYS, NOT, what_is_meant
from directory.search.wishes.reading import Understood
from directory.search.wishes.relations import relations
from directory.search.wishes.sentences.settling import HELPING
from directory.search.wishes.shipped import grammar
from directory.snapshot.codes import UNKNOWN_AMOUNT
from directory.snapshot.day import SnapshotDay
from directory.snapshot.day_parts import DAY_PARTS

CHEAP = 500
"""Yen a visit that people mean by cheap: what a salon with lunch costs."""
_CALLED, _VERY_PEOPLE = 8, 3
"""What counts in the order, beside words (4 or 1), a known fact (1) and a desk (4): a name, and for whom it is."""
_SCHEMES = {"kind": "kinds", "target": "targets", "activity": "activities", "stage": "stages"}
_SHORTEST_IN_KANA = 3
_WORRY = "worry:"
_LONELY = "worry:loneliness"
_ANYTHING = "other"
"""The worry that desks answer which are there for everything."""
_MANY_TROUBLES = "illness"
"""A worry of so many kinds that only a desk knows them all: a group for drinkers, which has it too, must say the very word."""


@dataclass(frozen=True)
class PartMasks:
    """The masks of a day's rows for parts of a wish.

    among  mask of the rows that may be found; None for what residents find
    """

    snapshot: SnapshotDay
    among: np.ndarray | None = None
    _of_part: dict[Understood, np.ndarray] = field(default_factory=dict, repr=False)
    _of_words: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def of_part(self, part: Understood) -> np.ndarray:
        """Mask of what fulfils a part, or what is akin to it."""
        if part not in self._of_part:
            akin = [self.names(word) for concept in part.concepts for word in relations().akin.get(concept, ())]
            self._of_part[part] = np.logical_or.reduce([self._primary(part), *akin])
        return self._of_part[part]

    def of_part_or_wider(self, part: Understood) -> np.ndarray:
        """Mask of what fulfils a part or something wider; a desk that is there for everything answers every worry."""
        words = [word for concept in part.concepts for word in relations().wider.get(concept, ())]
        # Only a desk knows more than the worries that it is for: a group for drinkers helps nobody who hears badly.
        worries = [*_worries_in(words), *([_ANYTHING] if worries_of(part) else [])]
        wider = [self.names(word) & self._are_free(part) for word in words if not word.startswith(_WORRY)]
        return np.logical_or.reduce([self.of_part(part), self.desks_of(worries), *wider])

    def _are_free(self, part: Understood) -> np.ndarray:
        """Mask of the rows that are not there for other worries, where a part tells of one."""
        columns = self.snapshot.columns
        has_none = np.array([not worries for worries in columns.worry_sets], bool)[columns.rows.worries]
        return has_none if worries_of(part) else ~self._nobody

    def merit(self, part: Understood) -> np.ndarray:
        """How well each row fulfils a part: by its name, in its own words, as a known fact, as a desk, and for little else.

        What says it exactly comes before what is only of its kind.
        """
        # What is known of a fact goes before words; the very word before what is only of its kind.
        worth = 1 if part.concepts[0].startswith(("feature:", "kind:", "online", _LONELY)) else 4
        return (
            worth * self.says(part).astype(np.int16)
            + _CALLED * self._called(part)
            + self._known(part)
            + self._facts(part)
            + _VERY_PEOPLE * self._names_people(part)
            + self._desks(part)
            + self._for_little_else(part)
            - self._silent(part)
        )

    def _facts(self, part: Understood) -> np.ndarray:
        """How many of the concepts of a part each row has, and of those akin to them or wider."""
        concepts = [concept for concept in what_is_meant(part) if not concept.startswith(NOT)]
        of = relations()
        others = [word for concept in concepts for word in (*of.akin.get(concept, ()), *of.wider.get(concept, ()))]
        return np.sum([self._nobody, *map(self._has, concepts), *map(self.names, others)], axis=0, dtype=np.int16)

    def _silent(self, part: Understood) -> np.ndarray:
        """2 for the places where people are quiet, for whoever looks for somebody to talk to."""
        if _LONELY not in part.concepts:
            return self._nobody
        return 2 * (self._has("feature:quiet") | self._has("feature:no_talk_needed")).astype(np.int16)

    def _for_little_else(self, part: Understood) -> np.ndarray:
        """2 for the rows whose only activity or worry is that of a part, 1 for those that have one other."""
        columns = self.snapshot.columns
        by_head = {
            "worry": np.array([len(worries) for worries in columns.worry_sets], np.int16)[columns.rows.worries],
            "activity": np.bitwise_count(columns.rows.activities).astype(np.int16),
        }
        head = part.concepts[0].partition(":")[0]
        return np.maximum(0, 3 - by_head[head]) * self._known(part) if head in by_head else self._nobody

    def _called(self, part: Understood) -> np.ndarray:
        """Mask of the rows whose name holds a noun of a part, as it was typed or is usual; ordinary words name nothing.

        For a worry it counts only where the row is known to be there for it.
        """
        if part.concepts[0].startswith((NOT, "fee:")):
            return self._nobody
        nouns = [noun for words in (part.words, part.usual) for noun in nouns_in(words)]
        telling = [noun for noun in dict.fromkeys(nouns) if noun not in grammar().no_names]
        names = [self._called_by(name) for noun in telling for name in _spellings(noun)]
        fulfilling = self._known(part) if worries_of(part) else self.of_part(part)
        return fulfilling & np.logical_or.reduce([self._nobody, *names])

    def _called_by(self, noun: str) -> np.ndarray:
        keys = self.remembered(("called", noun), lambda: called(self.snapshot, self._saying(noun), noun))
        return self.rows_of(keys)

    def says(self, part: Understood) -> np.ndarray:
        """Mask of the places whose own words hold those of a part without a refusal behind them; never of a fee."""
        if part.concepts[0].startswith("fee:"):
            return self._nobody
        others = [words for concept in part.concepts for words in relations().said.get(concept, ())]
        others += _helped_with(part)
        return np.logical_or.reduce([self._holding(words) for words in (part.usual, *others)])

    def _holding(self, words: str) -> np.ndarray:
        if words not in self._of_words:
            self._of_words[words] = self.rows_of(self._saying(words))
        return self._of_words[words]

    def found_by(self, text: str) -> public_search.Found:
        """What a text finds as text."""
        if self.keys is None:
            return public_search.found(self.snapshot, text)
        return public_search.found_among(self.snapshot, self.keys, text)

    def remembered(self, key: Hashable, make: Callable[[], np.ndarray]) -> np.ndarray:
        """What is found among all that residents find is kept for the day."""
        return make() if self.keys is not None else self.snapshot.remembered_text(key, make)

    @property
    def keys(self) -> np.ndarray | None:
        """The keys of the rows that may be found; None for what residents find."""
        return None if self.among is None else self.snapshot.columns.rows.key[self.among]

    def rows_of(self, keys: np.ndarray) -> np.ndarray:
        """Mask of the rows of some keys."""
        mask = self._nobody
        mask[self.snapshot.rows_of(keys)] = True
        return mask

    @property
    def _nobody(self) -> np.ndarray:
        return np.zeros(len(self.snapshot.columns), bool)

    def _saying(self, words: str) -> np.ndarray:
        """Keys of what says some words and does not only refuse them."""
        return self.remembered(("saying", words), lambda: self._made_saying(words))

    def _made_saying(self, words: str) -> np.ndarray:
        snapshot, keys = self.snapshot, self.keys
        said = public_search.said(snapshot, words) if keys is None else public_search.said_among(snapshot, keys, words)
        return public_search.without_refusals(snapshot, said, words)

    def _primary(self, part: Understood) -> np.ndarray:
        """Mask of what is known to fulfil a part, or says so itself and is not known to be otherwise."""
        if part.concepts[0].startswith(NOT):
            return np.logical_and.reduce([self._without(concept.removeprefix(NOT)) for concept in part.concepts])
        denied = np.logical_and.reduce([self._denies(concept) for concept in what_is_meant(part)])
        return (self._known(part) | self.says(part)) & ~denied

    def _known(self, part: Understood) -> np.ndarray:
        """Mask of what is known to have any of the concepts of each head."""
        heads = {concept.split(":")[0] for concept in what_is_meant(part)}
        by_head = [[self._has(c) for c in what_is_meant(part) if c.split(":")[0] == head] for head in heads]
        return np.logical_and.reduce([np.logical_or.reduce(masks) for masks in by_head])

    def _has(self, concept: str) -> np.ndarray:
        """Mask of what is known to be or to have what a concept says."""
        columns, (head, _, word) = self.snapshot.columns, concept.partition(":")
        if head == "worry":
            answers = columns.with_worries([word])
            return answers & self._has("kind:consultation") if word == _MANY_TROUBLES else answers
        if head == "fee":
            return self.snapshot.costs_at_most(0 if word == "free" else CHEAP)
        if head in ("feature", "online"):
            return columns.rows.features("yes", self._bit("features", word or "online")) != 0
        masks = getattr(columns.rows, _SCHEMES[head])
        if head == "target":
            # Who looks for something for old people is served by what is open to everyone.
            return (masks == 0) | (masks & (self._bit("targets", word) | self._bit("targets", "everyone")) != 0)
        return masks & self._bit(_SCHEMES[head], word) != 0

    def _denies(self, concept: str) -> np.ndarray:
        """Mask of the places that are known not to have a feature, whatever their words."""
        rows, (head, _, word) = self.snapshot.columns.rows, concept.partition(":")
        if head == "fee":
            return (rows.fee != UNKNOWN_AMOUNT) & ~self._has(concept)
        feature = word if head == "feature" else "online" if head == "online" else ""
        return rows.features("no", self._bit("features", feature)) != 0

    def _without(self, concept: str) -> np.ndarray:
        """Mask of the places that are not known to have what is not wanted; another day or hour than the one refused."""
        head, _, word = concept.partition(":")
        if head == "time":
            return np.logical_or.reduce([self.snapshot.in_parts[part] for part in DAY_PARTS if part != word])
        if head == "day":
            others = sum(1 << day for day in range(7) if day not in DAYS.get(word, ()))
            return self.snapshot.weekdays & np.uint8(others) != 0
        if head == "target":
            masks = self.snapshot.columns.rows.targets
            return masks & self._bit("targets", word) == 0
        return np.ones(len(self.snapshot.columns), bool) if head == "near" else ~self._has(concept)

    def _bit(self, scheme: str, word: str) -> int:
        """The bit of a word; 0 for one that this city's vocabulary does not have."""
        words = self.snapshot.columns.vocabulary[scheme]
        return 1 << words.index(word) if word in words else 0

    def _desks(self, part: Understood) -> np.ndarray:
        """4 for the desks that take a worry, for whoever tells of one wants somebody to ask.

        Where no desk does, 3 for those that are there for everything, 2 for those of something wider: both know who helps.
        """
        desks = self.desks_of(worries_of(part))
        if desks.any() or not worries_of(part):
            return 4 * desks.astype(np.int16)
        wider = [word for concept in part.concepts for word in relations().wider.get(concept, ())]
        return self.anything.astype(np.int16) + 2 * self.desks_of([*_worries_in(wider), _ANYTHING])

    @property
    def anything(self) -> np.ndarray:
        """Mask of the desks that are there for everything."""
        return self.desks_of([_ANYTHING])

    def desks_of(self, worries: list[str]) -> np.ndarray:
        """Mask of the desks that take any of some worries."""
        return self._has("kind:consultation") & self.snapshot.columns.with_worries(worries)

    def _names_people(self, part: Understood) -> np.ndarray:
        """Mask of what is for the very people that a part names, and not only for everyone."""
        return np.logical_or.reduce([self._nobody, *(self.names(c) for c in part.concepts if c.startswith("target:"))])

    def names(self, concept: str) -> np.ndarray:
        """The same as `_has`, but for people only what is for them and not for everyone."""
        head, _, word = concept.partition(":")
        if head != "target":
            return self._has(concept)
        return self.snapshot.columns.rows.targets & self._bit("targets", word) != 0


def _spellings(noun: str) -> set[str]:
    """A noun as it is written and in kana, as names often have it: 双子 and ふたご; short kana are in too many words."""
    kana = "".join(word.kana for word in words_in(noun))
    return {noun, kana} if len(kana) >= _SHORTEST_IN_KANA else {noun}


def _helped_with(part: Understood) -> list[str]:
    """How places say that they want the help that is offered: 「車の運転なら手伝える」 is wanted where meals are delivered."""
    if not any(concept in HELPING for concept in part.concepts):
        return []
    offered = part.words + part.usual
    return [words for word, wanted in relations().helps.items() if word in offered for words in wanted]


def worries_of(part: Understood) -> list[str]:
    """The worries of a part, as the vocabulary calls them."""
    return _worries_in(part.concepts)


def _worries_in(concepts: Iterable[str]) -> list[str]:
    return [concept.removeprefix(_WORRY) for concept in concepts if concept.startswith(_WORRY)]
