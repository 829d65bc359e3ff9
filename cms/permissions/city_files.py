"""Pictures and papers belong to a city: each city has a collection of Wagtail, and its staff use what lies in there.

What lies at the top of the tree, in no collection, is its uploader's city's; where that is none (a superuser, nobody), every city
may choose it and none changes it.
"""

from collections.abc import Collection as Codes

from django.db import models, transaction
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from directory.models import Amendment, Membership, Municipality, Resource

MODELS = (get_image_model(), get_document_model())
OWNER = "uploaded_by_user"


class CityCollection(models.Model):
    """The collection of a city's pictures and papers, with all collections below it."""

    municipality = models.OneToOneField(Municipality, models.CASCADE, verbose_name="市町村", related_name="+")
    collection = models.OneToOneField(Collection, models.CASCADE, verbose_name="コレクション", related_name="of_city")

    class Meta:
        verbose_name = "市のコレクション"
        verbose_name_plural = "市のコレクション"

    def __str__(self):
        return f"{self.municipality}: {self.collection}"


def collection_of(code: str) -> Collection:
    """The collection of a city, which is made where it is missing and then takes in what the city has uploaded before."""
    if known := Collection.objects.filter(of_city__municipality=code).first():
        return known
    with transaction.atomic():
        city = Municipality.objects.select_for_update(no_key=True).get(pk=code)
        if known := Collection.objects.filter(of_city__municipality=code).first():
            return known
        collection = Collection.get_first_root_node().add_child(name=f"{city.prefecture}{city.name}")
        CityCollection.objects.create(municipality=city, collection=collection)
        _take_in(city, collection)
    return collection


def _take_in(city: Municipality, collection: Collection) -> None:
    """Move into the collection what lies in none yet: photos of the city's listings, and what its staff have uploaded."""
    loose = {model: model.objects.filter(collection__depth=1) for model in MODELS}
    images = loose[get_image_model()]
    images.filter(pk__in=_photos(Resource.objects.filter(municipality=city))).update(collection=collection)
    others = _photos(Resource.objects.exclude(municipality=city))
    staff = Membership.objects.filter(role=Membership.Role.STAFF)
    theirs = staff.filter(agency__municipality=city).values("user")
    elsewhere = staff.exclude(agency__municipality=city).values("user")
    for rows in (images.exclude(pk__in=others), loose[get_document_model()]):
        rows.filter(**{f"{OWNER}__in": theirs}).exclude(**{f"{OWNER}__in": elsewhere}).update(collection=collection)


def _photos(listings: models.QuerySet) -> set[int]:
    """Keys of the photos that listings show, or that associations sent for them."""
    changed = Amendment.objects.filter(resource__in=listings, changes__has_key="photo").values_list(
        "changes", flat=True
    )
    sent = {key for changes in changed for key in changes["photo"].values()}
    return (sent | set(listings.values_list("photo", flat=True))) - {None}


def collections_of(codes: Codes[str]) -> models.QuerySet:
    """The collections of some cities, with those below them."""
    found = Collection.objects.none()
    for code in sorted(codes):
        found |= Collection.objects.descendant_of(collection_of(code), inclusive=True)
    return found


class CityFilesPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's rights on collections, narrowed to those of the user's own cities."""

    def _check_perm(self, user, actions, collection=None):
        # Asked for every page's menu. Each city has a collection, and a row's own is asked of the row below.
        may = super()._check_perm(user, actions, collection)
        return may and (user.is_superuser or bool(user.staff_municipalities))

    def _collections_with_perm(self, user, actions):
        return super()._collections_with_perm(user, actions) & collections_of(user.staff_municipalities)

    def instances_user_has_any_permission_for(self, user, actions):
        rows = super().instances_user_has_any_permission_for(user, actions)
        if user.is_superuser or not self.user_has_any_permission(user, actions):
            return rows
        return rows | self.model._default_manager.filter(self._loose(user, actions))

    def user_has_any_permission_for_instance(self, user, actions, instance):
        if user.is_superuser:
            return super().user_has_any_permission_for_instance(user, actions, instance)
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def _loose(self, user, actions) -> Q:
        """Of what lies in no collection, that with which the user may do one of the actions."""
        staff = Membership.objects.filter(role=Membership.Role.STAFF)
        ours = Q(**{f"{OWNER}__in": staff.filter(agency__municipality__in=user.staff_municipalities).values("user")})
        if "choose" in actions:
            ours |= Q(**{OWNER: None}) | ~Q(**{f"{OWNER}__in": staff.values("user")})
        return Q(collection__depth=1) & ours

    def _users_with_perm_filter(self, actions, collection=None):
        may = super()._users_with_perm_filter(actions, collection)
        staff = Membership.objects.filter(role=Membership.Role.STAFF)
        if collection is not None:
            above = collection.get_ancestors(inclusive=True)
            cities = CityCollection.objects.filter(collection__in=above).values("municipality")
            staff = staff.filter(agency__municipality__in=cities)
        return may & (Q(is_superuser=True) | Q(pk__in=staff.values("user")))


def register() -> None:
    """Register the policies with Wagtail, for the exact models: its own apps register theirs in whatever order."""
    for model in MODELS:
        policy = CityFilesPolicy(model, auth_model=model, owner_field_name=OWNER)
        register_permission_policy(model, policy, exact_class=True)
