"""The replica while the primary is away: the site is read from it, and how far it is behind."""

import time
from collections import Counter

from tests.drill.people import Browser, Site, Visitors
from tests.drill.town import Town

_ONLY_READ = "いまは、見ることだけ できます"
_PROBE = """
from django.test import Client
client = Client(SERVER_NAME='ibasho.example.jp', raise_request_exception=False)
print(*[client.get(path, secure=True).status_code for path in ('/', '/places/1/', '/?q=x')])
answer = client.post('/sign-in/', {'username': 'drill-owner', 'password': 'x'}, secure=True)
print(answer.status_code, 'ONLY_READ' in answer.content.decode())
"""
SECONDS_AWAY = 15


def primary_away(town: Town, places: int) -> None:
    """The primary stops for a while under readers; then it restarts by the guide."""
    with town.step(f"db1 is away for {SECONDS_AWAY} s under readers, db2 is read"):
        primary = town.db1.unit("postgresql")
        with Visitors(town.site, 4, places) as visitors:
            time.sleep(2)
            primary.stop()
            time.sleep(2)
            before = len(visitors.told)
            time.sleep(SECONDS_AWAY)
            away = visitors.told[before:]
            _expect_only_read(town.site)
            told = _asked_by_two_hosts(town)
            primary.start()
        if told != ["200", "200", "200", "503", "True"]:
            raise SystemExit(f"with two hosts in DATABASE_URL, one away: {told}")
        if not away or [one for one in away if one.status != 200]:
            raise SystemExit(f"answers from the replica: {Counter(one.status for one in away)}")
        town.tell("answers from the replica, all well", len(away))
        town.tell("503 at the moment itself", f"{len(visitors.lost())} of {len(visitors.told)} requests")
    with town.step("db1 restarts"):
        town.follow("While the primary is away", town.db1)
        town.tell("seconds until people sign in again", _signs_in_after(town.site, 30))
        if (told := _asked_by_two_hosts(town))[:3] != ["200"] * 3 or told[4] == "True":
            raise SystemExit(f"with two hosts in DATABASE_URL: {told}")


def _expect_only_read(site: Site) -> None:
    status, text = Browser(site, 202).tries_to_sign_in("drill-owner")
    if status != 503 or _ONLY_READ not in text:
        raise SystemExit(f"signing in on a replica: {status}")


def _signs_in_after(site: Site, within: float) -> float:
    began = time.monotonic()
    while Browser(site, 202).tries_to_sign_in("drill-owner")[0] != 302:
        if time.monotonic() > began + within:
            raise SystemExit(f"{within:.0f} s after the restart of the primary nobody can sign in")
        time.sleep(0.2)
    return round(time.monotonic() - began, 1)


def _asked_by_two_hosts(town: Town) -> list[str]:
    """What a process says that has both machines in DATABASE_URL: statuses of three pages and of a sign-in, and whether that got the sentence."""
    url = (
        "postgres://ibasho:$DATABASE_PASSWORD@db1:5432,db2:5432/ibasho?sslmode=require&target_session_attrs=read-write"
    )
    started = f'set -a; . /etc/ibasho/environment; DATABASE_READ_URL= DATABASE_URL="{url}"; cd /srv/ibasho'
    probe = _PROBE.replace("ONLY_READ", _ONLY_READ)
    return town.web.run(f'{started}; .venv/bin/python manage.py shell -v 0 -c "{probe}"', **town.passwords).split()


def milliseconds_behind(town: Town) -> float:
    """How much later the replica had what was confirmed on its disk: the most that the primary measured in half a second."""
    asked = "select coalesce(max(extract(epoch from flush_lag)), 0) * 1000 from pg_stat_replication"
    found = [float(town.db1.run(f'sudo -u postgres psql -qAt -c "{asked}"')) for _ in range(10) if not time.sleep(0.05)]
    return round(max(found), 1)
