"""The second step before the rooms with people's data: registering, taking it, losing the telephone."""

import datetime as dt
import re
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import JsonResponse
from django.test import Client
from django.urls import reverse
from django_otp import login
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key
from django_otp_webauthn.views import CompleteCredentialAuthenticationView

from cms.sign_in.code_apps import CodeApp
from directory.models import Representative
from tests.cms.permissions.addresses import addresses
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)
TAKE, SET_UP = "/second-step/", "/second-step/set-up/"


@pytest.fixture(autouse=True)
def second_step(settings):
    """As in a city."""
    settings.HAS_SECOND_STEP = True


@pytest.fixture
def clock():
    """A clock that stands still until it is moved."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def app_code(user) -> str:
    """What the app of somebody shows now."""
    device = CodeApp.objects.get(user=user)
    totp = TOTP(device.bin_key)
    totp.time = dt.datetime.now(dt.UTC).timestamp()
    return f"{totp.token():06}"


def registered(user) -> tuple[Client, list[str]]:
    """A client that has just registered the app, and the recovery codes that were shown."""
    client = signed_in(user)
    client.get(SET_UP)
    shown = client.post(SET_UP, {"code": app_code(user)})
    return client, [code.replace(" ", "") for code in re.findall(r"<strong>(\w{4} \w{4})</strong>", shown.text)]


@pytest.mark.parametrize("role", ["coordinator", "staff", "superuser", "wagtail staff", "association"])
def test_whose_rooms_are_behind_the_second_step(role):
    user = make_user(role) if role in ("coordinator", "staff") else make_user()
    user.is_superuser, user.is_staff = role == "superuser", role == "wagtail staff"
    user.save()
    if role == "association":
        Representative.objects.create(user=user, organization=make_organization(), role="lead", since=NOW.date())
    client = signed_in(user)
    for room in ("/desk/", "/admin/", "/my/"):
        led_to = client.get(room).url if client.get(room).status_code == 302 else ""
        assert led_to.startswith(TAKE) == (role != "association"), room
    assert client.get("/").status_code == 200
    assert client.get("/account/").status_code == (200 if role == "association" else 302)


def test_no_address_of_the_rooms_opens_before_it(clock):
    user = make_user("coordinator")
    user.is_superuser = True
    user.save()
    registered(user)
    client, asked = signed_in(user), 0
    for name, parts, _ in addresses():
        path = reverse(name, kwargs=dict.fromkeys(parts, 1))
        for method in ("get", "post"):
            answer = getattr(client, method)(path)
            assert answer.status_code == 302, path
            assert answer.url.startswith(TAKE), path
            asked += 1
    assert asked > 300


def test_registering_shows_the_recovery_codes_once_and_opens_the_desk(clock):
    user = make_user("coordinator")
    client = signed_in(user)
    assert client.get("/desk/", follow=True).redirect_chain[-1][0] == SET_UP
    before = client.session.session_key
    wrong = client.post(SET_UP, {"code": "000000"})
    assert "番号が ちがいます" in wrong.text
    assert client.get("/desk/").status_code == 302
    clock.shift(60)
    shown = client.post(SET_UP, {"code": app_code(user)})
    assert len(re.findall(r"<strong>\w{4} \w{4}</strong>", shown.text)) == 10
    assert client.get("/desk/").status_code == 200
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


TYPED = {
    "as it is": lambda code: code,
    "wide": lambda code: code.translate({ord("0") + n: ord("０") + n for n in range(10)}),
    "in two groups": lambda code: f" {code[:3]} {code[3:]} ",
    "with a hyphen": lambda code: f"{code[:3]}-{code[3:]}",
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_a_code_is_read_as_people_type_it(clock, typed):
    user = make_user("coordinator")
    registered(user)
    clock.shift(60)
    client = signed_in(user)
    answer = client.post(TAKE, {"code": typed(app_code(user)), "next": "/desk/"})
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200


def test_a_code_opens_once_and_a_series_of_wrong_ones_must_wait(clock):
    user = make_user("coordinator")
    registered(user)
    clock.shift(60)
    code = app_code(user)
    signed_in(user).post(TAKE, {"code": code})
    client = signed_in(user)
    assert "番号が ちがいます" in client.post(TAKE, {"code": code}).text
    assert "秒 待ってから" in client.post(TAKE, {"code": code}).text
    clock.shift(60)
    assert client.post(TAKE, {"code": app_code(user)}).status_code == 302


def test_a_recovery_code_opens_once_and_says_how_many_are_left(clock):
    user = make_user("coordinator")
    _, codes = registered(user)
    client = signed_in(user)
    answer = client.post(TAKE, {"code": codes[0].upper(), "next": "/desk/"}, follow=True)
    assert "のこりは 9つです" in answer.text
    assert "確認できませんでした" in signed_in(user).post(TAKE, {"code": codes[0]}).text


def test_new_recovery_codes_take_the_place_of_the_old(clock):
    user = make_user("coordinator")
    client, old = registered(user)
    assert client.post("/second-step/recovery-codes/").status_code == 200
    assert "確認できませんでした" in signed_in(user).post(TAKE, {"code": old[0]}).text


def test_whoever_knows_the_password_alone_registers_nothing_beside(clock):
    user = make_user("coordinator")
    registered(user)
    client = signed_in(user)
    assert client.get(SET_UP).url == TAKE
    assert client.post(SET_UP, {"code": app_code(user)}).url == TAKE
    assert client.post("/second-step/recovery-codes/").url == TAKE
    assert client.post("/second-step/passkeys/registration/begin/").status_code == 403
    assert client.get("/account/").url == TAKE
    assert client.get("/desk/").status_code == 302


def test_another_app_takes_the_place_of_the_first(clock):
    user = make_user("coordinator")
    client, _ = registered(user)
    clock.shift(60)
    old = app_code(user)
    client.get(SET_UP)
    device = CodeApp.objects.get(user=user, confirmed=False)
    totp = TOTP(device.bin_key)
    totp.time = dt.datetime.now(dt.UTC).timestamp()
    assert client.post(SET_UP, {"code": f"{totp.token():06}"}).url == "/account/"
    assert CodeApp.objects.get(user=user) == device
    assert "確認できませんでした" in signed_in(user).post(TAKE, {"code": old}).text


def test_a_form_that_outlived_its_session_waits_for_the_second_step_too(clock):
    user = make_user("coordinator", username="desk", password="himitsu-no-kotoba")
    registered(user)
    client = Client()
    client.post("/desk/people/x/needs/", {"sentence": "杖をついて 歩きます。"}, follow=True)
    answer = client.post("/sign-in/", {"username": "desk", "password": "himitsu-no-kotoba"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(TAKE)
    clock.shift(60)
    answer = client.post(TAKE, {"code": app_code(user), "next": answer.context["next"]}, follow=True)
    assert "杖をついて 歩きます。" in answer.text


@pytest.mark.parametrize("asked", ["https://example.com/", "//example.com/", "/desk/people/"])
def test_afterwards_only_our_own_pages_open(clock, asked):
    user = make_user("coordinator")
    registered(user)
    clock.shift(60)
    led_to = signed_in(user).post(TAKE, {"code": app_code(user), "next": asked}).url
    assert led_to == (asked if asked.startswith("/desk/") else "/after-sign-in/")


def test_a_lost_telephone_is_forgotten_by_command(clock, capsys):
    user = make_user("coordinator", username="desk")
    client, codes = registered(user)
    call_command("reset_second_step", "desk")
    assert client.get("/desk/").url.startswith("/sign-in/")
    client = signed_in(user)
    assert client.get("/desk/", follow=True).redirect_chain[-1][0] == SET_UP
    assert client.post(TAKE, {"code": codes[0]}).url == SET_UP
    with pytest.raises(CommandError, match="ありません"):
        call_command("reset_second_step", "dareka")


def test_no_other_session_is_shown_the_key_of_an_app():
    user = make_user("coordinator")
    thief, owner = signed_in(user), signed_in(user)
    seen = thief.get(SET_UP).context["key"]
    assert owner.get(SET_UP).context["key"] == owner.get(SET_UP).context["key"] != seen


def test_a_recovery_code_is_asked_for_where_nothing_else_is_left(clock):
    user = make_user("coordinator")
    _, codes = registered(user)
    CodeApp.objects.all().delete()
    client = signed_in(user)
    assert client.get(SET_UP).url == TAKE
    client.post(TAKE, {"code": codes[0]})
    assert client.get(SET_UP).status_code == 200


def test_who_came_by_a_recovery_code_stays_with_new_ones(clock):
    user = make_user("coordinator")
    _, codes = registered(user)
    client = signed_in(user)
    client.post(TAKE, {"code": codes[0]})
    client.post("/second-step/recovery-codes/")
    assert client.get("/desk/").status_code == 200


def test_a_passkey_changes_the_key_of_the_session_too(clock, monkeypatch):
    user = make_user("coordinator")
    registered(user)

    def proved(view, *args, **kwargs):
        login(view.request, CodeApp.objects.get(user=user))
        return JsonResponse({})

    monkeypatch.setattr(CompleteCredentialAuthenticationView, "post", proved)
    client = signed_in(user)
    before = client.session.session_key
    assert client.post("/second-step/passkeys/authentication/complete/").status_code == 200
    assert client.get("/desk/").status_code == 200
    assert not Session.objects.filter(session_key=before).exists()
    assert user.account_sessions.filter(session_id=client.session.session_key).exists()


def test_neither_the_key_of_an_app_nor_a_recovery_code_can_be_read_in_the_database(clock):
    user = make_user("coordinator")
    _, codes = registered(user)
    key = CodeApp.objects.get(user=user).key
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cms_codeapp")
        stored = repr(cursor.fetchall())
        cursor.execute("SELECT * FROM otp_static_statictoken")
        stored += repr(cursor.fetchall())
    assert len(codes) == 10
    assert [secret for secret in (key, *codes) if secret in stored] == []


def test_the_migration_takes_over_what_is_registered(clock):
    user, key = make_user("coordinator"), default_key()
    TOTPDevice.objects.create(user=user, name="x", key=key, last_t=7)
    device = StaticDevice.objects.create(user=user, name="x")
    StaticToken.objects.create(device=device, token="abcd2345")
    import_module("cms.migrations.0011_code_apps").take_over(apps, None)
    assert not TOTPDevice.objects.exists()
    assert (CodeApp.objects.get().key, CodeApp.objects.get().last_t) == (key, 7)
    client = signed_in(user)
    assert client.post(TAKE, {"code": "abcd 2345"}).status_code == 302
    assert not StaticToken.objects.exists()
