"""What threads of one process share: asked at the same moment for different things, each gets what it asked for."""

import datetime as dt
import sys
import threading
import time
from itertools import product
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest

from cms.kept_pages import card_rows, edits
from cms.kept_pages import middleware as kept_pages
from cms.public import choices
from directory.caches import CurrentValue, KeyedCache, SizedCache
from directory.duplicates import candidates
from directory.publishing.version import Version
from directory.publishing.versions import Edition
from directory.search import away, live_index, place_names, public_search
from directory.search.entries import Field, IndexEntry
from directory.search.index import Index
from directory.search.wishes import table
from directory.snapshot import loading
from directory.snapshot.day import SnapshotDay, snapshot_on
from matching.proposals import ranked_lists
from tests.benchmarks.invented import country

THREADS, CALLS = 8, 1_000
VERSIONS = [country(40, seed=number) for number in range(3)]
DAYS = [dt.date(2026, 11, day) for day in (20, 21, 22)]
"""More than most caches keep, so that values come and go all the time."""


@pytest.fixture(autouse=True)
def _hurried_threads():
    """Let threads interrupt each other after every few instructions, and not after 5 ms."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def let_others_in(made):
    """What was made, after the other threads had their turn."""
    time.sleep(0)
    return made


def all_at_once(ask, questions, calls=CALLS):
    """Ask mixed questions from THREADS threads that begin together; what failed, or was answered wrongly."""
    barrier, wrong = threading.Barrier(THREADS), []

    def run(number):
        chosen = Random(number).choices(questions, k=calls)
        barrier.wait()
        for question in chosen:
            try:
                if not ask(*question):
                    wrong.append(question)
            except Exception as error:
                wrong.append(repr(error))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.parametrize("most", [1, 2, 50])
def test_a_keyed_cache_gives_each_key_its_own_value(most):
    cache = KeyedCache(most)
    assert (
        all_at_once(
            lambda key: cache.get(key, lambda: let_others_in(str(key))) == str(key), [(key,) for key in range(5)]
        )
        == []
    )


def test_a_value_is_made_once_and_the_oldest_key_goes():
    cache, made = KeyedCache(2), []

    def get(key):
        return cache.get(key, lambda: made.append(key) or len(made))

    assert [get("a"), get("b"), get("a"), get("c"), get("a"), get("b")] == [1, 2, 1, 3, 1, 4]
    cache.clear()
    assert get("b") == 5


def test_threads_that_ask_for_the_same_wait_for_the_first():
    cache, made, gate = KeyedCache(), [], threading.Barrier(THREADS)
    found = []

    def slowly():
        made.append(1)
        threading.Event().wait(0.05)
        return object()

    def run():
        gate.wait()
        found.append(cache.get("key", slowly))

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == len(set(found)) == 1


def test_what_fails_is_not_kept():
    cache = KeyedCache()
    with pytest.raises(ZeroDivisionError):
        cache.get("key", lambda: 1 / 0)
    assert cache.get("key", lambda: 7) == 7


def test_a_current_value_is_renewed_by_one_thread_at_a_time():
    value = CurrentValue()
    assert all_at_once(lambda: value.renewed(lambda before: (before or 0) + 1) > 0, [()]) == []
    assert value.renewed(lambda before: before) == THREADS * CALLS
    value.clear()
    assert value.renewed(lambda before: before) is None


# Each cache of a module, by what is asked of it. The rows are made up, so that no thread needs a database.


def test_a_sized_cache_never_holds_more_than_its_bytes_and_drops_what_was_asked_for_longest_ago():
    cache = SizedCache(10)
    for key in "abc":
        cache.put(key, key.upper(), 3)
    assert cache.get("a") == "A"
    cache.put("d", "D", 3)
    assert [cache.get(key) for key in "abcd"] == ["A", None, "C", "D"]
    cache.put("a", "AA", 9)
    assert [cache.get(key) for key in "acd"] == ["AA", None, None]
    cache.put("e", "E", 11)
    assert (cache.get("a"), cache.get("e")) == ("AA", None)


def test_the_texts_of_cards(monkeypatch):
    monkeypatch.setattr(card_rows._kept_texts, "_most", 5_000)

    def asked(number):
        return (
            card_rows.kept_text(SimpleNamespace(kept_as=number), "a", lambda: let_others_in(f"{number}")) == f"{number}"
        )

    assert all_at_once(asked, [(number,) for number in range(50)]) == []


def test_the_rows_of_cards_are_never_those_of_another_version():
    card_rows.forget()

    def read_and_put_down(at):
        version = Version(at, at)
        card_rows._kept_rows.renewed(lambda before: before if before and at % 2 else card_rows._Kept(version, {}))
        card_rows._kept_rows.renewed(lambda now: let_others_in(now.with_rows(version, {at: version})))
        kept = card_rows._kept_rows.value
        return set(kept.rows.values()) <= {kept.version}

    assert all_at_once(read_and_put_down, [(number,) for number in range(6)]) == []
    card_rows.forget()


def test_the_kept_pages():
    cache = kept_pages._kept_answers
    made = {number: f"{number}" * 100 for number in range(50)}

    def asked(key):
        cache.put(key, made[key], cache._most // 20)
        found = cache.get(key)
        return found in (None, made[key]) and cache._bytes <= cache._most

    assert all_at_once(asked, [(key,) for key in made]) == []
    cache.clear()
    assert cache._bytes == 0


def test_the_edits_that_are_seen_are_those_of_the_version_that_was_asked_for(monkeypatch):
    asking, version_of = threading.local(), {}
    monkeypatch.setattr(edits, "versions_shown", lambda: (let_others_in(Version(asking.at, asking.at)), 1))
    monkeypatch.setattr(edits, "changes_since", lambda before: None)
    edits.forget()

    def seen_at(at):
        asking.at = at
        seen = edits.seen(dt.datetime(2026, 11, 27, 10, 0))
        return seen.version == (Version(at, at), 1) == version_of.setdefault(seen.number, seen.version)

    assert all_at_once(seen_at, [(number,) for number in range(6)]) == []
    edits.forget()


@pytest.mark.parametrize("cache", ["the day", "its results", "its areas"])
def test_the_day(cache):
    day = SnapshotDay(VERSIONS[0], DAYS[0])
    towns = [frozenset(towns) for towns in ({1}, {2}, {1, 2}, set())]
    number = {area: SnapshotDay(VERSIONS[0], DAYS[0]).reached(area).tolist() for area in towns}
    ask, questions = {
        "the day": (_is_that_day, list(product(range(3), DAYS))),
        "its results": (
            lambda key: day.remembered(key, lambda: let_others_in(str(key))) == str(key),
            [(key,) for key in range(40)],
        ),
        "its areas": (lambda area: day.reached(area).tolist() == number[area], [(area,) for area in towns]),
    }[cache]
    assert all_at_once(ask, questions) == []


def _is_that_day(version, day):
    snapshot = snapshot_on(VERSIONS[version], day)
    return snapshot.columns is VERSIONS[version] and snapshot.day == day


def test_the_arrays(monkeypatch):
    """Each thread goes on from what the last one brought up to date: nothing is lost."""
    monkeypatch.setattr(loading, "_brought_up_to_date", lambda before: let_others_in((before or 0) + 1))
    assert all_at_once(lambda: loading.current() > 0, [()]) == []
    assert loading.current() == THREADS * CALLS + 1


def test_the_index(monkeypatch):
    """Each thread has at least the version that it asks for, and never an older one than was there."""

    def made(columns, held):
        version = max(columns.version, held.reached if held else columns.version)
        index = Index.build([IndexEntry(version.number, [Field("name", str(version.number))])], version)
        return live_index._Held(live_index.Texts(index, {}), version, True, None)

    monkeypatch.setattr(live_index, "_best", made)
    monkeypatch.setattr(Edition, "current", lambda: Version(4, 1))
    monkeypatch.setattr(loading, "as_new", lambda: None)
    columns = {number: _Version(Version(number, 1)) for number in range(5)}
    assert all_at_once(lambda number: live_index.index_at(columns[number]).version.number >= number, _numbers(5)) == []


class _Version:
    """Columns of which only the version is looked at."""

    def __init__(self, version):
        self.version = version


def _numbers(count):
    return [(number,) for number in range(count)]


def test_what_residents_find(monkeypatch):
    keys = [columns.rows.key for columns in VERSIONS]
    indexes = [
        Index.build([IndexEntry(int(key), [Field("name", "会")]) for key in of[: 10 * (n + 1)]], n)
        for n, of in enumerate(keys)
    ]
    monkeypatch.setattr(public_search, "index_at", lambda columns: indexes[_number_of(columns)])
    days = [[SnapshotDay(columns, day) for day in DAYS] for columns in VERSIONS]

    def ask(version, day):
        index, mask = public_search._shown(days[version][day])
        return index is indexes[version] and len(mask) == len(index.keys)

    assert all_at_once(ask, list(product(range(3), range(3)))) == []


def _number_of(columns):
    return next(number for number, known in enumerate(VERSIONS) if known is columns)


def test_the_names_of_spots(monkeypatch):
    reads = iter(range(10**9))
    monkeypatch.setattr(place_names, "_read_names", lambda: let_others_in({"read": next(reads)}))
    assert all_at_once(lambda number: "read" in place_names._names(VERSIONS[number]), _numbers(3)) == []


def test_the_words_of_wishes(monkeypatch):
    monkeypatch.setattr(table, "_state_of", lambda city: table._State(("shared",), (city,) if city else ()))
    monkeypatch.setattr(table, "_shared_book", lambda state: let_others_in(_Book(None)))
    monkeypatch.setattr(table, "_rows_of", lambda city: city)
    monkeypatch.setattr(table, "_phrases", lambda city: city)
    monkeypatch.setattr(table, "_freshly_cut", lambda city: let_others_in(city))
    asked = list(product(["132250", "132241", None], range(3)))
    try:
        assert all_at_once(lambda city, version: table.phrase_book(city, version).city == city, asked) == []
    finally:
        table._book_cache.clear()
        table._state_cache.clear()


class _Book:
    """A book of which only the city is looked at."""

    def __init__(self, city):
        self.city = city

    def with_own(self, city):
        return _Book(city)


def test_the_places_that_are_away(monkeypatch):
    monkeypatch.setattr(away, "_positions", lambda snapshot, index: let_others_in(np.array([index, snapshot])))
    ask = lambda index, day: away._away_positions(day, index).tolist() == [index, day]  # noqa: E731
    assert all_at_once(ask, list(product(range(3), range(3)))) == []


def test_duplicates(monkeypatch):
    now = threading.local()
    monkeypatch.setattr(loading, "current", lambda: now.columns)
    monkeypatch.setattr(candidates, "_pairs_in", lambda cities, columns: let_others_in([_Pair(columns, cities)]))
    monkeypatch.setattr(candidates, "Apart", _NobodySaid)

    def ask(version, cities):
        now.columns = VERSIONS[version]
        (pair,) = candidates.duplicates_in(cities)
        return pair.first is VERSIONS[version] and pair.second == cities

    cities = [frozenset(cities) for cities in ({"132241"}, {"132250"}, {"132241", "132250"}, ())]
    assert all_at_once(ask, list(product(range(3), cities))) == []


class _Pair:
    def __init__(self, first, second):
        self.first, self.second = first, second


class _NobodySaid:
    """Instead of the table of those said to be two."""

    class objects:  # noqa: N801
        @staticmethod
        def values_list(*names):
            return []


def test_the_choices_of_the_facets(monkeypatch):
    monkeypatch.setattr(choices, "_read_choices", lambda columns, home: let_others_in((columns, home)))

    def ask(version, home):
        columns, city = choices.facet_choices(VERSIONS[version], home)
        return columns is VERSIONS[version] and city == home

    assert all_at_once(ask, list(product(range(3), ["", "132241", "132250"]))) == []


def test_the_day_of_matching(monkeypatch):
    now = threading.local()
    monkeypatch.setattr(loading, "current", lambda: now.columns)
    monkeypatch.setattr(ranked_lists, "current_vocabulary", lambda: None)
    monkeypatch.setattr(ranked_lists, "DirectoryDay", lambda columns, day, words: let_others_in(_Made(columns, day)))

    def ask(version, day):
        now.columns = VERSIONS[version]
        found = ranked_lists.directory_on(day)
        return found.columns is VERSIONS[version] and found.day == day

    assert all_at_once(ask, list(product(range(3), DAYS))) == []


class _Made:
    def __init__(self, columns, day):
        self.columns, self.day = columns, day
