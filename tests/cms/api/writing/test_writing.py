"""What other systems write: who may, what waits for the city, what is written once, and what is refused with where and why."""

import datetime as dt
import json
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cms.jobs import delete_old
from directory.accounts import rate_limits
from directory.accounts.api_tokens import ANSWERS_KEPT, ApiAnswer, ApiToken, make_token
from directory.accounts.rate_limits import Limit, LimitedAction
from directory.changes.amendments import approve, refuse
from directory.models import Amendment, ApprovalRule, Contact, Resource, User, Vacancy
from tests.factories import CITY, make_municipality, make_place, make_resource, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


class System:
    """Another system of the city, with its token."""

    def __init__(self, *scopes, city=CITY):
        self.token, self.secret = make_token(
            "施設予約", make_municipality(city).pk, scopes or ("listings", "closures", "vacancies")
        )
        self.client = Client()

    def ask(self, method, path, body=None, key="", **head):
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key or uuid4().hex} | head
        raw = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.generic(method, f"/api/{path}", raw, content_type="application/json", headers=headers)

    def change(self, listing, body, **more):
        return self.ask("PATCH", f"listings/{listing.uuid}", body, **more)

    def tell(self, listing, about, body, **more):
        return self.ask("POST", f"listings/{listing.uuid}/{about}", body, **more)


@pytest.fixture
def system(db):
    return System()


@pytest.fixture
def salon(db):
    ApprovalRule.objects.create(municipality=make_municipality(), fields=["contacts", "status"])
    contacts = [
        {"kind": "telephone", "value": "042-111-1111"},
        {"kind": "email", "value": "inside@example.jp", "is_public": False},
    ]
    return make_resource(name="ひまわり", fee=100, schedule="毎週火曜 10:00–12:00", contacts=contacts)


def faults(answer):
    return {one["where"]: one["what"] for one in answer.json()["errors"]}


def test_what_no_rule_holds_back_is_public_at_once_and_has_an_author(system, salon):
    told = {
        "fee": 0,
        "summary": "だれでも どうぞ",
        "summary_easy": "だれでも 来て ください",
        "entrance": "うらの戸",
        "schedule": ["毎週水曜 13:00–15:00"],
        "targets": ["older"],
        "max_age": None,
    }
    answer = system.change(salon, told)
    assert answer.status_code == 200, answer.content
    assert answer.json()["published"] == ["entrance", "fee", "schedules", "summary", "summary_easy", "targets"]
    now = Resource.objects.get()
    assert (now.fee, now.summary, str(now.schedules.get())) == (0, "だれでも どうぞ", "毎週水曜 13:00–15:00")
    amendment = Amendment.objects.get()
    assert (str(amendment.made_by), amendment.on_behalf) == ("施設予約（システム）", True)
    assert now.live_revision.user == system.token.user


def test_what_the_city_looks_at_first_waits_for_it(system, salon):
    answer = system.change(salon, {"contacts": [{"kind": "telephone", "value": "０４２−２２２−２２２２"}], "fee": 300})
    assert answer.status_code == 202
    assert (answer.json()["published"], answer.json()["waiting"]) == (["fee"], ["contacts"])
    assert {one.value for one in Contact.objects.all()} == {"042-111-1111", "inside@example.jp"}
    waiting = Amendment.objects.waiting().get()
    told = system.ask("GET", f"changes/{waiting.pk}").json()
    assert (told["state"], told["fields"]) == ("waiting", ["contacts"])
    approve(waiting, make_user("staff"))
    assert {one.value for one in Contact.objects.all()} == {"042-222-2222", "inside@example.jp"}, (
        "what is not public stays"
    )
    assert system.ask("GET", f"changes/{waiting.pk}").json()["state"] == "published"


def test_a_refusal_comes_with_its_reason_and_a_newer_proposal_replaces_the_waiting_one(system, salon):
    ApprovalRule.objects.update(fields=["fee"])
    first = system.change(salon, {"fee": 200}).json()["changes"][0]
    second = system.change(salon, {"fee": 250}).json()["changes"][0]
    assert system.ask("GET", f"changes/{first}").json()["state"] == "withdrawn"
    refuse(Amendment.objects.get(pk=second), make_user("staff"), "高すぎます")
    assert system.ask("GET", f"changes/{second}").json()["reason"] == "高すぎます"
    assert Resource.objects.get().fee == 100


