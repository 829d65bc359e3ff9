"""What the desk shows of a matching: the engine's answer joined with the rows that people read."""

from dataclasses import dataclass

from directory.resources import Resource
from matching.candidates import asked_in_words
from matching.scoring import Entry, Exclusion, Matching, NearMiss

SHOWN = 10
"""Proposed places on one page."""
REASONS = 3
"""Strongest reasons on a card."""


@dataclass(frozen=True)
class Card:
    """One proposed place: its rank, the row, and the engine's words."""

    rank: int
    resource: Resource
    entry: Entry
    asked: list[str]

    @property
    def strongest(self):
        """The reasons that speak most for it."""
        return self.entry.strongest[:REASONS]


def cards(matching: Matching, first: int = 0, last: int = SHOWN) -> list[Card]:
    """The proposed places from one rank to another."""
    entries = matching.entries(first, last)
    rows, words = _rows(entries), matching.ground.words
    return [
        Card(
            first + place + 1,
            rows[entry.key],
            entry,
            [asked_in_words(word, words) for word in entry.ask],
        )
        for place, entry in enumerate(entries)
        if entry.key in rows
    ]


def near_misses(matching: Matching) -> list[tuple[Resource, NearMiss]]:
    """The places that one changeable thing keeps out."""
    missed = matching.near_misses()
    rows = _rows(missed)
    return [(rows[miss.key], miss) for miss in missed if miss.key in rows]


def exclusions(matching: Matching) -> list[tuple[Resource, Exclusion]]:
    """Every place that is not proposed, with its one reason."""
    excluded = list(matching.exclusions())
    names = Resource.objects.only("pk", "name").in_bulk([exclusion.key for exclusion in excluded])
    return [(names[exclusion.key], exclusion) for exclusion in excluded if exclusion.key in names]


def desks(matching: Matching) -> list[Resource]:
    """The consultation desks in charge of the person's town, offered when nothing is left to propose."""
    keys = [int(matching.ground.columns.rows.key[row]) for row in matching.desks()]
    rows = Resource.objects.for_cards().prefetch_related("contacts").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def comparison(matching: Matching, keys: list[int]) -> tuple[list[Card], list[tuple[str, list]]]:
    """Some of the proposed places as columns, and a row each criterion with the reason of each place."""
    keys_in_order = matching.ground.columns.rows.key[matching.rows]
    ranks = {int(key): rank for rank, key in enumerate(keys_in_order)}
    columns = [card for key in keys if key in ranks for card in cards(matching, ranks[key], ranks[key] + 1)]
    rows = zip(*(card.entry.reasons for card in columns), strict=True)
    return columns, [(reasons[0].criterion, list(reasons)) for reasons in rows]


def _rows(entries) -> dict[int, Resource]:
    return Resource.objects.for_cards().in_bulk([entry.key for entry in entries])
