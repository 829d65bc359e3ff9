"""What one page of a list shows: cards with their numbers, and desks of one kind that divide the town by areas as one card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count

import numpy as np

from cms.public.cards import PlaceCard
from cms.public.facets import Facets
from directory.japanese.words import words_in
from directory.search.wish_parts import TEXT
from directory.snapshot.codes import EVERYWHERE
from directory.snapshot.day import SnapshotDay

SHORTEST_NAME = 4
"""Letters that the names of desks of one kind have in common: 「地域包括支援センター」."""


@dataclass(frozen=True)
class Numbered:
    """A card with its number in the whole list, from 1."""

    card: PlaceCard
    number: int


@dataclass(frozen=True)
class DeskGroup:
    """Desks of one kind of which each answers for some towns: a visitor needs one of them. `name` is what all are called."""

    name: str
    desks: Sequence[Numbered]


def listed(cards: Sequence[PlaceCard], first: int, facets: Facets) -> list[Numbered | DeskGroup]:
    """The cards of a page in their order, `first` the number of the first one; a group stands where its first desk stands.

    Who names a place or chooses an area asks for the desks one by one.
    """
    names_one = "area" in facets.chosen or any(part.concepts[0].startswith(TEXT) for part in facets.typed.kept)
    is_plain = bool(facets.text) and not facets.typed.understood
    groups = {} if names_one or is_plain else _groups(cards, facets.everything.snapshot)
    numbers, shown, done = count(first), list[Numbered | DeskGroup](), set[int]()
    for card in cards:
        if card.resource.pk in done:
            continue
        name, desks = groups.get(card.resource.pk, ("", [card]))
        numbered = [Numbered(desk, next(numbers)) for desk in desks]
        done |= {desk.resource.pk for desk in desks}
        shown.append(DeskGroup(name, numbered) if len(desks) > 1 else numbered[0])
    return shown


def _groups(cards: Iterable[PlaceCard], snapshot: SnapshotDay) -> dict[int, tuple[str, list[PlaceCard]]]:
    """Of each desk of a group its name and all desks of it, by key: for the same worries, each with a catchment of its own."""
    by_worries: dict[int, list[tuple[int, PlaceCard]]] = {}
    desks = [card for card in cards if card.is_desk and card.stands is None]
    rows, columns = snapshot.rows_of(np.array([card.resource.pk for card in desks], np.int64)), snapshot.columns.rows
    if len(rows) != len(desks):  # an edit came between the list and its rows
        return {}
    for card, worries, catchment in zip(desks, columns.worries[rows], columns.catchment[rows], strict=True):
        if catchment != EVERYWHERE:
            by_worries.setdefault(int(worries), []).append((int(catchment), card))
    groups = {}
    for alike in by_worries.values():
        name = _common_name([card.resource.name for _, card in alike])
        if len({catchment for catchment, _ in alike}) == len(alike) > 1 and len(name) >= SHORTEST_NAME:
            groups |= {card.resource.pk: (name, [card for _, card in alike]) for _, card in alike}
    return groups


def _common_name(names: Sequence[str]) -> str:
    """The longest row of whole words that all names have."""
    common, *others = ([word.surface for word in words_in(name)] for name in names)
    for words in others:
        match = SequenceMatcher(None, common, words, autojunk=False).find_longest_match()
        common = common[match.a : match.a + match.size]
    return "".join(common)
