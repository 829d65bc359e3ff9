"""アウトリーチ: the log of visits, letters and calls before there is consent, and the letter that is left behind."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.desk.access import caseworkers_only, get_participant, record_look
from cms.desk.writing.drafts import Writing, is_only_kept
from cms.forms.date_inputs import DayField
from cms.print.pdf import pdf_response
from directory.japanese.dates import COMING, PAST
from matching.casework.outreach import OutreachContact, line_of_time, record
from matching.oversight.audit_log import Look

WHAT = "アウトリーチの記録"


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """One contact, and when it goes on."""

    class Meta:
        model = OutreachContact
        fields = ("day", "how", "whom", "received", "left", "said", "next_on", "rest_until", "is_ready")
        field_classes = dict.fromkeys(("day", "next_on", "rest_until"), DayField)
        widgets = {
            "how": forms.RadioSelect,
            "whom": forms.RadioSelect,
            "received": forms.RadioSelect,
            "said": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "left": "例: 手紙、場所の紙、電話番号",
            "said": "あなたの ことばで。例: 3回目で、ドアを 開けてくれました。",
            "next_on": "次に連絡する日か、休みの終わりか、下のしるしの、どれか ひとつを 入れてください。",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["day"].without_year = PAST  # type: ignore[attr-defined]
        for name in ("next_on", "rest_until"):
            self.fields[name].without_year = COMING  # type: ignore[attr-defined]
        self.initial["day"] = self.initial.get("day") or timezone.localdate()
        for name in ("how", "received"):
            self.fields[name].choices = OutreachContact._meta.get_field(name).choices  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("まだ来ていない日です。")
        return day


@sensitive_post_parameters()
@caseworkers_only
def outreach(request: HttpRequest, code: str) -> HttpResponse:
    """All contacts as a line of time; posting adds one. Who is ready is handed over to the page of needs."""
    person = get_participant(request, code, what=WHAT, is_look=not is_only_kept(request))
    writing = Writing(request, "outreach", person, WHAT)
    if answer := writing.answered():
        return answer
    form = ContactForm(request.POST or None, instance=OutreachContact(participant=person))
    if request.method == "POST" and form.is_valid():
        if record(form.instance, request.user):
            record_look(request, Look.Action.CHANGED, person, WHAT)
        writing.done()
        if form.instance.is_ready:
            messages.success(request, "記録しました。つぎは、どんな場所がよいか 聞いてください。")
            return redirect("desk_needs", person.code)
        messages.success(request, "記録しました。その日に「今日すること」に出ます。")
        return redirect("desk_outreach", person.code)
    writing.fill(form)
    context = {"room": "people", "person": person, "form": form, "times": line_of_time(person), "writing": writing}
    return render(request, "desk/outreach.html", context)


@require_safe
@caseworkers_only
def outreach_letter(request: HttpRequest, code: str) -> HttpResponse:
    """A letter to leave behind: whom to call, and nothing of the person, since anybody may find it at the door."""
    person = get_participant(request, code, Look.Action.PRINTED, "置いてくる手紙")
    context = {"site": SiteSettings.load(request_or_site=request), "agency": person.agency, "worker": request.user}
    return pdf_response("print/outreach_letter.html", context | {"today": timezone.localdate()}, "tegami")
