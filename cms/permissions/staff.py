"""Pages of the admin that are no table of a viewset: who may open them, and which listings they speak of."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from wagtail.admin.menu import MenuItem

from cms.permissions.city_policy import policy_of
from directory.models import Area, Municipality, Resource


def is_staff(user) -> bool:
    """Whether a user looks after listings of some city."""
    return policy_of(Resource).user_has_permission(user, "change")


def staff_only(view):
    """A view for those who look after listings."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not is_staff(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class StaffMenuItem(MenuItem):
    """Shown to those who may open it, so that nobody sees a button that then refuses them."""

    def is_shown(self, request):
        return is_staff(request.user)


def number_of(text: str) -> int | None:
    """The key, year or other whole number that stands in an address or a form; None for whatever else was typed there."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None


def chosen(rows, text: str):
    """The row of those that one may see whose key stands in an address; None where there is none."""
    return rows.filter(pk=number_of(text)).first()


def listings(user):
    """The live listings of a user's cities."""
    return policy_of(Resource).rows(user).filter(live=True)


def municipalities(user):
    """A user's cities."""
    return policy_of(Municipality).rows(user).order_by("code")


def areas_of(user):
    """The areas of a user's cities, one way of dividing after the other."""
    return policy_of(Area).rows(user).select_related("system").order_by("system__name", "name", "pk")


def may_decide(user) -> bool:
    """Whether a user answers associations at all."""
    return policy_of(Resource).user_has_permission(user, "publish")
