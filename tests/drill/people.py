"""People of the drill: visitors who read, one who keeps a listing right, one who sits at the desk; all by HTTPS through nginx."""

import http.client
import random
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Sequence
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from django_otp.oath import totp

HOST = "ibasho.example.jp"
PASSWORD = "himitsu-no-kotoba"
APP_KEY = "3132333435363738393031323334353637383930"
"""Of the app with which the coordinator takes the second step: twenty bytes, in hex."""
TROUBLES = (OSError, http.client.HTTPException)


class Site(NamedTuple):
    """Where the site answers, and the certificate that it must show."""

    address: str
    port: int
    certificate: Path


class Browser:
    """A person's browser: cookies, one connection, an address of its own.

    Errors of the connection are raised as OSError or HTTPException; the next request makes a new one.
    """

    def __init__(self, site: Site, number: int):
        self.site, self.source = site, f"127.0.1.{number}"
        self._cookies: dict[str, str] = {}
        self._connection: http.client.HTTPSConnection | None = None
        self._tls = ssl.create_default_context(cafile=str(site.certificate))

    def get(self, path: str) -> tuple[int, str]:
        """Status and text."""
        status, _, text = self._ask("GET", path)
        return status, text

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Status, and where the answer sends the browser on."""
        status, location, _ = self._ask("POST", path, urlencode(fields))
        return status, location

    def sign_in(self, name: str) -> None:
        """By the form that everybody uses. Raises RuntimeError where it does not let in."""
        self.get("/sign-in/")
        status, location = self.post("/sign-in/", username=name, password=PASSWORD)
        if status != 302 or location.startswith("/sign-in/"):
            raise RuntimeError(f"signing in as {name}: {status} {location}")

    def take_second_step(self) -> None:
        """By the code that the app shows now. Raises RuntimeError where it does not let in."""
        self.get("/second-step/")
        status, location = self.post("/second-step/", code=f"{totp(bytes.fromhex(APP_KEY)):06}")
        if status != 302:
            raise RuntimeError(f"the second step: {status} {location}")

    def tries_to_sign_in(self, name: str) -> tuple[int, str]:
        """Status and text of the answer."""
        self.get("/sign-in/")
        status, _, text = self._ask("POST", "/sign-in/", urlencode({"username": name, "password": PASSWORD}))
        return status, text

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {"Host": HOST, "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            token = self._cookies.get("csrftoken", "")
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
            headers["X-CSRFToken"] = token
        try:
            connection = self._connected()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except TROUBLES:
            self._connection = None
            raise
        for one in answer.headers.get_all("Set-Cookie", ()):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(one).items()}
        if answer.will_close:
            self._connection = None
        return answer.status, answer.headers.get("Location", ""), text

    def _connected(self) -> http.client.HTTPSConnection:
        if self._connection is None:
            made = _Connection(self.site, self.source, self._tls)
            made.connect()
            self._connection = made
        return self._connection


class _Connection(http.client.HTTPSConnection):
    """To the address of the drill, with the name of the site in TLS."""

    def __init__(self, site: Site, source: str, tls: ssl.SSLContext):
        super().__init__(site.address, site.port, timeout=40, source_address=(source, 0), context=tls)
        self._tls = tls

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=HOST)


class Told(NamedTuple):
    """One answer: how long it took in seconds, its status (0: no answer)."""

    seconds: float
    status: int


class Visitors:
    """So many people who read while the block runs, each the next page `pause` seconds after the one before; `told` holds their answers."""

    def __init__(self, site: Site, people: int, places: int, pause: float = 0.1):
        self._pause = pause
        self.told: list[Told] = []
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._read, args=(Browser(site, number + 1), number, places), daemon=True)
            for number in range(people)
        ]

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(60)

    def _read(self, browser: Browser, number: int, places: int) -> None:
        chance = random.Random(number)
        while not self._ended.is_set():
            path = chance.choice(["/", "/?q=%E3%82%B5%E3%83%AD%E3%83%B3", "/?open=week", "/places.json?kind=salon"])
            if chance.random() < 0.5:
                path = f"/places/{chance.randrange(1, places + 1)}/"
            began = time.monotonic()
            try:
                status, _ = browser.get(path)
            except TROUBLES:
                status = 0
            self.told.append(Told(time.monotonic() - began, status))
            time.sleep(self._pause)

    @property
    def longest(self) -> float:
        """Seconds of the slowest answer."""
        return max(one.seconds for one in self.told)

    def expect_no_loss(self) -> None:
        """End the drill where a request was lost."""
        if lost := Counter(self.lost()):
            raise SystemExit(f"{lost.total()} of {len(self.told)} requests were lost (status: times): {dict(lost)}")

    def lost(self) -> list[int]:
        """Statuses of answers that were none, or an error of the server; 429 counts, since no person goes so fast."""
        return [one.status for one in self.told if one.status == 0 or one.status == 429 or one.status >= 500]


class Confirmed(NamedTuple):
    """An edit that the site confirmed: of which listing, and when it was sent and confirmed (time.time)."""

    listing: int
    sent: float
    told: float


class Editor(threading.Thread):
    """Somebody who says 「このままで正しい」 about a listing, again a moment after each answer, and goes on when it fails.

    confirmed   the edits that the site confirmed, in their order
    failed      how many it did not
    """

    def __init__(self, site: Site, listing: int):
        super().__init__(daemon=True)
        self.confirmed: list[Confirmed] = []
        self.failed = 0
        # A listing's number tells one editor from another; keys of listings are small in a new town.
        self._listing, self._ended, self._browser = listing, threading.Event(), Browser(site, 210 + listing % 40)
        self._browser.sign_in("drill-owner")

    def run(self) -> None:
        while not self._ended.is_set():
            sent = time.time()
            if self.edit():
                self.confirmed.append(Confirmed(self._listing, sent, time.time()))
            else:
                self.failed += 1
            time.sleep(0.05)

    def edit(self) -> bool:
        """One edit; whether the site confirmed it."""
        try:
            status, location = self._browser.post(f"/my/{self._listing}/right/")
        except TROUBLES:
            return False
        return status == 302 and location.endswith("/my/")

    def end(self) -> None:
        """Stop after the edit that is under way."""
        self._ended.set()
        self.join(60)


class Editors:
    """One editor for each of some listings, at work while the block runs."""

    def __init__(self, site: Site, listings: Sequence[int]):
        self._editors = [Editor(site, listing) for listing in listings]

    def __enter__(self) -> "Editors":
        for editor in self._editors:
            editor.start()
        return self

    def __exit__(self, *_: object) -> None:
        for editor in self._editors:
            editor.end()

    @property
    def confirmed(self) -> list[Confirmed]:
        """What was confirmed so far, of all."""
        return [one for editor in self._editors for one in list(editor.confirmed)]

    @property
    def failed(self) -> int:
        """How many edits were not confirmed."""
        return sum(editor.failed for editor in self._editors)

    def wait_for(self, edits: int, within: float) -> None:
        """Until so many edits are confirmed; raises RuntimeError after `within` seconds."""
        until = time.monotonic() + within
        while (found := len(self.confirmed)) < edits:
            if time.monotonic() > until:
                raise RuntimeError(f"{found} of {edits} edits were confirmed in {within:.0f} seconds")
            time.sleep(0.02)

    def confirmed_after(self, moment: float, within: float) -> float:
        """Seconds from a moment (time.time) until an edit that was sent after it is confirmed; raises RuntimeError after `within`."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if found := [one.told for one in self.confirmed if one.sent > moment]:
                return min(found) - moment
            time.sleep(0.02)
        raise RuntimeError(f"no edit was confirmed for {within:.0f} seconds")


def look_at_people(site: Site) -> None:
    """A coordinator opens the page of each of the first people, which records a look each."""
    browser = Browser(site, 201)
    browser.sign_in("drill-coordinator")
    browser.take_second_step()
    _, home = browser.get("/desk/")
    codes = re.findall(r'href="/desk/people/([^/"]+)/"', home)
    wrong = [code for code in codes if browser.get(f"/desk/people/{code}/")[0] != 200]
    if not codes or wrong:
        raise RuntimeError(f"the desk shows {len(codes)} people, and no page of {wrong}")
