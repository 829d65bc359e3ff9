"""How long a session lasts that nobody uses, and what the browser remembers of it.

The people of agencies see other people's data: their session ends after `settings.IDLE_MINUTES` without a request. The script
of their pages (`cms/static/cms/idle.js`) says so before, and asks for more time while somebody types.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.sign_in.account_sessions import is_noted, note_session
from cms.sign_in.devices import Device
from directory.read_only import is_read_only

SEEN = "seen_at"
"""Key of a session that ends when it is idle: when its last request came, in seconds since 1970."""
WRITTEN_EVERY = 30
"""Seconds: a busy hour does not write the session a hundred times."""
ROOMS = ("/desk/", "/admin/")
"""Where nobody is without the limit, however they signed in."""


class SessionMiddleware:
    """Ends sessions that nobody used for too long, and remembers who signs in with a browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and request.user.is_authenticated:
            self._count_idleness(request)
        response = self.get_response(request)
        if has_session and request.user.is_authenticated:
            Device.of(request).remember(request.user.get_username(), response)
            if not is_noted(request):
                note_session(request, request.user)
        return response

    def _count_idleness(self, request: HttpRequest) -> None:
        seen, now = request.session.get(SEEN), time.time()
        if seen is None:
            if not request.path.startswith(ROOMS) or is_read_only():
                return
            seen = request.session[SEEN] = now
        limit = settings.IDLE_MINUTES * 60
        if now - seen >= limit:
            _end(request)
            return
        request.idle_seconds = limit
        if request.path == reverse("session_left") and "stay" not in request.GET:
            request.idle_seconds = limit - (now - seen)
        elif now - seen >= WRITTEN_EVERY and not is_read_only():
            request.session[SEEN] = now


def _end(request: HttpRequest) -> None:
    """Sign out; where the session cannot be deleted, its owner is a visitor all the same."""
    if is_read_only():
        request.user = AnonymousUser()
    else:
        logout(request)


@never_cache
@require_safe
def session_left(request: HttpRequest) -> JsonResponse:
    """How many seconds of the session are left, null where it does not end by itself. With `?stay` it begins anew."""
    left = getattr(request, "idle_seconds", None)
    if not request.user.is_authenticated:
        return JsonResponse({"seconds": 0})
    return JsonResponse({"seconds": None if left is None else int(left)})


def works_for_agency(user) -> bool:
    """Whether somebody has a right of their own in the desk or the admin."""
    return user.is_superuser or user.is_staff or user.memberships.exists()


def _begin(request: HttpRequest, user, **kwargs) -> None:
    if works_for_agency(user):
        request.session[SEEN] = time.time()
    note_session(request, user)


def watch() -> None:
    """Called once when the app is ready."""
    user_logged_in.connect(_begin, dispatch_uid="cms.sign_in.sessions")
