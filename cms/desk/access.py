"""The guards of the desk: each role has its screens, each sees only the people they may see, and every look is recorded."""

from collections.abc import Iterable

import numpy as np
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from cms.permissions.role_guard import role_required
from directory.accounts.users import Agency
from directory.catalogue.resources import Resource
from directory.duplicates.merging import survivor_of
from directory.snapshot.arrays import Columns
from matching.cases.access import NOT_AT_THE_DESK, Access
from matching.cases.participants import Participant
from matching.oversight.audit_log import Look, record_looks
from matching.proposals.ranked_lists import is_candidate

caseworkers_only = role_required(Access, lambda access: access.is_caseworker, NOT_AT_THE_DESK)
"""Decorator of the views with people; `request.permissions` is the user's Access, as it is behind all four."""
coordinators_only = role_required(
    Access, lambda access: access.is_coordinator, "この画面は、コーディネーターだけが使えます。"
)
"""Of handing people over."""
numbers_only = role_required(Access, lambda access: access.sees_numbers, "この画面は、支援機関の人だけが使えます。")
"""Of numbers."""
managers_only = role_required(Access, lambda access: access.is_manager, "この画面は、支援機関の管理者だけが使えます。")
"""Of who works for an agency, and of who looked at whom."""


READING = (Look.Action.SEEN, Look.Action.PRINTED)
"""What may be done to a case that is open to be read only."""


def record_look(request, action: str, participant: Participant | None = None, what: str = "") -> None:
    """Write one look of this request's user into the audit log: what they did, at whose data, on which screen."""
    Look.objects.create(user=request.user, participant=participant, action=action, what=what[:200])


def record_people(request, people: Iterable[Participant], what: str) -> None:
    """Write a look at each person whom a screen shows or counts."""
    record_looks(request.user, Look.Action.SEEN, people, what)


def get_participant(
    request,
    code: str,
    action: str = Look.Action.SEEN,
    what: str = "",
    for_matching: bool = False,
    *,
    is_look: bool = True,
) -> Participant:
    """The participant of a code, if this user may see them. The look is recorded, and a refusal too.

    In an emergency, or by the person's consent, the case of somebody else's opens to be read, with `read_only` saying how;
    `for_matching` for a page of places, which needs a consent to that. Without `is_look` only a refusal is recorded: for a
    request that shows nothing of the person.

    Raises Http404 for a code that nobody has, and PermissionDenied with the reason in Japanese.
    """
    known = Participant.objects.select_related("agency", "town", "in_charge", "identity").prefetch_related("limits")
    participant = known.filter(code=code).first() if code.isprintable() else None
    if participant is None:
        raise Http404(f"「{code}」という番号の方はいません。")
    participant.read_only = None
    if refusal := request.permissions.why_not(participant):
        way = request.permissions.way_to_read(participant, for_matching)
        if way is None or request.method not in ("GET", "HEAD") or action not in READING:
            record_look(request, Look.Action.REFUSED, participant, what)
            raise PermissionDenied(way.said if way else refusal)
        participant.read_only, what = way, f"{what}（{way.label}）"
    if is_look:
        record_look(request, action, participant, what)
    return participant


def get_place(request, key: int) -> Resource:
    """A live place that this user may see, by its own key or by the key of one that was merged into it.

    A place for supporters only is shown to those who see all its facts; to others it does not exist (Http404).
    """
    shown = Resource.objects.live().for_page()
    place = shown.filter(pk=key).first()
    if place is None and (survivor := survivor_of(key)):
        place = shown.filter(pk=survivor.pk).first()
    if place is None or not (place.is_public or sees_all_facts(request.permissions, place)):
        raise Http404("この場所は、ありません。")
    return place


def sees_all_facts(access: Access, place: Resource) -> bool:
    """Whether a coordinator sees what residents do not: in a city of their own agency, or near one of their people."""
    if Agency.objects.filter(pk__in=access.agencies, municipality=place.municipality_id).exists():
        return True
    return is_candidate(place.pk, access.participants(), timezone.localdate())


def choose_agency(request, keys: Iterable[int]) -> tuple[Agency, list[Agency]]:
    """Of some agencies, at least one, the one that the address names (`?agency=`), else the first; and all of them."""
    agencies = list(Agency.objects.filter(pk__in=keys))
    asked = request.GET.get("agency", "")
    return next((one for one in agencies if str(one.pk) == asked), agencies[0]), agencies


def findable_places(access: Access, columns: Columns) -> np.ndarray:
    """Keys of the places that a coordinator can search: all public ones, and in their cities those for supporters."""
    cities = Agency.objects.filter(pk__in=access.agencies).values_list("municipality_id", flat=True)
    own = np.isin(columns.rows.municipality, [int(code) for code in cities])
    return columns.rows.key[columns.public | own]
