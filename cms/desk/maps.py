"""The map beside the candidates: pins with the same numbers as the cards."""

from folium.template import Template

from cms.desk.cards import CandidateCard
from cms.public.maps import MARGIN, MapPart, PlacesLayer


class CandidatesLayer(PlacesLayer):
    """Numbered pins, which cms/static/cms/desk_map.js draws from the page's own JSON."""

    _template = Template(
        "{% macro script(this, kwargs) %}IbashoDesk.candidates({{ this._parent.get_name() }});{% endmacro %}"
    )


class CandidatesMap(MapPart):
    """A map of some cards.

    pins             [lat, lng, approximate, [[rank, name], …]], one for all cards at one point
    without_point    number of cards without a point
    """

    js = [*MapPart.js, "cms/desk_map.js"]

    def __init__(self, cards: list[CandidateCard]):
        self.pins = _pins(cards)
        self.without_point = len(cards) - sum(len(pin[-1]) for pin in self.pins)
        lats, lngs, *_ = zip(*self.pins, strict=True)
        super().__init__(
            (min(lats) - MARGIN, min(lngs) - MARGIN, max(lats) + MARGIN, max(lngs) + MARGIN), CandidatesLayer()
        )


def map_of_cards(cards: list[CandidateCard]) -> CandidatesMap | None:
    """The map of some cards, None where none of them has a point."""
    return CandidatesMap(cards) if _pins(cards) else None


def _pins(cards: list[CandidateCard]) -> list[list]:
    at_point: dict[tuple[float, float], list[CandidateCard]] = {}
    for card in cards:
        place = card.resource.place
        if place is not None and place.lat is not None:
            at_point.setdefault((place.lat, place.lng), []).append(card)
    return [
        [*point, here[0].resource.place.is_approximate, [[card.rank, card.resource.name] for card in here]]
        for point, here in at_point.items()
    ]
