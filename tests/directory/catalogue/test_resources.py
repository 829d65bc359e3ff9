"""Invariants of what exists in town: the database refuses what cannot be true, and says why in Japanese."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.catalogue.statements import status_on
from directory.hours.rules import Rule
from directory.models import (
    Area,
    AreaSystem,
    Contact,
    Municipality,
    Organization,
    Place,
    PlaceFeature,
    Resource,
    Schedule,
    SingleDate,
    StatusStatement,
    Term,
    Vacancy,
    Verification,
)
from tests.factories import make_municipality, make_organization, make_place, make_resource

DAY = dt.date(2026, 11, 24)
TEN = dt.time(10)

REFUSED = {
    "ages in order": (Resource, {"min_age": 70, "max_age": 60}),
    "ages up to 120": (Resource, {"max_age": 130}),
    "fee": (Resource, {"fee": 70_000}),
    "live without a name": (Resource, {"name": ""}),
    "organization without a name": (Organization, {"name": ""}),
    "corporate number": (Organization, {"corporate_number": "123"}),
    "place in the sea": (Place, {"lat": 139.5, "lng": 35.6}),
    "half a point": (Place, {"lng": None}),
    "precision without a point": (Place, {"lat": None, "lng": None}),
    "point without precision": (Place, {"precision": "none"}),
    "postcode": (Place, {"postcode": "206-08"}),
    "municipality code": (Municipality, {"code": "1322"}),
    "closes as it opens": (Schedule, {"start": TEN, "end": TEN}),
    "ends before it begins": (Schedule, {"since": DAY, "until": DAY - dt.timedelta(1)}),
    "every no week": (Schedule, {"every": 0}),
    "no day": (Schedule, {"weekdays": 0}),
    "single date closes as it opens": (SingleDate, {"start": TEN, "end": TEN}),
    "status ends before it begins": (StatusStatement, {"until": DAY - dt.timedelta(1)}),
    "unknown status": (StatusStatement, {"status": "gone"}),
    "unknown way to verify": (Verification, {"how": "guess"}),
}


def _row(model, resource):
    """A sound row of a model, not yet saved with what is wrong."""
    return {
        Resource: lambda: resource,
        Organization: make_organization,
        Place: lambda: resource.place,
        Municipality: lambda: Municipality(name="別", prefecture="東京都", code="131016"),
        Schedule: lambda: Schedule(resource=resource, weekdays=2),
        SingleDate: lambda: SingleDate(resource=resource, day=DAY),
        StatusStatement: lambda: StatusStatement(resource=resource, status="paused", since=DAY),
        Verification: lambda: Verification(resource=resource, day=DAY, how="visit"),
    }[model]()


@pytest.mark.parametrize(("model", "wrong"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_true_is_refused_by_the_database_and_in_words(db, model, wrong):
    row = _row(model, make_resource())
    for name, value in wrong.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as said:
        row.full_clean()
    assert all("Constraint" not in message and "制約" not in message for message in said.value.messages)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_sound_rows_are_taken(db):
    """Otherwise the refusals above would prove nothing."""
    resource = make_resource()
    for model in {model for model, _ in REFUSED.values()}:
        row = _row(model, resource)
        row.full_clean()
        row.save()


def test_a_photo_needs_a_text_for_those_who_cannot_see_it(db):
    from wagtail.images.models import Image
    from wagtail.images.tests.utils import get_test_image_file

    photo = Image.objects.create(title="写真", file=get_test_image_file())
    resource = make_resource()
    resource.photo = photo
    with pytest.raises(ValidationError, match="説明"):
        resource.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        resource.save()
    resource.photo_alt = "たたみの部屋で体操をしているところ"
    resource.full_clean()
    resource.save()


def test_an_area_is_nested_only_within_its_system(db):
    systems = [AreaSystem.objects.create(municipality=make_municipality(), name=name) for name in ("圏域", "小学校区")]
    above, other = (Area.objects.create(system=system, name="上") for system in systems)
    Area(system=systems[0], name="下", parent=above).full_clean()
    with pytest.raises(ValidationError, match="同じ分け方"):
        Area(system=systems[0], name="下", parent=other).full_clean()
    above.parent = Area.objects.create(system=systems[0], name="下", parent=above)
    with pytest.raises(ValidationError, match="自分の下"):
        above.full_clean()


def test_a_place_of_another_municipality_is_refused(db):
    resource = make_resource()
    resource.municipality = make_municipality("242021", "四日市市", "三重県", 34.965, 136.624)
    with pytest.raises(ValidationError, match="別の市町村"):
        resource.full_clean()


@pytest.mark.parametrize(
    ("said", "day", "expected"),
    [
        ([], DAY, None),
        ([("paused", "2026-08-01", "2026-08-31")], dt.date(2026, 7, 31), None),
        ([("paused", "2026-08-01", "2026-08-31")], dt.date(2026, 8, 1), "paused"),
        ([("paused", "2026-08-01", "2026-08-31")], dt.date(2026, 8, 31), "paused"),
        ([("paused", "2026-08-01", "2026-08-31")], dt.date(2026, 9, 1), None),
        ([("paused", "2026-08-01", None), ("active", "2026-09-10", None)], dt.date(2026, 9, 10), "active"),
        ([("paused", "2026-08-01", None), ("active", "2026-09-10", None)], dt.date(2026, 9, 9), "paused"),
        ([("ended", "2027-03-31", None), ("paused", "2026-08-01", "2026-08-31")], dt.date(2027, 4, 1), "ended"),
    ],
)
def test_the_newest_statement_that_speaks_of_a_day_holds(said, day, expected):
    statements = [
        StatusStatement(
            pk=key,
            status=status,
            since=dt.date.fromisoformat(since),
            until=dt.date.fromisoformat(until) if until else None,
        )
        for key, (status, since, until) in enumerate(said)
    ]
    holds = status_on(statements, day)
    assert (holds.status if holds else None) == expected


def test_next_dates_leave_out_the_pause(db):
    resource = make_resource(schedule="毎週月曜 10:00–12:00")
    StatusStatement.objects.create(
        resource=resource, status="paused", since=dt.date(2026, 12, 1), until=dt.date(2026, 12, 10)
    )
    days = [occurrence.day.isoformat() for occurrence in resource.next_dates(DAY, 3)]
    assert days == ["2026-11-30", "2026-12-14", "2026-12-21"]


LATE = Rule(weekdays=(1,), start=dt.time(22), end=dt.time(2))
TUESDAY, NEXT_TUESDAY = DAY, DAY + dt.timedelta(7)


@pytest.mark.parametrize(
    ("rule", "first", "now", "days"),
    [
        (LATE, TUESDAY, None, [TUESDAY, NEXT_TUESDAY]),
        (LATE, TUESDAY, dt.time(23, 59), [TUESDAY, NEXT_TUESDAY]),
        # The day after, at 1 o'clock, it is still open; of a whole day, nobody asks about the evening before.
        (LATE, TUESDAY + dt.timedelta(1), dt.time(1), [TUESDAY, NEXT_TUESDAY]),
        (LATE, TUESDAY + dt.timedelta(1), dt.time(2), [NEXT_TUESDAY, NEXT_TUESDAY + dt.timedelta(7)]),
        (LATE, TUESDAY + dt.timedelta(1), None, [NEXT_TUESDAY, NEXT_TUESDAY + dt.timedelta(7)]),
        # 24:00 is stored as 0:00.
        (Rule(weekdays=(1,), start=dt.time(18), end=dt.time(0)), TUESDAY, dt.time(23), [TUESDAY, NEXT_TUESDAY]),
        (Rule(weekdays=(1,), end=dt.time(12)), TUESDAY, dt.time(12), [NEXT_TUESDAY, NEXT_TUESDAY + dt.timedelta(7)]),
        (Rule(weekdays=(1,), start=dt.time(10)), TUESDAY, dt.time(23), [TUESDAY, NEXT_TUESDAY]),
        (Rule(times=2, per="month", start=dt.time(10)), TUESDAY, dt.time(9), []),
    ],
)
def test_next_dates_at_a_time_of_day(db, rule, first, now, days):
    found = make_resource(rules=[rule]).next_dates(first, 2, now)
    assert [occurrence.day for occurrence in found] == days


def test_what_is_known_is_the_listings_word_before_its_buildings(db):
    place = make_place()
    for slug, answer in {"wheelchair": "yes", "parking": "yes", "nursing_room": "unknown"}.items():
        PlaceFeature.objects.create(place=place, feature=Term.objects.get(scheme="features", slug=slug), answer=answer)
    resource = make_resource(place=place, features={"parking": "no", "quiet": "yes", "trial": "unknown"})
    assert resource.answers() == {"wheelchair": "yes", "parking": "no", "quiet": "yes"}


def test_places_left_and_verification_are_the_last_told(db):
    resource = make_resource(contacts=[{"kind": "telephone", "value": "000-000-0000"}])
    assert (resource.places_left, resource.last_verification) == (None, None)
    for left in (3, 0):
        Vacancy.objects.create(resource=resource, left=left)
    for days in (0, -30):
        Verification.objects.create(resource=resource, day=DAY + dt.timedelta(days), how="telephone")
    assert resource.places_left == 0
    assert resource.last_verification.day == DAY
    assert Contact.objects.get().is_public


def test_the_vocabulary_is_there_without_anybody_loading_it(db):
    """And what a city changed stays, when the next migration fills in what is missing."""
    from directory.catalogue import vocabulary

    Term.objects.filter(slug="salon").update(label="サロンなど")
    Term.objects.filter(slug="cafe").delete()
    vocabulary.add_shipped_words()
    labels = dict(Term.objects.filter(scheme="kinds").values_list("slug", "label"))
    assert labels["salon"] == "サロンなど"
    assert labels["cafe"].startswith("居場所・カフェ")
