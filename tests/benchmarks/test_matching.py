"""The benchmark of matching leaves out a rival that is not installed, and says so."""

from contextlib import contextmanager

import psycopg
import pytest

from matching.engine.directory_day import DirectoryDay
from matching.engine.vocabulary import shipped_vocabulary
from matching.engine.weights import shipped_weights
from tests.benchmarks import matching
from tests.benchmarks.invented import TODAY, country, people
from tests.postgres_cluster import NotInstalled


class _Refusing:
    """A connection to a PostgreSQL that answers every statement with one error."""

    def __init__(self, error: Exception):
        self.error = error

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def execute(self, *_):
        raise self.error


@contextmanager
def _no_server():
    raise NotInstalled("PostgreSQL's initdb and pg_ctl were not found")
    yield


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (psycopg.errors.FeatureNotSupported('extension "postgis" is not available'), "is not available"),
        (psycopg.errors.UndefinedFile("could not open extension control file"), "control file"),
        (psycopg.errors.InsufficientPrivilege("permission denied to create extension"), "permission denied"),
        (psycopg.errors.InternalError_("could not load library postgis-3.so"), "could not load"),
        (None, "initdb"),
    ],
    ids=["missing", "missing in older versions", "not for this user", "broken", "no PostgreSQL"],
)
def test_postgis_is_left_out_where_it_is_missing(monkeypatch, error, why):
    columns = country(300)
    day = DirectoryDay(columns, TODAY, shipped_vocabulary())
    monkeypatch.setattr(psycopg, "connect", lambda *_, **__: _Refusing(error))
    monkeypatch.setattr(matching, "cluster", _no_server)
    figures = matching.near_figures(day, people(columns, 3), shipped_weights(), "postgres://x" if error else None)
    assert (figures["postgis_ms"], figures["same_near"]) == (None, True)
    assert why in figures["left_out"]
    others = {"rank_ms": 1.0, "memory_once_ms": 1.0, "python_loop_ms": 1.0}
    assert set(matching.ratios(figures | others)) == {"rank_memory_x", "python_rank_x", "sqlite_near_x"}


def test_the_rivals_answer_by_the_rules_of_the_engine(monkeypatch):
    monkeypatch.setattr(matching, "cluster", _no_server)
    small, large = country(500), country(3000)
    day = DirectoryDay(small, TODAY, shipped_vocabulary())
    loop = matching.loop_figures(day, people(small, 12), shipped_weights())
    assert (loop["python_loop_people"], loop["same_top20"]) == (12, True)
    day = DirectoryDay(large, TODAY, shipped_vocabulary())
    assert matching.near_figures(day, people(large, 200), shipped_weights(), "")["same_near"]
