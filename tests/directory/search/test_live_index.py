"""The index of the directory follows its version, and a stored copy is used only where it is of this very directory."""

import datetime as dt

import pytest

from directory.search import live_index, public_search
from directory.snapshot import loading
from directory.snapshot.selection import Selection
from tests.factories import make_resource

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


def found(text):
    columns = loading.current()
    return public_search.found(Selection.of(columns, TODAY).snapshot, text).keys.tolist()


def test_what_changes_is_found_and_what_is_gone_is_not():
    one, other = make_resource(name="ひまわり"), make_resource(name="すみれ")
    assert found("ひまわり") == [one.pk]
    one.name = "あじさい"
    one.save()
    assert (found("ひまわり"), found("あじさい")) == ([], [one.pk])
    other.delete()
    assert found("すみれ") == []


def test_what_changes_no_text_costs_no_new_index(monkeypatch):
    place = make_resource(name="ひまわり")
    held = live_index.index_at(loading.current())
    place.group_size = 12
    place.save()
    again = live_index.index_at(loading.current())
    assert (again.entries is held.entries, again.version > held.version) == (True, True)


def test_who_reads_an_older_version_gets_the_newer_index():
    make_resource(name="ひまわり")
    older = loading.current()
    make_resource(name="すみれ")
    newer = live_index.index_at(loading.current())
    assert live_index.index_at(older) is newer
