"""「情報がちがう」: the problem reports of residents, and the answers that their senders read."""

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin import messages

from cms.permissions.staff import listings_of, staff_only
from directory.associations.representatives import lead_of
from directory.changes.differences import label, value_in_words
from directory.changes.history import has_changed_since
from directory.changes.listing_fields import STATUS, current_values
from directory.models import Report, Resource, Verification
from directory.text_fields import SeveralLinesFormField

PER_PAGE = 50
About = Report.About
FIELDS = {
    About.TIMES: ("schedules", "hours_note"),
    About.PLACE: ("place",),
    About.CONTACT: ("contacts",),
    About.ENDED: (STATUS,),
}
"""The fields of which each kind of report speaks."""


NOTHING_CHANGED = (
    "「なおしました」ですが、知らせが来てから この場所の内容は 何も 変わっていません。まだなら、先に 上の「代わりに直す」で なおしてください。"
    "ほかのところを なおしたときは、このまま もう一度 おしてください。"
)


class AnswerForm(forms.Form):
    """The answer to a report."""

    outcome = forms.ChoiceField(
        label="どうなりましたか",
        choices=Report.Resolution.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "どうなったかを、1つ えらんでください。"},
    )
    answer = SeveralLinesFormField(
        label="送った人へのひとこと",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="送った人だけが読みます。例: 電話でたしかめて、13時に なおしました。",
    )
    checked = forms.BooleanField(
        label="きょう、電話でこの場所の情報をたしかめた",
        required=False,
        help_text="「たしかめた日」が きょうになります。",
    )
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Whether the question of `clean` was shown."""

    def __init__(self, *args, is_unchanged: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_unchanged = is_unchanged

    def clean(self):
        """Ask once whether it is mended, where nothing has changed since the report came: its sender would be told so."""
        facts = super().clean()
        if self.is_unchanged and facts.get("outcome") == Report.Resolution.MENDED and not facts["asked"]:
            self.data = self.data.copy()
            self.data["asked"] = "on"
            self.add_error("outcome", NOTHING_CHANGED)
        return facts


@staff_only
def index(request):
    """Reports that wait, then those answered, the newest first."""
    own = Report.objects.filter(resource__in=listings_of(request.user)).select_related("resource", "answered_by")
    answered = Paginator(own.exclude(outcome="").order_by("-answered_at", "-pk"), PER_PAGE)
    context = {
        "waiting": own.waiting(),
        "page": answered.get_page(request.GET.get("page")),
        "header_title": "情報がちがう",
    }
    return render(request, "admin_city/reports.html", context)


@staff_only
def answer(request, pk):
    """One report beside what the listing says now, and the form for the answer."""
    own = Report.objects.filter(resource__in=listings_of(request.user))
    report = own.select_related("resource__organization", "answered_by").filter(pk=pk).first()
    if report is None:
        raise Http404
    form = AnswerForm(request.POST or None, is_unchanged=not has_changed_since(report.resource, report.made_at))
    if not report.outcome and form.is_valid():
        if _close(report, form.cleaned_data, request.user):
            messages.success(request, f"「{report.resource}」: {report.get_outcome_display()}")
        else:
            messages.warning(request, "ほかの人が、先に返事をしました。あなたの返事は のこっていません。")
        return redirect("city_reports")
    context = {"report": report, "now": _present_facts(report), "form": form, "header_title": str(report.resource)}
    return render(request, "admin_city/report.html", context)


@transaction.atomic
def _close(report: Report, facts: dict, user) -> bool:
    closed = report.close(facts["outcome"], facts["answer"], user)
    if closed and facts["checked"]:
        _add_verification(report, user)
    return closed


def _present_facts(report: Report) -> list[tuple[str, str]]:
    """(Label of a field, its present value in words) for the fields that the report is about."""
    resource: Resource = report.resource
    if report.about == About.PEOPLE:
        lead = resource.organization and lead_of(resource.organization)
        return [("代表者", str(lead.user) if lead else "（まだ いません）")]
    values = current_values(resource, FIELDS.get(report.about, ()))
    return [(label(name), value_in_words(name, value)) for name, value in values.items()]


def _add_verification(report: Report, user) -> None:
    Verification.objects.create(
        resource=report.resource,
        day=timezone.localdate(),
        how=Verification.How.TELEPHONE,
        made_by=user,
        on_behalf=True,
    )
