"""What is done with a つなぐシート by the agency that owns it: the four answers, consent, paper, and the case that it becomes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cms.content.site_settings import SiteSettings
from cms.desk.access import caseworkers_only, choose_agency, record_look
from cms.desk.sheets.forms import AgreedForm, AnswerForm, CaseForm, JoinForm, PassForm
from cms.desk.sheets.views import WHAT, get_sheet, page_of_sheet
from cms.mail.messages import code_url
from cms.print.pdf import pdf_response
from directory.accounts.links import Purpose, create_link
from matching.cases.access import Access
from matching.casework.referrals import passing
from matching.casework.referrals.destinations import destination_of
from matching.casework.referrals.reading import may_record_agreed, reads_words
from matching.casework.referrals.sheets import Agreed, ReferralSheet, Sender
from matching.oversight.audit_log import Look

WORDS_ARE_CLOSED = (
    "ご本人の同意が まだないので、ことばは はじめに受けた窓口だけが 読めます。先に、同意を 聞いて 記録してください。"
)
CASE_IS_CLOSED = "支援が はじまったので、同意は 担当の人が 記録します。"


def _back(sheet: ReferralSheet) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk_sheet", args=[sheet.pk]))


def _refused(form: Form, refusal: passing.Refused) -> None:
    form.add_error(None, str(refusal))


def _answered(sheet: ReferralSheet) -> str:
    """That it is answered, and how much of it whoever sent it sees behind the number."""
    if not sheet.link_id:
        return "返事をしました。"
    if sheet.agreed != Agreed.YES:
        return "返事をしました。ご本人の同意が ないので、つないだ人には、返事があったことだけが 見えます。"
    return "返事をしました。つないだ人は、番号で 見られます。"


@sensitive_post_parameters("told")
@require_POST
@caseworkers_only
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """受けた, いっしょに, 助言."""
    sheet, form = get_sheet(request, pk, Look.Action.CHANGED, answering=True), AnswerForm(request.POST)
    if form.is_valid():
        try:
            passing.answer(sheet, form.cleaned_data["reply"], form.cleaned_data["told"], request.user)  # type: ignore[arg-type]
            messages.success(request, _answered(sheet))
            return _back(sheet)
        except passing.Refused as refusal:
            _refused(form, refusal)
    return page_of_sheet(request, sheet, answer_form=form)


@sensitive_post_parameters("why", "told")
@require_POST
@caseworkers_only
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """ほかへ."""
    sheet = get_sheet(request, pk, Look.Action.CHANGED, answering=True)
    form = PassForm(request.POST, sheet)
    if form.is_valid():
        facts, to = form.cleaned_data, destination_of(form.cleaned_data["to"], sheet.agency)
        try:
            passing.pass_on(sheet, to, facts["why"], facts["told"], request.user)  # type: ignore[arg-type]
            messages.success(request, f"「{to.name}」に つなぎました。返事が来るまで、ここで 見られます。")
            return _back(sheet)
        except passing.Refused as refusal:
            _refused(form, refusal)
    return page_of_sheet(request, sheet, pass_form=form)


@require_POST
@caseworkers_only
def agreed(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person said to its being passed on."""
    sheet, form = get_sheet(request, pk, Look.Action.CHANGED, answering=True), AgreedForm(request.POST)
    if not may_record_agreed(request.permissions, sheet):  # type: ignore[attr-defined]
        raise PermissionDenied(CASE_IS_CLOSED)
    if form.is_valid():
        passing.record_agreed(sheet, form.cleaned_data["agreed"], request.user)  # type: ignore[arg-type]
        messages.success(request, "同意を 記録しました。")
        return _back(sheet)
    return page_of_sheet(request, sheet, agreed_form=form)


@sensitive_post_parameters()
@require_POST
@caseworkers_only
def begin_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The worry becomes a case of this agency, with the reader in charge."""
    sheet, form = get_sheet(request, pk, Look.Action.CHANGED, answering=True), CaseForm(request.POST)
    if not reads_words(request.permissions, sheet):  # type: ignore[attr-defined]
        raise PermissionDenied(WORDS_ARE_CLOSED)
    if form.is_valid():
        try:
            person = passing.begin_case(sheet, form.cleaned_data["name"], request.user)  # type: ignore[arg-type]
            messages.success(request, f"{person.code} として 支援を はじめました。")
            return redirect("desk_participant", person.code)
        except passing.Refused as refusal:
            _refused(form, refusal)
    return page_of_sheet(request, sheet, case_form=form)


@sensitive_post_parameters()
@require_POST
@caseworkers_only
def join_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The worry is about somebody whom this agency supports already."""
    access: Access = request.permissions  # type: ignore[attr-defined]
    sheet = get_sheet(request, pk, Look.Action.CHANGED, answering=True)
    form = JoinForm(request.POST, sheet, access)
    if not reads_words(access, sheet):
        raise PermissionDenied(WORDS_ARE_CLOSED)
    if form.is_valid():
        try:
            passing.join_case(sheet, form.person, request.user)  # type: ignore[arg-type]
            record_look(request, Look.Action.CHANGED, form.person, f"{WHAT} {sheet.number}")
            messages.success(request, f"{form.person.code} の方の 支援に 入れました。")
            return redirect("desk_participant", form.person.code)
        except passing.Refused as refusal:
            _refused(form, refusal)
    return page_of_sheet(request, sheet, join_form=form)


@require_POST
@caseworkers_only
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for a desk without a login, folded so that only its name shows, with a code to answer by.

    Words about the person stand on it only where they agreed; else it asks the desk to call.
    """
    sheet = get_sheet(request, pk, Look.Action.PRINTED, answering=True)
    try:
        secret = passing.hand_over_on_paper(sheet, request.user)  # type: ignore[arg-type]
    except passing.Refused as refusal:
        messages.error(request, str(refusal))
        return _back(sheet)
    context = {
        "sheet": sheet,
        "with_words": sheet.agreed == "yes" and reads_words(request.permissions, sheet),  # type: ignore[attr-defined]
        "code": secret.printed_code,
        "until": secret.link.expires_at,
        "code_url": code_url(),
        "today": timezone.localdate(),
        "site": SiteSettings.load(request_or_site=request),
    }
    return pdf_response("print/referral.html", context, "tsunagu-sheet")


@require_POST
@caseworkers_only
def blank(request: HttpRequest) -> HttpResponse:
    """A sheet to be filled in by hand, with the code by which its sender sees later what became of it."""
    access: Access = request.permissions  # type: ignore[attr-defined]
    agency, _ = choose_agency(request, access.agencies)
    secret = create_link(Purpose.REFERRAL)
    record_look(request, Look.Action.PRINTED, what=f"{WHAT}（何も書いていない紙）")
    context = {
        "agency": agency,
        "code": secret.printed_code,
        "code_url": code_url(),
        "senders": [one.label for one in Sender],
        "site": SiteSettings.load(request_or_site=request),
    }
    return pdf_response("print/referral_blank.html", context, "tsunagu-sheet-kami")
