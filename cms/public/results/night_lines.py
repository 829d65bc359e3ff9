"""Whom somebody with a worry can call while every desk is closed."""

import datetime as dt
from collections.abc import Iterable

from cms.content.desk_hours import is_open
from cms.public.cards import PlaceCard
from cms.public.facets import Facets
from directory.catalogue.help_lines import HelpLine, help_lines


def night_line(facets: Facets, cards: Iterable[PlaceCard], desk_hours: str, now: dt.datetime) -> HelpLine | None:
    """The line for day and night that fits a worry best, where no desk that is shown is open; None where it is not needed.

    A text of danger has its own panel.
    """
    concepts = [concept for part in facets.typed.kept for concept in part.concepts]
    if not any(concept.startswith("worry:") for concept in concepts) or facets.help_lines:
        return None
    if is_open(desk_hours, now) or any(card.is_desk and card.is_open_now for card in cards):
        return None
    lines = help_lines(facets.asker.city, concepts)
    return next((line for line in lines if line.day_and_night and line.telephone), None)
