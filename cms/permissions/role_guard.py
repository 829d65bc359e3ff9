"""The guard in front of a whole screen (desk, listings portal, pages of the admin): who may open it at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.views.decorators.cache import never_cache

from cms.permissions.ended_sessions import ask_to_sign_in, note_sent_again

View = Callable[..., Any]


def role_required(
    permissions_of: Callable[[Any], Any], may_enter: Callable[[Any], bool], refusal: str
) -> Callable[[View], View]:
    """Make a decorator for the views of one screen.

    permissions_of   user -> an object that answers what this user may do there; the view finds it as `request.permissions`
    may_enter        that object -> whether the screen is open to the user
    refusal          the reason in Japanese that others read

    A decorated view asks for a sign-in first, with a form that was sent kept until then; it raises PermissionDenied with the
    reason, and is never cached.
    """

    def decorator(view: View) -> View:
        @login_required
        def guarded(request, *args, **kwargs):
            request.permissions = permissions_of(request.user)
            if not may_enter(request.permissions):
                raise PermissionDenied(refusal)
            return view(request, *args, **kwargs)

        @wraps(view)
        @never_cache
        def entered(request, *args, **kwargs):
            note_sent_again(request)
            return ask_to_sign_in(request) or guarded(request, *args, **kwargs)

        return entered

    return decorator
