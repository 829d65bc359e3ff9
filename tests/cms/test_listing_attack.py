"""Every address of the admin, the desk and the portal, with every method, as each kind of user, against another's rows.

A hole is a page that names the other's rows, a change of them, or an error. The addresses come from the resolver, so that
a new one is attacked from the day it exists.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.utils import timezone
from wagtail.models import Revision

from cms.admin.roles import appoint_approver
from directory.amendments import Amendment, propose
from directory.claims import Claim
from directory.invitations import Invitation, invite
from directory.links import Link
from directory.models import (
    Area,
    AreaSystem,
    Contact,
    Organization,
    Place,
    Representative,
    Resource,
    StatusStatement,
    User,
    Verification,
)
from directory.pauses import pause
from directory.representatives import join
from matching.participants import Participant
from tests.factories import make_agency, make_municipality, make_organization, make_place, make_resource, make_user

pytestmark = pytest.mark.django_db
ROOMS = ("admin/", "desk/", "my/")
METHODS = ("get", "post", "put", "patch", "delete")
OPEN_OF_THE_ADMIN = re.compile("wagtailadmin_(login|javascript_catalog|sprite|password_reset.*)")
"""Pages of the admin that hold nothing of anybody."""
WATCHED = (
    Resource, Contact, Organization, Place, Amendment, Claim, Invitation, Representative, StatusStatement, Verification,
    Participant,
)  # fmt: skip


@pytest.fixture
def _loud_templates():
    """Undefined variables are looked for elsewhere; watching for them doubles the time of thousands of requests."""


class Target:
    """One city with a listing of an association, all that hangs on it, and a person whom its desk supports."""

    def __init__(self, code: str, city: str, mark: str):
        self.mark = mark
        self.city = make_municipality(code, city)
        self.agency = make_agency(municipality=self.city)
        self.owner = make_user(name=f"持ち主{mark}")
        self.organization = make_organization(name=f"団体{mark}")
        lead = join(self.organization, self.owner, "lead")
        self.place = make_place(name=f"会館{mark}", municipality=self.city)
        contact = {"kind": "telephone", "value": f"099{mark}", "is_public": False}
        self.resource = make_resource(
            name=f"場所{mark}",
            organization=self.organization,
            place=self.place,
            schedule="毎週火曜 10:00–12:00",
            contacts=[contact],
        )
        (waiting,) = propose(
            self.resource, {"contacts": [contact | {"value": f"088{mark}", "person": "", "note": ""}]}, self.owner
        )
        claim = Claim.objects.create(resource=self.resource, organization_name=f"会{mark}", name="人", telephone="077")
        invitation, self.secret = invite(self.organization, name=f"招待{mark}")
        said = pause(self.resource, timezone.localdate(), None, "", self.owner)
        draft = Resource.objects.get(pk=self.resource.pk)
        draft.summary = f"下書き{mark}"
        revision = draft.save_revision()
        self.person = Participant.objects.create(code=f"M-{mark}", agency=self.agency)
        system = AreaSystem.objects.create(municipality=self.city, name=f"分け方{mark}")
        area = Area.objects.create(system=system, name=f"圏域{mark}")
        self.keys = {
            "resource": self.resource.pk,
            "organization": self.organization.pk,
            "place": self.place.pk,
            "municipality": self.city.pk,
            "area": area.pk,
            "areasystem": system.pk,
            "approvals": waiting.pk,
            "claims": claim.pk,
            "groups": self.organization.pk,
            "statement": said.pk,
            "amendment": waiting.pk,
            "invitation": invitation.pk,
            "representative": lead.pk,
            "revision_id": revision.pk,
            "revision_id_a": revision.pk,
            "revision_id_b": "live",
            "code": self.person.code,
            "token": "x" * 22,
        }

    def value(self, route: str, name: str):
        """What stands for one part of an address."""
        if name in self.keys:
            return self.keys[name]
        if name not in ("pk", "object_id", "instance_id", "resource", "resource_id"):
            return PLAIN.get(name, 1)
        words = [word for word in re.split(r"[/_:]", route) if word in self.keys]
        return self.keys[words[-1]] if words else self.resource.pk

    def rows(self) -> dict:
        """Every value of the target's rows as the database has them."""
        mine = {model.__name__: list(self._mine(model).values_list()) for model in WATCHED}
        return mine | {"revisions": Revision.objects.for_instance(self.resource).count()}

    def _mine(self, model):
        rows = model.objects.order_by("pk")
        if model is Participant:
            return rows.filter(pk=self.person.pk)
        if model in (Place, Organization, Resource):
            return rows.filter(
                pk={Place: self.place, Organization: self.organization, Resource: self.resource}[model].pk
            )
        if model in (Invitation, Representative):
            return rows.filter(organization=self.organization)
        return rows.filter(resource=self.resource)


PLAIN = {
    "app_label": "directory", "model_name": "resource", "slug": "bring", "day": "2026-11-24", "year": 2026,
    "action": "delete", "language_code": "ja", "image_filter_spec": "max-100x100", "document_filename": "a.pdf",
    "filename": "a.pdf", "signature": "x",
}  # fmt: skip

HOSTILE = {
    "name": "乗っ取り", "to_bring": "乗っ取り", "save": "1", "seen": "", "when": "open", "since": "2026-12-01",
    "feature": "parking", "answer": "no", "reason": "乗っ取り", "approve": "1", "accept": "1", "field": ["contacts"],
    "email": "evil@example.jp", "action-publish": "1", "status": "ended", "day": "2026-11-20", "how": "visit", "left": 0,
    "people": 3, "month": "2026-10", "confirm": "1", "helper": "", "said": "乗っ取り", "about": "when",
}  # fmt: skip
"""What would change a listing in one of the forms, if somebody let it in."""


