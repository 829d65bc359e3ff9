"""Every address of the admin, the desk and the portal, as each kind of user, against another's rows.

A hole is a page that names the other's rows, a page at all where a foreign key stands in the address, a change, or an error.
The addresses come from the resolver, so that a new one is attacked from the day it exists.
"""

import re
from functools import partial
from itertools import combinations

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from wagtail.models import Revision, TaskState

from cms.permissions.roles import appoint_approver
from directory.accounts.links import Link
from directory.associations.attendance import fiscal_year
from directory.associations.representatives import add_representative
from directory.search import live_index
from directory.snapshot import loading
from tests.cms.html_forms import filled, post
from tests.cms.permissions.addresses import addresses, key_in, label_of
from tests.cms.permissions.attacked_city import AttackedCity, watched_models
from tests.cms.permissions.refusals import draw_once, room_of
from tests.factories import make_user
from tests.read_pdf import leave_papers_as_text

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
OPEN_OF_THE_ADMIN = {"wagtailadmin_login", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}
"""Pages of the admin that hold nothing of anybody."""
GATE_LEADS_TO = reverse_lazy("after_sign_in")
"""Where the gate of the admin sends those whom it lets in nowhere."""
OPEN_TO_OTHERS = {"desk_place", "desk_outcome", "desk_call"}
"""Pages that are there for a public place of another city too; what is not public of it they must not say."""

NAMES_WHAT_IS_PUBLIC = {"listing_claim"}
"""Pages open to everybody, that say the name of a public listing."""


@pytest.fixture
def _loud_templates():
    """Undefined variables are looked for elsewhere; watching for them doubles the time of thousands of requests."""


@pytest.fixture(autouse=True)
def _frames_once(monkeypatch):
    draw_once(monkeypatch, room_of)
    leave_papers_as_text(monkeypatch)


@pytest.fixture
def world(db):
    return {
        "here": AttackedCity("132250", 1),
        "neighbour": AttackedCity("132250", 2),
        "there": AttackedCity("372013", 3),
    }


ATTACKERS = {
    "anonymous": ("", "here"),
    "association": ("neighbour", "here"),
    "coordinator": ("here", "there"),
    "coordinator of another agency of the city": ("neighbour", "here"),
    "staff": ("here", "there"),
}
"""Who -> what is theirs, and what is not. An association is the target's neighbour: what one of another city may, it may too."""
SHUT = {"anonymous": ("admin", "desk"), "association": ("admin", "desk"), "coordinator": ("admin",), "staff": ("desk",)}
"""First word of who -> rooms in which no request of theirs writes anything, whosever the keys are."""

REACHES_COLLEAGUES = {"desk_sheet_new", "desk_sheet_pass", "desk_gap_task_edit"}
"""With one's own keys: a つなぐシート is made to go to another agency of the city, and a task may end in anybody's public listing there."""


class Attack:
    """A signed-in client, what is theirs, and what they are after."""

    def __init__(self, who: str, world: dict):
        own, target = ATTACKERS[who]
        self.who, self.own, self.target = who, world.get(own), world[target]
        self.client = Client(raise_request_exception=False)
        if self.own:
            self.client.force_login(self._user())
        self.cookies = {name: cookie.value for name, cookie in self.client.cookies.items()}
        self.before, self.writes = self.target.rows(), Writes()

    def _user(self):
        if self.who.startswith("association"):
            return self.own.owner
        user = make_user(self.who.split()[0], self.own.agency)
        if self.who == "staff":
            appoint_approver(user)
        return user

    def addresses(self):
        """Those of the rooms in which this one has no right to the target; a colleague keeps listings of the same city."""
        desk_only = self.who.endswith("agency of the city")
        return (one for one in addresses() if not desk_only or one[0].startswith("desk_"))

    def on(self, name: str, path: str, is_foreign: bool, is_ours: bool):
        """(method, answer, what it says, whether the target is changed) of one address.

        Every method where a foreign key meets a view of ours; with one's own keys also with foreign ones behind the `?`, unless
        the gate of the admin has refused already: it does not look behind the `?`.
        """
        opened, *rest = self.ask("get", path, {})
        yield "get", opened, *rest
        is_refused = path.startswith("/admin/") and getattr(opened, "url", "") == GATE_LEADS_TO
        if not is_foreign and not is_refused:
            yield "get ?", *self.ask("get", path, self.target.query)
        yield "post", *self.ask("post", path, self.filled(name, opened))
        for method in ("put", "patch", "delete") if is_ours and is_foreign else ():
            yield method, *self.ask(method, path, {})

    def filled(self, name: str, opened) -> dict:
        """The target's words and keys; in a form of Wagtail's among what the page holds already."""
        body = self.target.body(name)
        is_form = name.endswith((":add", ":edit")) and opened.status_code == 200
        return filled(opened, **body) if is_form else body

    def ask(self, method: str, path: str, data: dict) -> tuple:
        """(answer, what it says, whether the target, or anything from a room that is shut, is changed by it); afterwards all is as it was."""
        with transaction.atomic():
            ask = partial(post, self.client) if method == "post" else getattr(self.client, method)
            answer = ask(path, data) if data else ask(path)
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            wrote = self.writes.happened()
            changed = bool(wrote) and (
                path.split("/")[1] in SHUT[self.who.split()[0]]
                or not self.target.rows(wrote).items() <= self.before.items()
            )
            transaction.set_rollback(True)
        if wrote:
            loading.forget()
            live_index.forget()
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        # A page may repeat the address that was asked for.
        return answer, said.decode("utf-8", "replace").replace(path, ""), changed


