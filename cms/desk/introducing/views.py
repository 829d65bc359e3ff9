"""The desk's pages of an introduction: where it stands, asking the host, the answer, the first visit, and its end."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cms.desk.access import caseworkers_only, get_participant, get_place, record_look
from cms.desk.consent.forms import AgreedForm
from cms.desk.introducing.forms import AnswerForm, AskForm, EndForm, TrialForm, VisitForm
from cms.mail.messages import send_host_request
from directory.accounts.mail_addresses import is_address, same_address
from directory.associations.representatives import lead_of
from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.upkeep.bounces import BouncedAddress
from matching.cases.consents import Agreed, agreed_until, digest_of, record_consent
from matching.cases.legal_basis import Kind, LegalBasis, Recipient, why_not_told
from matching.casework.due.changes import place_news
from matching.casework.host_requests import (
    CONSEQUENCES,
    Answer,
    Closed,
    answer,
    ask,
    host_records,
    why_not_asked,
)
from matching.casework.host_rests import lift_rest
from matching.casework.introductions import Introduction, NotAllowed, Stage, begin, move
from matching.casework.kept_apart import why_not_begun
from matching.oversight.audit_log import Look
from matching.proposals.weight_rows import weights_on

WHAT = "紹介"


def get_introduction(request: HttpRequest, code: str, pk: int, action: str = Look.Action.SEEN) -> Introduction:
    """The introduction of a person whom this user may see. Raises as `get_participant`, and Http404 for one of somebody else."""
    person = get_participant(request, code, action, WHAT)
    found = Introduction.objects.select_related("resource__organization", "outcome").filter(participant=person, pk=pk)
    introduction = found.first()
    if introduction is None:
        raise Http404("この紹介は、ありません。")
    introduction.participant = person
    return introduction


def _page_of(introduction: Introduction) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk_introduction", args=[introduction.participant.code, introduction.pk]))


@require_POST
@caseworkers_only
def begin_introduction(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Begin to introduce a person to a place, or go on where somebody began."""
    person, place = get_participant(request, code, Look.Action.CHANGED, WHAT), get_place(request, key)
    if refusal := why_not_begun(person, place):
        messages.error(request, refusal)
        return HttpResponseRedirect(reverse("desk_limits", args=[code]))
    return _page_of(begin(person, place, request.user, timezone.localdate()))


