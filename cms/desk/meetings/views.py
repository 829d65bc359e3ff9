"""Meetings about a person: 重層的支援会議 with their consent, 支援会議 (106条の6) without. Nothing of the latter stands on any other page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cms.desk.access import caseworkers_only, record_look, record_people
from cms.desk.meetings.forms import NewMemberForm, OpenForm, RecordForm, SittingForm
from cms.desk.meetings.guard import get_seat, record_meetings
from cms.permissions.staff import number_of
from directory.accounts.users import Agency
from matching.cases.access import Access
from matching.cases.participants import Participant
from matching.cases.support_meetings import MeetingMember, MeetingRecord, SupportMeeting, acknowledge, convene, post_of
from matching.casework.meetings.agenda import to_discuss
from matching.casework.meetings.seats import Seat, openers_left, seated, succeed
from matching.casework.meetings.sittings import Sitting, arrange
from matching.oversight.audit_log import Look

ONLY_COORDINATORS = "会議を開けるのは、コーディネーターだけです。"
THE_LAST = "会議を開いた支援機関の コーディネーターが いなくなるので、外せません。先に、ほかの人を 加えてください。"


@sensitive_post_parameters()
@caseworkers_only
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings in which the reader is named, and whom to speak of next; a coordinator opens one, of the city also without consent."""
    access: Access = request.permissions  # type: ignore[attr-defined]
    city = Agency.objects.filter(pk__in=access.coordinated, kind=Agency.Kind.CITY).first()
    form = None
    if access.is_coordinator:
        form = OpenForm(request.POST or None, access, city, {"who": request.GET.get("who", "")[:20]})
    if request.method == "POST":
        if form is None:
            raise PermissionDenied(ONLY_COORDINATORS)
        if form.is_valid():
            return _opened(request, form)
        record_look(request, Look.Action.SEARCHED, what="支援会議（さがした）")
    found = list(seated(request.user, timezone.localdate()))  # type: ignore[arg-type]
    record_meetings(request, found)
    due = to_discuss(access.participants(), timezone.localdate()) if form else []
    record_people(request, [person for person, _ in due], "話し合うとよい方")
    context = {"room": "meetings", "meetings": found, "form": form, "due": due, "going_on": _of(found)}
    return render(request, "desk/meetings/list.html", context)


def _of(found: list[SupportMeeting]) -> dict[int, SupportMeeting]:
    """Key of a person -> their 重層的支援会議 that goes on."""
    return {one.participant_id: one for one in found if not one.is_compartment and one.ended_on is None}


def _opened(request: HttpRequest, form: OpenForm) -> HttpResponse:
    day, why = timezone.localdate(), form.cleaned_data["why"]
    made = convene(form.person, form.agency, why, request.user, day, form.law, form.name)  # type: ignore[arg-type]
    succeed(made, request.user)  # type: ignore[arg-type]
    record_look(request, Look.Action.CHANGED, form.person, f"{made.usual_name}を 開いた")
    return page_of(made)


def page_of(meeting: SupportMeeting) -> HttpResponseRedirect:
    """The page of a meeting."""
    return HttpResponseRedirect(reverse("desk_meeting", args=[meeting.pk]))