class Writes:
    """Which watched tables were written to since the last look; reading all rows after each request takes minutes."""

    def __init__(self):
        self.model_of = {model._meta.db_table: model for model in (*watched_models(), Revision, TaskState)}
        self.pattern = re.compile(rf'(?:INSERT INTO|UPDATE|DELETE FROM) "({"|".join(self.model_of)})"')
        self.seen = set()

    def __call__(self, execute, sql, params, many, context):
        if written := self.pattern.match(sql):
            self.seen.add(self.model_of[written[1]])
        return execute(sql, params, many, context)

    def happened(self) -> set:
        """The models of those tables; the next look starts anew."""
        seen, self.seen = self.seen, set()
        return seen


def tries(own: AttackedCity | None, target: AttackedCity, name: str, parts: list[str]):
    """(whether a foreign key is in it, path) of one address: all keys foreign, each mixture, all one's own."""
    owned = [part for part in parts if label_of(name, part)]
    for count in range(len(owned), -1, -1):
        for foreign in combinations(owned, count):
            if own or count == len(owned):
                whose = {part: target if part in foreign else own or target for part in parts}
                for keys in _keys(name, whose, foreign):
                    yield bool(foreign), reverse(name, kwargs=keys)


def _keys(name: str, whose: dict, foreign) -> list[dict]:
    keys = {part: key_in(target, name, part) for part, target in whose.items()}
    if not name.startswith("desk_") or "key" not in foreign:
        return [keys]
    # The desk has public places of the next city, but neither what is for supporters there nor a draft.
    return [keys | {"key": listing.pk} for listing in whose["key"].listings]


@pytest.mark.parametrize("who", ATTACKERS)
def test_no_address_opens_anothers_rows(world, who):
    attack, holes, desk_alone = Attack(who, world), [], who.endswith("agency of the city")
    with connection.execute_wrapper(attack.writes):
        for name, parts, is_ours in attack.addresses():
            for is_foreign, path in tries(attack.own, attack.target, name, parts):
                for method, answer, said, changed in attack.on(name, path, is_foreign, is_ours):
                    is_meant = name in REACHES_COLLEAGUES and desk_alone and not is_foreign
                    found = [*_holes(attack, name, is_foreign, answer, said)]
                    found += ["changes it"] if changed and not is_meant else []
                    if is_ours and answer.status_code >= 500:
                        found.append(f"error {answer.status_code}")
                    holes += [(method, path, hole) for hole in found]
    assert holes == []


def _holes(attack: Attack, name: str, is_foreign: bool, answer, said: str):
    """What is wrong with an answer."""
    says_public = name.startswith("desk_") or name in NAMES_WHAT_IS_PUBLIC
    secrets = [attack.target.secret] if says_public else [attack.target.secret, attack.target.mark]
    if attack.who.endswith("agency of the city"):
        secrets = [attack.target.person.code]
    if any(secret in said for secret in secrets):
        yield "names it"
    if answer.status_code != 200:
        return
    if is_foreign and name not in OPEN_TO_OTHERS:
        yield "opens it"
    room = answer.wsgi_request.path.split("/")[1]
    if room == "admin" and attack.who != "staff" and name not in OPEN_OF_THE_ADMIN:
        yield "opens the admin"
    if room == "desk" and not attack.who.startswith("coordinator"):
        yield "opens the desk"


