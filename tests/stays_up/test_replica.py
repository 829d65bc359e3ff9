"""A site that reads another server while nobody answers at the first (`DATABASE_READ_URL`), on PostgreSQL."""

import psycopg
import pytest
from django.db import connection, connections
from django.db.utils import load_backend

from cms.operations.databases import database_settings
from cms.operations.postgresql.base import DatabaseWrapper
from tests.factories import make_resource
from tests.stays_up.test_database_away import CALM, NOBODY

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has replicas"),
]


@pytest.fixture
def replica_url():
    """The database of this test, as the other server."""
    at = connection.settings_dict
    return f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@pytest.fixture
def connect(monkeypatch):
    """Gives a function that lets the site connect as two addresses say."""
    monkeypatch.setattr(DatabaseWrapper, "_away_until", {})
    kept, made = connections["default"], []

    def connect_to(url, read_url):
        told = database_settings(url, read_url)
        made.append(load_backend(told["ENGINE"]).DatabaseWrapper({**kept.settings_dict, **told}, "default"))
        connections["default"] = made[-1]

    yield connect_to
    connections["default"] = kept
    for one in made:
        one.close()


def test_the_other_server_is_read_where_nobody_answers_at_the_first(client, connect, replica_url):
    client.raise_request_exception = False
    listing = make_resource(name="ひまわりサロン")
    connect(NOBODY, "")
    assert CALM in client.get(f"/places/{listing.pk}/").content.decode()
    connect(NOBODY, replica_url)
    answer = client.get(f"/places/{listing.pk}/")
    assert (answer.status_code, "ひまわりサロン" in answer.content.decode()) == (200, True)


def test_a_pool_that_lets_in_and_answers_no_query_is_nobody(client, connect, replica_url, monkeypatch):
    """PgBouncer takes a connection also while its server is away; the first query then fails."""
    connect(replica_url, replica_url)
    asked = []
    execute = psycopg.Connection.execute

    def fails_once(self, query, *args, **kwargs):
        asked.append(query)
        if asked == ["SELECT 1"]:
            raise psycopg.OperationalError("server login has been failing")
        return execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Connection, "execute", fails_once)
    assert client.get("/").status_code == 200
    assert connections["default"]._is_elsewhere
