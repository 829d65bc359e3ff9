"""The answer to a request that the database or the disk has failed: a calm page that asks nothing of either.

What was sent by a form stands in it, so that one button sends it again; nobody types it twice.
"""

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views import defaults

from cms.operations import outages
from cms.operations.outages import Outage
from cms.sign_in.kept_forms import fields_of, is_script, is_too_long, left_out

SECONDS = {Outage.AWAY: 30, Outage.BUSY: 5, Outage.READ_ONLY: 120, Outage.FULL: 300}
"""After how long a program may ask again (`Retry-After`)."""
SENTENCES = {
    Outage.AWAY: "いま、つながりにくく なっています。少し待ってから、もう一度 おねがいします。",
    Outage.BUSY: "いま、たいへん こみあっています。少し待ってから、もう一度 おねがいします。",
    Outage.READ_ONLY: "いまは、見ることだけ できます。ログインと 書きこみは、しばらくしてから もう一度 おねがいします。",
    Outage.FULL: "いま、書いたものや 写真を 保存できません。保存する場所が いっぱいです。しばらくしてから、もう一度 おねがいします。",
}


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The answer where an outage is to blame for an exception; None where it is not."""
    outage = outages.outage_of(error)
    if outage is None:
        return None
    outages.note(outage)
    status = HTTPStatus.INSUFFICIENT_STORAGE if outage == Outage.FULL else HTTPStatus.SERVICE_UNAVAILABLE
    response = _answer(request, outage, status)
    response["Retry-After"] = str(SECONDS[outage])
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, outage: Outage, status: int) -> HttpResponse:
    if _wants_json(request):
        what = SENTENCES[outage]
        told = {"error": what, "errors": [{"where": "server", "what": what}]}
        return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    context = {"sentence": SENTENCES[outage], "outage": outage.value, **_what_was_sent(request)}
    return HttpResponse(render_to_string("503.html", context), status=status)


def _wants_json(request: HttpRequest) -> bool:
    is_path = request.path_info.endswith((".json", "/suggest")) or request.path_info.startswith("/api/")
    return is_path or is_script(request) or request.headers.get("Accept", "").startswith("application/json")


def _what_was_sent(request: HttpRequest) -> dict[str, object]:
    """The fields of a form, to send them again; without those that are never shown, and what is to be chosen anew."""
    if request.method != "POST":
        return {"fields": [], "left_out": False}
    try:
        fields, missing = fields_of(request.POST), left_out(request.POST, request.FILES)
    except Exception:  # a form that cannot be read at all
        return {"fields": [], "left_out": True}
    if not fields or is_too_long(fields):
        return {"fields": [], "left_out": True}
    return {"fields": fields, "left_out": bool(missing), "path": request.get_full_path(), "token": get_token(request)}


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: the page for an exception that no view has caught, in middleware too."""
    return unavailable(request, sys.exc_info()[1]) or defaults.server_error(request)


class UnavailableMiddleware:
    """Answers where a view fails through an outage, also in debug, where Django would show its code instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to what a view has raised; None lets others judge it."""
        return unavailable(request, exception)