@sensitive_post_parameters("text")
@caseworkers_only
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The days of a meeting and its members, and a word for the others; who has not promised reads what they promise, and nothing else."""
    seat = get_seat(request, pk, "why_not_in")
    one = seat.meeting
    if seat.why_not_read:
        return render(request, "desk/meetings/promise.html", {"room": "meetings", "meeting": one})
    form = RecordForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if form.is_valid() and one.ended_on is None:
        if not _is_said(one, form):
            MeetingRecord.objects.create(meeting=one, recorded_by=request.user, **form.cleaned_data)
            record_look(request, Look.Action.CHANGED, one.participant, one.usual_name)
        messages.success(request, "記録しました。この会議の人だけが 読めます。")
        return page_of(one)
    record_look(request, Look.Action.SEEN, one.participant, one.usual_name)
    return _render(request, seat, {"form": form})


def _is_said(one: SupportMeeting, form: RecordForm) -> bool:
    """Whether the last word is this one, of a button pressed twice."""
    last = MeetingRecord.objects.filter(meeting=one).order_by("-pk").first()
    return last is not None and (last.held_on, last.text) == (form.cleaned_data["held_on"], form.cleaned_data["text"])


def _render(request: HttpRequest, seat: Seat, more: dict[str, Any]) -> HttpResponse:
    one = seat.meeting
    context = {
        "room": "meetings",
        "seat": seat,
        "meeting": one,
        # The name for who has promised; a list says the number alone.
        "named": Participant.objects.select_related("identity").get(pk=one.participant_id).named,
        "sittings": Sitting.objects.filter(meeting=one).prefetch_related("minutes"),
        "records": MeetingRecord.objects.filter(meeting=one).select_related("recorded_by"),
        "members": MeetingMember.objects.filter(meeting=one, left_on=None).select_related("user"),
        "form": RecordForm(initial={"held_on": timezone.localdate()}),
        "member_form": NewMemberForm(),
        # It asks what is due in the case, which nobody else is shown.
        "sitting_form": None if seat.why_not_settle else SittingForm(None, one),
        "today": timezone.localdate(),
    }
    return render(request, "desk/meetings/meeting.html", context | more)


@require_POST
@caseworkers_only
def meeting_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one keeps secret what one learns."""
    one = get_seat(request, pk, "why_not_in").meeting
    acknowledge(one, request.user)  # type: ignore[arg-type]
    record_look(request, Look.Action.CHANGED, one.participant, f"{one.usual_name}の秘密を守ると たしかめた")
    return page_of(one)


@sensitive_post_parameters()
@require_POST
@caseworkers_only
def meeting_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody, or (`left`, their key) take them out; from then on they read nothing."""
    seat = get_seat(request, pk, "why_not_settle")
    one = seat.meeting
    record_look(request, Look.Action.CHANGED, one.participant, f"{one.usual_name}の人")
    mine = MeetingMember.objects.filter(meeting=one, left_on=None)
    if (left := number_of(request.POST.get("left", ""))) is not None:
        member = mine.filter(pk=left).first()
        if member and not openers_left(one, member):
            messages.error(request, THE_LAST)
        elif member:
            mine.filter(pk=left).update(left_on=timezone.localdate())
            messages.success(request, f"{member.name}さんを 外しました。もう 読めません。")
        return page_of(one)
    form = NewMemberForm(request.POST)
    if form.is_valid() and form.user and mine.filter(user=form.user).exists():
        form.add_error("username", "この人は、もう この会議の人です。")
    if not form.is_valid():
        return _render(request, seat, {"member_form": form})
    _name(one, form)
    messages.success(request, "会議の人に 加えました。")
    return page_of(one)


def _name(one: SupportMeeting, form: NewMemberForm) -> None:
    """Add a member; somebody without an account once, of a button pressed twice."""
    facts = form.cleaned_data
    post = facts["post"] or (post_of(form.user) if form.user else "")
    named = {"name": facts["name"] or str(form.user)[:60], "post": post}
    with transaction.atomic():
        one.participant.lock()
        mine = MeetingMember.objects.filter(meeting=one, left_on=None, user=form.user)
        if any((two.name, two.post) == (named["name"], named["post"]) for two in mine):
            return
        promised = None if form.user else timezone.now()
        MeetingMember.objects.create(meeting=one, user=form.user, acknowledged_at=promised, **named)


@sensitive_post_parameters()
@require_POST
@caseworkers_only
def meeting_sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on which day it sits, and what about."""
    seat = get_seat(request, pk, "why_not_settle")
    form = SittingForm(request.POST, seat.meeting)
    record_look(request, Look.Action.CHANGED, seat.meeting.participant, f"{seat.meeting.usual_name}の日")
    if not form.is_valid():
        return _render(request, seat, {"sitting_form": form})
    made = arrange(form.instance, request.user)  # type: ignore[arg-type]
    if made == form.instance:
        messages.success(request, "会議の日を きめました。会議の人の「今日すること」に、前の日から 出ます。")
    else:
        messages.info(request, "この日は、もう きまっています。")
    return HttpResponseRedirect(reverse("desk_sitting", args=[made.pk]))


@require_POST
@caseworkers_only
def meeting_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a meeting: its members still read what was said, nobody writes, and the case stands on the agency alone again."""
    one = get_seat(request, pk, "why_not_settle").meeting
    SupportMeeting.objects.filter(pk=one.pk, ended_on=None).update(ended_on=max(timezone.localdate(), one.begun_on))
    record_look(request, Look.Action.CHANGED, one.participant, f"{one.usual_name}を おわりにした")
    messages.success(request, "この会議を おわりにしました。")
    return page_of(one)
