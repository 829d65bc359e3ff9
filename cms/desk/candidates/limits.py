"""起きてはいけないこと, and places that are not proposed to a person any more: written down, shown, and undone with a trace."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cms.desk.access import caseworkers_only, get_participant, get_place, record_look
from cms.desk.views import save_needs
from cms.forms.lenient_fields import typed_line
from cms.permissions.staff import number_of
from directory.catalogue.resources import Resource
from directory.geo.areas import Town
from matching.cases.limits import AVOIDED, Limit, told_to, undo
from matching.cases.participants import Participant
from matching.oversight.audit_log import Look

WHAT = "起きてはいけないこと"
LEFT_OUT = "出さない場所"
STILL_LEFT_OUT = "この場所は「起きてはいけないこと」に あるので、候補に出ません。取り消すには、わけを 書いてください。"


class LimitForm(forms.ModelForm):
    """What must not happen: in a place that is given, in a town, or with somebody."""

    class Meta:
        model = Limit
        fields = ("town", "somebody", "cause", "reason", "known_to")
        widgets = {"cause": forms.RadioSelect, "known_to": forms.RadioSelect}

    def __init__(self, data: Any, person: Participant, place: Resource | None):
        super().__init__(data, instance=Limit(participant=person, resource=place, must_not=True))
        self.fields["town"].queryset = Town.objects.filter(municipality=person.agency.municipality_id)
        self.fields["town"].empty_label = "えらばない"
        self.fields["somebody"].help_text = "だれのことか、下の「わけを知ってよい人」だけが 読めます。例: もとの夫"
        self.fields["reason"].help_text = "暗号にして しまいます。探す計算には 使いません。"
        for name in ("cause", "known_to"):
            self.fields[name].choices = self.fields[name].choices[-len(Limit._meta.get_field(name).choices) :]
        if place:
            del self.fields["town"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not (self.instance.resource_id or facts.get("town") or facts.get("somebody")) and not self.errors:
            self.add_error(
                "somebody",
                "町か、会ってはいけない人を 書いてください。場所は、下の「行ってはいけない場所を 名前でさがす」から。",
            )
        return facts


class LeaveOutForm(forms.ModelForm):
    """Why a place is not proposed to a person any more: one press, and words where somebody has some."""

    class Meta:
        model = Limit
        fields = ("cause", "reason")


@sensitive_post_parameters("somebody", "reason")
@caseworkers_only
def limits(request: HttpRequest, code: str) -> HttpResponse:
    """All limits of a person, the undone ones too, and the form for what must not happen; `?place=` names the place."""
    person = get_participant(request, code, what=WHAT)
    key = number_of(request.GET.get("place", ""))
    place = None if key is None else get_place(request, key)
    if request.method == "POST" and "none" in request.POST:
        return _none(request, person)
    form = LimitForm(request.POST or None, person, place)
    if request.method == "POST" and form.is_valid():
        form.instance.made_by = request.user
        form.save()
        # That there is nothing was true until now.
        for none in person.limits.holding().filter(is_none=True):
            undo(none, request.user, "")
        record_look(request, Look.Action.CHANGED, person, WHAT)
        messages.success(request, "書きました。この方の どの画面にも 出ます。候補からも 外しました。")
        return redirect("desk_limits", person.code)
    known = person.limits.select_related("made_by", "undone_by", "town", "resource")
    rows = told_to(request.user, request.permissions.agencies, person, known)
    context = {
        "room": "people",
        "person": person,
        "form": form,
        "place": place,
        "holding": [row for row in rows if row.undone_at is None],
        "undone": [row for row in rows if row.undone_at],
        "of_sheet": Resource.objects.only("name").filter(pk__in=_sheet_facts(person).get(AVOIDED, [])),
    }
    return render(request, "desk/limits.html", context)


def _none(request: HttpRequest, person: Participant) -> HttpResponse:
    """That the person was asked and there is nothing: said only while nothing else is known."""
    holding = person.limits.holding()
    if not holding.filter(must_not=True).exists() and not holding.filter(is_none=True).exists():
        Limit.objects.create(participant=person, is_none=True, made_by=request.user)
        record_look(request, Look.Action.CHANGED, person, WHAT)
        messages.success(request, "「聞いたが、なにもない」と 書きました。")
    return redirect("desk_limits", person.code)


@sensitive_post_parameters("because")
@require_POST
@caseworkers_only
def undo_limit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take back one limit. What must not happen is taken back with a reason only."""
    person = get_participant(request, code, Look.Action.CHANGED, WHAT)
    limit = get_object_or_404(Limit, participant=person, pk=pk)
    because = typed_line(request.POST, "because", 200)
    if limit.must_not and not because:
        messages.error(request, "取り消すわけを 書いてください。あとで 読む人が わかるように。")
    else:
        undo(limit, request.user, because)
        messages.success(request, "取り消しました。だれが いつ 取り消したかは、残ります。")
    return redirect("desk_limits", person.code)


@sensitive_post_parameters("reason")
@require_POST
@caseworkers_only
def avoid(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """この方には出さない: the place is not proposed to the person any more."""
    person = get_participant(request, code, Look.Action.CHANGED, LEFT_OUT)
    place = get_place(request, key)
    limit = person.limits.holding().filter(resource=place, must_not=False).first()
    limit = limit or Limit(participant=person, resource=place, made_by=request.user)
    form = LeaveOutForm(request.POST if "cause" in request.POST else {"cause": Limit.Cause.WISH}, instance=limit)
    if form.is_valid():
        form.save()
        messages.success(request, f"「{place.name}」を候補から外しました。「出さない場所」から もどせます。")
    else:
        messages.error(request, "書いたことが 長すぎました。200字までに してください。")
    return redirect("desk_participant", person.code)


@require_POST
@caseworkers_only
def show_again(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Take back 「この方には出さない」, also where it stands in the needs sheet; what must not happen stays."""
    person = get_participant(request, code, Look.Action.CHANGED, LEFT_OUT)
    held = list(person.limits.holding().filter(resource=key))
    facts = _sheet_facts(person)
    avoided = facts.pop(AVOIDED, [])
    if not held and key not in avoided:
        raise Http404("この場所は、外していません。")
    for limit in held:
        if not limit.must_not:
            undo(limit, request.user, "")
    if key in avoided:
        kept = [one for one in avoided if one != key]
        save_needs(request, person, facts | ({AVOIDED: kept} if kept else {}))
    stays = any(limit.must_not for limit in held)
    messages.success(request, STILL_LEFT_OUT if stays else "また 候補に出るように しました。")
    return redirect("desk_participant", person.code)


def _sheet_facts(person: Participant) -> dict[str, Any]:
    """What stands in the needs sheet of today, as a copy; nothing where there is none."""
    sheet = person.sheet_on(timezone.localdate())
    return dict(sheet.facts) if sheet else {}
