"""The pin of a place: from its address to a point, and the map on which a person drags it."""

from django.conf import settings
from django.http import JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_GET
from wagtail.admin.panels import HelpPanel

from cms.permissions.city_policy import policy_of
from directory.gazetteer.geocoders import Geocoding, configured
from directory.models import Municipality, Place

JAPAN_FROM_AFAR = (36.5, 138.0, 5)
"""Latitude, longitude (degrees) and zoom level where neither place nor municipality has a position."""


@require_GET
def locate(request):
    """JSON with `lat`, `lng`, `precision` of an address and `said` in words; only `said` where it is not found."""
    address = request.GET.get("address", "").strip()[:200]
    municipality = policy_of(Municipality).rows(request.user).filter(pk=request.GET.get("municipality", "")).first()
    if not address or municipality is None:
        return JsonResponse({"said": "市町村と住所を先に入れてください。"})
    found = Geocoding(municipality, configured()).locate(address)
    if found.lat is None:
        return JsonResponse({"said": "この住所の位置は分かりません。地図を押して決めてください。"})
    meaning = f"{Place.Precision(found.precision).label}です。正しいところへ、印を動かしてください。"
    said = " ".join([*found.notes, meaning])
    return JsonResponse({"lat": found.lat, "lng": found.lng, "precision": found.precision, "said": said})


class PinPanel(HelpPanel):
    """A map with one pin beside the fields for latitude and longitude; either may be used."""

    def __init__(self, template="admin_city/pin.html", **kwargs):
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        class Media:
            css = {"all": ["leaflet/leaflet.css"]}
            js = ["leaflet/leaflet.js", "cms/admin/pin.js"]

        def get_context_data(self, parent_context=None):
            lat, lng, zoom = _first_view(self.instance, self.request.user)
            return super().get_context_data(parent_context) | {
                "is_approximate": getattr(self.instance, "is_approximate", False),
                "pin": {
                    "lat": lat,
                    "lng": lng,
                    "zoom": zoom,
                    "tiles": settings.MAP_TILES_URL,
                    "credit": settings.MAP_TILES_CREDIT,
                    "creditUrl": settings.MAP_TILES_CREDIT_URL,
                    "icon": static("leaflet/images/marker-icon.png"),
                    "shadow": static("leaflet/images/marker-shadow.png"),
                },
            }


def _first_view(place: Place, user) -> tuple[float, float, int]:
    """Latitude, longitude and zoom of the map at first: the place, else its municipality, else Japan."""
    if place.lat is not None and place.lng is not None:
        return place.lat, place.lng, 17
    code = place.municipality_id or min(user.staff_municipalities, default=None)
    town_hall = Municipality.objects.filter(pk=code, lat__isnull=False, lng__isnull=False).first()
    return (town_hall.lat, town_hall.lng, 13) if town_hall else JAPAN_FROM_AFAR
