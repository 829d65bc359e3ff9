"""Numbers and texts that no page sends, at every address, by those who may open it: never an error of ours, on both databases."""

import os

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from cms.permissions.roles import appoint_approver
from tests.cms.html_forms import post
from tests.cms.permissions import addresses as known
from tests.cms.permissions.attacked_city import AttackedCity
from tests.cms.permissions.refusals import draw_once, room_of
from tests.factories import make_user
from tests.read_pdf import lay_out_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
HOSTILE = [
    "9" * 40,
    "-1",
    "０",
    "1e999",
    "NaN",
    "x" * 5000,
    "9999-12-31",
    "0001-01-01",
    "%00",
    '[{"a": 1}]',
    "9" * 5000,
]
NAMES = (
    "q", "p", "page", "place", "day", "after", "year", "month", "like", "area", "organization", "municipality", "name",
    "resource", "id", "code", "kind", "kinds", "from", "next", "ordering", "open", "time", "fee", "walk", "city", "off", "bbox", "zoom",
    "choice", "state", "group", "lat", "lng", "address", "text", "pk", "object_id", "parent", "filter_spec", "times", "depth", "search",
    "last_seen", "end", "on", "today", "near", "town",
)  # fmt: skip


KEYS = ("9" * 40, "99999", "0", "-1", "\x00", "x" * 3000, "９")
"""What stands in an address where a key belongs."""


@pytest.fixture
def _loud_templates():
    """Undefined variables are looked for elsewhere."""


@pytest.fixture(autouse=True)
def _frames_once(monkeypatch):
    """Of each room and each key that is none; what a page writes of an address is its path and its query."""
    draw_once(
        monkeypatch, lambda asked: (room_of(asked), asked.GET.get("q"), next(filter(asked.path.__contains__, KEYS), ""))
    )


@pytest.fixture(autouse=True)
def _papers_once(monkeypatch):
    lay_out_once(monkeypatch)


def everywhere():
    """(name, parts, whether it is ours) of every address, those of the public too."""
    prefixes, known.PREFIXES = known.PREFIXES, ("",)
    try:
        return list(known.addresses(get_resolver().url_patterns))
    finally:
        known.PREFIXES = prefixes


def paths(own, name, parts):
    """The path with one's own keys, and with a hostile one in each place."""
    keys = {}
    for part in parts:
        try:
            keys[part] = known.key_in(own, name, part)
        except KeyError:
            keys[part] = own.resource.pk
    for hostile in (None, *KEYS):
        for part in parts if hostile else [None]:
            try:
                yield hostile, reverse(name, kwargs=keys | ({part: hostile} if part else {}))
            except NoReverseMatch:
                continue


def ask(client, cookies, method, path, data):
    with transaction.atomic():
        answer = post(client, path, data) if method == "post" else client.get(path, data)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    return answer.status_code


ROOMS = {"anonymous": "", "owner": "/my/", "coordinator": "/desk/", "staff": "/admin/", "superuser": "/admin/"}


@pytest.mark.parametrize("role", ROOMS)
def test_no_text_or_number_makes_an_error(role):
    own = AttackedCity("132250", 1)
    user = {"owner": own.owner}.get(role) or (
        make_user(role, own.agency) if role in ("coordinator", "staff") else make_user()
    )
    if role == "staff":
        appoint_approver(user)
    if role == "superuser":
        user.is_superuser = True
        user.save()
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(user)
    cookies = {name: cookie.value for name, cookie in client.cookies.items()}
    room, wide = ROOMS[role], bool(os.environ.get("WIDE"))
    # Two come to the admin: each brings one text to an address, and whom no right stops tries the keys.
    drawn = [1] if role == "superuser" else [0] if role == "staff" else [0, 1]
    errors = []
    for number, (name, parts, is_ours) in enumerate(everywhere()):
        for hostile, path in paths(own, name, parts):
            if (
                not path.startswith(room or "/")
                or (not room and path.startswith(("/admin/", "/desk/")))
                or not (is_ours or wide)
            ):
                continue
            tries = [("get", {})] if hostile and role != "staff" else []
            if hostile is None:
                values = HOSTILE if wide else [HOSTILE[(number + n) % len(HOSTILE)] for n in drawn]
                tries += [("get", dict.fromkeys(NAMES, value)) for value in values]
                tries += [("post", dict.fromkeys([*own.body(name), "file", *NAMES], value)) for value in values]
            for method, data in tries:
                status = ask(client, cookies, method, path, data)
                if status >= 500:
                    errors.append((method, name, path[:80], next(iter(data.values()), "")[:12]))
    assert errors == []
