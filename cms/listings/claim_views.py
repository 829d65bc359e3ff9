"""「ここは 私たちの場所です」: a claim of a listing that nobody keeps."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from cms.listings.forms import ClaimForm
from cms.listings.link_views import TOO_OFTEN, source
from directory.accounts.rate_limits import LimitedAction, allow_attempt
from directory.associations.claims import Claim, is_unowned
from directory.associations.permissions import ListingPermissions
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource


@never_cache
def claim(request, pk):
    """Open to everybody; the city says yes or no."""
    listing = get_object_or_404(Resource.objects.public(), pk=pk)
    if not is_unowned(listing):
        raise Http404("この場所には、もう団体の人がいます。")
    led = Organization.objects.filter(pk__in=ListingPermissions(request.user).led).order_by("name", "pk")
    initial = {"name": str(request.user), "email": request.user.email} if led else {}
    form = ClaimForm(request.POST or None, instance=Claim(resource=listing), initial=initial, led=led)
    if form.is_valid() and not _is_brake(request, form):
        if not form.cleaned_data["website"]:
            form.instance.made_by = request.user if request.user.is_authenticated else None
            form.save()
        return render(request, "listings/claimed.html", {"listing": listing})
    return render(request, "listings/claim.html", {"listing": listing, "form": form})


def _is_brake(request, form) -> bool:
    if allow_attempt(LimitedAction.CLAIM, source(request)):
        return False
    form.add_error(None, TOO_OFTEN)
    return True
