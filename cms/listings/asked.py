"""The page behind a link in a reminder or on a sheet: still right, something is wrong, it has ended. No account needed.

Opening it changes nothing, because mail scanners open links; a button does.
"""

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from directory import attendance, replies
from directory.attendance import MOST_PEOPLE, Attendance
from directory.links import Link, Purpose
from directory.reports import Report

GONE = 410
"""HTTP status of a link that was and is no more."""


class KeepForm(forms.Form):
    """このまま: and, if they like, how many came last month."""

    people = forms.IntegerField(
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
        help_text="分からなければ、空のままで かまいません。例: 42",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "数字で 書いてください。例: 42"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].label = f"{last_month(timezone.localdate()).month}月に 来た人の数（のべ）"


class WrongForm(forms.Form):
    """なおす."""

    about = forms.ChoiceField(
        label="どこが ちがいますか",
        choices=Report.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "どこが ちがうかを、1つ えらんでください。"},
    )
    said = forms.CharField(
        label="正しい内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例: 10時からではなく、13時からです。",
        error_messages={"required": "正しい内容を、ひとことで 書いてください。例: 10時からではなく、13時からです。"},
    )


class EndedForm(forms.Form):
    """やめた."""

    why = forms.CharField(label="ひとこと（書かなくても かまいません）", max_length=200, required=False)


FORMS = {"keep": KeepForm, "wrong": WrongForm, "ended": EndedForm}


def asked(request: HttpRequest, link: Link) -> HttpResponse:
    """The page of a living link that somebody holds, by its token or by the code beside it."""
    chosen = request.POST.get("answer", "") if request.method == "POST" else ""
    campaign = getattr(getattr(link, "reminder", None), "campaign", None)
    shown = {name: form(request.POST if name == chosen else None, auto_id=f"{name}_%s") for name, form in FORMS.items()}
    if chosen in shown and shown[chosen].is_valid():
        try:
            said = ANSWERS[chosen](link, shown[chosen].cleaned_data)
        except replies.Dead as dead:
            return render(request, "listings/dead.html", {"why": str(dead)}, status=GONE)
        return render(request, "listings/asked_done.html", {"resource": link.resource, "said": said, "link": link})
    context = {
        "resource": link.resource,
        "forms": shown,
        "chosen": chosen,
        "campaign": campaign,
        "dates": link.resource.next_dates(timezone.localdate(), 3),
    }
    return render(request, "listings/asked.html", context)


def last_month(day: dt.date) -> dt.date:
    """The first day of the month before a day's."""
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def _keep(link: Link, facts: dict) -> str:
    replies.confirm(link)
    if facts["people"] is not None:
        how = Attendance.How.SHEET if link.purpose == Purpose.SHEET else Attendance.How.PORTAL
        attendance.tell(link.resource, last_month(timezone.localdate()), facts["people"], how, link.user)
    return "keep"


def _wrong(link: Link, facts: dict) -> str:
    replies.say_wrong(link, facts["about"], facts["said"])
    return "wrong"


def _ended(link: Link, facts: dict) -> str:
    changes = replies.say_ended(link, facts["why"])
    return "waits" if any(change.state == change.State.WAITING for change in changes) else "ended"


ANSWERS = {"keep": _keep, "wrong": _wrong, "ended": _ended}
