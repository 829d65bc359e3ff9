"""The desk's door: only coordinators come in, each sees only whom they may, and every look is written down."""

from functools import wraps

import numpy as np
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.views.decorators.cache import never_cache

from directory.accounts.users import Agency
from directory.catalogue.resources import Resource
from directory.duplicates.merging import now_at
from directory.snapshot.arrays import Columns
from matching.cases.access import Access
from matching.cases.participants import Participant
from matching.oversight.audit_log import Look
from matching.proposals.ranked_lists import is_candidate


def for_coordinators(view):
    """A view of the desk: asks for a sign-in, refuses others with a reason, and hands in `request.access`."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request, *args, **kwargs):
        request.access = Access(request.user)
        if not request.access.is_coordinator:
            raise PermissionDenied("この画面は、コーディネーターだけが使えます。")
        return view(request, *args, **kwargs)

    return guarded


def looked(request, action: str, participant: Participant | None = None, what: str = "") -> None:
    """Write down one look of this request's user."""
    Look.objects.create(user=request.user, participant=participant, action=action, what=what)


def participant_for(request, code: str, action: str = Look.Action.SEEN, what: str = "") -> Participant:
    """The participant of a code, whom this user may see; the look, or the refusal, is written down."""
    known = Participant.objects.select_related("agency", "town")
    participant = known.filter(code=code).first() if code.isprintable() else None
    if participant is None:
        raise Http404(f"「{code}」という番号の方はいません。")
    if refusal := request.access.why_not(participant):
        looked(request, Look.Action.REFUSED, participant, what)
        raise PermissionDenied(refusal)
    looked(request, action, participant, what)
    return participant


def place_for(request, key: int) -> Resource:
    """A live place that this user may see, by its own key or by that of one that was made one with it.

    What is for supporters only is there for those alone who know all of it.
    """
    shown = Resource.objects.live().for_page()
    place = shown.filter(pk=key).first()
    if place is None and (survivor := now_at(key)):
        place = shown.filter(pk=survivor.pk).first()
    if place is None or not (place.is_public or knows_all_of(request.access, place)):
        raise Http404("この場所は、ありません。")
    return place


def knows_all_of(access: Access, place: Resource) -> bool:
    """Whether a coordinator sees what residents do not: in a city of their own agency, or near one of their people."""
    if Agency.objects.filter(pk__in=access.agencies, municipality=place.municipality_id).exists():
        return True
    return is_candidate(place.pk, access.participants(), timezone.localdate())


def places_open_to(access: Access, columns: Columns) -> np.ndarray:
    """Keys of the places that a coordinator finds: every public one, and of the own cities those for supporters too."""
    cities = Agency.objects.filter(pk__in=access.agencies).values_list("municipality_id", flat=True)
    own = np.isin(columns.rows.municipality, [int(code) for code in cities])
    return columns.rows.key[columns.public | own]
