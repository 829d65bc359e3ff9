"""支援会議（106条の6）: a compartment for named members. Nothing of it stands on any other page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cms.desk.access import caseworkers_only, record_look, record_people
from cms.desk.emergency.views import PersonForm
from cms.forms.date_inputs import date_field, not_to_come
from cms.permissions.staff import number_of
from directory.accounts.users import Agency, User
from directory.japanese.dates import PAST
from directory.text_fields import OneLineFormField, SeveralLinesFormField
from matching.cases.access import Access
from matching.cases.legal_basis import Basis, LegalBasis
from matching.cases.support_meetings import MeetingMember, MeetingRecord, SupportMeeting, acknowledge, convene, may_read
from matching.oversight.audit_log import Look

WHAT = "支援会議"
NOT_A_MEMBER = "この支援会議の人では ありません。"


class ConveneForm(PersonForm):
    """About whom, and why without their consent."""

    why = OneLineFormField(
        label="なぜ、同意なしに 話し合うのか",
        max_length=200,
        help_text="例: 電話にも訪問にも出ず、ようすが 心配されている",
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if not self.errors:
            basis = LegalBasis.of(self.person, timezone.localdate()).basis
            if basis == Basis.CONSENT:
                self.add_error("who", "この方は 同意しています。重層的支援会議で 話し合えます。")
            if SupportMeeting.objects.going_on().filter(participant=self.person).exists():
                self.add_error("who", "この方の支援会議は、もう 開いています。")
        return facts


class RecordForm(forms.Form):
    """What was said."""

    held_on = date_field("会議の日", without_year=PAST, validators=[not_to_come])
    text = SeveralLinesFormField(label="話したこと", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class NewMemberForm(forms.Form):
    """One more member: by the name they sign in with, or, without an account, by name with the promise on paper."""

    username = OneLineFormField(label="ログインの名前", max_length=150, required=False)
    name = OneLineFormField(label="アカウントのない人の名前", max_length=60, required=False)
    post = OneLineFormField(label="所属", max_length=100, required=False)
    promised = forms.BooleanField(label="秘密を守ると、紙に 署名した", required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        self.user = None
        if bool(facts.get("username")) is bool(facts.get("name")):
            raise forms.ValidationError("ログインの名前か、アカウントのない人の名前の、どちらかを 書いてください。")
        if facts.get("username"):
            self.user = User.objects.filter(username=facts["username"], is_active=True).first()
            if self.user is None or not Access(self.user).is_caseworker:
                self.add_error("username", "この名前で机を使う人は、いません。")
        elif not facts.get("promised"):
            self.add_error("promised", "署名をもらってから、加えてください。")
        return facts


@sensitive_post_parameters()
@caseworkers_only
def meetings(request: HttpRequest) -> HttpResponse:
    """The compartments in which the reader is named; a coordinator of the city opens one."""
    access: Access = request.permissions  # type: ignore[attr-defined]
    city = Agency.objects.filter(pk__in=access.coordinated, kind=Agency.Kind.CITY).first()
    form = ConveneForm(request.POST or None, access) if city else None
    if request.method == "POST" and (form is None or city is None):
        raise PermissionDenied("支援会議を開けるのは、市の窓口の コーディネーターだけです。")
    if form and city and form.is_valid():
        made = convene(form.person, city, form.cleaned_data["why"], request.user, timezone.localdate())  # type: ignore[arg-type]
        record_look(request, Look.Action.CHANGED, form.person, f"{WHAT}を 開いた")
        return _page_of(made)
    if request.method == "POST":
        record_look(request, Look.Action.SEARCHED, what=f"{WHAT}（さがした）")
    found = list(SupportMeeting.objects.naming(request.user))  # type: ignore[arg-type]
    record_people(request, [one.participant for one in found], WHAT)
    return render(request, "desk/meetings/list.html", {"room": "meetings", "meetings": found, "form": form})


def _page_of(meeting: SupportMeeting) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk_meeting", args=[meeting.pk]))


def _get_meeting(request: HttpRequest, pk: int, reading: bool = True) -> SupportMeeting:
    """A meeting in which the reader is named; (`reading`) and which they may read, after they have acknowledged.

    Raises Http404 for one that is not there, and PermissionDenied with the look recorded.
    """
    one = SupportMeeting.objects.select_related("participant", "agency").filter(pk=pk).first()
    if one is None:
        raise Http404("この支援会議は、ありません。")
    named = SupportMeeting.objects.naming(request.user).filter(pk=pk).exists()  # type: ignore[arg-type]
    if not named or (reading and not may_read(one, request.user)):  # type: ignore[arg-type]
        record_look(request, Look.Action.REFUSED, one.participant, WHAT)
        raise PermissionDenied(NOT_A_MEMBER if not named else "先に、秘密を守ることを たしかめてください。")
    return one


@sensitive_post_parameters("text")
@caseworkers_only
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The records of a meeting, and one more; who has not acknowledged reads what they promise, and nothing else."""
    one = _get_meeting(request, pk, reading=False)
    if not may_read(one, request.user):  # type: ignore[arg-type]
        return render(request, "desk/meetings/promise.html", {"room": "meetings", "meeting": one})
    form = RecordForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if form.is_valid() and one.ended_on is None:
        MeetingRecord.objects.create(meeting=one, recorded_by=request.user, **form.cleaned_data)
        record_look(request, Look.Action.CHANGED, one.participant, WHAT)
        messages.success(request, "記録しました。この会議の人だけが 読めます。")
        return _page_of(one)
    record_look(request, Look.Action.SEEN, one.participant, WHAT)
    return _render(request, one, {"form": form})


