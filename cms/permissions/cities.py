"""Who in a city may see and change which rows: staff of a municipality those of their own, superusers all.

The rule is judged by the row in the database and never by the draft in memory. It answers for one row and as a
queryset, so lists, choosers and single views cannot disagree.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from cms.operations.requests import noting_refusals
from directory.models import (
    Area,
    AreaSystem,
    Landmark,
    Membership,
    Municipality,
    Organization,
    Place,
    Resource,
    SupportVisit,
    Town,
    User,
)

LOOKUPS = {
    Resource: "municipality",
    Place: "municipality",
    Organization: "resources__municipality",
    Area: "system__municipality",
    AreaSystem: "municipality",
    Municipality: "pk",
    Town: "municipality",
    Landmark: "municipality",
    SupportVisit: "municipality",
}
"""The way from each table to the municipality whose staff may edit it."""


def cities(user) -> frozenset[str]:
    """Codes of the municipalities for which a user works as staff; read once for each loaded user."""
    if not hasattr(user, "_cities"):
        user._cities = frozenset(
            Membership.objects.filter(user_id=user.pk, role=Membership.Role.STAFF).values_list(
                "agency__municipality", flat=True
            )
        )
    return user._cities


class CityPolicy(ModelPermissionPolicy):
    """Django's permissions, narrowed to the rows of the user's own municipalities.

    An organization belongs to every city in which it runs something; one that runs nothing yet, and for which nobody
    has ever spoken, belongs to all.
    """

    def _within(self, codes) -> Q:
        lookup = LOOKUPS[self.model]
        own = Q(**{f"{lookup}__in": codes})
        return own | Q(resources=None, representatives=None) if self.model is Organization else own

    def rows(self, user) -> QuerySet:
        """The rows that a user may see, whatever they may do with them."""
        rows = self.model._default_manager.all()
        if user.is_superuser:
            return rows
        # A subquery instead of distinct(), which could not be ordered or annotated freely.
        return rows.filter(
            pk__in=self.model._default_manager.filter(self._within(cities(user))).order_by().values("pk")
        )

    def sees(self, user, pk) -> bool:
        """Whether a row is one of those."""
        return self.rows(user).filter(pk=pk).exists()

    def user_has_permission(self, user, action):
        return super().user_has_permission(user, action) and (user.is_superuser or bool(cities(user)))

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action) and self.sees(user, instance.pk)

    def instances_user_has_any_permission_for(self, user, actions):
        return self.rows(user) if self.user_has_any_permission(user, actions) else self.rows(user).none()

    def users_with_any_permission_for_instance(self, actions, instance):
        able = self.users_with_any_permission(actions)
        seeing = [user.pk for user in able if self.sees(user, instance.pk)]
        return User.objects.filter(pk__in=seeing)


def policy_of(model) -> CityPolicy:
    """The policy of one of the tables above."""
    return policy_registry.get_by_type(model)


def register() -> None:
    """Tell Wagtail; called once when the app is ready, before anything asks for a policy."""
    for model in LOOKUPS:
        register_permission_policy(model, CityPolicy(model))


def guarded(view, model):
    """A view that refuses a `pk` in its address that the user may not see.

    Wraps every view of a viewset at the one place where they are made, because Wagtail builds some of them
    (going back to an old version) on the fly and checks most of them by table only.
    """

    @noting_refusals
    @wraps(view)
    def guard(request, *args, **kwargs):
        if "pk" in kwargs and request.user.is_authenticated and not policy_of(model).sees(request.user, kwargs["pk"]):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guard
