"""A version is a pair: whatever becomes of the database, a worker never answers from another history of it."""

import datetime as dt

import pytest

from directory.models import Change, Edition, Resource
from directory.search import live_index, public_search
from directory.snapshot import loading
from directory.snapshot.selection import Selection
from tests.factories import make_resource

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


def found(text):
    return public_search.found(Selection.of(loading.current(), TODAY).snapshot, text).keys.tolist()


def name_now(key, name):
    Resource.objects.filter(pk=key).update(name=name)


class Backup:
    """The rows of the directory at a moment, written back as a restore does: past everything that moves the version."""

    def __init__(self):
        self._rows = {model: list(model._base_manager.all()) for model in (Edition, Change, Resource)}

    def restore(self):
        for model in (Change, Edition):
            model._base_manager.all().delete()
        for rows in self._rows.values():
            for row in rows:
                row.save_base(raw=True)


HISTORIES = {
    "the same number": ["たんぽぽ"],
    "numbers that run backwards": [],
    "numbers that run past": ["すずらん", "つばき", "たんぽぽ"],
}


@pytest.mark.parametrize("asked_in_between", [True, False])
@pytest.mark.parametrize("later", HISTORIES.values(), ids=HISTORIES)
def test_after_a_restore_a_worker_knows_the_directory_as_it_is(later, asked_in_between):
    """A backup is taken, somebody edits, the backup is restored, others edit."""
    key, kept = make_resource(name="ひまわり").pk, make_resource(name="すみれ").pk
    backup = Backup()
    name_now(key, "あじさい")
    lost = make_resource(name="さくら").pk
    name_now(key, "もくれん")
    assert (found("もくれん"), found("さくら")) == ([key], [lost])
    Resource.objects.get(pk=lost).delete()
    backup.restore()
    if asked_in_between:
        assert (found("もくれん"), found("さくら"), found("ひまわり")) == ([], [], [key])
    for name in later:
        name_now(key, name)
    now = later[-1] if later else "ひまわり"
    assert (found(now), found("もくれん"), found("さくら"), found("すみれ")) == ([key], [], [], [kept])


def test_two_copies_of_a_database_are_told_apart_at_the_same_number():
    key = make_resource(name="ひまわり").pk
    copy = Backup()
    name_now(key, "あじさい")
    here = Edition.current()
    copy.restore()
    name_now(key, "もくれん")
    there = Edition.current()
    assert (here.number, here == there) == (there.number, False)


def test_the_version_costs_one_query(django_assert_num_queries):
    make_resource()
    with django_assert_num_queries(1):
        Edition.current()
    loading.current()
    live_index.index_at(loading.current())
    with django_assert_num_queries(1):
        live_index.index_at(loading.current())
