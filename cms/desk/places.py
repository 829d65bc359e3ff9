"""Search places by name or by wish: all that a coordinator may see, or with the result of one person's matching."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.staff_wish import StaffWish
from cms.desk.access import caseworkers_only, findable_places
from cms.desk.cards import SHOWN, found_places
from directory.accounts.users import Agency
from directory.search.public_search import found_among, nearest_spelling
from directory.search.similarity import LONGEST_QUERY
from directory.search.wish_parts import AS_TEXT
from directory.snapshot import loading
from directory.snapshot.arrays import Columns
from directory.snapshot.day import snapshot_on


@dataclass(frozen=True)
class NameSearch:
    """A search by name or by wish among some places, given by their keys.

    city     code of the municipality whose own words are known too; "" for none
    as_text  whether the text is looked for as it stands, whatever it may wish
    """

    text: str
    among: np.ndarray
    columns: Columns
    city: str = ""
    as_text: bool = False

    @cached_property
    def _wish(self) -> StaffWish:
        return StaffWish(self.text, self.among, self.columns, timezone.localtime(), self.city)

    @cached_property
    def understood(self) -> list[str]:
        """What the text was read as; [] for names."""
        return [] if self.as_text else self._wish.labels

    @cached_property
    def keys(self) -> list[int]:
        """Keys of the places found: those that fulfil the wish, or the most similar first."""
        if self.understood:
            return self._wish.keys.tolist()
        snapshot = snapshot_on(self.columns, timezone.localdate())
        return found_among(snapshot, self.among, self.text).keys.tolist()

    @property
    def found_by(self) -> str:
        """The words by which a card says why it was found."""
        return self._wish.said_words if self.understood else self.text

    @property
    def first(self) -> list[int]:
        """Keys of the places that are listed; to find another one, type more of its name."""
        return self.keys[:SHOWN]

    @cached_property
    def spelling(self) -> str:
        """The name or word most similar to a text that finds nothing; "" for a wish, in which no name is misspelt."""
        return "" if self.understood else nearest_spelling(self.columns, self.among, self.text)


def search_text(request) -> str:
    """The text of a search box (`?q=`): control characters become spaces, and what is too long is cut."""
    letters = request.GET.get("q", "")[:LONGEST_QUERY]
    return "".join(letter if letter.isprintable() else " " for letter in letters).strip()


def name_search(request, among: np.ndarray, columns: Columns) -> NameSearch:
    """What a request asks for; with the words of the coordinator's city, where it is one."""
    agencies = Agency.objects.filter(pk__in=request.permissions.agencies)
    cities = set(agencies.values_list("municipality_id", flat=True))
    city = cities.pop() if len(cities) == 1 else ""
    return NameSearch(search_text(request), among, columns, city, request.GET.get("off") == AS_TEXT)


@require_safe
@caseworkers_only
def places(request):
    """Places by name or by what somebody wishes, public or for supporters only."""
    columns = loading.current()
    named = name_search(request, findable_places(request.permissions, columns), columns)
    cards = found_places(named.first, timezone.localtime(), columns, named.found_by)
    context = {"room": "people", "named": named, "cards": cards}
    return render(request, "desk/places.html", context)
