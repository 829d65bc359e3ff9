"""つなぐシート at the desk: the list, a new one, and one with its path. Every look is recorded under the sheet's number."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from cms.desk.access import caseworkers_only, choose_agency, record_look
from cms.desk.sheets.forms import AgreedForm, AnswerForm, CaseForm, JoinForm, PassForm, SheetForm
from cms.desk.writing.drafts import Writing
from matching.cases.access import Access
from matching.casework.referrals.destinations import without_login
from matching.casework.referrals.passing import Refused, send
from matching.casework.referrals.reading import may_answer, may_record_agreed, reads_words, sheets_for
from matching.casework.referrals.rising import Lateness, keep_being_passed
from matching.casework.referrals.sheets import ReferralSheet
from matching.oversight.audit_log import Look
from matching.proposals.weight_rows import number_rows_on

WHAT = "つなぐシート"
NOT_OURS = "このシートは、ほかの支援機関のものです。"
OTHER_CODE_ENDED = "もう一度 おされたので、前に出た番号は 使えなくなりました。"
PER_PAGE = 30
KINDS = {"": "返事を待っている", "late": "待たせている", "answered": "返事をした"}


def lateness() -> Lateness:
    """From when on a sheet is late today."""
    day = timezone.localdate()
    return Lateness.on(day, number_rows_on(day, "sheet.days").values)


def get_sheet(
    request: HttpRequest, pk: int, action: str = Look.Action.SEEN, *, answering: bool = False
) -> ReferralSheet:
    """A sheet in which the user's agency has a part, or (`answering`) which it owns; the look is recorded, and a refusal too.

    Raises Http404 for one that is not there, and PermissionDenied.
    """
    access: Access = request.permissions  # type: ignore[attr-defined]
    rows = ReferralSheet.objects.select_related(
        "agency", "sender_agency", "desk", "town", "in_charge", "made_by", "participant", "link"
    )
    sheet = rows.filter(pk=pk).first()
    if sheet is None:
        raise Http404("このシートは、ありません。")
    may = may_answer(access, sheet) if answering else sheets_for(access, lateness()).filter(pk=pk).exists()
    if not may:
        record_look(request, Look.Action.REFUSED, what=f"{WHAT} {sheet.number}")
        raise PermissionDenied(NOT_OURS)
    record_look(request, action, sheet.participant, f"{WHAT} {sheet.number}")
    return sheet


@require_safe
@caseworkers_only
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets in which the user's agencies have a part: `?kind=` waiting, late, or answered. No word about a person stands here."""
    access: Access = request.permissions  # type: ignore[attr-defined]
    late, kind = lateness(), request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    mine = sheets_for(access, late)
    rows = {"": mine.waiting(), "late": mine.filter(late.for_both_sides), "answered": mine.exclude(reply="")}[
        kind
    ].for_lists()
    order = ("-replied_at", "-pk") if kind == "answered" else ("waits_since", "pk")
    page = Paginator(rows.order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "room": "sheets",
        "kind": kind,
        "kinds": KINDS.items(),
        "page": page,
        "rows": [(one, late.level(one)) for one in page],
        "asked": without_login(page),
        "days": late.days,
        "coming": keep_being_passed(mine, timezone.localdate()) if access.is_coordinator else [],
    }
    record_look(request, Look.Action.SEEN, what=f"{WHAT}（一覧）")
    return render(request, "desk/sheets/list.html", context)


@sensitive_post_parameters()
@caseworkers_only
def new_sheet(request: HttpRequest) -> HttpResponse:
    """A worry as it is heard on the telephone, comes on paper, or is passed on from this desk."""
    access: Access = request.permissions  # type: ignore[attr-defined]
    agency, agencies = choose_agency(request, access.agencies)
    writing = Writing(request, "new_sheet", None, WHAT)
    if answer := writing.answered():
        return answer
    form = SheetForm(request.POST if request.method == "POST" else None, agency)
    writing.fill(form)
    if form.is_valid() and (sent := _sent(request, form)):
        writing.done()
        return HttpResponseRedirect(reverse("desk_sheet", args=[sent.pk]))
    if form.proposed:
        form.fields["to"].choices = form.to_choices()
    context = {"room": "sheets", "form": form, "agency": agency, "agencies": agencies, "writing": writing}
    return render(request, "desk/sheets/new.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest, form: SheetForm) -> ReferralSheet | None:
    """The sheet, with its code said; None where it is refused, and the form says why."""
    began = timezone.now()
    try:
        made, secret = send(form.told, form.to, request.user, form.link)  # type: ignore[arg-type]
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return None
    record_look(request, Look.Action.CHANGED, what=f"{WHAT} {made.number}（つないだ）")
    messages.success(request, f"{made.number} を「{form.to.name}」に つなぎました。")
    if secret:
        said = f"つないだ人に 伝える番号: {secret.printed_code}　この番号で、どうなったかを 見られます。ここだけに 出ます。"
        messages.info(request, said + (OTHER_CODE_ENDED if made.made_at < began else ""))
    return made


@require_safe
@caseworkers_only
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: its path for all who have a part in it, its words as far as the reader may read them."""
    return page_of_sheet(request, get_sheet(request, pk))


def page_of_sheet(request: HttpRequest, one: ReferralSheet, **forms: Any) -> HttpResponse:
    """The page, with forms that were sent and are not right."""
    access: Access = request.permissions  # type: ignore[attr-defined]
    reads, late = reads_words(access, one), lateness()
    context = {
        "room": "sheets",
        "sheet": one,
        "reads_words": reads,
        "may_answer": may_answer(access, one) and not one.participant_id,
        "is_asked": bool(without_login([one])),
        "may_record_agreed": may_record_agreed(access, one),
        "level": late.level(one),
        "days": late.days,
        "steps": one.steps.select_related("by", "agency", "to_agency"),
        "answer_form": AnswerForm(),
        "pass_form": PassForm(None, one),
        "agreed_form": AgreedForm(initial={"agreed": one.agreed}),
        "case_form": CaseForm(initial={"name": one.who if reads else ""}),
        "join_form": JoinForm(None, one, access),
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "desk/sheets/sheet.html", context, status=422 if wrong else 200)