def _addresses(patterns=None, before="", namespaces=()):
    """Every (route, name with namespaces, names of its parts) of the three rooms."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if before == "" and not route.startswith(ROOMS):
            continue
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield route, ":".join((*namespaces, pattern.name)), re.findall(r"<(?:\w+:)?(\w+)>", route)
        else:
            inside = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _addresses(pattern.url_patterns, route, inside)


def _paths(target: Target) -> list[tuple[str, str]]:
    """(name, path) of every address, with the target's keys in it."""
    paths = []
    for route, name, parts in _addresses():
        values = {part: target.value(f"{name}/{route}", part) for part in parts}
        paths.append((name, reverse(name, kwargs=values)))
    return paths


@pytest.fixture
def world(db):
    return {"here": Target("132250", "稲城市", "XQZ1"), "there": Target("132144", "国分寺市", "XQZ2")}


def _attacker(who: str, world) -> tuple[Client, Target]:
    """A signed-in client, and the target that is not theirs."""
    here, there = world["here"], world["there"]
    other = make_user()
    join(make_organization(name="よその会"), other, "lead")
    users = {
        "anonymous": (None, here),
        "association owner": (here.owner, there),
        "other association": (other, here),
        "coordinator": (make_user("coordinator", here.agency), there),
        "coordinator of another agency": (make_user("coordinator", there.agency), here),
        "staff of this city": (make_user("staff", here.agency), there),
        "staff of another city": (make_user("staff", there.agency), here),
    }
    user, target = users[who]
    client = Client(raise_request_exception=False)
    if user:
        if who.startswith("staff"):
            appoint_approver(user)
        client.force_login(user)
    return client, target


ATTACKERS = [
    "anonymous", "association owner", "other association", "coordinator", "coordinator of another agency",
    "staff of this city", "staff of another city",
]  # fmt: skip
NO_STAFF = ATTACKERS[:5]


def _body(response, path: str) -> str:
    """What a page says, without the address that was asked for."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace").replace(path, "")


class Writes:
    """Whether a watched table was written to since the last look; reading all rows after each request takes minutes."""

    def __init__(self):
        tables = "|".join(model._meta.db_table for model in (*WATCHED, Revision))
        self.pattern, self.seen = re.compile(rf'(INSERT INTO|UPDATE|DELETE FROM) "({tables})'), False

    def __call__(self, execute, sql, params, many, context):
        self.seen = self.seen or bool(self.pattern.match(sql))
        return execute(sql, params, many, context)

    def happened(self) -> bool:
        """Whether there was one; the next look starts anew."""
        seen, self.seen = self.seen, False
        return seen


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("who", ATTACKERS)
def test_no_address_opens_anothers_rows(world, who):
    client, target = _attacker(who, world)
    before, holes, writes = target.rows(), [], Writes()
    user = client.session.get("_auth_user_id")
    with connection.execute_wrapper(writes):
        for name, path in _paths(target):
            for method in METHODS:
                if user and "_auth_user_id" not in client.session:
                    client.force_login(User.objects.get(pk=user))
                # Refusals leave messages, and hundreds of them make each request slower than the last.
                client.cookies.pop("messages", None)
                response = getattr(client, method)(path, *([HOSTILE] if method == "post" else []))
                holes += [(method, path, hole) for hole in _holes(who, name, path, response, target.mark)]
                if writes.happened() and (now := target.rows()) != before:
                    holes.append((method, path, "changes it"))
                    before = now
    assert holes == []


def _holes(who, name, path, response, mark):
    """What is wrong with an answer. Wagtail's own views may stumble over half a form; ours may not."""
    if response.status_code >= 500 and resolve(path).func.__module__.startswith("cms."):
        yield f"error {response.status_code}"
    # The desk names public places of the next city, but nobody whom another desk supports.
    if (f"M-{mark}" if path.startswith("/desk/") else mark) in _body(response, path):
        yield "names it"
    if response.status_code == 200:
        if who in NO_STAFF and path.startswith("/admin/") and not OPEN_OF_THE_ADMIN.fullmatch(name):
            yield "opens the admin"
        if "association" in who and path.startswith("/desk/"):
            yield "opens the desk"


def test_the_walk_sees_every_address_and_its_weapons_are_sharp(world):
    """The same walk by those who may changes and shows much; else the attack above would prove nothing."""
    here = world["here"]
    paths = _paths(here)
    assert len(paths) > 250
    client = Client(raise_request_exception=False)
    client.force_login(here.owner)
    before, named = here.rows(), 0
    for name, path in paths:
        if path.startswith("/my/") and name != "organization_leave":
            named += here.mark in _body(client.get(path), path)
            client.post(path, HOSTILE)
    now = here.rows()
    assert named > 8
    assert {table for table in now if now[table] != before[table]} >= {
        "Resource", "Verification", "StatusStatement", "Amendment", "Invitation",
    }  # fmt: skip


def test_anothers_link_is_not_found_by_guessing(world, client):
    here = world["here"]
    for token in ("x" * 22, here.secret.token[:-1], here.secret.token.swapcase(), Link.objects.first().digest):
        assert client.get(reverse("link", args=[token])).status_code in (404, 429)
    assert client.get(reverse("link", args=[here.secret.token])).status_code == 200


def test_a_member_who_has_left_is_an_outsider_at_once(world):
    here = world["here"]
    client = Client()
    client.force_login(here.owner)
    assert client.get(reverse("listing", args=[here.resource.pk])).status_code == 200
    join(here.organization, make_user(), "lead")
    assert client.get(reverse("listing", args=[here.resource.pk])).status_code == 403
