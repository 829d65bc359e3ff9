"""What the list says of a place that was asked for by name and does not meet now: when again, or what is near instead."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from cms.kept_pages.card_rows import public_rows
from cms.public.cards import PlaceCard
from cms.public.query import PlaceQuery
from directory.catalogue.resources import Resource
from directory.japanese.folding import fold_name
from directory.search.away import away, near_instead
from directory.search.public_search import match_reasons
from directory.snapshot import loading
from directory.snapshot.day import SnapshotDay, snapshot_on


@dataclass(frozen=True)
class AwayCard(PlaceCard):
    """The card of a paused or ended place.

    is_called: whether the text is its whole name and no other word, so that it is what somebody looks for.
    instead: a few places near an ended one.
    """

    is_called: bool = False
    instead: Sequence[Resource] = ()


def away_cards(question: PlaceQuery, now: dt.datetime, home: str) -> list[AwayCard]:
    """The cards of the paused and ended places that the text of a list gives by name; [] without a text. A fixed number of queries.

    Where the list is of one city, only its own. No other facet narrows them: who gives a name means that place.
    """
    snapshot = question.everything.snapshot
    keys = away(snapshot, question.text) if question.text else []
    city = question.selection.masks.get("municipality")
    keys = [key for key in keys if city is None or city[snapshot.rows_of([key])].any()]
    rows = public_rows(keys) if keys else {}
    parts = match_reasons(snapshot.columns, rows.values(), question.text, excerpts=False) if rows else {}
    called = fold_name(question.text)
    cards = [
        AwayCard(row, now, parts=parts.get(key, ()), home=home, is_called=fold_name(row.name) == called)
        for key in keys
        if (row := rows.get(key))
    ]
    return _with_what_is_near([card for card in cards if card.stands], snapshot)


def _with_what_is_near(cards: list[AwayCard], snapshot: SnapshotDay) -> list[AwayCard]:
    near = {card.resource.pk: near_instead(snapshot, card.resource.pk) for card in cards if card.has_ended}
    rows = _named({key for keys in near.values() for key in keys})
    return [
        replace(card, instead=[rows[key] for key in near.get(card.resource.pk, ()) if key in rows]) for card in cards
    ]


def instead_of(resource: Resource, now: dt.datetime) -> list[Resource]:
    """A few places near one that is paused or has ended, in one query; [] and no query for any other."""
    if not PlaceCard(resource, now).stands:
        return []
    keys = near_instead(snapshot_on(loading.current(), now.date()), resource.pk)
    rows = _named(keys)
    return [rows[key] for key in keys if key in rows]


def _named(keys: Collection[int]) -> dict[int, Resource]:
    return Resource.objects.public().in_bulk(keys) if keys else {}
