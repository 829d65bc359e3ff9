"""After an edit of one place: what shows it is new at once, lists that do not are new within seconds, all the rest stays."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.content.site_settings import SiteSettings
from cms.kept_pages import edits
from directory.geo.landmarks import Landmark
from directory.models import Organization, Resource, StatusStatement, Term
from directory.publishing.version import Version
from directory.publishing.versions import Edition, directory_change
from tests.factories import make_municipality, make_place, make_resource, make_user
from tests.stays_up.test_page_store import OF_THE_VERSIONS, TUESDAY, clock, read

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
NAME, OTHER = "ひだまりサロン", "こども食堂"
BOX = "bbox=20,122,46,154&zoom=15"
LISTS = ("/", "/?q=サロン", "/?kind=salon", "/places.json", "/suggest?q=サロン", f"/map.json?{BOX}", "/calendar.ics")
SECONDS = 5
OWN = ("/places/{}/", "/places/{}/calendar.ics")


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.KEPT_PAGES_SECONDS = SECONDS


@pytest.fixture
def place(clock):
    SiteSettings.objects.create()  # the first page of a new site stores this row
    return make_resource(name=NAME, schedule="毎週火曜 10:00–15:00")


@pytest.fixture
def hidden(place):
    """A place that residents do not see yet."""
    return make_resource(
        name=OTHER, visibility="supporters", schedule="毎週火曜 10:00–15:00", place=make_place(lat=35.7)
    )


def is_kept(address):
    read("/guide/")  # the first one after an edit asks what was edited
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(address)
    assert answer.status_code == 200
    return len(asked) == OF_THE_VERSIONS


def shown(address, client=None):
    """What an answer says; the text of one that is JSON."""
    said = read(address, client)
    return json.dumps(json.loads(said), ensure_ascii=False) if "suggest" in address or "json" in address else said


def change(place, **facts):
    Resource.objects.filter(pk=place.pk).update(**facts)


def say(place, status):
    StatusStatement.objects.create(
        resource=place, status=status, since=TUESDAY, made_at=dt.datetime(2026, 11, 24, 1, tzinfo=dt.UTC)
    )


@pytest.mark.parametrize("address", LISTS)
def test_a_place_that_is_withdrawn_is_gone_at_once_from_every_list_that_shows_it(place, hidden, address):
    assert NAME in shown(address)
    assert is_kept(address)
    change(place, visibility="supporters")
    assert NAME not in shown(address)


@pytest.mark.parametrize("address", OWN)
def test_and_so_is_its_own_page(place, address):
    address = address.format(place.pk)
    assert NAME in shown(address)
    assert is_kept(address)
    change(place, visibility="supporters")
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    ("prepare", "address"),
    [
        (lambda place, clock: say(place, "paused"), f"/?q={NAME}"),
        (lambda place, clock: say(place, "paused"), f"/places.json?q={NAME}"),
        (lambda place, clock: clock(16, 0), "/?open=today"),
    ],
)
def test_it_is_also_gone_from_below_a_list_where_it_is_away_or_over(place, hidden, clock, prepare, address):
    make_resource(name=f"{NAME}の となり")  # a text that finds nothing is not kept
    prepare(place, clock)
    assert f"/places/{place.pk}/" in shown(address)
    assert is_kept(address)
    change(hidden, summary="お茶を のみます。")
    assert is_kept(address), "the edit of a place that it does not show"
    change(place, visibility="supporters")
    assert f"/places/{place.pk}/" not in shown(address)


def test_it_is_gone_from_the_page_of_an_ended_place_which_proposes_it_instead(place):
    ended = make_resource(name="おわった会")
    say(ended, "ended")
    address = f"/places/{ended.pk}/"
    assert NAME in shown(address)
    assert is_kept(address)
    change(place, visibility="supporters")
    assert NAME not in shown(address)


def test_an_ended_place_with_nothing_near_proposes_a_new_one_within_the_seconds(place, hidden, clock):
    change(place, visibility="supporters")
    ended = make_resource(name="おわった会")
    say(ended, "ended")
    address = f"/places/{ended.pk}/"
    assert OTHER not in shown(address)
    Resource.objects.filter(pk=hidden.pk).update(visibility="public", place=ended.place)
    read("/guide/")
    clock(11, 59, second=40)
    assert OTHER in shown(address)


@pytest.mark.parametrize("facts", [{"visibility": "supporters"}, {"name": "べつの名前"}])
def test_a_desk_below_a_list_that_found_nothing_is_new_at_once(place, hidden, facts):
    change(place, visibility="supporters")
    desk = make_resource(
        name="ふれあい相談室", kinds=["consultation"], contacts=[{"kind": "telephone", "value": "042-000-0001"}]
    )
    address = "/?kind=salon"
    assert desk.name in shown(address)
    assert is_kept(address)
    change(desk, **facts)
    assert desk.name not in shown(address)


def test_an_emergency_closes_all_places_on_every_page_at_once(place):
    another = make_resource(name=OTHER, schedule="毎週火曜 10:00–15:00")
    pages = ("/?open=today", f"/places/{place.pk}/", f"/places/{another.pk}/")
    assert all(map(is_kept, [address for address in pages if shown(address)]))
    with directory_change():
        for one in (place, another):
            say(one, "paused")
    assert [address for address in pages if "お休み" not in shown(address) and NAME in shown(address)] == []
    assert f"/places/{another.pk}/" not in read("/?open=today")


@pytest.mark.parametrize("address", LISTS)
def test_a_list_shows_a_new_place_within_the_seconds_of_the_setting_and_whoever_signs_in_at_once(
    place, hidden, clock, address
):
    shown(address)
    clock(11, 59, second=25)
    assert is_kept(address)
    change(hidden, visibility="public", name=f"{OTHER}とサロン")
    editor = Client()
    editor.force_login(make_user())
    assert OTHER in shown(address, editor)
    clock(11, 59, second=24 + SECONDS)
    assert is_kept(address)
    assert OTHER not in shown(address)
    clock(11, 59, second=25 + SECONDS)
    assert OTHER in shown(address)


def test_the_seconds_count_from_when_the_list_was_last_known_to_be_right(place, hidden, clock):
    read("/")
    change(hidden, visibility="public")
    clock(11, 59, second=40)
    assert OTHER in read("/"), "nobody asked meanwhile, so that nobody knows when the edit was"


def test_one_edit_after_another_does_not_lengthen_the_seconds(place, hidden, clock):
    read("/")
    for second in range(21, 29):
        change(hidden, visibility="public", summary=f"{second}")
        clock(11, 59, second=second)
        is_shown = OTHER in read("/")
    assert is_shown


def test_without_seconds_each_edit_drops_each_list(place, hidden, settings):
    settings.KEPT_PAGES_SECONDS = 0
    read("/")
    assert is_kept("/")
    change(hidden, visibility="public")
    assert OTHER in read("/")


@pytest.mark.parametrize("address", OWN)
def test_a_page_of_one_place_outlives_edits_of_all_others(place, hidden, clock, address):
    address = address.format(place.pk)
    shown(address)
    change(hidden, summary="お茶を のみます。")
    clock(11, 59, second=59)
    assert is_kept(address)
    change(hidden, summary="おかしも あります。")
    assert is_kept(address)
    change(place, summary="ひるから あそびます。")
    assert not is_kept(address)


@pytest.mark.parametrize(
    "edit",
    [
        lambda: Term.objects.filter(slug="salon").update(label="あつまり"),
        lambda: SiteSettings.objects.update(city_name="稲城市"),
        lambda: Landmark.objects.create(municipality=make_municipality(), name="平尾駅", lat=35.6, lng=139.5),
        lambda: Edition.objects.update(number=1, lot=7),
    ],
)
def test_an_edit_of_what_places_share_and_a_restored_database_drop_everything(place, edit):
    pages = ("/", *(address.format(place.pk) for address in OWN))
    for address in pages:
        shown(address)
        assert is_kept(address)
    edit()
    assert [address for address in pages if is_kept(address)] == []


def test_the_page_of_an_organization_goes_with_its_last_place_and_comes_back_as_it_is_then(place):
    """An organization without places has no page and touches none, so that nobody counts its edits."""
    group = Organization.objects.create(name="ひだまりの会")
    change(place, organization=group)
    address = f"/organizations/{group.pk}/"
    assert "ひだまりの会" in shown(address)
    change(place, organization=None)
    assert Client().get(address).status_code == 404
    Organization.objects.filter(pk=group.pk).update(name="こもれびの会")
    change(place, organization=group)
    assert "こもれびの会" in shown(address)


def test_more_edits_than_are_told_apart_drop_everything(place, hidden, monkeypatch):
    monkeypatch.setattr(edits, "MOST_PLACES", 1)
    address = f"/places/{place.pk}/"
    shown(address)
    change(hidden, summary="お茶を のみます。")
    assert is_kept(address)
    change(make_resource(), summary="お茶を のみます。")
    assert not is_kept(address)


def test_a_version_is_read_as_it_stands(db):
    Edition.objects.update_or_create(pk=1, defaults={"number": 5, "lot": 2**61})
    assert Edition.current() == Version(5, 2**61)
