"""The portal's door: what a user may keep right is asked of `directory.associations.permissions`, never decided by a view."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from cms.permissions.cities import policy_of
from directory.associations.permissions import ListingPermissions
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.duplicates.merging import now_at


class MadeOne(Exception):
    """A listing was asked for that was made one with another, which this user may change."""

    def __init__(self, survivor: Resource):
        super().__init__(survivor)
        self.survivor = survivor


def for_keepers(view):
    """A view of the portal: asks for a sign-in, refuses others with a reason, and hands in `request.keeping`."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request, *args, **kwargs):
        request.keeping = ListingPermissions(request.user)
        if not request.keeping.is_keeper:
            raise PermissionDenied("この画面は、団体の方と、市や社協の担当者が使います。")
        try:
            return view(request, *args, **kwargs)
        except MadeOne as made_one:
            survivor = made_one.survivor
            messages.info(
                request, f"2つの登録が、「{survivor}」ひとつになりました。この先は、このページで直してください。"
            )
            return redirect("listing", survivor.pk)

    return guarded


def listing_for(request, pk: int) -> Resource:
    """A listing that this user may change; `listing.on_behalf` says whether for the organization or by it.

    Raises MadeOne for one that is past, which `for_keepers` answers.
    `listing.approved`: what this user writes down for the organization waits for nobody, since they would say yes.
    """
    listing = Resource.objects.for_page().filter(pk=pk).first()
    if listing is None:
        raise Http404("この場所は、ありません。")
    survivor = None if listing.live else now_at(pk)
    if survivor and not request.keeping.why_not(survivor):
        raise MadeOne(survivor)
    if refusal := request.keeping.why_not(listing):
        raise PermissionDenied(refusal)
    listing.on_behalf = request.keeping.on_behalf(listing.organization_id)
    approves = policy_of(Resource).user_has_permission_for_instance
    listing.approved = listing.on_behalf and approves(request.user, "publish", listing)
    return listing


def organization_for(request, pk: int, as_lead: bool = False) -> Organization:
    """An organization for which this user may act; with `as_lead`, whom they may invite and hand over."""
    organization = Organization.objects.filter(pk=pk).first()
    if organization is None:
        raise Http404("この団体は、ありません。")
    judge = request.keeping.why_not_lead if as_lead else request.keeping.why_not_organization
    if refusal := judge(organization):
        raise PermissionDenied(refusal)
    organization.on_behalf = request.keeping.on_behalf(organization.pk)
    return organization


def back_from(request, pk: int):
    """To where a button was pressed: the one listing, or all of one's own."""
    return redirect("listing", pk) if request.keeping.municipalities else redirect("listings_home")
