"""The doorbell of LINE, against a server on this machine that answers as LINE does."""

import datetime as dt
import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django_tasks_db.models import DBTaskResult

from cms.content.site_settings import SiteSettings
from cms.jobs import delete_old, deliver_all, ring_line
from cms.line import channel
from cms.line.pushes import PAUSES, LinePush, ring
from directory.catalogue.town_alerts import lift
from directory.models import TownAlert
from tests.factories import make_agency, make_municipality, make_resource, make_user

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 11, 27)
MONDAY = "2026-11-30T10:00+09:00"
SILENT, GONE = -1, -2
"""Instead of a status: no answer in time; and taken, but the line breaks before the answer."""


class Line:
    """Answers one status after another, at last 200. A key that was taken before is 409, as LINE says it."""

    def __init__(self):
        self.answers, self.asked, self.rung = [], [], []
        line, self.wait = self, threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = line.answer(self.path, self.headers, body)
                if status == SILENT:
                    line.wait.wait(5)
                if status in (SILENT, GONE):
                    return
                self.send_response(status)
                self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args):
                """Nothing: the test says what was asked."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def answer(self, path, headers, body):
        key = headers["X-Line-Retry-Key"]
        self.asked.append((path, headers["Authorization"], headers["Content-Type"], str(uuid.UUID(key)), body))
        status = self.answers.pop(0) if self.answers else 200
        if status not in (200, GONE):
            return status
        if key in dict(self.rung):
            return 409
        self.rung.append((key, body["messages"][0]["text"]))
        return status

    @property
    def texts(self):
        return [text for _, text in self.rung]


@pytest.fixture
def line(settings, monkeypatch):
    one = Line()
    settings.LINE_CHANNEL_TOKEN, settings.LINE_API_URL, settings.SITE_URL = (
        "ひみつ".encode().hex(),
        one.url,
        "https://x.jp",
    )
    monkeypatch.setattr(channel, "TIMEOUT", 0.2)
    yield one
    one.wait.set()
    one.server.shutdown()
    one.thread.join()
    one.server.server_close()


@pytest.fixture
def site(time_machine):
    time_machine.move_to("2026-11-27T22:00+09:00", tick=False)
    return SiteSettings.objects.create(municipality=make_municipality(), city_name="稲城市", line_alerts=True)


@pytest.fixture
def salon(site):
    return make_resource(name="ひだまりサロン", schedule="毎日 10:00–12:00")


def alert(site, **facts):
    given = {"municipality": site.municipality, "reason": "田中さんの家の前", "since": FRIDAY, "closes": True}
    return TownAlert.objects.create(**given | facts)


def lines(caplog):
    """Level and message of what was logged of pushes."""
    return [(one.levelname, one.message) for one in caplog.records if one.name == "cms.line.pushes"]


def test_an_alert_and_its_end_ring_once_and_say_nothing_but_that(line, site, salon):
    one = alert(site)
    assert [ring(), ring_line(FRIDAY)] == [1, 0]
    lift(one, None)
    assert [ring(), ring()] == [1, 0]
    assert line.texts == [
        "稲城市 いばしょマップ\n緊急のお知らせが 出ています。ここを おすと、見られます。\nhttps://x.jp/",
        "稲城市 いばしょマップ\n緊急のお知らせが ひとつ 終わりました。いまの ことは、ここで 見られます。\nhttps://x.jp/",
    ]
    path, token, kind, _, body = line.asked[0]
    assert (path, kind) == ("/v2/bot/message/broadcast", "application/json")
    assert token == f"Bearer {'ひみつ'.encode().hex()}"
    assert body == {"messages": [{"type": "text", "text": line.texts[0]}]}


@pytest.mark.parametrize(
    ("facts", "of_site", "token"),
    [
        ({"is_drill": True}, {}, "x"),
        ({"until": FRIDAY - dt.timedelta(days=1), "since": FRIDAY - dt.timedelta(days=2)}, {}, "x"),
        ({}, {"line_alerts": False}, "x"),
        ({}, {}, ""),
        ({"municipality": "other"}, {}, "x"),
    ],
)
def test_what_rings_nowhere(line, site, salon, settings, facts, of_site, token):
    settings.LINE_CHANNEL_TOKEN = token
    SiteSettings.objects.update(**of_site)
    if "municipality" in facts:
        facts = {"municipality": make_municipality("132012", "八王子市")}
    lift(alert(site, **facts), None)
    alert(site, **facts)
    assert (ring(), line.asked) == (0, [])


@pytest.mark.parametrize("trouble", [429, 500, 503, SILENT, GONE])
def test_what_is_unclear_is_tried_again_under_one_key_and_rings_once(line, site, salon, caplog, time_machine, trouble):
    line.answers = [trouble]
    alert(site)
    assert (ring(), lines(caplog)) == (0, [("WARNING", "line push refused")])
    assert ring() == 0, "not before its pause is over"
    time_machine.shift(PAUSES[0])
    assert ring() == 1
    assert len({key for *_, key, _ in line.asked}) == 1
    assert (len(line.asked), len(line.texts)) == (2, 1)
    assert lines(caplog)[1:] == [("INFO", "line push sent")]


@pytest.mark.parametrize("status", [302, 307, 400, 401, 403])
def test_what_is_refused_is_given_up_with_one_line(line, site, salon, caplog, status, client):
    line.answers = [status]
    one = alert(site)
    assert [ring(), ring()] == [0, 0]
    assert lines(caplog) == [("ERROR", "line push given up")]
    assert [path for path, *_ in line.asked] == [channel.BROADCAST], "the token goes nowhere else"
    client.force_login(make_user("staff", make_agency(kind="city")))
    assert f"LINEで 知らせることが できませんでした（{status}）" in client.get("/admin/alerts/").content.decode()
    lift(one, None)
    ring()
    assert (line.texts, len(line.asked)) == ([], 1)


def test_nobody_is_asked_for_ever(line, site, salon, time_machine):
    line.answers = [500] * 99
    alert(site)
    for pause in (*PAUSES, dt.timedelta(days=2)):
        ring()
        time_machine.shift(pause)
    ring()
    assert len(line.asked) == len(PAUSES) + 1
    assert LinePush.objects.get().trouble == "500"
    time_machine.shift(dt.timedelta(days=91))
    delete_old(FRIDAY)
    assert (LinePush.objects.count(), ring()) == (0, 0)


def test_an_alert_that_is_over_before_it_rang_rings_no_more(line, site, salon, time_machine):
    line.answers = [500]
    one = alert(site)
    ring()
    lift(one, None)
    time_machine.shift(PAUSES[0])
    ring()
    assert ["ひとつ 終わりました" in text for text in line.texts] == [True]
    never = alert(site)
    LinePush.objects.create(event=f"alert/{never.pk}")
    lift(never, None)
    assert (ring(), len(line.texts)) == (0, 1), "who heard nothing is told of no end"


def test_a_push_whose_worker_died_rings_when_its_claim_has_run_out(line, site, salon, time_machine):
    one = alert(site)
    push = LinePush.objects.create(event=f"alert/{one.pk}", attempts=1)
    line.rung.append((str(push.key), "taken before the worker died"))
    now = dt.datetime.now(dt.UTC)
    LinePush.objects.update(claimed_until=now + dt.timedelta(minutes=5))
    assert (ring(), line.asked) == (0, [])
    time_machine.shift(dt.timedelta(minutes=5))
    assert (ring(), len(line.texts)) == (1, 1)


@pytest.mark.parametrize(
    ("at", "wanted", "rings"),
    [
        (MONDAY, True, 1),
        ("2026-11-30T09:59+09:00", True, 0),
        ("2026-11-30T17:00+09:00", True, 0),
        ("2026-12-01T10:00+09:00", True, 0),
        ("2026-12-07T10:00+09:00", True, 0),
        (MONDAY, False, 0),
    ],
)
def test_the_week_rings_by_day_where_something_changed(line, site, salon, time_machine, at, wanted, rings):
    SiteSettings.objects.update(line_weekly=wanted)
    salon.status_statements.create(status="paused", since=FRIDAY)
    time_machine.move_to(at, tick=False)
    assert [ring(), ring()] == [rings, 0]
    said = "稲城市 いばしょマップ\nこの1週間に 変わった所があります。お休みや 時間は、ここで 見られます。\nhttps://x.jp/week/"
    assert line.texts == [said] * rings


@pytest.mark.django_db(transaction=True)
def test_no_request_asks_line(line, site, salon, client):
    client.force_login(make_user("staff", make_agency(kind="city")))
    data = {"municipality": site.municipality_id, "reason": "大雨のため", "closes": "yes", "since": "11/27"}
    assert client.post("/admin/alerts/", data).status_code == 302
    client.post(f"/admin/alerts/{TownAlert.objects.get().pk}/lift/")
    tasks = DBTaskResult.objects.filter(task_path__endswith=".ring_soon")
    assert (line.asked, tasks.count(), LinePush.objects.count()) == ([], 2, 0)
    alert(site)
    deliver_all()
    assert len(line.texts) == 1, "the first was over before it rang"
