"""「情報がちがう」: anybody reports what is wrong, without an account, and sees later what became of it.

Bots are kept out without a foreign service: `cms.forms.stamped`, and a rate limit for each sender (`directory.accounts.rate_limits`).
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.forms.stamped import StampedForm
from cms.public.place_page import public_survivor
from cms.sign_in.client_address import client_address
from directory.accounts.links import Link
from directory.catalogue.resources import Resource
from directory.text_fields import SeveralLinesFormField
from directory.upkeep.problem_reports import Report, receive_report

TO_KEEP = "ひかえの番号 %(code)s（電話番号では ありません）　書きとめておくと、どうなったかを あとで見られます。"
"""After the sending: its number is grouped as telephone numbers are, and who reports a wrong number would take it for the right one."""
USED = (
    "これは、もう 受けとりました。ありがとうございます。ほかにも つたえることが あるときだけ、"
    "ひと息おいて、もう一度「市に つたえる」を おしてください。"
)


class ReportForm(StampedForm):
    """What is wrong with a place."""

    BUTTON = "市に つたえる"
    USED = USED

    about = forms.ChoiceField(
        label="どこが ちがいますか",
        choices=Report.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "どこが ちがうかを、1つ えらんでください。"},
    )
    said = SeveralLinesFormField(
        label="知っていることを 書いてください",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="書かなくても かまいません。例: 第2火曜ではなく、第3火曜になりました。",
        error_messages={"max_length": "1000文字までで 書いてください。"},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, key: int) -> HttpResponse:
    """The form that reports what is wrong with a place; leads on to the private page of the report."""
    resource = Resource.objects.public().filter(pk=key).first() or public_survivor(key)
    form = ReportForm(request.POST if request.method == "POST" else None, subject=str(resource.pk))
    if form.is_valid():
        try:
            with transaction.atomic():
                facts, machine = form.cleaned_data, client_address(request)
                secret = receive_report(resource, facts["about"], facts["said"], machine)[1] if form.use() else None
        except ValidationError as too_many:
            secret = None
            form.add_error(None, too_many)
        if secret:
            messages.success(request, _(TO_KEEP) % {"code": secret.printed_code})
            return redirect("link", secret.token)
    status = 200 if not form.errors else 422
    return render(request, "public/report.html", {"resource": resource, "form": form}, status=status)


def outcome(request: HttpRequest, link: Link) -> HttpResponse:
    """What became of a report, for its sender: behind a private link and a printed code."""
    with override(request.reader_language):  # type: ignore[attr-defined]
        return render(request, "public/report_outcome.html", {"report": link.report})
