"""Refused requests by the thousand: the frame around what is said, the same on every page, is drawn once for each kind of them."""

from collections.abc import Callable, Hashable

import wagtail.admin.urls
from django.http import HttpRequest, HttpResponseForbidden, HttpResponseNotFound
from django.views.defaults import page_not_found, permission_denied

import cms.urls


def draw_once(monkeypatch, kind_of: Callable[[HttpRequest], Hashable]) -> None:
    """The whole page for the first refusal of a kind; after it what that page says of its own: of a 403 its reason, of a 404 nothing."""
    drawn = set()

    def answer(whole, short):
        def refused(request, exception, **page):
            kind = (whole, kind_of(request))
            if kind in drawn:
                return short(exception)
            drawn.add(kind)
            return whole(request, exception, **page)

        return refused

    forbidden = answer(permission_denied, lambda exception: HttpResponseForbidden(str(exception)))
    missing = answer(page_not_found, lambda exception: HttpResponseNotFound())
    monkeypatch.setattr(cms.urls, "handler403", forbidden, raising=False)
    monkeypatch.setattr(cms.urls, "handler404", missing, raising=False)
    monkeypatch.setattr(wagtail.admin.urls, "page_not_found", missing)


def room_of(request: HttpRequest) -> str:
    """The first part of an address."""
    return request.path.split("/")[1]
