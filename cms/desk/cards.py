"""What the desk shows of a matching: the engine's results joined with the rows of the places."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.urls import reverse

from cms.public.cards import PlaceCard as PlaceCard
from directory.catalogue.check_intervals import stale
from directory.catalogue.resources import Resource
from directory.search.public_search import match_reasons
from directory.snapshot.arrays import Columns
from matching.casework.host_requests import host_records
from matching.engine.scoring import Exclusion, NearMiss, ScoredPlace
from matching.proposals.ranked_lists import asked_in_words
from matching.proposals.unsuited import PersonalMatching

SHOWN = 10
"""Places on one page."""
COMPARED = 4
"""Places that fit beside each other on a screen."""
REASONS = 3
"""How many of the strongest reasons a card shows."""


@dataclass(frozen=True)
class CandidateCard:
    """One proposed place.

    rank     from 1
    scored   the engine's score with its reasons
    asked    what is unknown and to be asked by telephone, in Japanese
    unsuited what is said where the place did not suit the person before; "" otherwise
    rests    whether its host was asked so often lately that it should rest
    """

    rank: int
    resource: Resource
    scored: ScoredPlace
    asked: list[str]
    unsuited: str = ""
    rests: bool = False

    @property
    def strongest(self):
        """The reasons with the highest scores."""
        return self.scored.strongest[:REASONS]


def candidate_cards(matching: PersonalMatching, first: int = 0, last: int = SHOWN) -> list[CandidateCard]:
    """Cards of the proposed places from rank `first` + 1 to `last`."""
    return _cards(matching, enumerate(matching.scored_places(first, last), first + 1))


def candidate_cards_of(matching: PersonalMatching, keys: Iterable[int]) -> list[CandidateCard]:
    """Cards of those of some places that are proposed, each once, in the order given."""
    ranks = {key: rank for rank, key in enumerate(proposed_keys(matching))}
    asked = [ranks[key] for key in dict.fromkeys(keys) if key in ranks]
    return _cards(matching, [(rank + 1, *matching.scored_places(rank, rank + 1)) for rank in asked])


def proposed_keys(matching: PersonalMatching, last: int | None = None) -> list[int]:
    """Keys of the proposed places up to a rank, best first."""
    return matching.directory_day.columns.rows.key[matching.rows[:last]].tolist()


def _cards(matching: PersonalMatching, ranked: Iterable[tuple[int, ScoredPlace]]) -> list[CandidateCard]:
    ranked, vocabulary = list(ranked), matching.directory_day.vocabulary
    rows = _resources_of(entry for _, entry in ranked)
    records = host_records(rows, matching.directory_day.day, matching.prepared.weights)
    return [
        CandidateCard(
            rank,
            rows[place.key],
            place,
            [asked_in_words(slug, vocabulary) for slug in place.ask],
            matching.unsuited.get(place.key, ""),
            place.key in records and records[place.key].rests,
        )
        for rank, place in ranked
        if place.key in rows
    ]


def near_misses(matching: PersonalMatching) -> list[tuple[Resource, NearMiss]]:
    """Places that only one changeable need excludes."""
    missed = matching.near_misses()
    rows = Resource.objects.only("name", "visibility").in_bulk([miss.key for miss in missed])
    return [(rows[miss.key], miss) for miss in missed if miss.key in rows]


def judged_places(matching: PersonalMatching) -> np.ndarray:
    """Keys of every place that was judged for the person, proposed or not."""
    rows = np.concatenate([matching.rows, *(excluded for _, excluded in matching.excluded)])
    return matching.directory_day.columns.rows.key[rows]


def answers_for(
    matching: PersonalMatching, keys: list[int]
) -> list[tuple[Resource, CandidateCard | None, Exclusion | None]]:
    """The result for some places, in the order given: the card of a proposed one, or the exclusion of another."""
    proposed = {card.resource.pk: card for card in candidate_cards_of(matching, keys)}
    others = set(keys) - proposed.keys()
    excluded = {exclusion.key: exclusion for exclusion in matching.exclusions(others)}
    rows = Resource.objects.only("name", "visibility").in_bulk(keys)
    return [(rows[key], proposed.get(key), excluded.get(key)) for key in keys if key in rows]


@dataclass(frozen=True)
class FoundPlace(PlaceCard):
    """The card of a place found by name: with its city, and a link to the desk's page of it."""

    @property
    def address(self) -> str:
        """The desk's page of the place."""
        return reverse("desk_place", args=[self.resource.pk])

    @cached_property
    def whereabouts(self) -> str:
        """City, town and name of the building, as far as known: several cities may have a place of one name."""
        return f"{self.resource.municipality}・{super().whereabouts}"


def found_places(keys: list[int], now: dt.datetime, columns: Columns, text: str) -> list[FoundPlace]:
    """The cards of places found by a text, in the order given, in a fixed number of queries."""
    places = Resource.objects.filter(pk__in=keys)
    rows = places.for_cards().in_bulk()
    old = set(stale(places, now.date()).values_list("pk", flat=True))
    parts = match_reasons(columns, rows.values(), text)
    return [FoundPlace(rows[key], now, None, key in old, parts.get(key, ())) for key in keys if key in rows]


def desks(matching: PersonalMatching) -> list[Resource]:
    """The consultation desks in charge of the person's town, offered when nothing is left to propose."""
    keys = [int(matching.directory_day.columns.rows.key[row]) for row in matching.desks()]
    rows = Resource.objects.for_cards().prefetch_related("contacts").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def comparison(matching: PersonalMatching, keys: list[int]) -> tuple[list[CandidateCard], list[tuple[str, list]]]:
    """Some of the proposed places as columns, and for each criterion a row of (reason, column)."""
    columns = candidate_cards_of(matching, keys)
    rows = zip(*(card.scored.reasons for card in columns), strict=True)
    return columns, [(said[0].criterion, list(zip(said, columns, strict=True))) for said in rows]


def _resources_of(scored) -> dict[int, Resource]:
    return Resource.objects.for_cards().prefetch_related("contacts", "vacancies").in_bulk([one.key for one in scored])