def _render(request: HttpRequest, one: SupportMeeting, more: dict[str, Any]) -> HttpResponse:
    members = MeetingMember.objects.filter(meeting=one, left_on=None).select_related("user")
    context = {
        "room": "meetings",
        "meeting": one,
        "records": MeetingRecord.objects.filter(meeting=one).select_related("recorded_by"),
        "members": members,
        "form": RecordForm(initial={"held_on": timezone.localdate()}),
        "member_form": NewMemberForm(),
    }
    return render(request, "desk/meetings/meeting.html", context | more)


@require_POST
@caseworkers_only
def meeting_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one keeps secret what one learns."""
    one = _get_meeting(request, pk, reading=False)
    acknowledge(one, request.user)  # type: ignore[arg-type]
    record_look(request, Look.Action.CHANGED, one.participant, f"{WHAT}の秘密を守ると たしかめた")
    return _page_of(one)


@sensitive_post_parameters()
@require_POST
@caseworkers_only
def meeting_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody, or (`left`, their key) take them out; from then on they read nothing."""
    one = _get_meeting(request, pk)
    record_look(request, Look.Action.CHANGED, one.participant, f"{WHAT}の人")
    left, mine = number_of(request.POST.get("left", "")), MeetingMember.objects.filter(meeting=one, left_on=None)
    if left is not None:
        mine.filter(pk=left).update(left_on=timezone.localdate())
        return _page_of(one)
    form = NewMemberForm(request.POST)
    if form.is_valid() and form.user and mine.filter(user=form.user).exists():
        form.add_error("username", "この人は、もう この会議の人です。")
    if not form.is_valid():
        return _render(request, one, {"member_form": form})
    facts = form.cleaned_data
    MeetingMember.objects.create(
        meeting=one,
        user=form.user,
        name=facts["name"] or str(form.user)[:60],
        post=facts["post"],
        acknowledged_at=None if form.user else timezone.now(),
    )
    messages.success(request, "会議の人に 加えました。")
    return _page_of(one)


@require_POST
@caseworkers_only
@transaction.atomic
def meeting_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a meeting: its members still read what was said, nobody writes, and the case stands on the agency alone again."""
    one = _get_meeting(request, pk)
    SupportMeeting.objects.filter(pk=one.pk, ended_on=None).update(ended_on=max(timezone.localdate(), one.begun_on))
    record_look(request, Look.Action.CHANGED, one.participant, f"{WHAT}を おわりにした")
    messages.success(request, "支援会議を おわりにしました。")
    return _page_of(one)
