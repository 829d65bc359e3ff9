"""The public list with text and facets, through gunicorn: `python -m tests.benchmarks.listing --places N [--json]`.

An invented prefecture in the database, two workers in production's settings on this machine, and people who all search
at once for something else, so that hardly any question was asked before.

server_median_ms server_p95_ms   from the request's arrival at a worker to its answer, as gunicorn's own log has it
client_median_ms client_p95_ms   with the wait for a free worker
cpu_median_ms                    time on a processor that one worker alone needs for a request, one after the other
bytes gzip_bytes                 of the longest answer
"""

import base64
import gzip
import http.client
import os
import random
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from tests.benchmarks import options, own_database, report, spread, timed
from tests.postgres_cluster import free_port

WORKERS, PEOPLE, REQUESTS, WARMING = 2, 4, 400, 40
TEXTS = [
    "サロン",
    "体操",
    "百歳体操",
    "さろん",
    "ヶ丘",
    "囲碁クラブ",
    "合唱",
    "taisou",
    "料理教室",
    "健康麻雀",
    "フラダンス",
    "小沢",
    "髙橋本町",
    "ひまわり",
    "港南",
    "本町体操",
]
SECONDS = 120
"""After which a server that does not answer is given up."""


def questions(count: int, seeded: random.Random) -> list[str]:
    """Addresses of lists: a text, mostly with facets beside it."""
    from directory.models import Area, Term

    words = {
        scheme: list(Term.objects.filter(scheme=scheme).values_list("slug", flat=True))
        for scheme in ("kinds", "targets", "features")
    }
    areas = list(Area.objects.values_list("pk", flat=True))
    facets = {
        "kind": lambda: seeded.choice(words["kinds"]),
        "target": lambda: seeded.choice(words["targets"]),
        "feature": lambda: seeded.choice(words["features"]),
        "weekday": lambda: str(seeded.randrange(7)),
        "open": lambda: "week",
        "area": lambda: f"area-{seeded.choice(areas)}",
    }
    asked = []
    for _ in range(count):
        chosen = seeded.sample(sorted(facets), seeded.choice([0, 1, 1, 2]))
        asked.append("/?" + urlencode({"q": seeded.choice(TEXTS)} | {name: facets[name]() for name in chosen}))
    return asked


@contextmanager
def server(
    log: Path,
    application: str = "cms.wsgi",
    threads: int = 1,
    workers: int = WORKERS,
    timeout: int = SECONDS,
    debug: bool = False,
    preload: bool = False,
) -> Iterator[int]:
    """Gunicorn with the database of `own_database`; gives its port. Its log has of each request microseconds, status and worker.

    A browser keeps connections open, which only a worker with several threads can stand without a proxy in front. With `debug`
    no files are collected, and DEBUG stays as it is. With `preload` the workers share what they can, as in docs/guides/install.md.
    """
    port = free_port()
    production = {
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PEOPLE_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "https://ibasho.example",
    }
    environment = os.environ | ({} if debug else production) | {"SECURE_SSL_REDIRECT": "0"}
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if not debug:
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput"], check=True, **quiet)
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--access-logfile", str(log), "--access-logformat", "%(D)s %(s)s %(p)s", "--timeout", str(timeout)]
    command += ["--threads", str(threads), "--limit-request-line", "8190"]
    command += ["--config", "deploy/gunicorn.conf.py", "--preload"] if preload else []
    running = subprocess.Popen(command, **quiet)
    try:
        _wait_for(port, running)
        yield port
    finally:
        running.terminate()
        running.wait()


def _wait_for(port: int, running: subprocess.Popen) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and running.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit("gunicorn did not start")


def milliseconds_in(log: Path) -> np.ndarray:
    """How long each request so far took in its worker, in the order of their ends."""
    return np.array([int(line.split()[0]) / 1000 for line in log.read_text().splitlines()])


def fetched(port: int, address: str, **headers: str) -> bytes:
    """The body of an answer, as it was sent."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    asking.request("GET", address, headers=headers)
    answer = asking.getresponse()
    body = answer.read()
    asking.close()
    if answer.status != 200:
        raise SystemExit(f"{address}: {answer.status}")
    return body


def measure(places: int) -> dict[str, float]:
    """The figures of one run."""
    from directory.search.building import builder
    from tests.benchmarks.rows import make_prefecture

    make_prefecture(places)
    builder.build(waits=True)  # as a running site has it
    asked = questions(REQUESTS + WARMING, random.Random(4))
    with tempfile.TemporaryDirectory(prefix="ibasho-benchmark-") as folder:
        log = Path(folder, "log")
        with server(log) as port, ThreadPoolExecutor(PEOPLE) as people:
            list(people.map(lambda address: fetched(port, address), asked[REQUESTS:]))
            before = len(milliseconds_in(log))
            parts = list(people.map(lambda address: timed(lambda one: fetched(port, one), [address]), asked[:REQUESTS]))
        inside = milliseconds_in(log)[before:]
    bodies = [body for (body,), _ in parts]
    longest = max(bodies, key=len)
    return (
        {"places": places, "requests": len(bodies), "workers": WORKERS, "people": PEOPLE}
        | spread(inside, "server_")
        | spread(np.concatenate([spent for _, spent in parts]), "client_")
        | {"cpu_median_ms": cpu_of(asked[:60]), "load": round(os.getloadavg()[0], 1)}
        | {"bytes": len(longest), "gzip_bytes": len(gzip.compress(longest))}
    )


def cpu_of(addresses: list[str]) -> float:
    """Median milliseconds of processor that a request needs in this process, which nobody else's load lengthens."""
    from django.test import Client, override_settings

    client, spent = Client(headers={"host": "127.0.0.1"}), []
    with override_settings(DEBUG=False):
        client.get(addresses[0])
        for address in addresses:
            begin = time.process_time()
            client.get(address)
            spent.append((time.process_time() - begin) * 1000)
    return round(float(np.median(spent)), 1)


def main() -> None:
    """Run from the command line."""
    chosen = options(__doc__, places=100_000)
    with own_database():
        report(measure(chosen.places), chosen.json)


if __name__ == "__main__":
    main()
