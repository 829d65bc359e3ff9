"""The directory for other systems: `python -m tests.benchmarks.open_data --places 3000 [--json]`.

An invented prefecture in a database of its own, one process.

hsds_list_p95_ms   a page of 100 services of `/api/hsds/services?full=true`, wall; hsds_list_cpu_ms its median on the processor
export_rows_per_s  listings a second of the data package, by the processor's time; csv_rows_per_s rows of イベント一覧
roundtrip_equal    whether ROUND listings that are exported, deleted and imported are equal, field by field
"""

import csv
import datetime as dt
import io
import json
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np

from tests.benchmarks import options, own_database, report, spread, timed

REQUESTS, ROUND = 40, 500


def measure(places: int) -> dict[str, float | bool]:
    """The figures of one run."""
    from directory.catalogue.resources import Resource
    from tests.benchmarks.rows import make_prefecture

    make_prefecture(places)
    figures = _lists() | _exports()
    return figures | {"places": Resource.objects.public().count(), "roundtrip_equal": _round_trip()}


def _lists() -> dict[str, float]:
    from django.test import Client

    from directory.catalogue.resources import Resource

    client, cpus = Client(headers={"host": "localhost"}), []
    pages = max(1, Resource.objects.public().count() // 100)

    def asked(page: int) -> None:
        busy = time.process_time()
        answer = client.get("/api/hsds/services", {"full": "true", "per_page": 100, "page": page})
        cpus.append((time.process_time() - busy) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"list: {answer.status_code}")

    _, spent = timed(asked, [number % pages + 1 for number in range(REQUESTS)])
    return spread(spent, "hsds_list_") | {"hsds_list_cpu_ms": round(float(np.median(cpus)), 1)}


def _exports() -> dict[str, float]:
    from django.utils import timezone

    from directory.exports.hsds.data_package import package_pieces
    from directory.exports.listing_facts import public_listings
    from directory.exports.open_data.data_sets import DATA_SETS

    busy = time.process_time()
    about = {"title": "", "homepage": "https://ibasho.example.jp"}
    package = zipfile.ZipFile(io.BytesIO(b"".join(package_pieces(public_listings(""), timezone.localdate(), about))))
    seconds = time.process_time() - busy
    rows = sum(1 for _ in csv.reader(io.StringIO(package.read("service.csv").decode()))) - 1
    busy = time.process_time()
    events = sum(1 for _ in DATA_SETS["events"].csv_lines("", timezone.localtime())) - 1
    return {
        "export_rows_per_s": round(rows / seconds, 1),
        "csv_rows_per_s": round(events / (time.process_time() - busy), 1),
    }


def _round_trip() -> bool:
    """Whether listings come back as they were; of organizations and places that share a name one of each stays."""
    from django.core.management import call_command

    from directory.exports.own_geojson import own_lines
    from directory.models import Organization, Place, Resource

    city = Resource.objects.public().values_list("municipality", flat=True).order_by("pk")[0]
    kept = list(Resource.objects.public().filter(municipality=city).order_by("pk").values_list("pk", flat=True)[:ROUND])
    Resource.objects.exclude(pk__in=kept).delete()
    today = dt.date.today()
    before = "".join(own_lines(city, today))
    for model in (Resource, Place, Organization):
        model.objects.all().delete()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ibasho.geojson")
        path.write_text(before, encoding="utf-8")
        call_command("import_resources", str(path), municipality=city, kind="salon", stdout=io.StringIO())
    return _facts(before) == _facts("".join(own_lines(city, today)))


def _facts(text: str) -> list[str]:
    return sorted(json.dumps(one["properties"], sort_keys=True) for one in json.loads(text)["features"])


def main() -> None:
    """Run from the command line."""
    chosen = options(__doc__, places=3000)
    with own_database():
        report(measure(chosen.places), chosen.json)


if __name__ == "__main__":
    main()
