"""Facts become rows once; what people change afterwards is theirs."""

import datetime as dt

import pytest

from directory.associations.representatives import add_representative
from directory.duplicates.merging import merge
from directory.imports.row_maker import RowMaker
from directory.imports.steps.writing import write_listings
from directory.models import Area, AreaSystem, Organization, Place, Resource, Term, Verification
from directory.publishing.versions import Edition
from directory.snapshot import loading
from directory.spreadsheets.findings import Wrong
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town, make_user

TODAY = dt.date(2026, 11, 21)
SALON = {
    "name": "さくらサロン", "reading": "さくらさろん", "kinds": ["salon"], "targets": ["older"], "organization": "さくら会", "sector": "community",
    "place": {
        "name": "平尾会館", "address": "平尾1-2", "town": "平尾", "lat": 35.6, "lng": 139.5, "precision": "exact",
        "features": {"wheelchair": "yes"},
    },
    "schedule": ["毎週火曜 10:00–12:00"], "fee": 100, "features": {"trial": "yes"}, "area": "平尾圏域",
    "contacts": [{"kind": "telephone", "value": "042-000-1111", "note": "昼間", "public": False}],
    "status": {"status": "paused", "since_days_ago": 10, "until_in_days": 5, "reason": "雪"},
    "verified_days_ago": 30, "verified_how": "visit", "capacity_left": 4,
}  # fmt: skip


@pytest.fixture
def rows(db):
    where = make_municipality()
    town = make_town()
    area = Area.objects.create(system=AreaSystem.objects.create(municipality=where, name="圏域"), name="平尾圏域")
    area.towns.add(town)
    return lambda: RowMaker(where)


def wrote(rows, facts=SALON, key="k:1"):
    written = write_listings({key: facts}, rows(), TODAY)
    return Resource.objects.get(source_key=key), written


def test_a_listing_has_everything_that_was_told(rows):
    salon, _ = wrote(rows)
    place = salon.place
    assert (salon.live, salon.name, salon.fee, str(salon.organization), salon.sector.slug) == (
        True,
        "さくらサロン",
        100,
        "さくら会",
        "community",
    )
    assert (place.live, place.address, str(place.town), place.precision) == (True, "平尾1-2", "平尾", "exact")
    assert salon.answers() == {"wheelchair": "yes", "trial": "yes"}
    assert [str(schedule) for schedule in salon.schedules.all()] == ["毎週火曜 10:00–12:00"]
    assert [term.slug for term in (*salon.kinds.all(), *salon.targets.all())] == ["salon", "older"]
    assert [str(area) for area in salon.areas.all()] == ["平尾圏域"]
    [contact] = salon.contacts.all()
    assert (contact.value, contact.note, contact.is_public) == ("042-000-1111", "昼間", False)
    status = salon.status_on(TODAY)
    assert (status.status, status.since, status.until) == ("paused", dt.date(2026, 11, 11), dt.date(2026, 11, 26))
    assert (salon.last_verification.day, salon.places_left) == (dt.date(2026, 10, 22), 4)
    assert loading.current().rows.key.tolist() == [salon.pk]


def test_what_was_made_one_with_another_listing_is_not_written_to_again(rows):
    (salon, _), (survivor, _) = wrote(rows), wrote(rows, key="k:2")
    merge(salon, survivor, make_user())
    salon, written = wrote(rows, SALON | {"fee": 500})
    assert (written.changed, written.unchanged) == ({}, {"k:1": survivor.pk})
    assert (salon.fee, salon.live) == (100, False)


def test_the_same_facts_change_nothing(rows):
    wrote(rows)
    before = Edition.current()
    _, written = wrote(rows)
    assert (Edition.current(), list(written.unchanged), written.created, written.changed) == (before, ["k:1"], {}, {})


def test_a_listing_without_a_reading_gets_a_proposed_one(rows):
    unread, _ = wrote(rows, {"name": "浅野児童館", "kinds": ["facility"]})
    assert unread.reading == "", "what nobody has confirmed is no furigana"


def test_many_listings_are_one_change_and_few_queries(rows, django_assert_max_num_queries):
    before = Edition.current()
    listings = {
        f"k:{n}": SALON | {"name": f"サロン{n}", "place": SALON["place"] | {"name": f"家{n}"}} for n in range(500)
    }
    with django_assert_max_num_queries(120):
        write_listings(listings, rows(), TODAY)
    assert (Resource.objects.count(), Place.objects.count(), Edition.current().number) == (500, 500, before.number + 1)


