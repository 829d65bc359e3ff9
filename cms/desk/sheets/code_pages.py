"""Behind the codes of a つなぐシート, without an account: what became of it, for its sender; and the answer of a desk without a login.

Neither page has a word about the person: whoever finds a paper in the street learns a number and a day.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.desk.introducing.host_page import dead_page
from cms.desk.sheets.forms import ELSEWHERE, PaperAnswerForm
from directory.accounts.links import Link
from matching.casework.referrals import passing
from matching.casework.referrals.sheets import Agreed, Kind, ReferralSheet

USED = "この番号は、もう 使われました。1回だけ使える番号です。"
SHOWN = (Kind.SENT, Kind.PASSED, Kind.TAKEN, Kind.TOGETHER, Kind.ADVICE)


def outcome(request: HttpRequest, link: Link) -> HttpResponse:
    """What became of it. With the person's consent where it went and what the desks let the sender know; else whether somebody answered."""
    sheet = ReferralSheet.objects.select_related("agency").filter(link=link).first()
    agreed = sheet is not None and sheet.agreed == Agreed.YES
    steps = sheet.steps.filter(kind__in=SHOWN).select_related("agency") if sheet and agreed else []
    return render(request, "desk/sheets/outcome.html", {"sheet": sheet, "agreed": agreed, "steps": steps})


def answer_page(request: HttpRequest, link: Link) -> HttpResponse:
    """The answer of a desk that got it on paper; it works once."""
    sheet = ReferralSheet.objects.select_related("agency").filter(handed_link=link, participant=None).first()
    if sheet is None:
        return dead_page(request, "このシートは、もう 返事が いりません。")
    form = PaperAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if not _is_taken(sheet, link, form.cleaned_data["reply"], form.cleaned_data["said"]):
                return dead_page(request, USED)
            return render(request, "desk/sheets/answered.html", {"sheet": sheet})
        except passing.Refused as refusal:
            form.add_error("said", str(refusal))
    return render(
        request, "desk/sheets/answer.html", {"sheet": sheet, "form": form}, status=422 if form.errors else 200
    )


@transaction.atomic
def _is_taken(sheet: ReferralSheet, link: Link, reply: str, said: str) -> bool:
    """Record an answer; False where the link was used meanwhile. What is refused uses nothing up."""
    if not link.use():
        return False
    if reply == ELSEWHERE:
        passing.returned(sheet, said)
    else:
        passing.answer(sheet, reply, said, None)
    return True
