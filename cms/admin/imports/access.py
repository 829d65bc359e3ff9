"""Who may bring lists in, whose runs they see, and who may store and undo them."""

from django.http import Http404

from cms.permissions.city_policy import policy_of
from cms.permissions.role_guard import role_required
from directory.models import ImportRun


def may_import(user) -> bool:
    """Whether a user may bring a list in and try it."""
    return policy_of(ImportRun).user_has_permission(user, "add")


def may_store(user) -> bool:
    """Whether a user may store what a list brings, which makes it public, and undo that."""
    return policy_of(ImportRun).user_has_permission(user, "publish")


imports_only = role_required(lambda user: user, may_import, "この画面は、市の担当者だけが使えます。")
"""Decorator of a view for those who may bring lists in."""
store_only = role_required(
    lambda user: user, may_store, "一覧を入れることと、元にもどすことは、市の承認者だけができます。"
)
"""Decorator of a view for those who may store a list."""


def runs_of(user):
    """The runs of a user's cities; all for a superuser."""
    rows = policy_of(ImportRun).rows(user)
    return rows.select_related("municipality", "made_by", "applied_by", "undone_by")


def run_or_404(request, pk, *states) -> ImportRun:
    """A run of a city of this user, in one of some states where these are given; Http404 for any other."""
    found = runs_of(request.user).filter(pk=pk).first()
    if found is None or (states and found.state not in states):
        raise Http404
    return found
