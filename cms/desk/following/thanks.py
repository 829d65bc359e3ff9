"""Thanks to a host, to say, to print or to mail: a text that tells one person from another by nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.desk.access import caseworkers_only, record_look
from cms.desk.following.views import get_outcome, page_of
from cms.desk.introducing.views import addresses_of
from cms.mail.messages import send_host_thanks
from cms.print.pdf import pdf_response
from matching.casework.follow_ups import why_not_asked
from matching.casework.outcomes import Outcome
from matching.oversight.audit_log import Look

WHAT = "受け入れ先への お礼"


def thanks_of(outcome: Outcome) -> list[str]:
    """The lines of the text, for whoever goes there or went there."""
    told = (
        "コーディネーターが ご紹介した方を、あたたかく 迎えてくださいました。"
        if outcome.is_over
        else "コーディネーターが ご紹介した方は、いまも そちらへ 通っています。"
    )
    return [
        "いつも、ありがとうございます。",
        told,
        "みなさまのおかげです。",
        "困っていること、してほしいことが あれば、いつでも 聞かせてください。",
    ]


@caseworkers_only
def thanks(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The text, with ways to bring it; posting sends it to one of the addresses of the place."""
    outcome = get_outcome(request, code, pk)
    addresses = addresses_of(outcome.resource)
    if request.method == "POST":
        if (to := request.POST.get("to", "")) not in addresses:
            messages.error(request, "メールの あて先を えらんでください。")
        elif refusal := why_not_asked(outcome):
            messages.error(request, refusal)
        else:
            send_host_thanks(to, outcome, thanks_of(outcome))
            record_look(request, Look.Action.CHANGED, outcome.participant, WHAT)
            messages.success(request, "お礼のメールを 出します。")
            return page_of(outcome)
    context = {"room": "people", "person": outcome.participant, "outcome": outcome, "lines": thanks_of(outcome)}
    ways = {"addresses": addresses, "refusal": why_not_asked(outcome)}
    return render(request, "desk/host_thanks_text.html", context | ways)


@require_safe
@caseworkers_only
def thanks_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The same as a letter; the gate is that of the mail."""
    outcome = get_outcome(request, code, pk, Look.Action.PRINTED)
    if refusal := why_not_asked(outcome):
        messages.error(request, refusal)
        return page_of(outcome)
    context = {
        "place": outcome.place_name,
        "agency": outcome.participant.agency,
        "lines": thanks_of(outcome),
        "today": timezone.localdate(),
        "site": SiteSettings.load(request_or_site=request),
    }
    return pdf_response("print/host_thanks.html", context, "orei")
