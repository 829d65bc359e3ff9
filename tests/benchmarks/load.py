"""Many visitors at once, through gunicorn: `python -m tests.benchmarks.load --places N [--postgres URL] [--seconds S] [--json]`.

An invented prefecture, workers in production's settings that share what they can (--preload), and people who ask again as soon as they are answered: the start page,
lists with text and facets, suggestions, maps, pages of places, JSON, calendars, 5 % sign-ins, 2 % saves in the portal. They
repeat each other as people do (Zipf: the second question is asked half as often as the first). The clients run on the same machine.

rps_50                  answers a second with 50 people; rps_1, rps_10, rps_100 with so many
p50_ms p95_ms p99_ms    how long one of 50 waited, with the wait for a free worker; …_1, …_10, …_100
errors                  of all requests of the run: refused, cut, or no page
rss_mb                  resident memory of the largest worker at the end
…_edit                  the same with 50 people while one place is edited each second
sqlite_…                with --postgres: the same town on SQLite in the same run
"""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate, count
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np

from tests.benchmarks import held_mb, options, own_database, report
from tests.benchmarks.listing import SECONDS, TEXTS, questions, server

PEOPLE = (1, 10, 50, 100)
MOST = 50
"""People with whom the figures without a number are taken."""
REPRESENTATIVES = 50
PASSWORD = "nagai-himitsu-no-kotoba"
TOKEN = "a" * 32
"""Django takes any token of a form that is also the browser's cookie."""
MIX = {"start": 15, "list": 33, "suggest": 15, "map": 10, "place": 15, "json": 3, "ical": 2, "sign_in": 5, "save": 2}
"""Shares of all requests, in per cent."""
GOOD = {b"200", b"302", b"304"}


@dataclass
class Town:
    """What can be asked for: addresses by kind, the most popular first; who signs in, and what they keep."""

    addresses: dict[str, list[str]]
    accounts: list[tuple[str, int]]
    sessions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        weights = {kind: accumulate(1 / rank for rank in range(1, len(a) + 1)) for kind, a in self.addresses.items()}
        self.weights = {kind: list(added) for kind, added in weights.items()}

    def request(self, seeded: random.Random) -> bytes:
        """The next request of somebody."""
        (kind,) = seeded.choices(list(MIX), list(MIX.values()))
        if kind in self.addresses:
            return asking(seeded.choices(self.addresses[kind], cum_weights=self.weights[kind])[0])
        name, key = seeded.choice(self.accounts)
        if kind == "sign_in" or name not in self.sessions:
            return signing_in(name)
        return posting(f"/my/{key}/right/", {}, f"sessionid={self.sessions[name]}")


def asking(address: str) -> bytes:
    """A request as a browser sends it."""
    return f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode()


def posting(path: str, fields: dict[str, str], cookie: str = "") -> bytes:
    """A form that is sent."""
    body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN})
    kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}"
    cookies = "; ".join(filter(None, [f"csrftoken={TOKEN}", cookie]))
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{kind}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n{body}".encode()


def signing_in(name: str) -> bytes:
    """The form of the sign-in page."""
    return posting("/sign-in/", {"username": name, "password": PASSWORD})


