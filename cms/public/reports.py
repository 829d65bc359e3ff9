"""「情報がちがう」: anybody reports what is wrong, without an account, and sees later what became of it.

Bots are kept out without a foreign service: a field that people do not see, a least time to fill in the form (its start
is signed and good for one report, so that it can be neither invented nor used again), and a rate limit for each sender
(`directory.accounts.rate_limits`).
"""

import datetime as dt

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.public.place_page import public_survivor
from cms.sign_in.client_address import client_address
from directory.accounts.links import Link
from directory.accounts.stamps import use_stamp
from directory.catalogue.resources import Resource
from directory.text_fields import SeveralLinesFormField
from directory.upkeep.problem_reports import Report, receive_report

QUICKEST = dt.timedelta(seconds=2)
"""No person reads the question and answers in less."""
LONGEST = dt.timedelta(hours=12)
"""How long an open form can be sent."""
KEY_SALT = "cms.public.reports"
"""Part of the signing key. It only looks like a module: changed, no form that is open in a browser can be sent."""
STAMP = signing.TimestampSigner(salt=KEY_SALT)
USED = (
    "これは、もう 受けとりました。ありがとうございます。ほかにも つたえることが あるときだけ、"
    "ひと息おいて、もう一度「市に つたえる」を おしてください。"
)


class ReportForm(forms.Form):
    """What is wrong. `website` is a trap: people do not see it, machines fill it in."""

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
    website = forms.CharField(required=False)

    def __init__(self, data=None, *, key: int):
        super().__init__(data)
        self.key, self.is_used = key, False

    @cached_property
    def stamp(self) -> str:
        """The time when the form was first shown, signed for this place; it stays the same while errors are corrected."""
        began = self.data.get("began", "")
        if self._shown_within(began, LONGEST) and not self.is_used:
            return began
        return STAMP.sign(f"{self.key}.{get_random_string(8)}")

    def _shown_within(self, began: str, time: dt.timedelta) -> bool:
        try:
            return STAMP.unsign(began, max_age=time).partition(".")[0] == str(self.key)
        except signing.BadSignature:
            return False

    def use(self) -> bool:
        """Use the stamp of a valid form up; False, with a word to the sender, where it was used before."""
        self.is_used = not use_stamp(self.data["began"])
        if self.is_used:
            self.add_error(None, USED)
        return not self.is_used

    def clean(self):
        if self.errors:
            return self.cleaned_data
        began = self.data.get("began", "")
        too_quick = self._shown_within(began, QUICKEST)
        if self.cleaned_data.get("website") or too_quick or not self._shown_within(began, LONGEST):
            raise ValidationError("送れませんでした。ひと息おいて、もう一度「市に つたえる」を おしてください。")
        return self.cleaned_data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, key: int) -> HttpResponse:
    """The form that reports what is wrong with a place; leads on to the private page of the report."""
    resource = Resource.objects.public().filter(pk=key).first() or public_survivor(key)
    form = ReportForm(request.POST if request.method == "POST" else None, key=resource.pk)
    if form.is_valid():
        try:
            with transaction.atomic():
                facts, machine = form.cleaned_data, client_address(request)
                secret = receive_report(resource, facts["about"], facts["said"], machine)[1] if form.use() else None
        except ValidationError as too_many:
            secret = None
            form.add_error(None, too_many)
        if secret:
            said = f"番号 {secret.printed_code}　書きとめておくと、どうなったかを あとで見られます。"
            messages.success(request, said)
            return redirect("link", secret.token)
    status = 200 if not form.errors else 422
    return render(request, "public/report.html", {"resource": resource, "form": form}, status=status)


def outcome(request: HttpRequest, link: Link) -> HttpResponse:
    """What became of a report, for its sender: behind a private link and a printed code."""
    return render(request, "public/report_outcome.html", {"report": link.report})
