"""Lines in the log about requests: those that were refused or slow, and all of them where that is asked for."""

import logging
import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from cms.operations import metrics, outages
from cms.operations.logs import OUTAGE, WithoutPaths
from cms.operations.request_context import RequestContext, current, refuse
from directory.accounts.rate_limits import LimitedAction, limit_reached
from directory.snapshot.loading import loaded

logger = logging.getLogger(__name__)
every = logging.getLogger("cms.requests")
"""A line for each request, where LOG_REQUESTS asks for it."""


class RequestLogMiddleware:
    """Writes one line for a request that was refused, and one for a request slower than `settings.SLOW_REQUEST_MS`.

    It stands before all but the answers of `cms.health`, so that its milliseconds hold the work of all other middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        context = RequestContext(request)
        token = current.set(context)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            ms = (time.perf_counter() - began) * 1000
            response["X-Request-ID"] = context.request_id
            metrics.count(context.fields["route"], response.status_code, ms)
            _write(context, response.status_code, round(ms))
            outages.tell()
            return response
        finally:
            current.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note that a permission was missing. Django turns the exception into a page with status 403, which does not say why."""
        if isinstance(exception, PermissionDenied):
            refuse("permission")


def _write(context: RequestContext, status: int, ms: int) -> None:
    every.info("request", extra={"status": status, "ms": ms})
    if context.refusal or status == 403:
        reason = context.refusal or "forbidden"
        logger.warning("request refused", extra={"reason": reason, "status": status, "ms": ms})
    if ms >= settings.SLOW_REQUEST_MS and status not in OUTAGE:
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


def _sign_in_failed(**kwargs) -> None:
    refuse("sign_in")


def _limit_reached(action: LimitedAction, **kwargs) -> None:
    refuse("locked_out" if action == LimitedAction.PASSWORD else "rate_limit")


def watch() -> None:
    """Called once when the app is ready."""
    logging.getLogger("gunicorn.access").addFilter(WithoutPaths())
    user_login_failed.connect(_sign_in_failed, dispatch_uid="cms.operations.sign_in_failed")
    loaded.connect(metrics.count_load, dispatch_uid="cms.operations.loaded")
    limit_reached.connect(_limit_reached, dispatch_uid="cms.operations.limit_reached")
