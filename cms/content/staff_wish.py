"""A wish asked by those who work with the directory: of the places that they may see, with what was understood of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from directory.search import public_search
from directory.search.fulfilling.wish_search import WishSearch
from directory.search.wish_parts import is_text_only, text_of, wish_of
from directory.search.wishes.labels import label_of_part
from directory.search.wishes.reading import Understood
from directory.search.wishes.table import vocabulary_labels
from directory.snapshot import loading
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import ACTIVE
from directory.snapshot.selection import Selection


@dataclass(frozen=True)
class StaffWish:
    """A text as a wish, among some live resources.

    among  their keys, public or not
    now    the local time: what is over today is open today no more
    city   code of the municipality whose own words are known too; "" for none
    """

    text: str
    among: np.ndarray
    columns: Columns
    now: dt.datetime
    city: str = ""

    @cached_property
    def _everything(self) -> Selection:
        return Selection.of(self.columns, self.now.date(), self.now.time())

    @cached_property
    def parts(self) -> Sequence[Understood]:
        """What was understood; () where it is nothing but names, or nothing."""
        wish = wish_of(self.text, self._everything.snapshot, self.city)
        return () if is_text_only(wish) else wish.parts

    @cached_property
    def labels(self) -> list[str]:
        """The parts as people read them; one query."""
        terms = vocabulary_labels() if self.parts else {}
        return [label_of_part(part, terms) for part in self.parts]

    @cached_property
    def keys(self) -> np.ndarray:
        """Those that fulfil the wish and neither pause nor have ended; those that are called so whatever they do; no guess."""
        snapshot = self._everything.snapshot
        may_be_found = np.isin(self.columns.rows.key, self.among) & (self.columns.status_on(snapshot.day) == ACTIVE)
        speed = SiteSettings.load().walking_speed
        found = WishSearch(self._everything, self.text, self.parts, speed, among=may_be_found).found()
        called = public_search.named(snapshot, self.text, self.among)
        return public_search.each_once([called, found.keys[:0] if found.is_guess else found.keys])

    @property
    def said_words(self) -> str:
        """The words by which a card says why it was found."""
        return text_of(self.parts) or " ".join(part.words for part in self.parts)


def wish_among(rows: QuerySet, text: str) -> StaffWish | None:
    """A text as a wish among the live ones of some listings, in the words of their city where it is one; None for names."""
    live = rows.filter(live=True).order_by()
    among = np.fromiter(live.values_list("pk", flat=True), np.int64)
    cities = list(live.values_list("municipality", flat=True).distinct()[:2])
    city = cities[0] if len(cities) == 1 else ""
    wish = StaffWish(text, among, loading.current(), timezone.localtime(), city)
    return wish if wish.parts else None
