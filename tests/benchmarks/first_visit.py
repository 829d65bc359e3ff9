"""What a first visit costs, in a browser on a slow line: `python -m tests.benchmarks.first_visit [--json]`.

The demonstration's town through gunicorn in production's settings, without map tiles, and Chromium at 400 kbit/s and
300 ms. `phone_` is 390 pixels wide on a device without any Japanese gothic of its own, so that the built font is loaded;
`wide_` is 1280 pixels wide, with the map beside the list, on a device that has one. Each page with an empty cache:

…_start_  …_list_  …_place_   the start page, a search, a place's own page
…_three_                      the three one after the other, as a visitor goes
…_return_                     the start page once more, a visit later

bytes          what came over the line, with headers, compressed
requests       how many files were asked for
paint_ms       from the click to the first letters
done_ms        from the click to the last byte

Of the first visits the median of three.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.benchmarks import options, own_database, report
from tests.benchmarks.listing import WORKERS, fetched, server
from tests.browser.conftest import BROWSER

LINE = {"offline": False, "latency": 300, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
"""Milliseconds until an answer begins; bytes a second."""
VIEWS = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1280, "height": 900}}
WITHOUT_GOTHIC = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
<selectfont><rejectfont><pattern><patelt name="lang"><string>ja</string></patelt></pattern></rejectfont></selectfont>
</fontconfig>
"""
QUIET_MS = 1500
"""A page is done when nothing was asked for or came in this time."""
THREADS, TIMES = 8, 3


@contextmanager
def browser_of(view: str, folder: Path) -> Iterator[Browser]:
    """Chromium on a device with Japanese letters (`wide`) or without any (`phone`)."""
    environment: dict[str, Any] = dict(os.environ)
    if view == "phone":
        fonts = folder / "fonts.conf"
        fonts.write_text(WITHOUT_GOTHIC.format(cache=folder / "fonts"))
        environment["FONTCONFIG_FILE"] = str(fonts)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=BROWSER, args=arguments, env=environment)
        yield browser
        browser.close()


def visit(context: BrowserContext, address: str) -> dict[str, float]:
    """Open an address in a new tab on the slow line; bytes, requests, and milliseconds to paint and to the end."""
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    asked: dict[str, float] = {}
    sizes: dict[str, int] = {}
    ends: list[float] = []

    def took(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]
        ends.append(event["timestamp"])

    def sent(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            asked[event["requestId"]] = event["timestamp"]

    cached: set[str] = set()
    line.on("Network.requestWillBeSent", sent)
    line.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    line.on("Network.responseReceived", lambda event: _note_cached(event, cached))
    line.on("Network.loadingFinished", took)
    page.goto(address, timeout=120_000)
    until_quiet(page, lambda: len(asked) + len(ends))
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.close()
    fetched = asked.keys() - cached
    return {
        "bytes": sum(sizes.get(key, 0) for key in fetched),
        "requests": len(fetched),
        "paint_ms": round(paint),
        "done_ms": round((max(ends) - min(asked.values())) * 1000),
    }


def _note_cached(event: dict[str, Any], cached: set[str]) -> None:
    if event["response"].get("fromDiskCache"):
        cached.add(event["requestId"])


def until_quiet(page: Any, happened: Any) -> None:
    """Wait until nothing has happened on the line for QUIET_MS."""
    before = -1
    while happened() != before:
        before = happened()
        page.wait_for_timeout(QUIET_MS)


def first_visit(browser: Browser, view: str, address: str) -> dict[str, float]:
    """The figures of an address for a browser that was never here."""
    with browser.new_context(viewport=VIEWS[view], locale="ja-JP") as context:
        return visit(context, address)


def visits(browser: Browser, view: str, pages: dict[str, str]) -> dict[str, float]:
    """The figures of a device: each page with an empty cache, the three in one go, and the start once more."""
    figures: dict[str, float] = {}

    def note(name: str, found: dict[str, float]) -> None:
        figures.update({f"{view}_{name}_{key}": value for key, value in found.items()})

    for name, address in pages.items():
        found = [first_visit(browser, view, address) for _ in range(TIMES)]
        note(name, {key: median(one[key] for one in found) for key in found[0]})
    with browser.new_context(viewport=VIEWS[view], locale="ja-JP") as context:
        three = [visit(context, address) for address in pages.values()]
        note("three", {key: sum(one[key] for one in three) for key in ("bytes", "requests")})
        note("return", visit(context, pages["start"]))
    return figures


def measure() -> dict[str, float]:
    """The figures of one run."""
    from django.core.management import call_command

    from directory.catalogue.resources import Resource

    call_command("demo", verbosity=0)
    os.environ["DEMO"] = "0"  # what the server is started with
    place = Resource.objects.public().filter(place__lat__isnull=False).order_by("pk").values_list("pk", flat=True)[0]
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="ibasho-benchmark-") as named:
        folder = Path(named)
        with server(folder / "log", threads=THREADS) as port:
            own = f"http://127.0.0.1:{port}"
            pages = {"start": f"{own}/", "list": f"{own}/?q={quote('サロン')}", "place": f"{own}/places/{place}/"}
            for address in list(pages.values()) * 4 * WORKERS:
                fetched(port, address.removeprefix(own))  # a worker's first request is not a visitor's first
            for view in VIEWS:
                with browser_of(view, folder) as browser:
                    figures |= visits(browser, view, pages)
    return figures | {"load": round(os.getloadavg()[0], 1)}


def main() -> None:
    """Run from the command line."""
    chosen = options(__doc__)
    os.environ |= {"MAP_TILES_URL": "", "DEMO": "1"}
    with own_database():
        report(measure(), chosen.json)


if __name__ == "__main__":
    main()
