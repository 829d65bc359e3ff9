"""The page behind a host's link: what the coordinator lets it know, and its answer. No account is needed.

Opening it changes nothing; the button does, once. It shows the text that was agreed, and of the person nothing else.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.desk.introducing.forms import AnswerForm
from directory.accounts.links import Link
from matching.casework.host_requests import CONSEQUENCES, Answer, Closed, HostRequest, Reason, answer, why_not_asked

NO_QUESTION = "このおたずねは、もう ありません。"


def host_page(request: HttpRequest, link: Link) -> HttpResponse:
    """The page of a valid link; a valid POST records the answer."""
    asked = HostRequest.objects.of_link(link)
    if (
        asked is None
        or asked.answered_at
        or not asked.introduction.is_open
        or not asked.introduction.participant.is_supported
        or why_not_asked(asked.introduction, asked.digest)
    ):
        return dead_page(request, NO_QUESTION)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer(asked, form.reply)
        except Closed as closed:
            return dead_page(request, str(closed))
        return render(request, "desk/host_thanks.html", {"said": _said(form.cleaned_data)})
    context = {
        "form": form,
        "text": asked.text,
        "place": link.resource,
        "agency": asked.introduction.participant.agency,
        "until": link.expires_at,
    }
    return render(request, "desk/host.html", context)


def dead_page(request: HttpRequest, why: str) -> HttpResponse:
    """The page (410) of a link that cannot be answered any more, for somebody without an account: says why, and whom to call."""
    return render(request, "listings/dead.html", {"why": why, "of_guest": True}, status=410)


def _said(facts: dict[str, str]) -> str:
    """What happens now, in words."""
    if facts["answer"] == Answer.YES:
        return "ありがとうございます。行く日のことで、コーディネーターから 連絡します。"
    if facts["answer"] == Answer.QUESTION:
        return "ありがとうございます。コーディネーターから お答えします。"
    return f"お返事を ありがとうございます。{CONSEQUENCES[Reason(facts['reason'])]}"
