"""世帯: who belongs together, what is agreed between them, and places for two of them. It opens nobody's sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cms.desk.access import caseworkers_only, get_participant, record_people
from cms.permissions.staff import number_of
from directory.japanese.widths import narrow
from directory.text_fields import OneLineFormField
from matching.cases.access import Access
from matching.cases.finding import find_people
from matching.cases.households import Household, HouseholdMember, HouseholdRule, StillAgreed, take_out
from matching.cases.participants import Participant
from matching.oversight.audit_log import Look, record_looks
from matching.proposals.pairs import pairs_for

WHAT = "世帯"
STILL_AGREED = "この方には、まだ「きまり」が あります。はずすと 守れなくなるので、先に きまりを やめてください。"
SHOWN = 10
"""Pairs of places, and people of one name."""


class MemberForm(forms.Form):
    """One more person of a household, whom the reader may see; of the first one only what they are to the others."""

    own_relation = OneLineFormField(label="この方は", max_length=40, help_text="例: 母")
    who = OneLineFormField(
        label="いっしょの方", max_length=60, help_text="ふりがな・電話・番号の どれかで。例: みほん けん、M-0032"
    )
    relation = OneLineFormField(label="その方は", max_length=40, help_text="例: 息子")

    def __init__(self, data: Any, person: Participant, access: Access):
        super().__init__(data)
        self.person, self.access, self.found = person, access, list[Participant]()
        if HouseholdMember.objects.there().filter(participant=person).exists():
            del self.fields["own_relation"]

    def clean_who(self) -> str:
        who: str = self.cleaned_data["who"]
        mine = self.access.participants().filter(agency=self.person.agency_id).exclude(pk=self.person.pk)
        found = find_people(mine, who)
        self.found = [one for one in found if one.code.casefold() == narrow(who).casefold()] or found[:SHOWN]
        if not self.found:
            raise forms.ValidationError("その方は、自分が見られる方の中には いません。")
        if len(self.found) > 1:
            whom = "、".join(f"{person.code} {person.named}" for person in self.found)
            raise forms.ValidationError(f"その方は、何人か います。番号で 書いてください（{whom}）。")
        if HouseholdMember.objects.there().filter(participant=self.found[0]).exists():
            raise forms.ValidationError("この方は、もう 世帯に入っています。")
        return who

    @property
    def other(self) -> Participant:
        """The one person who was meant, of a valid form."""
        return self.found[0]


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """What holds between two people."""

    class Meta:
        model = HouseholdRule
        fields = ("kind", "first", "second", "why")
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, data: Any, household: Household, people: list[Participant], members: list[HouseholdMember]):
        super().__init__(data, instance=HouseholdRule(household=household, made_on=timezone.localdate()))
        self.fields["kind"].choices = HouseholdRule.Kind.choices
        relations = {one.participant_id: one.relation for one in members}
        names = {one.pk: f"{relations[one.pk]}　{one.code} {one.named}" for one in people}
        for name in ("first", "second"):
            self.fields[name].queryset = Participant.objects.filter(pk__in=[one.pk for one in people])
            self.fields[name].empty_label = "えらんでください"
            # Who takes the mother for the son lets each learn what was to be kept from them.
            self.fields[name].label_from_instance = lambda one: names[one.pk]
        self.fields["second"].help_text = "「知らせない」のときは、前の方のことを この方に知らせません。"

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("first") and facts.get("first") == facts.get("second"):
            self.add_error("second", "べつの方を えらんでください。")
        return facts


class LeaveForm(forms.Form):
    """Who is taken out, of those whom the reader may see, and why."""

    leaves = forms.ModelChoiceField(Participant.objects.none(), label="どなたを", empty_label="えらんでください")
    why = OneLineFormField(label="わけ", max_length=200, help_text="例: べつの方と まちがえた。引っこして 別に暮らす。")

    def __init__(self, seen: Iterable[Participant], data: Any = None):
        super().__init__(data, prefix="out")
        people = list(seen)
        named = {one.pk: f"{one.code} {one.named}" for one in people}
        field = self.fields["leaves"]
        field.queryset = Participant.objects.filter(pk__in=named)  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: named[one.pk]  # type: ignore[attr-defined]


@sensitive_post_parameters()
@caseworkers_only
def household_of(request: HttpRequest, code: str) -> HttpResponse:
    """The household of a person: its page, or asks with whom they live; a POST adds somebody."""
    person = get_participant(request, code, what=WHAT)
    member = HouseholdMember.objects.there().filter(participant=person).first()
    form = MemberForm(request.POST or None, person, request.permissions)  # type: ignore[attr-defined]
    if form.is_valid():
        household = _joined(member, form, request)
        record_looks(request.user, Look.Action.CHANGED, [person, form.other], WHAT)  # type: ignore[arg-type]
        messages.success(request, "同じ世帯として 記録しました。")
        return _page_of(household)
    record_people(request, form.found, WHAT)
    if request.method != "POST" and member and "add" not in request.GET:
        return _opened(request, member.household_id)
    return render(request, "desk/households/join.html", {"room": "people", "person": person, "form": form})


@transaction.atomic
def _joined(member: HouseholdMember | None, form: MemberForm, request: HttpRequest) -> Household:
    """The household with the other person in it; a new one where there was none."""
    if member is None:
        household = Household.objects.create(agency=form.person.agency, recorded_by=request.user)
        own = form.cleaned_data["own_relation"]
        member = HouseholdMember.objects.create(household=household, participant=form.person, relation=own)
    HouseholdMember.objects.create(
        household=member.household, participant=form.other, relation=form.cleaned_data["relation"]
    )
    return member.household


def _page_of(household: Household) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk_household", args=[household.pk]))


def _get_household(request: HttpRequest, pk: int) -> tuple[Household, list[HouseholdMember], list[Participant]]:
    """A household, its members, and those of them whom the reader may see. A look at each is recorded, and no sheet is read.

    Raises Http404 where there is none, and PermissionDenied for who may see none of its members.
    """
    household = Household.objects.filter(pk=pk, members__left_on=None).first()
    if household is None:
        raise Http404("この世帯は、ありません。")
    members = list(household.members.there().select_related("participant__in_charge"))  # type: ignore[attr-defined]
    keys = [one.participant_id for one in members]
    seen = list(request.permissions.participants().filter(pk__in=keys).with_names())  # type: ignore[attr-defined]
    people = [one.participant for one in members]
    if not seen:
        record_looks(request.user, Look.Action.REFUSED, people, WHAT)  # type: ignore[arg-type]
        raise PermissionDenied("この世帯には、自分が担当する方が いません。")
    record_people(request, people, WHAT)
    return household, members, seen


@require_safe
@caseworkers_only
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """Who belongs together and what is agreed between them; of those whom the reader may not see, the number alone."""
    return _opened(request, pk)


def _opened(request: HttpRequest, pk: int) -> HttpResponse:
    one, members, seen = _get_household(request, pk)
    return _render(request, one, members, seen, RuleForm(None, one, seen, members))


def _render(
    request: HttpRequest,
    one: Household,
    members: Any,
    seen: list[Participant],
    form: RuleForm,
    leaving: LeaveForm | None = None,
) -> HttpResponse:
    by_key = {person.pk: person for person in seen}
    rules = one.rules.going_on().select_related("first", "second")  # type: ignore[attr-defined]
    shown = [rule for rule in rules if rule.first_id in by_key and rule.second_id in by_key]
    context = {
        "room": "people",
        "household": one,
        "members": [(member, by_key.get(member.participant_id)) for member in members],
        "rules": shown,
        "form": form,
        "can_rule": len(seen) > 1,
        "leave_form": leaving or LeaveForm(by_key.values()),
        "left": _left(request, one),
    }
    return render(request, "desk/households/household.html", context)


def _left(request: HttpRequest, one: Household) -> list[HouseholdMember]:
    """Those taken out whom the reader may see, with why."""
    mine = request.permissions.participants()  # type: ignore[attr-defined]
    rows = one.members.filter(left_on__isnull=False, participant__in=mine)  # type: ignore[attr-defined]
    named = Prefetch("participant", mine.with_names())
    found = list(rows.select_related("left_by").prefetch_related(named))
    record_people(request, [row.participant for row in found], WHAT)
    return found


@sensitive_post_parameters("why")
@require_POST
@caseworkers_only
def household_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody whom the reader may see out of the household, with a reason; with one alone it ends."""
    one, members, seen = _get_household(request, pk)
    form = LeaveForm(seen, request.POST)
    if form.is_valid():
        person = form.cleaned_data["leaves"]
        member = next(row for row in members if row.participant_id == person.pk)
        try:
            ended = take_out(member, form.cleaned_data["why"], request.user, timezone.localdate())  # type: ignore[arg-type]
        except StillAgreed:
            form.add_error("leaves", STILL_AGREED)
        else:
            gone = [row.participant for row in members] if ended else [person]
            record_looks(request.user, Look.Action.CHANGED, gone, "世帯から はずした")  # type: ignore[arg-type]
            said = "世帯から はずしました。" + ("ひとりに なったので、世帯は おわりました。" if ended else "")
            messages.success(request, said)
            return redirect("desk_participant", person.code) if ended or len(seen) < 2 else _page_of(one)
    return _render(request, one, members, seen, RuleForm(None, one, seen, members), form)