RIGHTFUL = {"association": "my/", "coordinator": "desk/", "staff": "admin/"}
"""Those who may, each in their own room."""
CLOSED = {"link", "link_by_code", "listing_claim", "wagtailsnippets_directory_municipality:add"}
CLOSED |= {
    "desk_household_pairs",
    "desk_meeting",
    "desk_meeting_acknowledge",
    "desk_meeting_member",
    "desk_meeting_end",
    "desk_meeting_sitting",
    *("desk_sitting", "desk_sitting_promise", "desk_sitting_paper", "desk_sitting_develop", "desk_step_done"),
}
CLOSED |= {"desk_team", "desk_team_member", "desk_looks", "desk_looks_csv", "desk_emergencies", "desk_emergency_seen"}
CLOSED |= {"desk_file_book", "desk_team_new", "desk_team_start"}
CLOSED |= {f"wagtailsnippets_directory_{table}:delete" for table in ("municipality", "resource", "town")}
"""What no key of one's own opens: the screens of a 管理者, a 支援会議 in which one is not named, places for two who are not said, secrets that one was given, a claim of what is one's own, a new city, the deletion of a city or a
town, and of a listing about which somebody waits."""
ONLY_READ = {
    "listing", "listing_edit", "listing_history", "listings_code", "listings_home", "listings_mail",
    "organization_people", "organization_year", "approvals", "city_attendance", "city_attendance_csv", "city_bounced",
    "city_campaign", "city_duplicates", "city_import", "city_import_findings", "city_imports", "city_list", "city_open_data",
    "city_reports", "city_support_due", "city_telephone", "city_unanswered", "city_wish_try", "desk_emergency", "desk_find", "desk_follow_up_ask", "desk_follow_up_thanks", "desk_new_hand_over", "desk_new_person", "learning", "number", "numbers", "wagtailsnippets_directory_organization:add", "desk_household_of", "desk_household_rule", "desk_household_leave", "desk_meetings", "desk_programme", "desk_sheets", "desk_sheet_blank",
    "wagtailsnippets_directory_organization:delete",
}  # fmt: skip
"""Pages without a form that changes a row of somebody's, or that mail to an address, of which the target has none that takes mail; a new organization is of no city yet, and one with people stays."""


@pytest.mark.parametrize("who", RIGHTFUL)
def test_the_attack_works_for_those_who_may(world, who):
    """In the hands of those who may, every page opens and every form changes something; else the attack would prove nothing."""
    attack = Attack(who, world)
    attack.target, attack.before = attack.own, attack.own.rows()
    closed, blunt = set(), set()
    with connection.execute_wrapper(attack.writes):
        for name, parts, is_ours in addresses():
            path = reverse(name, kwargs={part: key_in(attack.own, name, part) for part in parts})
            if is_ours and path.startswith(f"/{RIGHTFUL[who]}"):
                opened, _, _ = attack.ask("get", path, {})
                posted, _, changed = attack.ask("post", path, attack.filled(name, opened))
                closed |= {name} if opened.status_code not in (200, 405) else set()
                blunt |= {name} if posted.status_code != 405 and not changed else set()
    assert closed <= CLOSED
    assert blunt - CLOSED <= ONLY_READ


def test_the_target_has_a_row_of_every_table_and_the_walk_knows_every_key(world):
    here = world["here"]
    assert [model._meta.label for model in watched_models() if not here.rows()[model._meta.label]] == []
    walked = list(addresses())
    assert len(walked) > 250
    assert len(reversed_all(here)) == len(walked)


def reversed_all(target: AttackedCity) -> list[str]:
    """The path of every address with the target's keys; KeyError where nobody has said whose key a part is."""
    return [
        reverse(name, kwargs={part: key_in(target, name, part) for part in parts}) for name, parts, _ in addresses()
    ]


def test_an_organization_of_two_cities_shows_neither_the_others_listing(world):
    """Its people are known to both; what it runs elsewhere is not theirs."""
    here, there = world["here"], world["there"]
    there.organization.resources.update(organization=here.organization)
    attack = Attack("staff", world)
    paths = [
        reverse("organization_people", args=[here.organization.pk]),
        reverse("organization_year", args=[here.organization.pk, fiscal_year(timezone.localdate())]),
        reverse("listings_home"),
        reverse("wagtailsnippets_directory_organization:list"),
    ]
    for path in paths:
        answer, said, _ = attack.ask("get", path, {})
        assert answer.status_code == 200
        assert here.mark in said or answer["Content-Type"] != "application/pdf"
        assert there.mark not in said
    for name in ("organization_invite", "organization_hand_over"):
        assert attack.client.post(reverse(name, args=[here.organization.pk]), {"name": "自分"}).status_code == 403


def test_anothers_link_is_not_found_by_guessing(world, client):
    here = world["here"]
    for token in ("x" * 22, here.link.token[:-1], here.link.token.swapcase(), Link.objects.first().digest):
        assert client.get(reverse("link", args=[token])).status_code in (404, 429)
    assert client.get(reverse("link", args=[here.link.token])).status_code == 200


def test_a_member_who_has_left_is_an_outsider_at_once(world):
    here = world["here"]
    client = Client()
    client.force_login(here.owner)
    assert client.get(reverse("listing", args=[here.resource.pk])).status_code == 200
    add_representative(here.organization, make_user(), "lead")
    assert client.get(reverse("listing", args=[here.resource.pk])).status_code == 403
