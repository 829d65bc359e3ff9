"""Other people's geocoders are asked last, believed little, and their failures are told."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderTimedOut
from geopy.geocoders import Nominatim

from directory.gazetteer.geocoders import Geocoding, Gsi, configured
from directory.geo.areas import Town
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db
NEAR = (35.6142, 139.4861)


def answering(answer):
    """An adapter without a network; `asked` holds the addresses of its requests."""

    class Answering(BaseSyncAdapter):
        is_available = True
        asked = []

        def get_json(self, url, *, timeout, headers):
            self.asked.append(url)
            if isinstance(answer, Exception):
                raise answer
            return answer

        get_text = get_json

    return Answering


def gsi(title, point=NEAR):
    return [{"geometry": {"coordinates": [point[1], point[0]], "type": "Point"}, "properties": {"title": title}}]


def nominatim(point=NEAR, **address):
    return [{"lat": str(point[0]), "lon": str(point[1]), "display_name": "平尾", "address": address}]


def geocoding(answer, geocoder=Gsi):
    where = make_municipality()
    if not Town.objects.exists():
        Town.objects.create(municipality=where, name="平尾", lat=35.613, lng=139.486)
    adapter = answering(answer)
    return Geocoding(where, geocoder(adapter_factory=adapter, user_agent="test"), pause=0), adapter


def test_the_house_number_makes_a_point_exact():
    found = geocoding(gsi("東京都稲城市平尾1127番地"))[0].locate("稲城市平尾1127-1")
    assert (found.precision, found.lat, found.lng, str(found.town)) == ("exact", *NEAR, "平尾")


def test_the_question_names_prefecture_and_city_once():
    asked, adapter = geocoding(gsi("東京都稲城市平尾1127番地"))
    asked.locate("東京都稲城市平尾1127-1")
    assert [url.split("q=")[1] for url in adapter.asked] == [
        "%E6%9D%B1%E4%BA%AC%E9%83%BD%E7%A8%B2%E5%9F%8E%E5%B8%82%E5%B9%B3%E5%B0%BE1127-1"
    ]


@pytest.mark.parametrize("title", ["東京都稲城市平尾", "東京都稲城市平尾3番地"])
def test_an_answer_without_the_number_is_no_better_than_the_gazetteer(title):
    found = geocoding(gsi(title))[0].locate("稲城市平尾1127-1")
    assert (found.precision, found.lat) == ("town", 35.613)


def test_a_town_that_only_the_geocoder_knows_is_approximate():
    found = geocoding(gsi("東京都稲城市大丸"))[0].locate("稲城市大丸5")
    assert (found.precision, found.lat) == ("town", NEAR[0])


@pytest.mark.parametrize("point", [(34.0, 135.0), (35.7, 139.486)], ids=["another region", "another town"])
def test_a_point_too_far_away_is_refused(point):
    found = geocoding(gsi("東京都稲城市平尾1127番地", point))[0].locate("稲城市平尾1127-1")
    assert (found.precision, found.lat) == ("town", 35.613)
    assert "遠すぎる" in found.notes[0]


def test_a_failure_falls_back_is_told_and_ends_the_asking():
    asking, adapter = geocoding(GeocoderTimedOut("slow"))
    found = asking.locate("稲城市平尾1127-1")
    assert (found.precision, found.lat) == ("town", 35.613)
    assert "サービスが答えません（GeocoderTimedOut）" in found.notes[0]
    assert asking.locate("稲城市平尾5").notes == ()
    assert (len(adapter.asked), len(asking.failures)) == (1, 1)


@pytest.mark.parametrize("address", ["稲城市平尾", "多摩市桜ヶ丘1", ""])
def test_nobody_is_asked_for_what_is_no_street_here(address):
    asking, adapter = geocoding(gsi("東京都稲城市平尾"))
    asking.locate(address)
    assert adapter.asked == []


def test_no_answer_leaves_what_the_gazetteer_knows():
    assert geocoding([])[0].locate("稲城市平尾1127-1").precision == "town"
    assert Gsi(adapter_factory=answering([])).geocode("どこか") is None
    assert len(Gsi(adapter_factory=answering(gsi("平尾") * 2)).geocode("平尾", exactly_one=False)) == 2


@pytest.mark.parametrize(
    ("address", "precision"), [({"house_number": "1127"}, "exact"), ({"road": "平尾通り"}, "town")]
)
def test_nominatim_is_exact_with_a_house_number_only(address, precision):
    found = geocoding(nominatim(**address), Nominatim)[0].locate("稲城市平尾1127-1")
    assert found.precision == precision


def test_settings_name_the_geocoder(settings):
    settings.GEOCODER = ""
    assert configured() is None
    settings.GEOCODER = "gsi"
    assert isinstance(configured(), Gsi)
    settings.GEOCODER = "nominatim"
    assert isinstance(configured(), Nominatim)
    settings.GEOCODER = "google"
    with pytest.raises(ImproperlyConfigured, match="nominatim か gsi"):
        configured()
