"""A database that is away, or that can only be read: the site says so calmly, and what can be read is there."""

import logging
import time

import pytest
from django.db import connection, connections
from django.db.utils import load_backend
from wagtail.images.models import Image

from cms.operations import outages
from cms.operations.databases import database_settings
from cms.sign_in.sessions import SEEN
from directory.search.unanswered import CountedQuery
from tests.cms.content.test_pictures import photo
from tests.cms.public.test_reports import send as send_report
from tests.factories import make_organization, make_place, make_resource, make_user

NOBODY = "postgres://ibasho@127.0.0.1:1/ibasho"
"""A port at which nothing listens."""
CALM = "少し お待ちください"
ONLY_READ = "いまは、見ることだけ できます"


@pytest.fixture(autouse=True)
def _nothing_told():
    outages.forget()


@pytest.fixture
def away(django_db_blocker):
    """Every query goes to a server that is not there."""
    kept = connections["default"]
    told = database_settings(NOBODY)
    away = load_backend(told["ENGINE"]).DatabaseWrapper({**kept.settings_dict, **told}, "default")
    connections["default"] = away
    with django_db_blocker.unblock():
        yield
    connections["default"] = kept


@pytest.fixture
def read_only(db):
    """Gives a function from which on this test's database refuses every write, as a replica does."""

    def refuse():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA query_only=ON")
            else:
                # What waits for the end of the transaction would be looked up with a lock, which is a write.
                connection.check_constraints()
                cursor.execute("SET TRANSACTION READ ONLY")
                cursor.execute("SET default_transaction_read_only=on")

    yield refuse
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA query_only=OFF")


@pytest.mark.parametrize(
    ("method", "address", "said"),
    [
        ("get", "/", CALM),
        ("get", "/places/7/", CALM),
        ("get", "/no-such-page/", CALM),
        ("get", "/places.json?q=x", '{"error": "いま、つながりにくく'),
        ("get", "/suggest?q=x", '{"error": "いま、つながりにくく'),
        ("get", "/api/hsds/services", '{"error": "いま、つながりにくく'),
        ("get", "/api/changes/7", '"errors": [{"where": "server", "what": "いま、つながりにくく'),
        ("get", "/admin/login/", CALM),
        ("post", "/sign-in/", CALM),
        ("get", "/my/", CALM),
    ],
)
def test_a_database_that_is_away_is_told_calmly(client, away, method, address, said):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "x" * 32
    answer = getattr(client, method)(
        address, {"username": "hana", "password": "secret-word"} if method == "post" else {}
    )
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert said in page
    assert "secret-word" not in page


def test_the_watch_names_a_database_that_is_away(client, away):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json()["database"] == "away: OperationalError"


def test_one_line_a_minute_says_how_many_it_met(client, away, caplog, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    caplog.set_level(logging.INFO)
    for moment in (1000, 1001, 1030, 1059, 1061):
        now[0] = moment
        client.get("/")
    told = [(one.name, one.reason, one.count) for one in caplog.records]
    assert told == [("cms.operations.outages", "database_away", 1), ("cms.operations.outages", "database_away", 4)]


def test_what_was_sent_can_be_sent_again(client, away):
    page = client.post(
        "/places/7/wrong/", {"words": "かぎが\nかかっていました", "password1": "secret"}
    ).content.decode()
    assert '<form class="stack" method="post" action="/places/7/wrong/">' in page
    assert "かぎが\nかかっていました</textarea>" in page
    assert "secret" not in page


@pytest.fixture
def shown(db, settings, tmp_path):
    """A place with a photo that nobody has seen yet in any size."""
    settings.MEDIA_ROOT = tmp_path
    image = Image.objects.create(title="x", file=photo())
    return make_resource(
        name="ひまわりサロン", organization=make_organization(), place=make_place(), schedule="毎週火曜 10:00–12:00",
        photo=image, photo_alt="部屋",
    )  # fmt: skip


def test_the_public_site_is_read_where_nothing_can_be_written(client, shown, read_only, caplog):
    read_only()
    caplog.set_level(logging.WARNING)
    place = f"/places/{shown.pk}/"
    for address in (
        "/", "/?q=ひまわり", "/?q=くじらのひげ", "/map.json?bbox=35,139,36,140&zoom=15", "/suggest?q=ひま", "/places.json?q=ひま",
        "/calendar.ics", "/feed.atom", place, f"{place}calendar.ics", f"{place}feed.atom", f"{place}wrong/",
        f"/organizations/{shown.organization_id}/", "/sitemap.xml", "/robots.txt", "/sign-in/", "/readyz",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.content.decode()[:500])
    assert CountedQuery.objects.count() == 0
    assert client.get("/no-such-page/").status_code == 404
    assert {one.msg for one in caplog.records} <= {"slow request"}


def _signs_in(client, place):
    return client.post("/sign-in/", {"username": "hana", "password": "x"})


@pytest.mark.parametrize("saves", [_signs_in, send_report])
def test_signing_in_and_saving_get_a_sentence(client, shown, read_only, saves):
    read_only()
    answer = saves(client, shown)
    assert (answer.status_code, ONLY_READ in answer.content.decode()) == (503, True)


def test_somebody_who_is_signed_in_reads_on(client, shown, read_only):
    client.force_login(make_user())
    session = client.session
    session[SEEN] = time.time() - 60
    session.save()
    read_only()
    assert client.get("/").status_code == 200
