"""Lines in the log about requests that were refused or slow."""

import logging
import time
from collections.abc import Callable
from functools import wraps

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure as django_csrf_failure

from cms.operations.request_context import RequestContext, current, refuse

logger = logging.getLogger(__name__)


class RequestLogMiddleware:
    """Writes one line for a request that was refused, and one for a request slower than `settings.SLOW_REQUEST_MS`.

    It stands first, so that its milliseconds hold the work of all other middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        context = RequestContext(request)
        token = current.set(context)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            _write(context, response.status_code, round((time.perf_counter() - began) * 1000))
            return response
        finally:
            current.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note that a permission was missing. Django turns the exception into a page with status 403, which does not say why."""
        if isinstance(exception, PermissionDenied):
            refuse("permission")


def _write(context: RequestContext, status: int, ms: int) -> None:
    if context.refusal or status == 403:
        reason = context.refusal or "forbidden"
        logger.warning("request refused", extra={"reason": reason, "status": status, "ms": ms})
    if ms >= settings.SLOW_REQUEST_MS:
        logger.warning("slow request", extra={"status": status, "ms": ms})


def noting_refusals(view):
    """A view of the admin whose PermissionDenied is noted: Wagtail answers it with a redirect, so no 403 is seen."""

    @wraps(view)
    def noted(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            refuse("permission")
            raise

    return noted


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's page for a form without the right token. `reason` holds text of the visitor and is not logged."""
    refuse("csrf")
    return django_csrf_failure(request, reason)


def _sign_in_failed(**kwargs) -> None:
    refuse("sign_in")


def _locked_out(**kwargs) -> None:
    # axes also reports the try that locked somebody out as a failed one.
    if context := current.get():
        context.refusal = "locked_out"


def watch() -> None:
    """Called once when the app is ready."""
    user_login_failed.connect(_sign_in_failed, dispatch_uid="cms.operations.sign_in_failed")
    user_locked_out.connect(_locked_out, dispatch_uid="cms.operations.locked_out")
