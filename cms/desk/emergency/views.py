"""緊急の閲覧: a case of somebody else's opened for some hours with a reason, the page of the 管理者 about it, and shared cases."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cms.desk.access import caseworkers_only, coordinators_only, managers_only, record_look, record_people
from cms.desk.consent.forms import NAMES_SOMEBODY
from cms.mail.messages import tell_head_of_emergency
from directory.accounts.users import Agency
from directory.text_fields import OneLineFormField
from matching.cases.access import Access
from matching.cases.emergencies import EmergencyAccess, EmergencyReview, heads_of, open_emergency
from matching.cases.finding import digits_in, find_people
from matching.cases.identities import says_who
from matching.cases.participants import Participant
from matching.oversight.audit_log import Look
from matching.proposals.weight_rows import weights_on

WHAT = "緊急の閲覧"
ON_A_PAGE = 50
"""Emergencies."""
NOBODY = "この番号・名前・電話の方は、この市の支援機関には いません。名前は 全部 書いてください。"
OF_ONES_OWN = "あなたが 管理者をしている機関の方は、緊急でも 見られません。"
TOLD = "管理者に 伝えました。"
NO_HEAD = "この方の機関には 管理者が いません。上司に、口で伝えてください。見たことは、記録に残ります。"
SEVERAL = "同じ名前か電話の方が、何人もいます。番号を 書いてください。"
LEAST_DIGITS = 9
"""Of a whole telephone number."""


class PersonForm(forms.Form):
    """Somebody of the city, found by what is known of them in full, so that nobody leafs through others' people."""

    who = OneLineFormField(
        label="番号か、名前か、電話番号", max_length=60, help_text="名前は 姓と名を、電話は 全部の数字を。"
    )

    def __init__(self, data: Any, access: Access):
        super().__init__(data)
        self.access = access

    def clean_who(self) -> str:
        text: str = self.cleaned_data["who"]
        cities = Agency.objects.filter(pk__in=self.access.agencies).values("municipality")
        people = Participant.objects.known().filter(agency__municipality__in=cities)
        people = people.exclude(agency__in=self.access.managed)
        found = [one for one in find_people(people.select_related("agency"), text) if _is_meant(one, text)]
        if len(found) != 1:
            raise forms.ValidationError(SEVERAL if found else f"{NOBODY}{OF_ONES_OWN if self.access.managed else ''}")
        self.person = found[0]
        return text


class EmergencyForm(PersonForm):
    """Who, and why now."""

    why = OneLineFormField(
        label="なぜ いま 見るのか",
        max_length=200,
        help_text="管理者が読みます。名前は 書かないでください。例: 救急隊から、薬のことを 聞かれている",
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if not self.errors and says_who(self.person, facts["why"]):
            self.add_error("why", NAMES_SOMEBODY)
        return facts


def _is_meant(person: Participant, text: str) -> bool:
    """Whether a text is the whole number, name, reading or telephone of a person."""
    joined = "".join(text.split())
    names = {"".join(name.split()) for name in (person.named, person.reading)} - {""}
    digits = digits_in(text)
    telephone = digits_in(person.identity.telephone) if person.named else ""
    is_telephone = len(digits) >= LEAST_DIGITS and digits == telephone
    return joined.casefold() == person.code.casefold() or joined in names or is_telephone


@sensitive_post_parameters()
@caseworkers_only
def emergency(request: HttpRequest) -> HttpResponse:
    """Say why, and read the case for some hours; the 管理者 of its agency is told in the same moment."""
    access: Access = request.permissions  # type: ignore[attr-defined]
    form = EmergencyForm(request.POST or None, access)
    hours = weights_on(timezone.localdate())["emergency.hours"]
    if request.method == "POST":
        if form.is_valid():
            return _opened(request, form, hours)
        record_look(request, Look.Action.SEARCHED, what=f"{WHAT}（さがした）")
    return render(request, "desk/emergency/new.html", {"room": "people", "form": form, "hours": f"{hours:g}"})


@transaction.atomic
def _opened(request: HttpRequest, form: EmergencyForm, hours: float) -> HttpResponse:
    person = form.person
    if request.permissions.why_not(person):  # type: ignore[attr-defined]
        open_emergency(person, request.user, form.cleaned_data["why"], hours)  # type: ignore[arg-type]
        record_look(request, Look.Action.SEARCHED, person, f"{WHAT}を はじめた")
        heads = list(heads_of(person))
        for head in heads:
            if head.email:
                tell_head_of_emergency(head.email, person.agency)
        messages.warning(request, f"{hours:g}時間だけ 見られます。{TOLD if heads else NO_HEAD}")
    return redirect("desk_participant", person.code)


@require_safe
@managers_only
def emergencies(request: HttpRequest) -> HttpResponse:
    """For the 管理者: who opened whose case in an emergency, why, and until when. They see numbers of people, and no case."""
    found = EmergencyAccess.objects.of_agencies(request.permissions.managed)  # type: ignore[attr-defined]
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    record_people(request, {one.participant_id: one.participant for one in page}.values(), WHAT)
    context = {"room": "emergencies", "page": page, "now": timezone.now()}
    return render(request, "desk/emergency/list.html", context)


@require_POST
@managers_only
def emergency_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The 管理者 has taken note of it."""
    one = EmergencyAccess.objects.select_related("participant").filter(pk=pk).first()
    if one is None:
        raise Http404("この閲覧は、ありません。")
    if one.participant.agency_id not in request.permissions.managed:  # type: ignore[attr-defined]
        raise PermissionDenied("この方は、ほかの支援機関の方です。")
    EmergencyReview.objects.get_or_create(emergency=one, defaults={"seen_by": request.user})
    return redirect("desk_emergencies")


@require_safe
@coordinators_only
def shared(request: HttpRequest) -> HttpResponse:
    """People of other agencies who agreed that the reader's agency sees their case."""
    people = request.permissions.shared().with_names().select_related("agency").order_by("code")  # type: ignore[attr-defined]
    page = Paginator(people, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    record_people(request, shown, "ほかの支援機関の方（同意による）")
    return render(request, "desk/emergency/shared.html", {"room": "people", "people": shown, "page": page})