@require_safe
@caseworkers_only
def introduction(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Where an introduction stands, and the next step."""
    return _render(request, get_introduction(request, code, pk))


def _render(request: HttpRequest, one: Introduction, forms: dict[str, Any] | None = None) -> HttpResponse:
    asked = list(one.requests.select_related("asked_by", "answered_by"))  # type: ignore[attr-defined]
    basis = LegalBasis.of(one.participant, timezone.localdate())
    context = {
        "room": "people",
        "person": one.participant,
        "introduction": one,
        "place_news": place_news(one, timezone.localdate()),
        "asked": asked,
        "newest": asked[0] if asked else None,
        "consent": basis.consent_for(one.resource_id),
        "not_told": why_not_told(basis, Recipient(Kind.HOST, one.resource_id)),
        "consequences": CONSEQUENCES,
        "trial": TrialForm(None, one) if Stage.TRIAL in one.next_stages else None,
        "end": EndForm(None, one),
    }
    return render(request, "desk/introduction.html", context | (forms or {}))


@sensitive_post_parameters("text")
@caseworkers_only
def ask_host(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask the host: write what it is told, see it letter by letter, and only then send it."""
    one = get_introduction(request, code, pk)
    today, key = timezone.localdate(), one.resource_id
    known = LegalBasis.of(one.participant, today).text_for(key)
    record = host_records([key], today, weights_on(today)).get(key) if key else None
    form = AskForm(request.POST or None, one, addresses_of(one.resource), known, bool(record and record.refuses))
    context: dict[str, Any] = {"room": "people", "person": one.participant, "introduction": one, "form": form}
    context["record"] = record
    if not form.is_valid() or "again" in request.POST:
        return render(request, "desk/introduction_ask.html", context)
    facts, digest = form.cleaned_data, digest_of(form.cleaned_data["text"])
    was_seen = request.POST.get("seen") == digest
    context |= {"digest": digest, "can_again": facts.get("can_again")}
    agreed = AgreedForm(request.POST if was_seen else None) if why_not_asked(one, digest) else None
    if not was_seen or (agreed and not agreed.is_valid()):
        return render(
            request, "desk/introduction_confirm.html", context | {"agreed": agreed, "to": facts.get("to", "")}
        )
    if facts.get("can_again") and one.resource:
        lift_rest(one.resource, today, request.user)
    try:
        with transaction.atomic():
            if agreed:
                _agreed_to(one, facts["text"], agreed.cleaned_data["agreed"], request.user)
            made, secret = ask(one, facts["text"], facts["how"], request.user)
    except Closed as closed:
        messages.error(request, str(closed))
        return _page_of(one)
    record_look(request, Look.Action.CHANGED, one.participant, "受け入れ先への おたずね")
    if secret:
        send_host_request(facts["to"], made, secret)
    messages.success(
        request, "メールを 出します。" if secret else "たずねたことを 記録しました。返事を聞いたら、入れてください。"
    )
    return _page_of(one)


def _agreed_to(one: Introduction, text: str, how: str, by: Any) -> None:
    """Record that the person agreed today that this place is told this text."""
    day = timezone.localdate()
    hosts = [one.resource] if one.resource else []
    record_consent(one.participant, Agreed(how, day, agreed_until(day), text, hosts), by)


def addresses_of(resource: Resource | None) -> list[str]:
    """Mail addresses of a place: of its 代表者, and of its contacts; without those from which mail came back."""
    if resource is None:
        return []
    lead = lead_of(resource.organization) if resource.organization else None
    known = [lead.user.email] if lead else []
    known += resource.contacts.filter(kind=Contact.Kind.EMAIL).values_list("value", flat=True)
    found = {same_address(one): one for one in reversed(known) if is_address(one.strip())}
    bounced = BouncedAddress.objects.unreachable().filter(address__in=found).values_list("address", flat=True)
    return [address for key, address in reversed(found.items()) if key not in set(bounced)]


@sensitive_post_parameters("said")
@caseworkers_only
def enter_answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Enter what a host said by telephone, or in person."""
    one = get_introduction(request, code, pk)
    newest = one.requests.first()  # type: ignore[attr-defined]
    if newest is None or newest.answered_at:
        return _page_of(one)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            answer(newest, form.reply, request.user)
        except Closed as closed:
            messages.error(request, str(closed))
            return _page_of(one)
        record_look(request, Look.Action.CHANGED, one.participant, "受け入れ先の返事")
        messages.success(request, "返事を 記録しました。")
        return _page_of(one)
    context = {"room": "people", "person": one.participant, "introduction": one, "form": form, "newest": newest}
    return render(request, "desk/introduction_answer.html", context)


@require_POST
@caseworkers_only
def settle_question(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The host's question was answered, by telephone for example."""
    one = get_introduction(request, code, pk, Look.Action.CHANGED)
    one.requests.filter(answer=Answer.QUESTION, settled_at=None).update(  # type: ignore[attr-defined]
        settled_at=timezone.now()
    )
    messages.success(request, "聞かれたことに 答えた、と記録しました。")
    return _page_of(one)


@sensitive_post_parameters()
@caseworkers_only
def first_visit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Agree on the first visit, or change it."""
    one = get_introduction(request, code, pk)
    if not one.is_open:
        return _page_of(one)
    if refusal := why_not_asked(one):
        messages.error(request, f"{refusal} 先に、この方の同意を 記録してください。")
        return HttpResponseRedirect(f"{reverse('desk_consent', args=[code])}?place={one.resource_id or ''}")
    form = VisitForm(request.POST or None, instance=one)
    if form.is_valid():
        if not _agreed(one, form):
            messages.error(request, "この紹介は、もう 先へ すすんでいます。")
            return _page_of(one)
        record_look(request, Look.Action.CHANGED, one.participant, "はじめて行く日")
        messages.success(request, "はじめて行く日を 記録しました。")
        return _page_of(one)
    context = {"room": "people", "person": one.participant, "introduction": one, "form": form}
    return render(request, "desk/introduction_visit.html", context)


@transaction.atomic
def _agreed(one: Introduction, form: VisitForm) -> bool:
    """Store the first visit; False where the introduction was ended or led to taking part in the meantime."""
    now = Introduction.objects.select_for_update().get(pk=one.pk)
    if not now.is_open:
        return False
    form.instance.save(update_fields=list(VisitForm.Meta.fields))
    if now.stage == Stage.ASKED:
        move(one, Stage.VISIT, timezone.localdate())
    return True


@require_POST
@caseworkers_only
def move_on(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Move to 体験, or break off before anybody came regularly."""
    one = get_introduction(request, code, pk, Look.Action.CHANGED)
    to = Stage.TRIAL if request.POST.get("to") == Stage.TRIAL else Stage.BROKEN_OFF
    name, form = ("trial", TrialForm(request.POST, one)) if to == Stage.TRIAL else ("end", EndForm(request.POST, one))
    if not form.is_valid():
        return _render(request, one, {name: form, "form": form})
    try:
        move(one, to, form.cleaned_data["day"], form.cleaned_data.get("because", ""))
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"「{to.label}」にしました。")
    return _page_of(one)
