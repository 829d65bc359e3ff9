"""The pages that residents open, and the import of a long list.

python -m tests.benchmarks.pages --places 3000 [--json]

places         resources in the directory, imported from a list as a city publishes it
import_ms      importing 10,000 rows (read, checked, written, then taken back)
list_ms … p95  the start page with facets; map_ms the map's JSON of the whole town; place_ms a place's own page
list_bytes …   what is sent, before compression
"""

import csv
import datetime as dt
import random
import tempfile
import time
from pathlib import Path

from tests.benchmarks import options, own_database, report, spread, timed

CODE, CENTRE = "132250", (35.638, 139.505)
HEADINGS = ("名称", "所在地_連結表記", "緯度", "経度", "電話番号", "利用可能曜日", "開始時間", "終了時間")
ROWS, REQUESTS = 10_000, 60
QUERIES = ("", "kind=facility", "weekday=tue&open=week", "kind=facility&page=2")


def write_list(path: Path, rows: int) -> Path:
    """A list of invented places in the headings of the standard open data set."""
    chance = random.Random(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADINGS)
        for number in range(rows):
            lat, lng = (middle + chance.gauss(0, 0.02) for middle in CENTRE)
            address = f"東京都稲城市平尾{number // 100 + 1}番地{number % 100 + 1}"
            days = "".join(chance.sample("月火水木金土日", 2))
            phone = f"042-000-{number:04}"
            lines.writerow([f"第{number}集会所", address, f"{lat:.6f}", f"{lng:.6f}", phone, days, "09:00", "17:00"])
    return path


def measure(places: int) -> dict[str, float]:
    """The figures of one run."""
    from django.test import Client

    from directory.catalogue.resources import Resource
    from directory.geo.areas import Municipality
    from directory.imports.runs import ImportOptions, import_files

    Municipality.objects.create(code=CODE, name="稲城市", prefecture="東京都", lat=CENTRE[0], lng=CENTRE[1])
    today = dt.date(2026, 11, 21)
    with tempfile.TemporaryDirectory() as folder:
        stored = import_files([write_list(Path(folder, "town.csv"), places)], ImportOptions(CODE, "facility"), today)
        if not stored.stored:
            raise SystemExit(str(stored))
        long = write_list(Path(folder, "long.csv"), ROWS)
        begin = time.perf_counter()
        import_files([long], ImportOptions(CODE, "facility", dry_run=True), today)
        figures = {"places": Resource.objects.count(), "import_ms": round((time.perf_counter() - begin) * 1000)}
    client = Client(headers={"host": "127.0.0.1"})
    keys = list(Resource.objects.order_by("pk").values_list("pk", flat=True)[:REQUESTS])
    south, west, north, east = CENTRE[0] - 0.1, CENTRE[1] - 0.1, CENTRE[0] + 0.1, CENTRE[1] + 0.1
    asked = {
        "list": [f"/?{QUERIES[number % len(QUERIES)]}" for number in range(REQUESTS)],
        "map": [f"/map.json?bbox={south},{west},{north},{east}&zoom={10 + number % 8}" for number in range(REQUESTS)],
        "place": [f"/places/{key}/" for key in keys],
    }
    for name, addresses in asked.items():
        client.get(addresses[0])
        answers, spent = timed(client.get, addresses)
        if wrong := [answer.status_code for answer in answers if answer.status_code != 200]:
            raise SystemExit(f"{name}: {wrong[0]}")
        figures |= spread(spent, f"{name}_") | {f"{name}_bytes": max(len(answer.content) for answer in answers)}
    return figures


def main() -> None:
    """Run from the command line."""
    chosen = options(__doc__, places=3000)
    with own_database():
        report(measure(chosen.places), chosen.json)


if __name__ == "__main__":
    main()
