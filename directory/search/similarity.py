"""What somebody typed, and how like it a text is, letter by letter.

Pure but for the dictionary that reads kanji aloud. A query is a few terms, each as it is written and as it is heard; a
text is one or the other.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from rapidfuzz import fuzz, process

from directory.japanese.folding import fold, sound_of, without_legal_form
from directory.japanese.readings import propose_reading
from directory.search.entries import Field, is_reading

LONGEST_QUERY = 100
MOST_TERMS = 12
WHOLE = 0.25
"""What the likeness of the whole adds to the likeness of the terms; measured, see ../shared/stack.md."""
SHORT, FEW = 2, 4
"""Kana that stand in too many readings to mean anything within one, and that with another letter are another word."""
OTHER_ORDER = 0.95
"""What the whole is worth with its terms in another order: 「体操 鳳凰会」 for 「鳳凰会体操」."""
BY_EAR = 0.97
"""What a match by sound is worth: for somebody who types 「きずな」, 「きずな」 comes before 「絆」."""
ENOUGH = 0.6
"""Likeness below which no slip of the pen explains the difference (right answers among 986 queries had 0.71 and more)."""
_UNFINISHED = re.compile("(?<=[aiueo])[b-df-hj-np-tv-z]+$")


class QueryTerm(NamedTuple):
    """A word of the query as it is written and as it is heard, both folded."""

    written: str
    heard: str

    def forms(self, by_ear: bool) -> tuple[str, ...]:
        """What of the term to compare with a text. Romaji also stands for what is written in kana."""
        if by_ear:
            return (self.heard,)
        return self if self.written.isascii() else (self.written,)

    @property
    def said_forms(self) -> tuple[str, ...]:
        """What of the term to look for in sentences, where a short word in Latin letters is no Japanese: 「de」 is no 「で」."""
        return self.forms(by_ear=False)[: 1 if len(self.heard) <= SHORT else 2]

    @property
    def is_kanji(self) -> bool:
        """Whether it is heard otherwise than it is written, and not in romaji."""
        return self.written != self.heard and not self.written.isascii()

    @property
    def is_short_kanji(self) -> bool:
        """Whether it is a word in kanji of which other words sound alike: 会社 is not meant by 水車, nor 囲碁 by 介護."""
        return self.is_kanji and len(self.heard) <= FEW

    @property
    def begins(self) -> bool:
        """Whether it is so short that a reading must begin with it to be meant by it."""
        return self.is_short_kanji and len(self.heard) <= SHORT

    def sounds_in(self, reading: str) -> bool:
        """Whether a reading holds it whole, where that is meant at its beginning."""
        return reading.startswith(self.heard) if self.begins else self.heard in reading


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of a query and all of it in one."""

    terms: tuple[QueryTerm, ...]
    whole: QueryTerm

    @classmethod
    def of(cls, text: str) -> Self:
        """A query from anything: cut to LONGEST_QUERY letters, split at spaces and marks, without legal forms."""
        words = re.findall(r"\w+", without_legal_form(text[:LONGEST_QUERY])[:LONGEST_QUERY])[:MOST_TERMS]
        terms = tuple(
            term for word in words if (term := QueryTerm(fold(word), sound_of(propose_reading(word)))).written
        )
        terms = tuple(dict.fromkeys(terms))
        return cls(terms, QueryTerm("".join(t.written for t in terms), "".join(t.heard for t in terms)))

    @classmethod
    def begun(cls, text: str) -> Self:
        """A query that is still being typed: 「sar」 is 「sa」 until its vowel comes."""
        return cls.of(_UNFINISHED.sub("", text[:LONGEST_QUERY]))


def likeness(query: Query, texts: Sequence[str], by_ear: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How like folded texts are to each term of a query, and to the whole; `by_ear` says of each whether it is a reading.

    Returns float32 [terms, texts] and [texts], from 0 (nothing) to 1 (the same).
    """
    terms, whole = np.zeros((len(query.terms), len(texts)), np.float32), np.zeros(len(texts), np.float32)
    for ear in (False, True):
        which = np.flatnonzero(by_ear == ear)
        if len(which) and query.terms:
            terms[:, which], whole[which] = _likeness(query, [texts[place] for place in which.tolist()], ear)
    return terms, whole


def _likeness(query: Query, texts: Sequence[str], by_ear: bool) -> tuple[np.ndarray, np.ndarray]:
    lengths = np.array([len(text) for text in texts])
    terms = np.array([_best([_contained(form, texts, lengths) for form in term.forms(by_ear)]) for term in query.terms])
    if by_ear:
        for place, term in enumerate(query.terms):
            if term.is_short_kanji:
                terms[place] *= [term.sounds_in(text) for text in texts]
    whole = _best([_alike(form, texts) for form in query.whole.forms(by_ear)])
    if len(terms) > 1:
        letters = np.array([len(term.heard if by_ear else term.written) for term in query.terms], np.float32)
        whole = np.maximum(whole, OTHER_ORDER * np.minimum(2 * (letters @ terms) / (letters.sum() + lengths), 1))
    worth = np.float32(BY_EAR if by_ear else 1)
    return terms * worth, (whole * worth).astype(np.float32)


def _best(alternatives: Sequence[np.ndarray]) -> np.ndarray:
    best: np.ndarray = np.maximum.reduce(alternatives)
    return best


def _alike(form: str, texts: Sequence[str], scorer: Callable[..., float] = fuzz.ratio) -> np.ndarray:
    alike: np.ndarray = process.cdist([form], texts, scorer=scorer, dtype=np.float32)[0] / 100
    return alike


def _contained(form: str, texts: Sequence[str], lengths: np.ndarray) -> np.ndarray:
    """How well texts hold a term somewhere; with a term that is longer than the text, how like the two are."""
    contained = _alike(form, texts, fuzz.partial_ratio)
    longer = np.flatnonzero(lengths < len(form))
    if len(longer):
        contained[longer] = _alike(form, [texts[i] for i in longer.tolist()])
    return contained


def combined(query: Query, terms: np.ndarray, whole: np.ndarray, weights: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """How like entries are by all their texts, from 0 to 1 (float32 [entries]).

    terms, whole  what `likeness` gave, of the texts of all entries
    weights       float32 [texts]
    starts        where the texts of each entry begin; each has one at least

    Every term counts by its length and by the text that has it best.
    """
    letters = np.array([len(term.written) for term in query.terms], np.float32)
    together = letters @ np.maximum.reduceat(terms * weights, starts, axis=1) / letters.sum()
    score: np.ndarray = ((together + WHOLE * np.maximum.reduceat(whole * weights, starts)) / (1 + WHOLE)).astype(
        np.float32
    )
    return score


def wholly_alike(query: Query, fields: Sequence[Field]) -> np.ndarray:
    """How like each field is to all of a query, from 0 to 1 (float32 [fields]); 0 for one that folds to nothing."""
    folded = [field.folded for field in fields]
    _, whole = likeness(query, folded, np.array([is_reading(field.label) for field in fields], bool))
    alike: np.ndarray = whole * np.array([bool(text) for text in folded], bool)
    return alike
