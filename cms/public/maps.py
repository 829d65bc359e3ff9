"""Folium's map without foreign servers and without any text of a user.

Folium puts texts into JavaScript unescaped, so it gets numbers only: it draws the frame, and our own cms/static/cms/map.js
fetches the places of the view and builds what it shows with `textContent`.
"""

import json
from copy import copy
from functools import lru_cache

import folium
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from cms.content.site_settings import SiteSettings
from directory.geo.points import JAPAN
from directory.snapshot.map_clusters import Box
from directory.snapshot.selection import Selection

CLOSEST = 18
"""The last zoom for which the Geospatial Information Authority has tiles."""
MARGIN = 0.003
"""Degrees shown around a single place (about 300 m)."""


class Frame(folium.Map):
    """Folium's map: an element and a script, nothing else."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="map-ground" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
            {{ this.get_name() }}.fitBounds({{ this.box|tojson }}, {padding: [48, 48]});
        {% endmacro %}
        """
    )
    default_js = [("map", "built/map.js")]
    default_css = [("leaflet", "leaflet/leaflet.css")]

    def __init__(self, box: Box):
        super().__init__(tiles=None, zoom_control=True)
        self._id = "places"
        south, west, north, east = box
        self.box = [[south, west], [north, east]]
        # Leaflet.markercluster asks the map for its last zoom, which it has only where somebody says it.
        self.options = {"maxZoom": CLOSEST, "zoomSnap": 1}


class Tiles(folium.TileLayer):
    """The map tiles of the settings, with their credit."""

    def __init__(self):
        credit = format_html('<a href="{}">{}</a>', settings.MAP_TILES_CREDIT_URL, settings.MAP_TILES_CREDIT)
        super().__init__(settings.MAP_TILES_URL, attr=credit, max_zoom=CLOSEST)
        self._id = "ground"


class PlacesLayer(JSCSSMixin, Layer):
    """The places of the view, fetched from the address that the page around the map names."""

    _template = Template("{% macro script(this, kwargs) %}Ibasho.places({{ this._parent.get_name() }});{% endmacro %}")

    def __init__(self):
        # The script adds itself to the map, so folium need not.
        super().__init__(name="places", show=False)
        self._id = "layer"


class SinglePlace(PlacesLayer):
    """One place, drawn by its coordinates and whether they are only approximate."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Ibasho.place({{ this._parent.get_name() }}, {{ this.lat }}, {{ this.lng }}, {{ this.approximate|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, lat: float, lng: float, approximate: bool):
        super().__init__()
        self.lat, self.lng, self.approximate = float(lat), float(lng), bool(approximate)


class MapPart:
    """What a template needs of a map: its files, its element and its script."""

    js = [path for _, path in Frame.default_js]
    css = [path for _, path in Frame.default_css]

    def __init__(self, box: Box, layer: Layer):
        frame = Frame(box)
        if settings.MAP_TILES_URL:
            Tiles().add_to(frame)
        layer.add_to(frame)
        root = frame.get_root()
        root.render()
        self.html: SafeString = mark_safe(root.html.render())  # noqa: S308  (numbers and settings only, see above)
        self.script: SafeString = mark_safe(root.script.render())  # noqa: S308


def map_of_selection(selection: Selection, site: SiteSettings) -> MapPart:
    """The map beside a list, fitted to its places; without any, to the site's municipality, or else to Japan."""
    box = selection.extent
    if box is None and site.municipality and site.municipality.lat is not None:
        box = _box_around(site.municipality.lat, site.municipality.lng)
    return _map_of_box(tuple(round(edge, 4) for edge in box or JAPAN))


def _map_of_box(box: Box) -> MapPart:
    return _drawn(_map_of_placeholder_box(), box)


def _drawn(pattern: MapPart, box: Box, *replaced: tuple[str, str]) -> MapPart:
    """A map of a box like another one. Folium needs 10 ms to draw one, so it draws once with placeholders that are replaced each time."""
    drawn = copy(pattern)
    south, west, north, east = box
    script = drawn.script.replace(json.dumps(_PLACEHOLDER_BOX), json.dumps([[south, west], [north, east]]))
    for placeholder, shown in replaced:
        script = script.replace(placeholder, shown)
    drawn.script = mark_safe(script)  # noqa: S308  (numbers only)
    return drawn


_PLACEHOLDER_BOX = [[1.25, 2.25], [3.25, 4.25]]
_PLACEHOLDER_PLACE = (1.5, 2.5, False)


@lru_cache(maxsize=1)
def _map_of_placeholder_box() -> MapPart:
    (south, west), (north, east) = _PLACEHOLDER_BOX
    return MapPart((south, west, north, east), PlacesLayer())


@lru_cache(maxsize=1)
def _map_of_placeholder_place() -> MapPart:
    (south, west), (north, east) = _PLACEHOLDER_BOX
    return MapPart((south, west, north, east), SinglePlace(*_PLACEHOLDER_PLACE))


def _in_script(lat: float, lng: float, approximate: bool) -> str:
    return f"{float(lat)}, {float(lng)}, {json.dumps(approximate)}"


def map_of_place(place) -> MapPart | None:
    """The small map on a place's own page; None for a place without a point."""
    if place is None or place.lat is None:
        return None
    here = _in_script(place.lat, place.lng, place.is_approximate)
    return _drawn(
        _map_of_placeholder_place(), _box_around(place.lat, place.lng), (_in_script(*_PLACEHOLDER_PLACE), here)
    )


def _box_around(lat: float, lng: float) -> Box:
    return lat - MARGIN, lng - MARGIN, lat + MARGIN, lng + MARGIN
