"""A request that writes: its token, its scope, its body, and the answer that it got before."""

import hashlib
import json
import logging
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from cms.sign_in.client_address import client_address
from directory.accounts.api_tokens import ApiAnswer, ApiToken, token_of
from directory.accounts.rate_limits import LimitedAction, allow_attempt

LARGEST_BODY = 100_000
WAIT = 3600
"""Seconds after which somebody over a limit may ask again."""
Answer = tuple[int, dict[str, Any]]
View = Callable[..., Answer]
logger = logging.getLogger(__name__)


class Refused(Exception):
    """A request that is not carried out: the status, and for each fault where in the request it is and what is wrong."""

    def __init__(self, status: int, *faults: tuple[str, str]) -> None:
        super().__init__(status)
        self.status = status
        self.body = {"errors": [{"where": where, "what": what} for where, what in faults]}


def asked_with_token(method: str, scope: str = "") -> Callable[[View], Callable[..., HttpResponse]]:
    """Decorator of a view `(token, body, **address) -> (status, answer)` that takes one method, with a token of a scope.

    Whatever it writes is written in one transaction with the answer that is kept under the caller's key.
    """

    def decorator(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def asked(request: HttpRequest, **address: Any) -> HttpResponse:
            try:
                if request.method != method:
                    raise Refused(405, ("method", f"ここでは {method} だけです。"))
                token = _token(request, scope)
                if method == "GET":
                    return _answer(*view(token, {}, **address))
                return _once(request, token, view, address)
            except Refused as refused:
                return _refused(refused, method)

        return asked

    return decorator


def _refused(refused: Refused, method: str) -> HttpResponse:
    answer = _answer(refused.status, refused.body)
    for status, name, value in (
        (401, "WWW-Authenticate", "Bearer"),
        (429, "Retry-After", str(WAIT)),
        (405, "Allow", method),
    ):
        if refused.status == status:
            answer[name] = value
    return answer


def _answer(status: int, body: dict[str, Any]) -> HttpResponse:
    answer = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store"
    return answer


def _token(request: HttpRequest, scope: str) -> ApiToken:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = token_of(secret.strip()) if kind.lower() == "bearer" else None
    if token is None:
        if not allow_attempt(LimitedAction.API_GUESS, client_address(request)):
            raise Refused(429, ("Authorization", "ちがう鍵が、続きました。1時間ほど おいてください。"))
        raise Refused(401, ("Authorization", "Bearer のあとに、使える鍵を書いてください。"))
    if not allow_attempt(LimitedAction.API, f"api token {token.pk}"):
        raise Refused(429, ("Authorization", "この鍵の1時間ぶんを、使いきりました。"))
    if scope and scope not in token.scopes:
        raise Refused(403, ("Authorization", f"この鍵では、できません（{scope} が要ります）。"))
    return token


def _once(request: HttpRequest, token: ApiToken, view: View, address: dict[str, Any]) -> HttpResponse:
    """Carry a write out, or give the answer that it has got already."""
    key, raw = request.headers.get("Idempotency-Key", ""), _raw_body(request)
    if not re.fullmatch(r"[\x21-\x7e]{1,100}", key):
        raise Refused(400, ("Idempotency-Key", "書きこみごとに ちがう、100字までの英数字を つけてください。"))
    body = _body(request, raw)
    asked = hashlib.sha256(f"{request.method} {request.path}\n".encode() + raw).hexdigest()
    try:
        with transaction.atomic():
            kept = ApiAnswer.objects.create(token=token, key=key, asked=asked)
            kept.status, kept.body = view(token, body, **address)
            kept.save(update_fields=["status", "body"])
    except IntegrityError:
        before = ApiAnswer.objects.filter(token=token, key=key).first()
        if before is None:
            raise
        if before.asked != asked:
            raise Refused(422, ("Idempotency-Key", "この番号は、ほかの書きこみに もう使われています。")) from None
        answer = _answer(before.status, before.body)
        answer["Idempotent-Replayed"] = "true"
        return answer
    logger.info("api write", extra={"action": view.__name__, "key": token.pk, "status": kept.status})
    return _answer(kept.status, kept.body)


def _raw_body(request: HttpRequest) -> bytes:
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = LARGEST_BODY + 1
    if length > LARGEST_BODY:
        raise Refused(413, ("body", f"{LARGEST_BODY}バイトまでです。"))
    return request.body


def _body(request: HttpRequest, raw: bytes) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Refused(415, ("Content-Type", "application/json で送ってください。"))
    try:
        body = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
        # Half of a pair of surrogates is JSON, and no text that a database or an answer can hold.
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as wrong:
        raise Refused(400, ("body", "JSON（UTF-8）として読めません。")) from wrong
    if not isinstance(body, dict):
        raise Refused(422, ("body", "JSONのオブジェクトを送ってください。"))
    return body


def _no_number(text: str) -> float:
    raise ValueError(text)
