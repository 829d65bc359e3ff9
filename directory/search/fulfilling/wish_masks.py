"""What a wish is made of, asked of the arrays: what is wanted, which needs are told, when and where. `wish_search` puts it together."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self
from unicodedata import normalize

import numpy as np

from directory.geo.walking import metres_within
from directory.japanese.folding import fold
from directory.search import public_search
from directory.search.fulfilling.meeting_times import meeting_mask
from directory.search.fulfilling.ordinary_words import is_only_told
from directory.search.fulfilling.part_masks import PartMasks
from directory.search.place_names import spots_mentioned, spots_named
from directory.search.wish_parts import NOT, TEXT, WHEN, text_of
from directory.search.wishes.reading import Understood
from directory.search.wishes.sentences.foreign import is_foreign
from directory.snapshot.day import SnapshotDay
from directory.snapshot.selection import Selection

WALK = 15
"""Minutes on foot that people mean by near."""
_SOFT = {"feature:no_talk_needed", "feature:small_group"}
"""What somebody says of themselves (「人見知り」): beside what is looked for it only ranks."""
_LONELY, _HUB = "worry:loneliness", "kind:childcare_hub"
"""Whoever is lonely with a small child goes where such people meet: the loneliness only ranks."""
_NAME = "name:"
_SPOKEN = {"feature:foreign_language", "feature:interpreter"}
"""What a sentence in another language says by itself: beside a need it only ranks, too."""
_NEEDS = ("worry:", "kind:life_support", "target:carer")
"""What a story tells of: each is met by somebody else, so that none excludes the others."""
_OWN = ("feature:pay", "feature:roles", "feature:meal_served")
_MANNERS = ("feature:", "stage:", "online", "activity:peer_support", "activity:advice")
"""How somebody wants to be helped, and not with what: it brings in nobody who helps with nothing that was told; not so _OWN."""


@dataclass(frozen=True)
class WishMasks:
    """A wish asked of a selection.

    selection    everything on the day; its own facets do not count
    text         what was typed
    parts        what was understood and not taken back; `is_whole` where nothing was taken back
    speed        metres of road that somebody walks in a minute
    starts       the points in degrees from which it counts; those that the text names where none is given
    times        parts of the day that were chosen beside the text: a day of the wish means them too
    city         mask of the rows of the city that is asked for; None for all
    among        mask of the rows that may be found; None for what residents find
    known        what was asked already of the parts of a wish, among the same rows
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
    known: PartMasks | None = None

    def _with(self, parts: Sequence[Understood]) -> Self:
        """The same question with other parts; what is known of each part is not asked again."""
        return replace(self, parts=parts, is_whole=False, known=self._masks)

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
        return self.known or PartMasks(self._snapshot, self.among)

    @property
    def _shown(self) -> np.ndarray:
        return self._snapshot.shown if self.among is None else self.among

    def _fulfilling(self, of_part: Callable[[Understood], np.ndarray]) -> np.ndarray:
        firm = [part for part in self._wanted if not self._soft.issuperset(part.concepts)] or self._wanted
        return np.logical_and.reduce([self._conditions, *(of_part(part) for part in firm)])

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
        needs = [part for part in self._wanted if part.concepts[0].startswith(_NEEDS)]
        return [part for part in needs if not self._soft.issuperset(part.concepts)]

    @cached_property
    def _soft(self) -> set[str]:
        """What only ranks beside what is looked for."""
        return _SOFT | {_LONELY} if any(_HUB in part.concepts for part in self._wanted) else _SOFT

    @cached_property
    def _beside(self) -> list[Understood]:
        """What is wanted beside the needs of a story; whose they are only decides who comes first."""
        others = [p for p in self._wanted if p not in self._needs and not p.concepts[0].startswith("target:")]
        soft = self._soft | _SPOKEN if self._is_foreign else self._soft
        return [p for p in others if not soft.issuperset(p.concepts)]

    @property
    def _things(self) -> list[Understood]:
        """What of it is something of its own, and not the manner in which a need is met."""
        return [p for p in self._beside if p.concepts[0] in _OWN or not p.concepts[0].startswith(_MANNERS)]

    @cached_property
    def _is_foreign(self) -> bool:
        return is_foreign(normalize("NFKC", self.text).casefold())

    @cached_property
    def _conditions(self) -> np.ndarray:
        """Mask of what meets when, where, what it costs and what is not wanted: these a story does not give up."""
        masks = [self._masks.of_part(part) for part in self._meant if part not in self._wanted]
        return np.logical_and.reduce([self._shown, self._when, self._where, *masks])

    @cached_property
    def _unheard(self) -> list[Understood]:
        """The names and places that stand in no place and are no spot, where something else is asked for beside them."""
        texts = [part for part in self.parts if part.concepts[0].startswith(TEXT)]
        if len(texts) == len(self.parts) or not texts or self._is_one_word:
            return []
        # In a story an ordinary word is no condition, whoever may hold it: 「十分な収入があるはずなのに」.
        told = [part for part in texts if self._needs and self._is_only_told(part)]
        asked = [part for part in texts if part not in told]
        if not asked or self._finds(text_of(asked)):
            return told
        return told + [part for part in asked if not self._finds(part.words)]

    @property
    def _only_told(self) -> list[Understood]:
        """Those of them that are ordinary words of a sentence, which nobody misses."""
        return [part for part in self._unheard if self._is_only_told(part)]

    def _is_only_told(self, part: Understood) -> bool:
        return part.concepts[0].startswith(_NAME) and is_only_told(part.words, self.text)

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
        return meeting_mask(self.selection, self.parts, self.times, self._shown)

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
