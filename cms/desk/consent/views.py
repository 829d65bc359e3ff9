"""同意: on what a case stands, what a person agreed to, the paper to sign, taking it back, and the papers that are out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cms.content.site_settings import SiteSettings
from cms.desk.access import caseworkers_only, get_participant, record_look
from cms.desk.consent.forms import ConsentForm, PaperForm
from cms.permissions.staff import number_of
from cms.print.pdf import pdf_response
from directory.accounts.users import Agency
from matching.cases.consents import Agreed, Consent, PaperCopy, digest_of, mark_of, papers_out, record_consent
from matching.cases.legal_basis import LegalBasis
from matching.cases.participants import Participant
from matching.casework.withdrawal import withdraw
from matching.oversight.audit_log import Look
from matching.proposals.ranked_lists import matching_for

WHAT = "同意"
PROPOSED = 5
"""Places of the list that the form names beside those of introductions."""


@sensitive_post_parameters()
@caseworkers_only
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """What a person agreed to, and the form for more; `?place=` is the place from whose introduction somebody comes.

    With 「紙を出す」 it is printed to be signed, and nothing is stored.
    """
    person = get_participant(request, code, what=WHAT)
    place = number_of(request.GET.get("place", ""))
    form = ConsentForm(request.POST or None, person, _places(person), _agencies(person), place)
    if not form.is_valid():
        return _render(request, person, {"form": form})
    if "paper" in request.POST:
        return _paper(request, person, form.agreed)
    record_consent(person, form.agreed, request.user)
    record_look(request, Look.Action.CHANGED, person, WHAT)
    messages.success(request, "同意を 記録しました。")
    return _page_of(person)


def _places(person: Participant) -> list[int]:
    """Keys of the places that a consent may name: of open introductions, and the first of the list."""
    begun = person.introductions.still_open().exclude(resource=None)  # type: ignore[attr-defined]
    best = matching_for(person, timezone.localdate()).scored_places(0, PROPOSED)
    return [*begun.values_list("resource", flat=True), *(one.key for one in best)]


def _agencies(person: Participant) -> list[Agency]:
    return list(Agency.objects.filter(municipality=person.agency.municipality_id))


def _render(request: HttpRequest, person: Participant, more: dict[str, Any]) -> HttpResponse:
    day = timezone.localdate()
    context = {
        "room": "people",
        "person": person,
        "day": day,
        "basis": LegalBasis.of(person, day),
        "consents": Consent.objects.filter(participant=person).whole(),
        "papers": papers_out(person),
        "paper_form": PaperForm(),
    }
    return render(request, "desk/consent/consent.html", context | {"form": None} | more)


def _page_of(person: Participant) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk_consent", args=[person.code]))


def _paper(request: HttpRequest, person: Participant, agreed: Agreed) -> HttpResponse:
    """The page to sign: large, easy, with the text letter by letter and its mark."""
    record_look(request, Look.Action.PRINTED, person, "同意の紙")
    context = {
        "person": person,
        "agreed": agreed,
        "mark": mark_of(digest_of(agreed.text)),
        "today": timezone.localdate(),
        "site": SiteSettings.load(request_or_site=request),
    }
    return pdf_response("print/consent.html", context, "doui")


@require_safe
@caseworkers_only
def consent_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The page of a consent that is recorded, as it was signed."""
    person = get_participant(request, code, what=WHAT)
    kept = Consent.objects.whole().filter(participant=person, pk=pk).first()
    if kept is None:
        raise Http404("この同意は、ありません。")
    agreed = Agreed(
        how=kept.how,
        given_on=kept.given_on,
        expires_on=kept.expires_on,
        text=kept.text,
        hosts=[one.resource or one for one in kept.hosts.all()],
        agencies=[one.agency for one in kept.agencies.all()],
        allows_matching=kept.allows_matching,
        allows_meeting=kept.allows_meeting,
    )
    return _paper(request, person, agreed)


@require_POST
@caseworkers_only
def withdraw_consent(request: HttpRequest, code: str) -> HttpResponse:
    """Take back one consent (its key in `consent`), or `all`. What stopped, and the papers that are out, stand on the page that follows."""
    person = get_participant(request, code, Look.Action.CHANGED, "同意の とりけし")
    asked = request.POST.get("consent", "")
    mine = Consent.objects.filter(participant=person)
    chosen = mine if asked == "all" else mine.filter(pk=number_of(asked))
    stopped = withdraw(person, chosen, timezone.localdate(), request.user)
    return _render(request, person, {"stopped": stopped, "papers": stopped.papers})


@sensitive_post_parameters()
@require_POST
@caseworkers_only
def paper_given(request: HttpRequest, code: str) -> HttpResponse:
    """Note that somebody outside has got a paper about a person."""
    person = get_participant(request, code, what=WHAT)
    form = PaperForm(request.POST, instance=PaperCopy(participant=person, recorded_by=request.user))
    if not form.is_valid():
        return _render(request, person, {"paper_form": form})
    form.save()
    record_look(request, Look.Action.CHANGED, person, "わたした紙")
    messages.success(request, "わたした紙を 記録しました。")
    return _page_of(person)


@require_POST
@caseworkers_only
def paper_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A paper came back, or was destroyed where it was."""
    person = get_participant(request, code, Look.Action.CHANGED, "わたした紙")
    day = timezone.localdate()
    PaperCopy.objects.filter(participant=person, pk=pk, returned_on=None).update(returned_on=day)
    messages.success(request, "紙が もどった、と記録しました。")
    return _page_of(person)
