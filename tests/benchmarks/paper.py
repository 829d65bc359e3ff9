"""How long paper takes: `python -m tests.benchmarks.paper [--places 300] [--json]`.

booklet_300_s      from the wish for a booklet of 300 places of a city to its files (processor: booklet_300_cpu_s)
map_s              of that, the A3 map
pdf_mb, pages      of the booklet
"""

import random
import time

from tests.benchmarks import options, own_database, report

TOWNS, HOUSES = 30, 120
TIMES = (
    "毎週月曜 10時〜12時",
    "毎月第2・第4火曜 13時30分〜15時",
    "月〜金 9時〜17時（祝日は休み）",
    "毎月10日 10時〜11時",
    "毎週土・日曜 9時〜16時",
)


def seed(places: int):
    """A city with so many places, a telephone each, in HOUSES houses of TOWNS towns; gives the city."""
    from directory.publishing.versions import directory_change
    from tests.factories import make_municipality, make_place, make_resource, make_town

    lot, city = random.Random(7), make_municipality()
    with directory_change():
        towns = [make_town(f"町{n}", reading=f"まち{n}", lat=35.6 + n / 1000, lng=139.5) for n in range(TOWNS)]
        houses = [
            make_place(35.62 + lot.gauss(0, 0.015), 139.5 + lot.gauss(0, 0.02), name=f"会館{n}", town=lot.choice(towns))
            for n in range(HOUSES)
        ]
        for n in range(places):
            call = {"kind": "telephone", "value": f"042-123-{n:04}", "is_public": True}
            told = {
                "name": f"ひまわりサロン{n}",
                "reading": f"ひまわりさろん{n}",
                "summary": "体操とお茶で 集まっています。",
                "fee": 100,
            }
            make_resource(TIMES[n % len(TIMES)], place=lot.choice(houses), contacts=[call], **told)
    return city


def figures(places: int) -> dict[str, float]:
    """The figures of a booklet of so many places."""
    from django.utils import timezone

    from cms.print import booklets
    from cms.print.booklet_content import BookletContent
    from directory.changes.booklets import ask_for

    city, now = seed(places), timezone.localtime()
    booklet, _ = ask_for(city, None, None)
    began, worked = time.perf_counter(), time.process_time()
    booklets.make(booklet, now)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    booklet.refresh_from_db()
    paper = booklets.Paper(booklet, BookletContent(booklet, now))
    began = time.perf_counter()
    paper.map_sheet()
    return {
        f"booklet_{places}_s": round(took, 2),
        f"booklet_{places}_cpu_s": round(worked, 2),
        "map_s": round(time.perf_counter() - began, 2),
        "pdf_mb": round(booklet.file.size / 1e6, 2),
        "pages": booklet.pages,
    }


if __name__ == "__main__":
    asked = options(__doc__, places=300)
    with own_database():
        report(figures(asked.places), asked.json)
