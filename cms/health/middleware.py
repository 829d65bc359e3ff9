"""What those ask who watch the site: whether the process lives, and whether it can answer.

They ask a worker under its address and without TLS, so these addresses come before the check of the host and the redirect to
HTTPS, and before everything else that could fail.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from cms.health import metrics, readiness


def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives. Asks no database: a database that is away is mended by no restart of the site."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> HttpResponse:
    """Each part with "ok" or the reason, and 503 where one is not. `?exclude=queue` leaves a part out."""
    said = readiness.parts(request.GET.getlist("exclude"))
    ready = all(reason == readiness.OK for reason in said.values())
    return JsonResponse({"ready": ready, **said}, status=200 if ready else 503)


ADDRESSES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics.view,
}


class HealthMiddleware:
    """Answers ADDRESSES and lets everything else through. It stands first of all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = ADDRESSES.get(request.path_info)
        if view is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = view(request)
        response["Cache-Control"] = "no-store"
        return response
