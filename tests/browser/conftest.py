"""A real browser on a real server: the demonstration, seeded once for all tests of this folder, on a database of its own."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.migrated_once import lay_copy
from tests.paths import ROOT
from tests.postgres_cluster import free_port

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BROWSER = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The first draws the same pages with half of the work: it has no windows, menus and tabs of its own."""
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WORKER = ["db_worker", "--no-reload", "--no-startup-delay", "--interval", "0.2"]
"""Beside the server, as on a real site: without it each step of an import waits for five seconds before the page does it."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _until_it_answers(url: str, server: subprocess.Popen, log: Path) -> None:
    # A machine that does other work beside takes more than a minute for what it else does in five seconds.
    for _ in range(1200):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


@contextmanager
def running(folder: Path, host: str, filling: list[str], by: tuple[str, ...] = ("manage.py",), **env: str):
    """Address of a site of its own while the block runs: its database is filled by a command of manage.py.

    by   what Python runs for the server and the worker, instead of manage.py
    """
    port = free_port()
    url = f"http://{host}:{port}"
    files = {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}"}
    env = os.environ | {"DEBUG": "1", "SITE_URL": url, "MAP_TILES_URL": ""} | files | env
    lay_copy(folder / "site.sqlite3", folder)
    subprocess.run([sys.executable, "manage.py", *filling, "--verbosity", "0"], cwd=ROOT, env=env, check=True)
    log = folder / "server.log"
    with log.open("w") as written:
        command = [sys.executable, *by, "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=written, stderr=written)
        worker = subprocess.Popen([sys.executable, *by, *WORKER], cwd=ROOT, env=env, stdout=written, stderr=written)
        try:
            _until_it_answers(f"http://127.0.0.1:{port}/", server, log)
            yield url
        finally:
            for process in (worker, server):
                process.terminate()
            for process in (worker, server):
                process.wait(60)
    assert "Traceback" not in log.read_text(), log.read_text()


# Not for the session: a worker that polls and a browser would run beside all other tests to their end.
@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """Address of a running demonstration; its folder goes with the session."""
    with running(tmp_path_factory.mktemp("site"), "127.0.0.1", ["demo"], DEMO="1") as url:
        yield url


@pytest.fixture(scope="package")
def chromium():
    """Debian's Chromium, without its windows where that is installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=QUIET)
        # Five seconds are not enough on a machine that does other work beside.
        expect.set_options(timeout=30_000)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, site):
    """Opens a page of the site: open_page("/path", width=PHONE, javascript=True); closed after the test.

    A script error, a message of the content policy or a request to any other host fails the test.
    """
    contexts, problems = [], []

    def opened(path="/", viewport=PHONE, javascript=True):
        context = chromium.new_context(viewport=viewport, java_script_enabled=javascript, locale="ja-JP", base_url=site)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on("console", lambda said: problems.append(f"{page.url}: {said.text}") if _is_fault(said) else None)
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((site, "data:", "blob:")) else problems.append(asked.url),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def _is_fault(said) -> bool:
    """Whether a message of the console tells of one: not the browser's own about a connection that a test has cut."""
    return said.type == "error" and "net::ERR_INTERNET_DISCONNECTED" not in said.text


@pytest.fixture
def sign_in(open_page):
    """Signs in as a user of the demonstration and returns the page."""

    def signed_in(username, viewport=DESKTOP, javascript=True):
        page = open_page("about:blank", viewport=viewport, javascript=javascript)
        sign_in_on(page, username)
        return page

    return signed_in


def sign_in_on(page, username) -> None:
    """Sign in as a user of the demonstration on a page on which nobody is."""
    from cms.demo.people import PASSWORD

    page.goto("/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def axe_results(page) -> tuple[set[str], list[str]]:
    """What axe finds on a page by the rules of WCAG 2.2 A and AA: the rules that it fulfils, and its problems, a line each.

    Markers of the map may lie closer than a finger is wide: every one of them stands in the list of the same page, which
    is the exception "equivalent" of success criterion 2.5.8.
    """
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    # Every node of what is wrong; of what is right a rule's name is enough, and a thousand selectors are not made.
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", tags)
    problems = [
        f"{violation['id']} ({violation['help']}): {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
        if not (violation["id"] == "target-size" and "leaflet-marker-icon" in node["html"])
    ]
    return {rule["id"] for rule in found["passes"]}, problems


def axe_problems(page) -> list[str]:
    """The problems of a page, a line each with its address."""
    return [f"{page.url}: {problem}" for problem in axe_results(page)[1]]


def problems_on(page, paths: Iterable[str]) -> list[str]:
    """The same of some pages that one visitor opens one after the other; nothing on them may run out at the side of the screen."""
    problems = []
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        problems += axe_problems(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], path
    return problems
