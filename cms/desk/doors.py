"""The desk's door: only coordinators come in, each sees only whom they may, and every look is written down."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404

from matching.access import Access, Look
from matching.participants import Participant


def for_coordinators(view):
    """A view of the desk: asks for a sign-in, refuses others with a reason, and hands in `request.access`."""

    @wraps(view)
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
    participant = Participant.objects.select_related("agency", "town").filter(code=code).first()
    if participant is None:
        raise Http404(f"「{code}」という番号の方はいません。")
    if refusal := request.access.why_not(participant):
        looked(request, Look.Action.REFUSED, participant, what)
        raise PermissionDenied(refusal)
    looked(request, action, participant, what)
    return participant
