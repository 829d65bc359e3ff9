"""The guard of the listings portal: `directory.associations.permissions` decides who may change what, never a view."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect

from cms.permissions.city_policy import policy_of
from cms.permissions.role_guard import role_required
from directory.associations.permissions import ListingPermissions
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.duplicates.merging import survivor_of


@dataclass(frozen=True)
class EditableListing:
    """A listing that the user of a request may change, and how their changes count.

    on_behalf   they act for the organization (staff or a coordinator, for example after a telephone call), not as one
                of its people
    approved    their changes wait for nobody, because they are the ones who would approve them
    """

    listing: Resource
    on_behalf: bool
    approved: bool


@dataclass(frozen=True)
class EditableOrganization:
    """An organization for which the user of a request may act; `on_behalf` as in EditableListing."""

    organization: Organization
    on_behalf: bool


class Merged(Exception):
    """The listing asked for was merged into another one, which this user may change."""

    def __init__(self, survivor: Resource):
        super().__init__(survivor)
        self.survivor = survivor


def _redirect_merged(view):
    """A view that leads on to the surviving listing where `get_listing` raises Merged."""

    @wraps(view)
    def redirecting(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Merged as merged:
            survivor = merged.survivor
            messages.info(
                request, f"2つの登録が、「{survivor}」ひとつになりました。この先は、このページで直してください。"
            )
            return redirect("listing", survivor.pk)

    return redirecting


_portal_users_only = role_required(
    ListingPermissions,
    lambda permissions: permissions.is_keeper,
    "この画面は、団体の方と、市や社協の担当者が使います。",
)


def editors_only(view):
    """Decorator of every view of the portal behind a sign-in; `request.permissions` is the user's ListingPermissions."""
    return _portal_users_only(_redirect_merged(view))


def get_listing(request, pk: int) -> EditableListing:
    """A listing that this user may change.

    Raises Http404 where there is none, PermissionDenied with the reason in Japanese, and Merged, which `editors_only`
    answers.
    """
    listing = Resource.objects.for_page().filter(pk=pk).first()
    if listing is None:
        raise Http404("この場所は、ありません。")
    survivor = None if listing.live else survivor_of(pk)
    if survivor and not request.permissions.why_not(survivor):
        raise Merged(survivor)
    if refusal := request.permissions.why_not(listing):
        raise PermissionDenied(refusal)
    on_behalf = request.permissions.on_behalf(listing.organization_id)
    approves = policy_of(Resource).user_has_permission_for_instance
    return EditableListing(listing, on_behalf, on_behalf and approves(request.user, "publish", listing))


def get_organization(request, pk: int, as_lead: bool = False) -> EditableOrganization:
    """An organization for which this user may act; with `as_lead` one for which they may also invite and hand over.

    Raises Http404 where there is none, and PermissionDenied with the reason in Japanese.
    """
    organization = Organization.objects.filter(pk=pk).first()
    if organization is None:
        raise Http404("この団体は、ありません。")
    why_not = request.permissions.why_not_lead if as_lead else request.permissions.why_not_organization
    if refusal := why_not(organization):
        raise PermissionDenied(refusal)
    return EditableOrganization(organization, request.permissions.on_behalf(organization.pk))


def redirect_back(request, pk: int):
    """To the page on which a button was pressed: for staff and coordinators the listing, for others all their listings."""
    return redirect("listing", pk) if request.permissions.municipalities else redirect("listings_home")