def test_places_and_organizations_are_shared(rows):
    make_organization(name="NPO法人さくら会")
    make_place(name="平尾会館", address="平尾１－２")
    wrote(rows)
    wrote(rows, SALON | {"name": "体操"}, "k:2")
    wrote(rows, SALON | {"name": "夜の会", "place": SALON["place"] | {"building": "2階"}}, "k:3")
    assert (Place.objects.count(), Organization.objects.count()) == (2, 1)


def test_an_organization_of_another_city_is_not_found_by_its_name(rows):
    """Its people would be shown to this city, and would keep this city's listing."""
    elsewhere, spoken_for = make_organization(name="さくら会"), make_organization(name="さくら会")
    make_resource(organization=elsewhere, municipality=make_municipality("372013", "高松市"), live=False)
    add_representative(spoken_for, make_user(), "lead")
    salon, _ = wrote(rows)
    assert salon.organization not in (elsewhere, spoken_for)
    again, _ = wrote(rows, SALON | {"name": "体操"}, "k:2")
    assert again.organization == salon.organization


CHANGES = {
    "fee": (200, lambda r: r.fee),
    "name": ("つばきサロン", lambda r: r.name),
    "targets": (["parents"], lambda r: [term.slug for term in r.targets.all()]),
    "features": ({"trial": "no"}, lambda r: {row.feature.slug: row.answer for row in r.features.all()}),
    "schedule": (["毎週水曜 10:00–12:00"], lambda r: [str(row) for row in r.schedules.all()]),
    "organization": ("つばき会", lambda r: str(r.organization)),
    "sector": ("work", lambda r: r.sector.slug),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_new_file_changes_what_it_says_anew(rows, name):
    value, seen = CHANGES[name]
    salon, _ = wrote(rows)
    after, written = wrote(rows, SALON | {name: value})
    assert after.pk == salon.pk
    assert seen(after) == value
    assert (list(written.changed), written.kept) == (["k:1"], [])
    assert Verification.objects.count() == 1
    assert wrote(rows, SALON | {name: value})[1].unchanged


HANDS = {
    "fee": lambda r: Resource.objects.filter(pk=r.pk).update(fee=300),
    "name": lambda r: Resource.objects.filter(pk=r.pk).update(name="人が直した名前"),
    "targets": lambda r: r.targets.through.objects.create(
        resource_id=r.pk, term_id=Term.objects.get(scheme="targets", slug="dementia").pk
    ),
    "features": lambda r: r.features.all().delete(),
    "schedule": lambda r: r.schedules.all().delete(),
    "organization": lambda r: Resource.objects.filter(pk=r.pk).update(organization=make_organization(name="別の会")),
    "sector": lambda r: Resource.objects.filter(pk=r.pk).update(sector=None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_person_changed_stays(rows, name):
    value, seen = CHANGES[name]
    salon, _ = wrote(rows)
    HANDS[name](Resource.objects.get(pk=salon.pk))
    before = Resource.objects.get(pk=salon.pk)
    before_seen = None if name == "sector" else seen(before)
    after, written = wrote(rows, SALON | {name: value})
    assert written.kept == [("k:1", name)]
    assert (None if name == "sector" else seen(after)) == before_seen
    assert wrote(rows, SALON | {name: value})[1].kept == []


def test_a_place_alone_moves_and_a_shared_one_is_left(rows):
    salon, _ = wrote(rows)
    moved = SALON | {"place": SALON["place"] | {"address": "平尾9-9", "lat": 35.61}}
    after, _ = wrote(rows, moved)
    assert (after.place_id, after.place.address, after.place.lat) == (salon.place_id, "平尾9-9", 35.61)
    wrote(rows, moved | {"name": "体操"}, "k:2")
    again, _ = wrote(rows, SALON)
    assert again.place_id != salon.place_id
    assert Place.objects.get(pk=salon.place_id).address == "平尾9-9"


def test_a_place_that_a_person_moved_stays(rows):
    salon, _ = wrote(rows)
    Place.objects.filter(pk=salon.place_id).update(lat=35.65)
    after, written = wrote(rows, SALON | {"place": SALON["place"] | {"lat": 35.61}})
    assert (after.place.lat, written.kept) == (35.65, [("k:1", "place")])


def test_the_area_of_a_file_is_taken_over_and_lost(rows):
    wrote(rows)
    after, _ = wrote(rows, {name: value for name, value in SALON.items() if name != "area"})
    assert list(after.areas.all()) == []


@pytest.mark.parametrize(
    ("facts", "says"), [({"kinds": ["palace"]}, "palace"), ({"schedule": ["気がむいたら"]}, "気がむいたら")]
)
def test_an_unknown_word_is_refused_and_nothing_is_left(rows, facts, says):
    with pytest.raises(Wrong, match=says):
        write_listings({"k:1": SALON | facts}, rows(), TODAY)
    assert not Resource.objects.exists()
    assert not Place.objects.exists()
