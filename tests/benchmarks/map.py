"""The map's answers at any size: `python -m tests.benchmarks.map --places N [--json]`.

The country of `tests.benchmarks.invented` is put before the site as its directory, and gunicorn's workers are asked for
views all over it, from the whole country down to a street, a third of them narrowed by a facet. Only the places that are
shown as single pins have rows in the database, where their names are read; the rest is arrays, as in the running site.

server_median_ms server_p95_ms   of a view nobody has asked for before, from the request's arrival at a worker to its answer
cpu_p95_ms                       the same in time on the processor, which what else the machine does hardly lengthens
gzip_bytes                       the longest answer as it is sent
page_bytes                       the map's part of the start page: its element, its scripts and styles
"""

import dataclasses
import os
import random
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from tests.benchmarks import options, own_database, report, spread
from tests.benchmarks.duplicates import invented
from tests.benchmarks.invented import country
from tests.benchmarks.listing import WORKERS, fetched, milliseconds_in, server

VIEWS = 300
PLACES = "IBASHO_BENCHMARK_PLACES"
"""Environment variable by which the workers learn the size of the country."""
SCREEN = (1280, 900)
"""Pixels of the map on a large screen."""
FACETS = ("", "", "kind=salon", "weekday=1", "open=week&kind=cafe")


def views(columns, seeded: random.Random) -> list[str]:
    """Addresses of views around places, each zoom as often as another."""
    from directory.geo.points import MICRO, NOWHERE

    drawn = np.flatnonzero(columns.rows.lat != NOWHERE)
    asked = []
    for number in range(VIEWS):
        zoom, row = 5 + number % 14, seeded.choice(drawn)
        lat, lng = columns.rows.lat[row] / MICRO, columns.rows.lng[row] / MICRO
        wide, high = (pixels * 360 / (256 << zoom) / 2 for pixels in SCREEN)
        box = (max(lat - high * 0.82, -85), max(lng - wide, -180), min(lat + high * 0.82, 85), min(lng + wide, 180))
        edges = ",".join(f"{edge:.5f}" for edge in box)
        asked.append(f"/map.json?bbox={edges}&zoom={zoom}&{seeded.choice(FACETS)}")
    return asked


def measure(places: int) -> dict[str, float]:
    """The figures of one run."""
    columns = country(places)
    asked = views(columns, random.Random(8))
    _stand_for(columns)
    _name_pins(columns, asked)
    warming = [f"/map.json?bbox=30,129,36,136&zoom=6&{facets}" for facets in dict.fromkeys(FACETS)] * 4 * WORKERS
    os.environ[PLACES] = str(places)
    with tempfile.TemporaryDirectory(prefix="ibasho-benchmark-") as folder:
        log = Path(folder, "log")
        with server(log, "tests.benchmarks.map:application()") as port, ThreadPoolExecutor(WORKERS) as people:
            list(people.map(lambda address: fetched(port, address), warming))
            before = len(milliseconds_in(log))
            answers = [fetched(port, address, **{"Accept-Encoding": "gzip"}) for address in asked]
            page = fetched(port, "/").decode()
        inside = milliseconds_in(log)[before : before + len(asked)]
    return (
        {"places": places, "views": len(asked)}
        | spread(inside, "server_")
        | {"cpu_p95_ms": _busy(asked)}
        | {"gzip_bytes": max(map(len, answers)), "page_bytes": len(_of_the_map(page).encode())}
    )


def application() -> Callable:
    """The site for gunicorn, with the country of the run as its directory."""
    from cms.wsgi import application as site

    _stand_for(country(int(os.environ[PLACES])))
    return site


def _busy(asked: list[str]) -> float:
    """Milliseconds of processor of all but the slowest twentieth of the views, in this process."""
    from django.test import Client, override_settings

    client, spent = Client(headers={"host": "127.0.0.1", "accept-encoding": "gzip"}), []
    with override_settings(DEBUG=False):
        for address in (asked[0], *asked):
            began = time.process_time()
            client.get(address)
            spent.append((time.process_time() - began) * 1000)
    return round(float(np.percentile(spent[1:], 95)), 3)


def _stand_for(columns) -> None:
    """Let the site take these arrays for its directory."""
    from directory.publishing.versions import Edition
    from directory.snapshot import loading

    loading._columns_cache.renewed(lambda _: dataclasses.replace(columns, version=Edition.current()))


def _name_pins(columns, asked: list[str]) -> None:
    """Rows in the database for the pins of all views and the first page of the list."""
    from django.http import QueryDict
    from django.utils import timezone

    from cms.public.facets import selection_for
    from cms.public.typed_text import Asker
    from cms.public.views import _box
    from directory.models import Municipality, Resource

    now = timezone.localtime()
    keys = set(selection_for(QueryDict(""), columns, now, Asker()).page(20).keys)  # without a list the page has no map
    for address in asked:
        query = QueryDict(address.partition("?")[2])
        view = selection_for(query, columns, now, Asker()).view(_box(query["bbox"]), int(query["zoom"]))
        keys.update(columns.rows.key[view.pins].tolist())
    city = Municipality.objects.create(code="132250", name="稲城市", prefecture="東京都")
    named = zip(sorted(keys), invented(len(keys), random.Random(9)), strict=True)
    rows = [Resource(pk=key, name=like.name, municipality=city) for key, like in named]
    Resource.objects.bulk_create(rows, batch_size=5_000)
    _stand_for(columns)


def _of_the_map(page: str) -> str:
    """What of a page is there for the map: the section, and the script that waits until it is seen."""
    begin = page.index('<section class="start-map')
    section = page[begin : page.index("</section>", begin)]
    script = page[page.index('<script type="module"') :]
    return section + script[: script.index("</script>")]


def main() -> None:
    """Run from the command line."""
    chosen = options(__doc__, places=100_000)
    with own_database():
        report(measure(chosen.places), chosen.json)


if __name__ == "__main__":
    main()
