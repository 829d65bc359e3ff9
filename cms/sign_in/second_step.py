"""The second step of signing in: whoever works for an agency proves it with a second thing before a room with people's data opens.

A password can be seen, guessed or asked for; the telephone in the pocket cannot (the guideline of the Ministry of Internal Affairs
for municipalities asks for several factors where personal data are handled). Devices are those of django-otp, with keys encrypted and codes hashed; a session
is verified once and stays so until it ends.
"""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY, login, verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp_webauthn.models import WebAuthnCredential

from cms.sign_in.code_apps import CodeApp
from cms.sign_in.recovery_codes import hashed
from cms.sign_in.sessions import ROOMS, works_for_agency

RECOVERY_CODES = 10
DIGITS = 6
"""Of a code of the app; whatever is not so many digits is taken for a recovery code."""
GUARDED = (*ROOMS, "/my/")
"""Where people of agencies see or change what others entrusted to them; in the portal on behalf of every association."""
APP = "app_to_confirm"
"""Key of the session: which app it is about to register."""
PASSKEYS = "/second-step/passkeys/"
"""Where the views of django-otp-webauthn are."""
NAME = "second step"
"""What our devices are called in the tables of django-otp; nobody reads it."""


class Typed(NamedTuple):
    """What became of a typed code. `wait` are the seconds in which no code is looked at, after several wrong ones."""

    is_right: bool
    is_recovery_code: bool = False
    wait: int = 0


class SecondStepMiddleware:
    """Leads a session of an agency's person that has proved nothing yet from the rooms to the second step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_guarded(request.path) and is_owed(request.user):
            asked = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("after_sign_in")
            return HttpResponseRedirect(f"{reverse('second_step')}?{urlencode({'next': asked})}")
        if request.path.startswith(PASSKEYS):
            return self._by_passkey(request)
        return self.get_response(request)

    def _by_passkey(self, request: HttpRequest) -> HttpResponseBase:
        """The library's views verify a session without changing its key, which `verify_session` does for the other ways."""
        before = request.session.get(DEVICE_ID_SESSION_KEY)
        response = self.get_response(request)
        if request.session.get(DEVICE_ID_SESSION_KEY) not in (None, before):
            request.session.cycle_key()
        return response


def is_guarded(path: str) -> bool:
    """Whether an address shows or changes what the people of agencies see; so does a form that is sent again after signing in."""
    return path.startswith(GUARDED) or path == reverse("kept_form")


def is_owed(user) -> bool:
    """Whether somebody must still take the second step in this session."""
    if not settings.HAS_SECOND_STEP or not user.is_authenticated or user.is_verified():
        return False
    return works_for_agency(user)


def has_second_thing(user) -> bool:
    """Whether an app or a passkey is registered, or a recovery code left of one that was taken away: it must be shown then.

    Else whoever knows the password alone registered the next app.
    """
    registered = (kind.objects.filter(user=user, confirmed=True) for kind in (CodeApp, WebAuthnCredential))
    return any(rows.exists() for rows in registered) or recovery_codes_left(user) > 0


def take_step(request: HttpRequest, code: str) -> Typed:
    """Verify the session by a code of the app or a recovery code, which is used up. `code` in half width, without spaces."""
    is_recovery_code = not (code.isascii() and code.isdigit() and len(code) == DIGITS)
    kind = StaticDevice if is_recovery_code else CodeApp
    device = kind.objects.filter(user=request.user, confirmed=True).first()
    if device is None:
        return Typed(False)
    is_allowed, why = device.verify_is_allowed()
    if not is_allowed:
        return Typed(False, wait=max(1, round((why["locked_until"] - timezone.now()).total_seconds())))
    typed = hashed(code.lower()) if is_recovery_code else code
    if not verify_token(request.user, device.persistent_id, typed):
        return Typed(False)
    verify_session(request, device)
    return Typed(True, is_recovery_code)


def verify_session(request: HttpRequest, device) -> None:
    """Note that the session was proved by a device. Its key changes: one that somebody read before opens no more than before."""
    login(request, device)
    request.session.cycle_key()


def app_to_confirm(request: HttpRequest) -> CodeApp:
    """The app that somebody is about to register in this session: the same key until it is confirmed, or another session asks.

    No two sessions are shown the same key: whoever came first with a password that leaked would know that of the owner.
    """
    unconfirmed = CodeApp.objects.filter(user=request.user, confirmed=False)
    device = unconfirmed.filter(pk=request.session.get(APP)).first()
    if device is None:
        unconfirmed.delete()
        device = CodeApp.objects.create(user=request.user, confirmed=False, name=NAME)
        request.session[APP] = device.pk
    return device


def confirm_app(request: HttpRequest, device: CodeApp, code: str) -> bool:
    """Make an app that shows the right code the only one of its owner, and verify the session by it."""
    if not (code.isascii() and code.isdigit()) or not verify_token(request.user, device.persistent_id, code):
        return False
    with transaction.atomic():
        CodeApp.objects.filter(user=request.user).exclude(pk=device.pk).delete()
        CodeApp.objects.filter(pk=device.pk).update(confirmed=True)
    device.refresh_from_db()
    verify_session(request, device)
    return True


def new_recovery_codes(user) -> list[str]:
    """Codes that each open once, in place of those before. Shown now and never again.

    The device stays: a session that was proved by one of the codes before is proved by it.
    """
    with transaction.atomic():
        device = StaticDevice.objects.filter(user=user).first() or StaticDevice.objects.create(user=user, name=NAME)
        StaticToken.objects.filter(device__user=user).delete()
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create(StaticToken(device=device, token=hashed(code)) for code in codes)
    return codes


def recovery_codes_left(user) -> int:
    """How many recovery codes are not used up."""
    return StaticToken.objects.filter(device__user=user, device__confirmed=True).count()


def forget_second_things(user) -> int:
    """Take away all that somebody proves the second step with, and end the sessions: they register anew. How many rows went."""
    with transaction.atomic():
        gone = sum(kind.objects.filter(user=user).delete()[0] for kind in (CodeApp, StaticDevice, WebAuthnCredential))
        for session in user.account_sessions.all():
            session.end()
    return gone
