"""Who in a city may see and change which rows: staff of a municipality those of their own, superusers all.

The rule is judged by the row in the database and never by the draft in memory. It answers for one row and as a
queryset, so lists, choosers and single views cannot disagree.
"""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import redirect
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from cms.operations.requests import noting_refusals
from cms.permissions.table_access import OF_A_CITY, TABLES
from directory.models import Resource, User
from directory.publishing.of_packages import OF_PACKAGES, WHY_NOT


class CityPolicy(ModelPermissionPolicy):
    """Django's permissions, narrowed to the rows of the user's own municipalities as `cms.permissions.table_access` says."""

    def rows(self, user) -> QuerySet:
        """The rows of the user's municipalities; all rows for a superuser. What the user may do with a row is not asked here."""
        rows = self.model._default_manager.all()
        if user.is_superuser:
            return rows
        # A subquery instead of distinct(), which could not be ordered or annotated freely.
        own = TABLES[self.model].within(user.staff_municipalities)
        return rows.filter(pk__in=self.model._default_manager.filter(own).order_by().values("pk"))

    def listed(self, user) -> QuerySet:
        """The rows that a list shows: `rows`, and those that are shown to every city and belong to none."""
        shown = TABLES[self.model].shown
        if user.is_superuser or shown is None:
            return self.rows(user)
        return self.model._default_manager.filter(TABLES[self.model].within(user.staff_municipalities) | shown)

    def sees(self, user, pk) -> bool:
        """Whether the row with this key is one of `rows`."""
        return self.rows(user).filter(pk=pk).exists()

    def withdrawable(self, user) -> QuerySet:
        """Those of `rows` that the user may delete or take off the site: no listing of another city depends on them."""
        rows, column = self.rows(user), TABLES[self.model].used_by
        if user.is_superuser or not column:
            return rows
        others = Resource._base_manager.exclude(municipality__in=user.staff_municipalities).exclude(**{column: None})
        return rows.exclude(pk__in=others.order_by().values(column))

    def may_withdraw(self, user, pk) -> bool:
        """Whether the row with this key is one of `withdrawable`."""
        return self.withdrawable(user).filter(pk=pk).exists()

    def user_has_permission(self, user, action):
        return super().user_has_permission(user, action) and (user.is_superuser or bool(user.staff_municipalities))

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action, instance):
        reaches = self.may_withdraw if action == "delete" else self.sees
        return self.user_has_permission(user, action) and reaches(user, instance.pk)

    def instances_user_has_any_permission_for(self, user, actions):
        rows = self.withdrawable(user) if set(actions) == {"delete"} else self.rows(user)
        return rows if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission_for_instance(self, actions, instance):
        able = self.users_with_any_permission(actions)
        seeing = [user.pk for user in able if self.sees(user, instance.pk)]
        return User.objects.filter(pk__in=seeing)


def policy_of(model) -> CityPolicy:
    """The policy of a table whose rows belong to a city."""
    return policy_registry.get_by_type(model)


def register() -> None:
    """Register the policies with Wagtail; called once when the app is ready, before anything asks for one."""
    for model in OF_A_CITY:
        register_permission_policy(model, CityPolicy(model))


def guarded(view, model):
    """A view that refuses a `pk` in its address that the user may not see.

    Wraps every view of a viewset at the one place where they are made, because Wagtail builds some of them
    (going back to an old version) on the fly and checks most of them by table only. What a package brought is shown and never changed.
    """

    @noting_refusals
    @wraps(view)
    def guard(request, *args, **kwargs):
        if "pk" in kwargs and request.user.is_authenticated and not policy_of(model).sees(request.user, kwargs["pk"]):
            raise PermissionDenied
        if model is Resource and request.method not in ("GET", "HEAD") and _is_of_package(kwargs.get("pk")):
            messages.error(request, WHY_NOT)
            return redirect(model.snippet_viewset.get_url_name("edit"), kwargs["pk"])
        return view(request, *args, **kwargs)

    return guard


def _is_of_package(pk) -> bool:
    return Resource._base_manager.filter(OF_PACKAGES, pk=pk).exists()
