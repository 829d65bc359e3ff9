"""The addresses that write, and the two that say what became of it and what may be asked."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.api.writing.listings import day_of, listing_of, only, sentence_of, wanted_values
from cms.api.writing.openapi import document
from cms.api.writing.requests import Answer, Refused, asked_with_token
from directory.accounts.api_tokens import ApiToken, Scope
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement, Vacancy
from directory.changes.amendments import Amendment, propose
from directory.changes.closures import closures_from, pause, resume
from directory.changes.differences import plain_value
from directory.changes.listing_fields import STATUS

Status = StatusStatement.Status
MOST_SEATS = 32_767


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """What may be asked, in OpenAPI 3.1."""
    return JsonResponse(document(settings.SITE_URL), json_dumps_params={"ensure_ascii": False})


@asked_with_token("PATCH", Scope.LISTINGS)
def change_listing(token: ApiToken, body: dict[str, Any], key: str) -> Answer:
    """Propose values for fields of a listing; what the city looks at first waits, the rest is public at once."""
    listing = listing_of(token, key)
    return _proposed(listing, wanted_values(listing, body), token)


@asked_with_token("POST", Scope.CLOSURES)
def say_status(token: ApiToken, body: dict[str, Any], key: str) -> Answer:
    """A pause, its end, or the end of the place, which the city may look at first."""
    listing = listing_of(token, key)
    only(body, "status", "since", "until", "reason")
    today = timezone.localdate()
    since, until, reason = day_of(body, "since", today), day_of(body, "until", None), sentence_of(body, "reason")
    if since is None or (until and until < since):
        raise Refused(422, ("/until", "「いつまで」は「いつから」より後の日にしてください。"))
    match body.get("status"):
        case Status.PAUSED.value:
            try:
                pause(listing, since, until, reason, token.user, on_behalf=True)
            except ValueError as wrong:
                raise Refused(409, ("/status", "この場所は、もう終わっています。")) from wrong
            return 200, {"published": [STATUS], "waiting": [], "changes": []}
        case Status.ACTIVE.value:
            return _reopened(listing, token)
        case Status.ENDED.value:
            facts = {"status": Status.ENDED, "since": since, "until": None, "reason": reason}
            return _proposed(listing, {STATUS: plain_value(STATUS, facts)}, token)
    raise Refused(422, ("/status", "paused、active、ended のどれかです。"))


def _reopened(listing: Resource, token: ApiToken) -> Answer:
    today = timezone.localdate()
    closed = closures_from(listing, today)
    if any(one.status == Status.ENDED for one in closed):
        raise Refused(409, ("/status", "終わった場所をまた開くのは、市の画面で行います。"))
    for one in closed:
        if one in closures_from(listing, today):
            resume(one, today, token.user, on_behalf=True)
    return 200, {"published": [STATUS] if closed else [], "waiting": [], "changes": []}


@asked_with_token("POST", Scope.VACANCIES)
def say_vacancy(token: ApiToken, body: dict[str, Any], key: str) -> Answer:
    """How many places are left now; null where nobody knows any more."""
    listing = listing_of(token, key)
    only(body, "left")
    left = body.get("left", -1)
    if left is not None and (type(left) is not int or not 0 <= left <= MOST_SEATS):
        raise Refused(422, ("/left", "0以上の整数か、分からないときは null です。"))
    if listing.places_left != left:
        Vacancy.objects.create(resource=listing, left=left, made_by=token.user, on_behalf=True)
    return 200, {"published": ["left"], "waiting": [], "changes": []}


@asked_with_token("GET")
def change(token: ApiToken, body: dict[str, Any], number: int) -> Answer:
    """What became of a proposal of this token."""
    found = Amendment.objects.filter(pk=number, made_by=token.user).first()
    if found is None:
        raise Refused(404, ("number", "この鍵で申し出た変更では ありません。"))
    return 200, {
        "number": found.pk,
        "id": str(found.resource.uuid),
        "fields": sorted(found.changes),
        "state": found.state,
        "reason": found.reason,
        "decided_at": found.decided_at and found.decided_at.isoformat(),
    }


def _proposed(listing: Resource, values: dict[str, Any], token: ApiToken) -> Answer:
    """Give values to the workflow of the portal, as somebody who says them for an association and approves nothing."""
    try:
        made = propose(listing, values, token.user, on_behalf=True)
    except ValidationError as wrong:
        raise Refused(422, *(("body", text) for text in wrong.messages)) from wrong
    waiting = [one for one in made if one.state == Amendment.State.WAITING]
    published = [name for one in made if one not in waiting for name in one.changes]
    return 202 if waiting else 200, {
        "published": sorted(published),
        "waiting": sorted(name for one in waiting for name in one.changes),
        "changes": [one.pk for one in made],
    }
