"""One alert that covers many places: which, from when until when, who reads its pause, and what is left when it is lifted."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.catalogue.resources import Resource
from directory.catalogue.town_alerts import banners, lift
from directory.changes.closures import pause
from directory.changes.news import news_of
from directory.exports.meetings import coming_meetings
from directory.models import Area, AreaSystem, StatusStatement, Term, TownAlert
from directory.snapshot import loading
from directory.snapshot.codes import ACTIVE, ENDED, PAUSED
from tests.factories import make_municipality, make_place, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 11, 27)
MONDAY = dt.date(2026, 11, 30)
TUESDAY = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-27T09:00+09:00", tick=False)


@pytest.fixture
def area(db):
    system = AreaSystem.objects.create(municipality=make_municipality(), name="圏域")
    above = Area.objects.create(system=system, name="第二圏域")
    Area.objects.create(system=system, name="平尾地区", parent=above).towns.add(make_town("平尾"))
    return above


@pytest.fixture
def places(area):
    """A place in the area, a desk in it, one without a town that serves it, one elsewhere, one in another city."""
    in_it = make_place(town=make_town("平尾"))
    other = make_municipality("372013", "高松市", lat=34.343, lng=134.046)
    return {
        "salon": make_resource(name="サロン", kinds=["salon"], place=in_it, schedule="毎日 10:00–12:00"),
        "desk": make_resource(name="窓口", kinds=["consultation"], place=in_it, schedule="毎日 9:00–17:00"),
        "serving": make_resource(name="訪問", kinds=["cafe"], place=None, areas=[area], schedule="毎日 10:00–12:00"),
        "elsewhere": make_resource(
            name="遠く", kinds=["cafe"], place=make_place(town=make_town("坂浜")), schedule="毎日 10:00–12:00"
        ),
        "other city": make_resource(
            name="高松",
            municipality=other,
            place=make_place(34.3, 134.0, municipality=other),
            schedule="毎日 10:00–12:00",
        ),
    }


def set_alert(**facts):
    given = {
        "municipality": make_municipality(),
        "reason": "大雨のため",
        "closes": True,
        "since": FRIDAY,
        "until": MONDAY,
    }
    return TownAlert.objects.create(**given | facts)


def closed(places, day=FRIDAY):
    """The names of the places that are paused on a day: by the rows, by the arrays and by the query, which say the same."""
    names = {row.pk: name for name, row in places.items()}
    by_row = {
        names[row.pk] for row in Resource.objects.all() if (said := row.status_on(day)) and said.status == "paused"
    }
    columns = loading.current()
    by_array = {names[int(key)] for key in columns.rows.key[columns.status_on(day) == PAUSED]}
    by_query = {names[row.pk] for row in Resource.objects.with_status_on(day).filter(status_today="paused")}
    assert by_row == by_array == by_query
    return by_row


WHOLE = {"salon", "serving", "elsewhere"}


@pytest.mark.parametrize(
    ("facts", "covered"),
    [
        (lambda area: {}, WHOLE),
        (lambda area: {"desks_too": True}, WHOLE | {"desk"}),
        (lambda area: {"area": area}, {"salon", "serving"}),
        (lambda area: {"area": area, "desks_too": True}, {"salon", "serving", "desk"}),
        (lambda area: {"kind": Term.objects.get(scheme="kinds", slug="salon")}, {"salon"}),
        (lambda area: {"closes": False}, set()),
        (lambda area: {"is_drill": True}, set()),
    ],
)
def test_which_places_an_alert_closes(places, area, facts, covered):
    assert closed(places) == set()
    set_alert(**facts(area))
    assert closed(places) == covered


def test_it_holds_from_its_first_to_its_last_day_and_then_all_is_as_before(places):
    set_alert(since=MONDAY, until=MONDAY)
    assert [bool(closed(places, day)) for day in (FRIDAY, MONDAY, TUESDAY)] == [False, True, False]


def test_lifting_opens_all_at_once_and_says_who(places):
    alert, staff = set_alert(), make_user("staff")
    assert closed(places)
    lift(alert, staff)
    lift(alert, make_user())
    assert closed(places) == set()
    assert (alert.end.made_by, banners("")) == (staff, [])
    assert not StatusStatement.objects.exists(), "nothing was written to a place"


def test_a_place_that_comes_into_the_area_is_closed_too_and_one_that_leaves_it_is_open(places, area):
    set_alert(area=area)
    assert "elsewhere" not in closed(places)
    area.towns.add(make_town("坂浜"))
    assert "elsewhere" in closed(places)
    places["salon"].place = make_place(town=make_town("東長沼"))
    places["salon"].save()
    assert "salon" not in closed(places)


def test_the_pause_of_a_place_goes_on_after_the_alert_and_its_end_stays_an_end(places):
    pause(places["salon"], FRIDAY, TUESDAY, "夏休み", None)
    places["elsewhere"].status_statements.create(status="ended", since=dt.date(2026, 11, 29))
    set_alert(until=TUESDAY)
    told = [Resource.objects.get(pk=places["elsewhere"].pk).status_on(FRIDAY + dt.timedelta(days)) for days in range(4)]
    assert [said.status for said in told] == ["paused", "paused", "ended", "ended"]
    columns = loading.current()
    row = columns.positions([places["elsewhere"].pk])[0]
    assert [columns.status_on(day)[row] for day in (FRIDAY, MONDAY)] == [PAUSED, ENDED]
    lift(TownAlert.objects.get(), None)
    assert Resource.objects.get(pk=places["salon"].pk).status_on(FRIDAY).reason == "夏休み"
    assert loading.current().status_on(FRIDAY)[row] == ACTIVE


def test_the_calendar_cancels_its_meetings_with_the_reason(places):
    set_alert(until=dt.date(2026, 11, 28))
    meetings = coming_meetings(Resource.objects.get(pk=places["salon"].pk), timezone.localtime(), 3)
    assert [(one.cancelled, one.note) for one in meetings[:3]] == [
        ("お休み", "大雨のため"),
        ("お休み", "大雨のため"),
        ("", ""),
    ]


def test_feeds_tell_of_the_alert_and_of_its_end(places, time_machine):
    key = places["salon"].pk
    alert = set_alert()
    time_machine.move_to("2026-11-28T09:00+09:00", tick=False)
    lift(alert, None)
    told = [
        one.what
        for one in news_of([key, places["desk"].pk], timezone.localtime())
        if "/" in one.key and "alert" in one.key
    ]
    assert told == ["11月28日（土）から また ひらきます", "11月27日（金）から 11月30日（月）まで お休みです"]


def test_a_list_of_places_costs_one_query_for_no_alert(places, django_assert_num_queries):
    rows = Resource.objects.prefetch_related("status_statements")
    with django_assert_num_queries(3):
        assert not any(row.status_on(FRIDAY) for row in rows)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "稲城市の 集まりは、2026年11月27日から 2026年11月30日まで お休みです。"),
        ({"until": None}, "稲城市の 集まりは、2026年11月27日から お休みです。いつまでかは、まだ 分かりません。"),
        ({"is_drill": True}, "稲城市の 集まりが お休みになったときの 練習です。集まりは いつもどおり ひらきます。"),
        ({"closes": False}, ""),
    ],
)
def test_what_the_banner_says(facts, sentence):
    assert set_alert(**facts).sentence == sentence


def test_a_banner_stands_until_its_last_day_on_the_pages_of_its_city(time_machine):
    alert = set_alert()
    assert (banners("132250"), banners("372013"), banners("")) == ([alert], [], [alert])
    time_machine.move_to("2026-12-01T00:01+09:00")
    assert banners("132250") == []