@sensitive_post_parameters("why")
@require_POST
@caseworkers_only
def household_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree on something between two people whom the reader may see, or (`end`, its key) end it; the row stays."""
    one, members, seen = _get_household(request, pk)
    ended = number_of(request.POST.get("end", ""))
    if ended is not None:
        mine = one.rules.going_on().filter(first__in=seen, second__in=seen)  # type: ignore[attr-defined]
        mine.filter(pk=ended).update(ended_on=timezone.localdate())
        messages.success(request, "きまりを やめました。")
        return _page_of(one)
    form = RuleForm(request.POST, one, seen, members)
    if not form.is_valid():
        return _render(request, one, members, seen, form)
    form.instance.made_by = request.user
    rule = form.save()
    record_looks(request.user, Look.Action.CHANGED, [rule.first, rule.second], "世帯のきまり")  # type: ignore[arg-type]
    messages.success(request, "きまりを 記録しました。")
    return _page_of(one)


@require_safe
@caseworkers_only
def household_pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Places for two members (`?first=&second=`, numbers): with a common time, or, where they are kept apart, without a common day."""
    one, _, seen = _get_household(request, pk)
    by_code = {person.code: person for person in seen}
    chosen = [by_code.get(request.GET.get(name, "")) for name in ("first", "second")]
    first, second = chosen
    if first is None or second is None or first == second:
        raise Http404("この世帯の中から、見られる方を 2人 えらんでください。")
    both = {"first__in": chosen, "second__in": chosen}
    apart = HouseholdRule.objects.apart().filter(household=one, **both).exists()
    pairs = pairs_for(first, second, timezone.localdate(), apart)
    record_people(request, [first, second], "世帯の ふたりの場所")
    context = {"room": "people", "household": one, "first": first, "second": second, "apart": apart}
    return render(request, "desk/households/pairs.html", context | {"pairs": pairs[:SHOWN], "total": len(pairs)})
