"""Whoever asks for a meeting, or a day of one, gets it here or not at all; a refusal is recorded, and so is what a list shows."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from cms.desk.access import record_look, record_people
from matching.cases.support_meetings import USUAL_NAMES, SupportMeeting
from matching.casework.meetings.seats import Seat, today_seat
from matching.casework.meetings.sittings import Sitting
from matching.oversight.audit_log import Look


def get_seat(request: HttpRequest, pk: int, asked: str = "why_not_read") -> Seat:
    """The user's seat at a meeting; `asked` is the property of `Seat` that says whether they may do what they are about to.

    Raises Http404 for a meeting that is not there, and PermissionDenied with the look recorded.
    """
    meeting = SupportMeeting.objects.select_related("participant", "agency").filter(pk=pk).first()
    if meeting is None:
        raise Http404("この会議は、ありません。")
    seat = today_seat(meeting, request.permissions)  # type: ignore[attr-defined]
    refuse(request, seat, getattr(seat, asked))
    return seat


def get_sitting(request: HttpRequest, pk: int, asked: str = "why_not_read") -> tuple[Seat, Sitting]:
    """A day of a meeting with the user's seat, as `get_seat`."""
    sitting = Sitting.objects.select_related("meeting").filter(pk=pk).first()
    if sitting is None:
        raise Http404("この会議の日は、ありません。")
    seat = get_seat(request, sitting.meeting_id, asked)
    sitting.meeting = seat.meeting
    return seat, sitting


def refuse(request: HttpRequest, seat: Seat, refusal: str | None) -> None:
    """Raise PermissionDenied with a refusal, and record it; do nothing for None."""
    if refusal:
        record_look(request, Look.Action.REFUSED, seat.meeting.participant, seat.meeting.usual_name)
        raise PermissionDenied(refusal)


def record_meetings(request: HttpRequest, meetings: Iterable[SupportMeeting], where: str = "") -> None:
    """Write a look at the person of each meeting that a list shows, under what the law calls the meeting and `where` it stood."""
    shown = list(meetings)
    for name in USUAL_NAMES.values():
        if people := {one.participant.pk: one.participant for one in shown if one.usual_name == name}:
            record_people(request, people.values(), f"{name}{where}")
