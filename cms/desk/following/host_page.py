"""The page behind a host's link: the question about somebody who may come, or how it goes with somebody who comes.

Opening it changes nothing; the button does, once. Of the person it says the month of the start and nothing else.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.desk.following.forms import HostForm
from cms.desk.introducing import host_page as introduction
from directory.accounts.links import Link
from matching.casework.follow_ups import Again, FollowUp, record_host, why_not_asked
from matching.casework.host_requests import Closed, How
from matching.casework.host_rests import CONSEQUENCE

THANKS = "ありがとうございます。書いてくださったことは、コーディネーターが読みます。"


def host_page(request: HttpRequest, link: Link) -> HttpResponse:
    """The page of a valid link; a valid POST records the answer."""
    asked = FollowUp.objects.of_link(link)
    if asked is None:
        return introduction.host_page(request, link)
    if asked.done_at or not asked.outcome.participant.is_supported or why_not_asked(asked.outcome):
        return introduction.dead_page(request, introduction.NO_QUESTION)
    form = HostForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            record_host(asked.outcome, asked.step, form.says, How.LINK)
        except Closed as closed:
            return introduction.dead_page(request, str(closed))
        said = CONSEQUENCE if form.says.again == Again.NO else THANKS
        return render(request, "desk/host_thanks.html", {"said": said})
    context = {
        "form": form,
        "started_on": asked.outcome.started_on,
        "place": link.resource,
        "agency": asked.outcome.participant.agency,
        "until": link.expires_at,
    }
    return render(request, "desk/host_follow_up.html", context)