def test_a_locked_listing_takes_nothing_at_once(system, salon):
    Resource.objects.update(locked=True)
    assert system.change(salon, {"fee": 5}).json()["waiting"] == ["fee"]


def test_the_same_key_writes_once(system, salon):
    ApprovalRule.objects.update(fields=["fee"])
    first, again = (system.change(salon, {"fee": 200}, key="row-7") for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Amendment.objects.count() == 1
    other = system.change(salon, {"fee": 900}, key="row-7")
    assert (other.status_code, set(faults(other))) == (422, {"Idempotency-Key"})
    elsewhere = system.change(make_resource(), {"fee": 200}, key="row-7")
    assert elsewhere.status_code == 422, "the same body at another address is another write"
    assert System().change(salon, {"fee": 900}, key="row-7").status_code == 202, "the keys of another system are others"


def test_a_request_that_was_refused_may_come_again_mended_under_its_key(system, salon):
    assert system.change(salon, {"fee": -1}, key="row-7").status_code == 422
    assert system.change(salon, {"fee": 1}, key="row-7").status_code == 200


def test_answers_are_forgotten_after_their_time(system, salon):
    system.change(salon, {"fee": 1})
    delete_old(TODAY)
    assert ApiAnswer.objects.exists()
    ApiAnswer.objects.update(at=timezone.now() - ANSWERS_KEPT - dt.timedelta(minutes=1))
    delete_old(TODAY)
    assert not ApiAnswer.objects.exists()


def test_a_pause_and_its_end_are_said_at_once_and_an_end_waits(system, salon):
    until = str(TODAY + dt.timedelta(7))
    assert system.tell(salon, "status", {"status": "paused", "until": until, "reason": "工事"}).status_code == 200
    assert salon.status_on(TODAY).status == "paused"
    assert system.tell(salon, "status", {"status": "active"}).json()["published"] == ["status"]
    assert Resource.objects.get().status_on(TODAY).status == "active"
    ended = system.tell(salon, "status", {"status": "ended"})
    assert (ended.status_code, ended.json()["waiting"]) == (202, ["status"])
    assert Resource.objects.get().status_on(TODAY).status == "active"
    approve(Amendment.objects.waiting().get(), make_user("staff"))
    again = system.tell(salon, "status", {"status": "active"})
    assert (again.status_code, set(faults(again))) == (409, {"/status"})


def test_places_left(system, salon):
    for left in (3, 3, None, 0):
        assert system.tell(salon, "vacancy", {"left": left}).status_code == 200
    assert list(Vacancy.objects.values_list("left", flat=True)) == [3, None, 0]
    assert set(Vacancy.objects.values_list("made_by__name", flat=True)) == {"施設予約（システム）"}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body"), ({"fee": -1}, "/fee"), ({"fee": "=1+1"}, "/fee"), ({"fee": 10**30}, "/fee"), ({"fee": [1]}, "/fee"),
        ({"name": ""}, "/name"), ({"name": None}, "/name"), ({"name": "x" * 500}, "/name"), ({"name": "a\u202eb"}, "/name"),
        ({"name": 7}, "/name"), ({"summary": "a\x00b"}, "/summary"), ({"min_age": 90, "max_age": 3}, "body"),
        ({"targets": ["spaceport"]}, "/targets"), ({"targets": "older"}, "/targets"), ({"targets": [{"a": 1}]}, "/targets"),
        ({"schedule": ["いつか"]}, "/schedule"), ({"schedule": [{"weekdays": [9]}]}, "/schedule"), ({"schedule": 5}, "/schedule"),
        ({"contacts": [{"kind": "pigeon", "value": "x"}]}, "/contacts"), ({"contacts": [{"kind": "email", "value": "x"}]}, "/contacts"),
        ({"contacts": [{"kind": "website", "value": "javascript:alert(1)"}]}, "/contacts"), ({"contacts": ["x"]}, "/contacts"),
        ({"contacts": [{"kind": "telephone", "value": "12"}]}, "/contacts"), ({"contacts": {"kind": "email"}}, "/contacts"),
        ({"features": {"parking": "perhaps"}}, "/features"), ({"features": ["parking"]}, "/features"),
        ({"fee": 1.5}, "/fee"), ({"fee": True}, "/fee"), ({"wants_helpers": 1}, "/wants_helpers"), ({"wants_helpers": "no"}, "/wants_helpers"),
        ({"contacts": [{"kind": "email", "value": "a@example.jp", "is_public": False}]}, "/contacts"),
        ({"schedule": [{"weekdays": [1], "is_public": False}]}, "/schedule"),
        ({"visibility": "supporters"}, "/visibility"), ({"live": False}, "/live"), ({"municipality": "131016"}, "/municipality"),
        ({"source_key": "x"}, "/source_key"), ({"is_sample": True}, "/is_sample"), ({"locked": False}, "/locked"),
    ],
)  # fmt: skip
def test_each_fault_says_where_it_is_and_nothing_is_written(system, salon, body, where):
    before = Resource.objects.values().get()
    answer = system.change(salon, body | ({"to_bring": "上ばき"} if body else {}))
    assert (answer.status_code, set(faults(answer))) == (422, {where})
    assert all(faults(answer).values())
    assert Resource.objects.values().get() == before
    assert not Amendment.objects.exists()
    assert not ApiAnswer.objects.exists()


