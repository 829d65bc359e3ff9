"""For pages of the admin that are no viewset: who may open them, and the rows of the user's cities."""

from wagtail.admin.menu import MenuItem

from cms.permissions.city_policy import policy_of
from cms.permissions.role_guard import role_required
from directory.models import Area, Municipality, Resource


def is_staff(user) -> bool:
    """Whether a user may edit listings of some city."""
    return policy_of(Resource).user_has_permission(user, "change")


staff_only = role_required(lambda user: user, is_staff, "この画面は、市の担当者だけが使えます。")
"""Decorator of a view for staff. What they may do with a row is asked of `policy_of`, so it hands over no permissions of its own."""


class StaffMenuItem(MenuItem):
    """Shown to staff only."""

    def is_shown(self, request):
        return is_staff(request.user)


def number_of(text: str) -> int | None:
    """A whole number in an address or a form (a key, a year); None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None


def row_with_key(rows, text: str):
    """The one of some rows whose key is this text; None where there is none."""
    return rows.filter(pk=number_of(text)).first()


def listings_of(user):
    """The live listings of a user's cities."""
    return policy_of(Resource).rows(user).filter(live=True)


def municipalities_of(user):
    """The municipalities of a user, by their codes."""
    return policy_of(Municipality).rows(user).order_by("code")


def areas_of(user):
    """The areas of a user's cities, in the order of their systems."""
    return policy_of(Area).rows(user).select_related("system").order_by("system__name", "name", "pk")


def may_decide(user) -> bool:
    """Whether a user may publish, and so decide about requests of associations."""
    return policy_of(Resource).user_has_permission(user, "publish")


class DecidersMenuItem(MenuItem):
    """Shown to those who may publish."""

    def is_shown(self, request):
        return may_decide(request.user)
