"""The page behind a link in a reminder or on a 確認票: still right, something is wrong, or it has ended. No account needed.

Opening it changes nothing, because mail scanners open links; a button does.
"""

import datetime as dt
from collections.abc import Callable

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cms.forms.lenient_fields import NumberField
from directory.accounts.links import Link, Purpose
from directory.associations import attendance
from directory.associations.attendance import MAX_PEOPLE, Attendance, recent_months, was_open_in
from directory.changes.approval_rules import ends_wait
from directory.text_fields import OneLineFormField, SeveralLinesFormField
from directory.upkeep import link_replies
from directory.upkeep.problem_reports import Report

HAS_OWN_CHOICE = (Report.About.PEOPLE, Report.About.ENDED)
GONE = 410
"""HTTP status of a link that was and is no more."""


class KeepForm(forms.Form):
    """このまま: and, if they like, how many people came in one month.

    The month travels with the form, so that a page opened before the turn of the month and sent after it counts for the
    month that it asked for.
    """

    month = forms.CharField(required=False, widget=forms.HiddenInput)
    people = NumberField(
        min_value=0,
        max_value=MAX_PEOPLE,
        required=False,
        help_text="分からなければ、空のままで かまいません。例: 42",
        error_messages={"invalid": "数字で 書いてください。例: 42"},
    )

    def __init__(self, *args, resource, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked_month = self._asked_month()
        self.initial["month"] = self.asked_month
        if not was_open_in(resource, self.asked_month):
            # Nobody can have come: the question would only puzzle.
            del self.fields["people"]
            return
        self.fields["people"].label = f"{self.asked_month.month}月に 来た人の数（のべ）"

    def _asked_month(self) -> dt.date:
        """First day of the month on the posted page, or of last month."""
        today = timezone.localdate()
        sent = next((month for month in recent_months(today) if f"{month}" == self.data.get("month")), None)
        return sent or last_month(today)

    def clean(self):
        return super().clean() | {"month": self.asked_month}


class WrongForm(forms.Form):
    """なおす: what is wrong and what would be right."""

    about = forms.ChoiceField(
        label="どこが ちがいますか",
        choices=[
            (Report.About.PEOPLE, "代表者が 替わった"),
            *(a for a in Report.About.choices if a[0] not in HAS_OWN_CHOICE),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "どこが ちがうかを、1つ えらんでください。"},
    )
    said = SeveralLinesFormField(
        label="正しい内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例: 10時からではなく、13時からです。／ 新しい代表者は 鈴木 花子です。",
        error_messages={"required": "正しい内容を、ひとことで 書いてください。例: 10時からではなく、13時からです。"},
    )


class EndedForm(forms.Form):
    """やめた: the place has ended."""

    why = OneLineFormField(label="ひとこと（書かなくても かまいません）", max_length=200, required=False)


FORMS = {"keep": KeepForm, "wrong": WrongForm, "ended": EndedForm}


def _forms(chosen: str, sent, resource) -> dict[str, forms.Form]:
    """The three answers, the chosen one with what was sent."""
    own = {"keep": {"resource": resource}}
    return {
        name: form(sent if name == chosen else None, auto_id=f"{name}_%s", **own.get(name, {}))
        for name, form in FORMS.items()
    }


def reminder_page(request: HttpRequest, link: Link) -> HttpResponse:
    """The page of a valid link, opened by its token or its printed code; a valid POST records the answer."""
    chosen = request.POST.get("answer", "") if request.method == "POST" else ""
    campaign = getattr(getattr(link, "reminder", None), "campaign", None)
    forms_shown = _forms(chosen, request.POST, link.resource)
    if chosen in forms_shown and forms_shown[chosen].is_valid():
        try:
            outcome = ANSWERS[chosen](link, forms_shown[chosen].cleaned_data)
        except link_replies.DeadLink as dead:
            return render(request, "listings/dead.html", {"why": str(dead)}, status=GONE)
        return render(request, "listings/asked_done.html", {"resource": link.resource, "said": outcome, "link": link})
    today = timezone.localdate()
    context = {
        "resource": link.resource,
        "waits": ends_wait(link.resource),
        "forms": forms_shown,
        "chosen": chosen,
        "campaign": campaign,
        "dates": link.resource.next_dates(today, 3),
    }
    return render(request, "listings/asked.html", context)


def last_month(day: dt.date) -> dt.date:
    """The first day of the month before the month of a day."""
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


@transaction.atomic
def _keep(link: Link, facts: dict) -> str:
    link_replies.confirm_by_link(link)
    if facts.get("people") is not None:
        how = Attendance.How.SHEET if link.purpose == Purpose.SHEET else Attendance.How.PORTAL
        attendance.record_attendance(link.resource, facts["month"], facts["people"], how, link.user)
    return "keep"


def _wrong(link: Link, facts: dict) -> str:
    link_replies.report_by_link(link, facts["about"], facts["said"])
    return "wrong"


def _ended(link: Link, facts: dict) -> str:
    changes = link_replies.end_by_link(link, facts["why"])
    return "waits" if any(change.state == change.State.WAITING for change in changes) else "ended"


ANSWERS: dict[str, Callable[[Link, dict], str]] = {"keep": _keep, "wrong": _wrong, "ended": _ended}
"""What each answer does with the link; gives the part of the thank-you page to show."""