def answer(port: int, request: bytes) -> bytes:
    """A whole answer. Raises OSError where the line is cut."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
        line.sendall(request)
        parts = []
        while part := line.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def make_town(places: int) -> Town:
    """The prefecture with people of organizations, and what is asked for there."""
    from django.contrib.auth.hashers import make_password

    from directory.models import Resource, User
    from directory.search.building import builder
    from tests.benchmarks.rows import make_prefecture

    make_prefecture(places)
    seeded, keys = random.Random(14), list(Resource.objects.order_by("pk").values_list("pk", flat=True))
    secret = make_password(PASSWORD)
    users = [User.objects.create(username=f"user{n}", password=secret) for n in range(REPRESENTATIVES)]
    accounts = [(user.username, _listing_of(user)) for user in users]
    builder.build(waits=True)  # as a running site has it
    seeded.shuffle(keys)
    typed = [text[: n + 1] for text in TEXTS for n in range(len(text))]
    lists = questions(2_000, seeded)
    boxes = [(35 + seeded.random(), 139 + seeded.random(), seeded.choice([0.02, 0.1, 0.5])) for _ in range(200)]
    addresses = {
        "start": ["/"],
        "list": lists,
        "suggest": [f"/suggest?q={quote(text)}" for text in seeded.sample(typed, len(typed))],
        "map": [f"/map.json?zoom=12&bbox={a:.3f},{b:.3f},{a + d:.3f},{b + d:.3f}" for a, b, d in boxes],
        "place": [f"/places/{key}/" for key in keys],
        "json": [f"/places.json{address[1:]}" for address in lists[:200]],
        "ical": [f"/places/{key}/calendar.ics" for key in keys],
    }
    return Town(addresses, accounts)


def _listing_of(user: Any) -> int:
    """The key of a listing that a user may keep."""
    from directory.associations.representatives import add_representative
    from directory.models import Resource

    free = Resource.objects.filter(organization__isnull=False, organization__representatives=None)
    listing = free.order_by("pk").select_related("organization")[0]
    add_representative(listing.organization, user, "lead")
    return listing.pk


def visits(port: int, town: Town, people: int, seconds: float) -> dict[str, Any]:
    """So many people without a pause for so long: milliseconds of each answer, how many were none, and the seconds it took."""
    spent: list[float] = []
    wrong: list[str] = []
    begin = time.perf_counter()

    def person(number: int) -> None:
        seeded = random.Random(number * 1_000 + people)
        while time.perf_counter() - begin < seconds:
            request, asked = town.request(seeded), time.perf_counter()
            try:
                status = answer(port, request)[9:12]
            except OSError as error:
                status = repr(error).encode()
            spent.append((time.perf_counter() - asked) * 1000)
            if status not in GOOD:
                wrong.append(f"{status.decode()} {request.split()[1].decode()}")

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in wrong[:5]:
        print(one, file=sys.stderr)
    return {"spent": np.array(spent), "wrong": len(wrong), "seconds": time.perf_counter() - begin}


@contextmanager
def edited_each_second() -> Iterator[None]:
    """Somebody changes what one place says of itself, each second."""
    from django.db import connection

    from directory.models import Resource

    keys, ended = list(Resource.objects.order_by("pk").values_list("pk", flat=True)[:1_000]), threading.Event()

    def edit() -> None:
        for number in count():
            if ended.wait(1):
                break
            Resource.objects.filter(pk=keys[number % len(keys)]).update(
                summary=f"体操とお茶。{number}回目の お知らせ。"
            )
        connection.close()

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        yield
    finally:
        ended.set()
        editor.join()


def figures(found: dict[str, Any], suffix: str) -> dict[str, float]:
    """The figures of some people, their names before a suffix."""
    p50, p95, p99 = np.percentile(found["spent"], [50, 95, 99])
    named = {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99}
    return {f"{name}{suffix}": round(float(value), 1) for name, value in named.items()}


def measure(places: int, seconds: float) -> dict[str, float]:
    """The figures of one database."""
    town, result, errors = make_town(places), {}, 0
    with tempfile.TemporaryDirectory(prefix="ibasho-benchmark-") as folder:
        log = Path(folder, "log")
        with server(log, preload=True) as port:
            _begin(port, town)

            def level(people: int, suffix: str) -> None:
                nonlocal errors
                found = visits(port, town, people, seconds)
                errors += found["wrong"]
                result[f"rps_{people}{suffix}"] = round(len(found["spent"]) / found["seconds"], 1)
                result.update(figures(found, suffix if people == MOST else f"_{people}{suffix}"))

            for people in PEOPLE:
                level(people, "")
            with edited_each_second():
                level(MOST, "_edit")
            result["rss_mb"] = max(
                map(_resident_mb, {line.split()[2].strip("<>") for line in log.read_text().splitlines()})
            )
    return {"places": places, "seconds": seconds} | result | {"errors": errors, "load": round(os.getloadavg()[0], 1)}


def _begin(port: int, town: Town) -> None:
    """Everybody who keeps a listing signs in, so that each worker has answered, too. A save that stores nothing ends the run."""
    from directory.publishing.versions import Edition

    for name, _ in town.accounts:
        head = answer(port, signing_in(name)).partition(b"\r\n\r\n")[0].decode()
        town.sessions[name] = head.split("sessionid=")[1].split(";")[0]
    (name, key), before = town.accounts[0], Edition.current()
    answer(port, posting(f"/my/{key}/right/", {}, f"sessionid={town.sessions[name]}"))
    if Edition.current() == before:
        raise SystemExit("a save of the mix stored nothing")
    for _ in range(8):
        answer(port, asking("/?q=a"))


def _resident_mb(process: str) -> float:
    """Megabytes of a worker's memory, 0 for one that is gone."""
    try:
        return held_mb(process, "status", "VmRSS")
    except (OSError, StopIteration):
        return 0


def both(chosen: argparse.Namespace) -> dict[str, float]:
    """The figures of PostgreSQL, and beside them those of SQLite; each in a process of its own."""
    numbers = [f"--places={chosen.places}", f"--seconds={chosen.seconds}"]
    command = [sys.executable, "-m", "tests.benchmarks.load", "--json", *numbers]

    def ask(environment: dict[str, str]) -> dict[str, float]:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
        return json.loads(done.stdout.splitlines()[-1])

    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    on_sqlite = {f"sqlite_{name}": value for name, value in ask(plain).items() if name not in ("places", "seconds")}
    return ask(plain | {"DATABASE_URL": chosen.postgres}) | on_sqlite


def main() -> None:
    """Run from the command line."""
    chosen = options(__doc__, places=100_000, seconds=15.0, postgres="")
    if chosen.postgres:
        report(both(chosen), chosen.json)
        return
    with own_database():
        report(measure(chosen.places, chosen.seconds), chosen.json)


if __name__ == "__main__":
    main()
