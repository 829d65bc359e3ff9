"""A day of a meeting: the promise of secrecy on that day, its minutes with who does what next, and the minutes on paper."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cms.desk.access import caseworkers_only, record_look
from cms.desk.meetings.developing import tasks_of
from cms.desk.meetings.forms import MinutesForm
from cms.desk.meetings.guard import get_sitting, refuse
from cms.desk.writing.drafts import Writing, is_only_kept
from cms.permissions.staff import number_of
from cms.print.pdf import pdf_response
from matching.cases.drafts import OF_A_COMPARTMENT
from matching.cases.support_meetings import MeetingMember
from matching.casework.meetings.minutes import WrittenMeanwhile, newest, write
from matching.casework.meetings.seats import Seat
from matching.casework.meetings.sittings import MeetingStep, Minutes, Presence, Sitting, next_sitting, promise_today
from matching.oversight.audit_log import Look

MEANWHILE = "ほかの人が、先に 記録を書きました。上の記録を見て、自分の書いたものと 合わせてから、もう一度「記録する」を おしてください。まだ 記録していません。"


def _page_of(sitting: Sitting) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk_sitting", args=[sitting.pk]))


@sensitive_post_parameters()
@caseworkers_only
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """What a day is about and what it left; posting writes the minutes. Who has not promised for that day reads the promise alone."""
    writes = request.method == "POST"
    seat, one = get_sitting(request, pk, "why_not_write" if writes else "why_not_read")
    if refusal := seat.why_not_read_day(one):
        if writes:
            refuse(request, seat, refusal)
        return render(request, "desk/meetings/promise.html", {"room": "meetings", "meeting": seat.meeting, "day": one})
    meeting = seat.meeting
    writing = Writing(request, _form_name(one), meeting.participant, f"{meeting.usual_name}の記録")
    if answer := writing.answered():
        return answer
    members = _members(one)
    form = MinutesForm(request.POST or None, one, members)
    if writes and form.is_valid() and _written(request, one, form):
        record_look(request, Look.Action.CHANGED, meeting.participant, f"{meeting.usual_name}の記録")
        writing.done()
        messages.success(request, "記録しました。次にすることは、それぞれの人の「今日すること」に 出ます。")
        return _page_of(one)
    if not is_only_kept(request):
        record_look(request, Look.Action.SEEN, meeting.participant, meeting.usual_name)
    writing.fill(form)
    context = _context(seat, one, members) | {"form": form, "writing": writing, "tasks": tasks_of(one)}
    return render(request, "desk/meetings/sitting.html", context)


def _form_name(one: Sitting) -> str:
    """Of the drafts: a 支援会議's have a beginning of their own, by which 開示 leaves them out."""
    return f"{OF_A_COMPARTMENT if one.meeting.is_compartment else 'sitting-'}{one.pk}"


def _written(request: HttpRequest, one: Sitting, form: MinutesForm) -> bool:
    try:
        write(one, form.written, request.user)  # type: ignore[arg-type]
    except WrittenMeanwhile:
        last = newest(one)
        form.add_error(None, MEANWHILE)
        # What is sent the next time has seen what stands above.
        form.data = form.data.copy()
        form.data["seen"] = str(last.number if last else 0)
        return False
    return True


def _members(one: Sitting) -> list[MeetingMember]:
    """Those named now, and those who left and stand in the minutes."""
    there = Presence.objects.filter(sitting=one, attended=True).values("member")
    return list(MeetingMember.objects.filter(Q(left_on=None) | Q(pk__in=there), meeting=one.meeting_id))


def _context(seat: Seat, one: Sitting, named: list[MeetingMember]) -> dict[str, Any]:
    versions = list(Minutes.objects.filter(sitting=one).select_related("made_by").order_by("-number"))
    presences = {row.member_id: row for row in Presence.objects.filter(sitting=one)}
    members = [(member, presences.get(member.pk)) for member in named]
    return {
        "room": "meetings",
        "seat": seat,
        "meeting": seat.meeting,
        "sitting": one,
        "minutes": versions[0] if versions else None,
        "earlier": versions[1:],
        "members": members,
        "attended": [member for member, presence in members if presence and presence.attended],
        "steps": MeetingStep.objects.filter(sitting=one).select_related("member", "done_by"),
        "next": next_sitting(seat.meeting, one.held_on),
    }


@require_POST
@caseworkers_only
def sitting_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Promise secrecy for that day, or (`member`, by who opened the meeting) note that somebody has signed on paper."""
    seat, one = get_sitting(request, pk)
    member = seat.member
    if (key := number_of(request.POST.get("member", ""))) is not None:
        refuse(request, seat, seat.why_not_settle)
        member = MeetingMember.objects.filter(meeting=one.meeting_id, left_on=None, pk=key).first()
        if member is None:
            raise Http404("この人は、いません。")
    assert member
    promise_today(one, member)
    record_look(
        request, Look.Action.CHANGED, seat.meeting.participant, f"{seat.meeting.usual_name}の秘密を守ると たしかめた"
    )
    return _page_of(one)


@require_POST
@caseworkers_only
def step_done(request: HttpRequest, pk: int) -> HttpResponse:
    """「した」: by who does it, or, for somebody without an account, by whoever opened the meeting."""
    step = MeetingStep.objects.select_related("member").filter(pk=pk).first()
    if step is None:
        raise Http404("これは、もう ありません。")
    seat, one = get_sitting(request, step.sitting_id)
    if step.member_id != getattr(seat.member, "pk", None):
        refuse(request, seat, seat.why_not_settle)
    MeetingStep.objects.filter(pk=step.pk, done_at=None).update(done_at=timezone.now(), done_by=request.user)
    record_look(request, Look.Action.CHANGED, seat.meeting.participant, f"{seat.meeting.usual_name}の 次にすること")
    messages.success(request, "した、と記録しました。")
    return _page_of(one)


@require_safe
@caseworkers_only
def minutes_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes for members: by number, with who printed them, so that a copy that lies about leads back to somebody."""
    seat, one = get_sitting(request, pk)
    refuse(request, seat, seat.why_not_read_day(one))
    context = _context(seat, one, _members(one))
    if context["minutes"] is None:
        messages.error(request, "まだ 記録が ないので、紙に 出せません。")
        return _page_of(one)
    record_look(request, Look.Action.PRINTED, seat.meeting.participant, f"{seat.meeting.usual_name}の記録")
    return pdf_response(
        "print/minutes.html", context | {"today": timezone.localdate(), "worker": request.user}, "kaigi"
    )
