"""The index of the directory follows its version, and a stored copy is used only where it is of this very directory."""

import datetime as dt

import pytest

from directory.publishing.versions import Change
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


def test_the_stored_copy_is_used_at_the_next_start_and_brought_up_to_date(monkeypatch):
    monkeypatch.setattr(live_index, "STORED_FROM", 1)
    kept, changed = make_resource(name="ひまわり"), make_resource(name="すみれ")
    assert found("ひまわり") == [kept.pk]
    changed.name = "あじさい"
    changed.save()
    loading.forget()
    live_index.forget()
    monkeypatch.setattr(live_index.Index, "build", classmethod(_only_what_changed(live_index.Index.build)))
    assert (found("あじさい"), found("すみれ"), found("ひまわり")) == ([changed.pk], [], [kept.pk])
    live_index._file().unlink()


def _only_what_changed(build):
    def checked(cls, entries, version):
        entries = list(entries)
        assert len(entries) == 1
        return build(entries, version)

    return checked


def test_a_broken_stored_copy_is_made_again():
    live_index._file().write_text("not an index")
    key = make_resource(name="ひまわり").pk
    assert found("ひまわり") == [key]
    live_index._file().unlink()


@pytest.fixture
def stored_copy(monkeypatch):
    """A stored copy, of a directory with ひまわり."""
    monkeypatch.setattr(live_index, "STORED_FROM", 1)
    make_resource(name="ひまわり")
    found("ひまわり")
    assert live_index._file().exists()
    yield
    live_index._file().unlink()


def _at_the_next_start():
    loading.forget()
    live_index.forget()


def test_a_copy_made_by_other_code_is_not_used(stored_copy, monkeypatch):
    _at_the_next_start()
    assert live_index._stored() is not None
    monkeypatch.setattr(live_index, "_code_fingerprint", lambda: "other code")
    assert live_index._stored() is None


def test_a_copy_of_another_history_is_not_used(stored_copy):
    """A backup is restored and edited: the same version, and another directory."""
    _at_the_next_start()
    Change.objects.update(lot=1)
    assert live_index._stored() is None


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


def test_a_full_disk_stops_no_search(monkeypatch, caplog):
    monkeypatch.setattr(live_index, "STORED_FROM", 1)

    def full(*args):
        raise OSError("no space left")

    monkeypatch.setattr(live_index.Index, "save", full)
    key = make_resource(name="ひまわり").pk
    assert found("ひまわり") == [key]
    assert "no space left" in caplog.text
