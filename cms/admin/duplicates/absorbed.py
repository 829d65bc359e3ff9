"""A listing that was merged into another: its addresses in the admin lead to the one that stays."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from wagtail.admin import messages

from cms.admin.duplicates.comparison import EDIT
from cms.permissions.city_policy import policy_of
from cms.permissions.staff import number_of
from directory.duplicates import merging
from directory.models import Resource


def redirects_to_survivor(view):
    """A view of a listing that redirects to the survivor of a merge: what is left of a merged listing nobody may edit."""

    @wraps(view)
    def redirecting(request, *args, **kwargs):
        key = number_of(str(kwargs.get("pk", "")))
        survivor = merging.survivor_of(key) if key else None
        if survivor is None:
            return view(request, *args, **kwargs)
        if not policy_of(Resource).sees(request.user, survivor.pk):
            raise PermissionDenied
        messages.info(
            request, f"「{Resource.objects.get(pk=key)}」は「{survivor}」とひとつにしました。これは「{survivor}」です。"
        )
        return redirect(EDIT, survivor.pk)

    return redirecting
