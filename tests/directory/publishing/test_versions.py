"""The one writer: whatever changes the directory moves its version, in the same transaction, and names what it touched."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from directory.hours.parser import parse_hours
from directory.models import Area, AreaSystem, Resource, Schedule, StatusStatement, Term, Verification
from directory.publishing import versions
from directory.publishing.versions import Edition, directory_change, last_change_of
from directory.snapshot import loading
from tests.factories import make_organization, make_place, make_resource, make_town

TODAY = dt.date(2026, 11, 24)


def _area_of(*towns):
    town = towns[0]
    system, _ = AreaSystem.objects.get_or_create(municipality=town.municipality, name="圏域")
    area, _ = Area.objects.get_or_create(system=system, name="平尾圏域")
    area.towns.set(towns)
    return area


def _bulk_create(r):
    Resource.objects.bulk_create([Resource(name="新", municipality=r.municipality)])


def _schedule_publishing(r):
    r.name = "予約した名前"
    r.go_live_at = timezone.now() + dt.timedelta(hours=1)
    r.save_revision().publish()
    Revision.objects.update(approved_go_live_at=timezone.now() - dt.timedelta(minutes=1))
    from django.core.management import call_command

    before = Edition.current()
    call_command("publish_scheduled")
    assert Edition.current() > before


WRITES = {
    "save": lambda r: r.save(),
    "update": lambda r: Resource.objects.filter(pk=r.pk).update(fee=100),
    "bulk_create": _bulk_create,
    "bulk_update": lambda r: Resource.objects.bulk_update([r], ["fee"]),
    "delete": lambda r: r.delete(),
    "queryset delete": lambda r: Resource.objects.filter(pk=r.pk).delete(),
    "pause": lambda r: StatusStatement.objects.create(resource=r, status="paused", since=TODAY),
    "verify": lambda r: Verification.objects.create(resource=r, day=TODAY, how="telephone"),
    "schedule": lambda r: Schedule.of(parse_hours("毎週月曜 10:00–12:00").rules[0], resource=r).save(),
    "place": lambda r: r.place.save(),
    "place update": lambda r: type(r.place).objects.filter(pk=r.place_id).update(lat=35.61),
    "organization": lambda r: r.organization.save(),
    "area": lambda r: _area_of(make_town("別の町")),
    "area towns": lambda r: r.areas.all()[0].towns.clear(),
    "term": lambda r: Term.objects.filter(slug="salon").update(label="サロン"),
    "publish": lambda r: r.save_revision().publish(),
    "unpublish": lambda r: r.unpublish(),
    "scheduled publishing": _schedule_publishing,
}


@pytest.fixture
def resource(db):
    town = make_town()
    return make_resource(organization=make_organization(), place=make_place(town=town), areas=[_area_of(town)])


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_every_way_to_write_moves_the_version(resource, write):
    """And the arrays brought up to date equal arrays loaded afresh."""
    loading.current()
    before = Edition.current()
    write(Resource.objects.get(pk=resource.pk))
    assert Edition.current() > before
    partial = loading.current()
    loading.forget()
    fresh = loading.current()
    assert partial.version == fresh.version
    for table in ("rows", "times", "statements"):
        for name in getattr(fresh, table).__slots__:
            left, right = (getattr(getattr(columns, table), name) for columns in (partial, fresh))
            if name != "catchment":
                assert left.tolist() == right.tolist(), (table, name)
    towns = make_town().pk
    assert partial.serving(towns).tolist() == fresh.serving(towns).tolist()


def test_words_of_a_resource_move_the_version(resource):
    before = Edition.current()
    resource.kinds.set(Term.objects.filter(slug="cafe"))
    resource.save()
    assert Edition.current() > before
    columns = loading.current()
    assert columns.words("kinds", columns.rows.kinds[columns.positions([resource.pk])[0]]) == ["cafe"]


def test_nested_changes_move_the_version_once(resource):
    before = Edition.current()
    with directory_change():
        resource.save()
        resource.place.save()
    assert Edition.current().number == before.number + 1


def test_a_change_that_fails_moves_nothing(resource):
    before = Edition.current()
    with pytest.raises(ZeroDivisionError), directory_change():  # noqa: PT012
        resource.save()
        _ = 1 / 0
    assert Edition.current() == before


@pytest.mark.django_db(transaction=True)
def test_version_and_row_are_one_transaction():
    """A bare save outside of any transaction cannot leave a row without its version."""
    resource = make_resource()
    before = Edition.current()
    with transaction.atomic():
        resource.fee = 300
        resource.save()
        inside = Edition.current()
        transaction.set_rollback(True)
    assert inside.number == before.number + 1
    assert Edition.current() == before
    assert Resource.objects.get(pk=resource.pk).fee is None


def test_only_what_changed_is_loaded(resource, django_assert_max_num_queries, monkeypatch):
    for _ in range(3):
        make_resource()
    loading.current()
    loaded = []
    load = loading.load
    monkeypatch.setattr(
        loading, "load", lambda number, keys=None, *rest: loaded.append(keys) or load(number, keys, *rest)
    )
    Resource.objects.filter(pk=resource.pk).update(fee=100)
    loading.current()
    assert loaded == [[resource.pk]]


@pytest.mark.django_db
def test_the_last_change_of_a_row_never_falls_also_when_old_changes_are_forgotten(monkeypatch):
    monkeypatch.setattr(versions, "KEPT_CHANGES", 4)
    mine, other = make_resource(), make_resource()
    seen = []
    for turn in range(24):
        before = last_change_of(mine.pk)
        changed = [mine, other, other, other, other, mine.place][turn % 6]
        changed.save()
        seen.append(last_change_of(mine.pk))
        if changed is not other:
            assert seen[-1] > before
    Term.objects.first().save()
    assert [*seen, last_change_of(mine.pk)] == [*sorted(seen), Edition.current().number]
