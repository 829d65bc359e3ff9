"""What the rows of the arrays share: words, towns of areas, months of kinds. After an edit of one the arrays follow from those before.

A word that is put elsewhere in its list has another bit, one that goes is nobody's any more. So an edit costs some
passes over a few columns, and no row is read again.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Self

import numpy as np

from directory.catalogue.check_intervals import months_by_kind
from directory.catalogue.vocabulary import Scheme, Term
from directory.geo.areas import towns_by_area
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import MOST_WORDS, SCHEMES
from directory.snapshot.staleness import months_of_masks
from directory.snapshot.tables import feature_columns

_logger = logging.getLogger(__name__)


class SharedFacts(NamedTuple):
    """What resources share, as the database has it.

    words   key of a term -> its scheme and its slug, in the order of the lists
    months  slug of a kind -> months for which a check holds, where a city has said so
    towns   key of an area -> keys of its towns, those of the areas below it too; none for an area without towns
    """

    words: Mapping[int, tuple[str, str]]
    months: Mapping[str, int]
    towns: Mapping[int, set[int]]

    @classmethod
    def read(cls) -> Self:
        """As they are now; four queries."""
        terms = Term.objects.filter(scheme__in=(*SCHEMES, Scheme.WORRIES)).order_by("position", "pk")
        words = {key: (scheme, slug) for key, scheme, slug in terms.values_list("pk", "scheme", "slug")}
        for scheme, amount in Counter(scheme for scheme, _ in words.values()).items():
            if scheme in SCHEMES and amount > MOST_WORDS[scheme]:
                more = amount - MOST_WORDS[scheme]
                _logger.warning("words that nothing is found by", extra={"kind": scheme, "count": more})
        return cls(words, months_by_kind(), towns_by_area())

    def keys_of(self, scheme: str) -> list[int]:
        """The keys of the words of a scheme, in the order of their bits; of more than there are bits the first that were made."""
        keys = [key for key, (listed, _) in self.words.items() if listed == scheme]
        if len(keys) <= MOST_WORDS[scheme]:
            return keys
        first = set(sorted(keys)[: MOST_WORDS[scheme]])
        return [key for key in keys if key in first]

    @property
    def vocabulary(self) -> dict[str, tuple[str, ...]]:
        """The words of each scheme of the arrays, as in `Columns`."""
        return {scheme: tuple(self.words[key][1] for key in self.keys_of(scheme)) for scheme in SCHEMES}

    @property
    def bits(self) -> np.ndarray:
        """The bit of each word by its key (uint64); 0 for a key that is no word of the arrays."""
        bits = np.zeros(max(self.words, default=0) + 1, np.uint64)
        for scheme in SCHEMES:
            for bit, key in enumerate(self.keys_of(scheme)):
                bits[key] = 1 << bit
        return bits


def with_words(columns: Columns, before: SharedFacts, now: SharedFacts) -> Columns | None:
    """Columns of which no row has changed, with the words and the months as they are now.

    None where a word became another one, which no screen does: then all is read again.
    """
    if any(now.words.get(key, word) != word for key, word in before.words.items()):
        return None
    vocabulary, changed = now.vocabulary, {}
    for scheme in SCHEMES:
        old, new = before.keys_of(scheme), now.keys_of(scheme)
        if old == new[: len(old)]:
            continue
        if scheme == "features":
            yes, no = (_moved_bits(columns.rows.features(answer), old, new) for answer in ("yes", "no"))
            changed |= feature_columns(yes, no)
        else:
            masks = getattr(columns.rows, scheme)
            changed[scheme] = _moved_bits(masks, old, new).astype(masks.dtype)
    kinds = changed.get("kinds", columns.rows.kinds)
    if "kinds" in changed or before.months != now.months:
        changed["good_for"] = months_of_masks(kinds, vocabulary["kinds"], now.months)
    gone = {slug for key, (scheme, slug) in before.words.items() if scheme == Scheme.WORRIES and key not in now.words}
    return replace(
        columns,
        vocabulary=vocabulary,
        rows=replace(columns.rows, **changed),
        worry_sets=tuple(worries - gone for worries in columns.worry_sets),
    )


def _moved_bits(masks: np.ndarray, old: Sequence[int], new: Sequence[int]) -> np.ndarray:
    """Masks whose bits were those of some keys, with the bits that these have now."""
    masks, moved = masks.astype(np.uint64), np.zeros(len(masks), np.uint64)
    for bit, key in enumerate(old):
        if key in new:
            moved |= (masks >> np.uint64(bit) & np.uint64(1)) << np.uint64(new.index(key))
    return moved
