"""The word lists of a city: every scheme (kinds, targets, …) with its slugs and their Japanese labels.

Pure: no database. The shipped lists stand in fixtures/vocabulary.yaml; a city may change the labels.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from matching.engine.wording import FIXTURES


@dataclass(frozen=True)
class Vocabulary:
    """The word lists, and the names of the criteria in their order.

    labels       scheme -> slug -> label, slugs in the order of their bits
    hard, soft   names of the criteria as in fixtures/vocabulary.yaml; the first hard one that says no is the reason
    """

    labels: Mapping[str, Mapping[str, str]]
    hard: tuple[str, ...]
    soft: tuple[str, ...]

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> "Vocabulary":
        """The vocabulary that a mapping in the form of fixtures/vocabulary.yaml states."""
        labels = {scheme: words for scheme, words in raw.items() if isinstance(words, Mapping)}
        return cls(labels, tuple(raw["hard_criteria"]), tuple(raw["soft_criteria"]))

    def slugs(self, scheme: str) -> tuple[str, ...]:
        """The slugs of a scheme in the order of their bits."""
        return tuple(self.labels[scheme])

    def label(self, scheme: str, slug: str) -> str:
        """The label of a slug, without what stands in brackets 「（）」 after it."""
        return self.labels[scheme][slug].split("（")[0]

    def listed(self, scheme: str, slugs: Collection[str]) -> str:
        """The labels of several slugs as 「A」「B」; empty for none."""
        return "".join(f"「{self.label(scheme, slug)}」" for slug in slugs)


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary of fixtures/vocabulary.yaml."""
    return Vocabulary.from_mapping(yaml.safe_load((FIXTURES / "vocabulary.yaml").read_text(encoding="utf-8")))