@pytest.mark.parametrize(
    ("about", "body", "where"),
    [
        ("status", {"status": "gone"}, "/status"), ("status", {}, "/status"), ("status", {"status": ["paused"]}, "/status"),
        ("status", {"status": "paused", "since": "soon"}, "/since"), ("status", {"status": "paused", "since": 5}, "/since"),
        ("status", {"status": "paused", "since": "2026-W01-1"}, "/since"),
        ("status", {"status": "paused", "until": "2020-01-01"}, "/until"), ("status", {"status": "paused", "reason": "x" * 201}, "/reason"),
        ("status", {"status": "paused", "reason": "a\nb"}, "/reason"), ("status", {"status": "paused", "day": 1}, "/day"),
        ("vacancy", {}, "/left"), ("vacancy", {"left": -1}, "/left"), ("vacancy", {"left": 10**9}, "/left"),
        ("vacancy", {"left": "3"}, "/left"), ("vacancy", {"left": True}, "/left"), ("vacancy", {"left": 1.5}, "/left"),
    ],
)  # fmt: skip
def test_each_fault_of_a_day_says_where_it_is(system, salon, about, body, where):
    answer = system.tell(salon, about, body)
    assert (answer.status_code, set(faults(answer))) == (422, {where})
    assert not salon.status_statements.exists()
    assert not Vacancy.objects.exists()


