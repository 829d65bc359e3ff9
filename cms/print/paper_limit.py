"""How many papers a network may have made in an hour without an account: each costs a worker about a second."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.sign_in.client_address import client_address
from directory.accounts.rate_limits import LimitedAction, allow_attempt

TOO_OFTEN = "紙を 何度も 出したので、しばらく お休みします。1時間ほどたってから、もう一度 おためしください。"


def refused(request: HttpRequest) -> HttpResponse | None:
    """The page that asks to wait (status 429) where it is too often, else None; it counts as one attempt."""
    if allow_attempt(LimitedAction.PAPER, client_address(request)):
        return None
    return render(request, "listings/dead.html", {"why": TOO_OFTEN}, status=429)