@pytest.mark.parametrize(
    ("raw", "head", "status"),
    [
        (b"", {}, 415), (b"{", {}, 400), (b"\xff\xfe", {}, 400), (b"[" * 50_000, {}, 400), (b'{"fee": NaN}', {}, 400),
        (rb'{"summary": "\ud800"}', {}, 400), (rb'{"\ud800": 1}', {}, 400), (b'{"fee": ' + b"9" * 5_000 + b"}", {}, 400),
        (b"[]", {}, 422), (b"7", {}, 422), (b"{}", {"Idempotency-Key": ""}, 400), (b"{}", {"Idempotency-Key": "a b"}, 400),
        (b"{}", {"Idempotency-Key": "a" * 101}, 400), (b'{"a": "' + b"x" * 100_001 + b'"}', {}, 413),
        (b"{}", {"Content-Type": "text/plain"}, 415),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read(system, salon, raw, head, status):
    if kind := head.pop("Content-Type", ""):
        answer = system.client.generic(
            "PATCH", f"/api/listings/{salon.uuid}", raw, content_type=kind, headers={"Authorization": f"Bearer {system.secret}", "Idempotency-Key": "k"}
        )  # fmt: skip
    else:
        answer = system.change(salon, raw, **head)
    assert answer.status_code == status
    assert faults(answer)


def test_only_public_listings_of_its_city_are_there_for_a_token(system, salon):
    there = make_place(municipality=make_municipality("131016", "千代田区"))
    others = [
        make_resource(place=there), make_resource(visibility="supporters"), make_resource(live=False),
    ]  # fmt: skip
    answers = [system.change(one, {"fee": 1}) for one in others]
    answers += [system.ask("PATCH", f"listings/{key}", {"fee": 1}) for key in (uuid4(), "1", "x" * 300, str(salon.pk))]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1, "nothing is said of what is there"
    brought = make_resource(source_key=f"{CITY}:package:id:1")
    assert system.change(brought, {"fee": 1}).status_code == 409


def test_the_change_of_another_token_is_not_shown(system, salon):
    number = system.change(salon, {"fee": 1}).json()["changes"][0]
    for path in (f"changes/{number}", "changes/99999999999999999999999"):
        assert System().ask("GET", path).status_code == 404


@pytest.mark.parametrize("scope", ["listings", "closures", "vacancies"])
def test_a_scope_opens_its_own_door_alone(salon, scope):
    system = System(scope)
    answers = {
        "listings": system.change(salon, {"fee": 1}),
        "closures": system.tell(salon, "status", {"status": "paused"}),
        "vacancies": system.tell(salon, "vacancy", {"left": 1}),
    }
    assert {name: one.status_code for name, one in answers.items()} == {
        name: 200 if name == scope else 403 for name in answers
    }


def test_no_other_token_opens_anything(system, salon):
    wrong = [
        "",
        "Bearer",
        "Bearer x",
        f"Basic {system.secret}",
        f"Bearer {system.secret}x",
        f"Bearer {system.token.digest}",
        f"Bearer {system.token.beginning}",
    ]
    for head in wrong:
        answer = system.change(salon, {"fee": 1}, Authorization=head)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    client = Client()
    client.force_login(make_user("staff"))
    signed_in = client.patch(f"/api/listings/{salon.uuid}", "{}", content_type="application/json")
    assert signed_in.status_code == 401, "a session of a browser is no token"
    for column, value in (("revoked_at", timezone.now()), ("expires_at", timezone.now())):
        other = System()
        ApiToken.objects.filter(pk=other.token.pk).update(**{column: value})
        assert other.change(salon, {"fee": 1}).status_code == 401
    assert Resource.objects.get().fee == 100


def test_the_secret_stands_nowhere_and_its_account_signs_in_nowhere(system, client):
    rows = [str(row) for model in (ApiToken, User, ApiAnswer) for row in model.objects.values_list()]
    assert not [row for row in rows if system.secret in row]
    assert not client.login(username=system.token.user.username, password="")
    assert not system.token.user.has_usable_password()


@pytest.mark.parametrize(
    ("action", "head"), [(LimitedAction.API, {}), (LimitedAction.API_GUESS, {"Authorization": "Bearer x"})]
)
def test_who_asks_too_often_waits(system, salon, monkeypatch, action, head):
    monkeypatch.setitem(rate_limits.LIMITS, action, Limit(2))
    statuses = [system.change(salon, {"fee": number}, **head) for number in range(3)]
    assert statuses[1].status_code != 429
    assert (statuses[2].status_code, statuses[2].headers["Retry-After"]) == (429, "3600")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "listings/x"),
        ("DELETE", "listings/x"),
        ("PUT", "listings/x"),
        ("GET", "listings/x/status"),
        ("POST", "changes/1"),
    ],
)
def test_another_method(system, method, path):
    answer = system.ask(method, path, {})
    assert answer.status_code == 405
    assert answer.headers["Allow"]


def test_tokens_are_made_shown_once_listed_and_stopped():
    def told(*words):
        out = StringIO()
        call_command("api_token", *words, stdout=out)
        return out.getvalue()

    make_municipality()
    secret = told("make", "施設予約", "--municipality", CITY, "--scope", "vacancies").split()[-1]
    token = ApiToken.objects.get()
    assert secret not in told("list")
    assert token.beginning in told("list")
    told("revoke", token.beginning)
    assert not ApiToken.objects.alive().exists()
    assert "とめた" in told("list")
    for words in (
        ("revoke", token.beginning), ("make", "", "--municipality", CITY, "--scope", "listings"),
        ("make", "x", "--municipality", "1", "--scope", "listings"), ("make", "x", "--municipality", CITY, "--scope", "listings", "--days", "9999999999"),
        ("make", "x", "--municipality", CITY, "--scope", "all"),
    ):  # fmt: skip
        with pytest.raises(CommandError):
            told(*words)
