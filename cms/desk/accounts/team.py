"""この機関の人: who works for an agency, in which role and for which areas; for its 管理者, who reads no case."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.log_actions import log

from cms.desk.access import choose_agency, managers_only
from cms.desk.accounts.starting import is_begun, works_elsewhere
from directory.accounts.links import Link, Purpose
from directory.accounts.users import Agency, Membership, User
from directory.geo.areas import Area
from directory.text_fields import OneLineFormField
from matching.cases.participants import Participant
from matching.cases.staffing import AreaDuty

ROLES = [(role.value, role.label) for role in Membership.AT_THE_DESK]
NOT_YOURSELF = "自分の役割は、自分ではかえられません。ほかの管理者に たのんでください。"


class RoleForm(forms.Form):
    """A role, and the areas from which somebody receives new people."""

    role = forms.ChoiceField(label="役割", choices=ROLES, widget=forms.RadioSelect)
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label="担当の圏域",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="この圏域に住む方を新しく登録するとき、担当として出ます。",
    )

    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        of_city = Area.objects.filter(system__municipality=agency.municipality_id).select_related("system")
        self.fields["areas"].queryset = of_city
        if not of_city:
            del self.fields["areas"]

    def clean(self):
        facts = super().clean()
        if facts.get("areas") and facts.get("role") not in Membership.CASEWORK:
            self.add_error("areas", "圏域を担当するのは、コーディネーターか相談員です。")
        return facts


class NewMemberForm(RoleForm):
    """Somebody who has an account already."""

    name = OneLineFormField(
        label="ログインの名前", max_length=150, help_text="アカウントのない人は、下の「アカウントを作る」から。"
    )
    field_order = ["name", "role", "areas"]

    def __init__(self, *args, agency: Agency, **kwargs):
        self.agency = agency
        super().__init__(*args, agency=agency, **kwargs)

    def clean_name(self):
        user = User.objects.filter(username=self.cleaned_data["name"], is_active=True, is_superuser=False).first()
        if user is None:
            raise forms.ValidationError("この名前でログインする人は、いません。字を たしかめてください。")
        if user.memberships.filter(agency=self.agency, role__in=Membership.AT_THE_DESK).exists():
            raise forms.ValidationError("この人は、もうこの機関にいます。一覧から えらんでください。")
        if not is_begun(user):
            # Whoever prints the paper to begin could begin as them, and so read the cases of the other agency.
            raise forms.ValidationError(
                "この人は、まだ 自分のパスワードを きめていません。はじめてから、加えてください。"
            )
        self.user = user
        return user.username


@managers_only
def team(request: HttpRequest) -> HttpResponse:
    """Everybody who works for the manager's agencies, and the form for one more."""
    agency, agencies = choose_agency(request, request.permissions.managed)
    form = NewMemberForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        member = Membership.objects.create(user=form.user, agency=agency, role=form.cleaned_data["role"])
        set_areas(member, form.cleaned_data)
        log(instance=member, action="wagtail.create", user=request.user, data={"role": member.role})
        messages.success(request, f"{member.user}さんを、{member.get_role_display()}として加えました。")
        return redirect(request.get_full_path())
    members = Membership.objects.filter(agency=agency, role__in=Membership.AT_THE_DESK).select_related("user")
    members = members.prefetch_related("area_duties__area").order_by("role", "user__username", "pk")
    context = {"room": "team", "agency": agency, "agencies": agencies, "members": members, "form": form}
    return render(request, "desk/team.html", context)


@managers_only
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role or other areas for somebody, or the end of their work for the agency."""
    one = find_member(request, pk)
    initial = {"role": one.role, "areas": [duty.area_id for duty in one.area_duties.all()]}
    form = RoleForm(request.POST or None, agency=one.agency, initial=initial)
    in_charge = Participant.objects.supported().filter(agency=one.agency_id, in_charge=one.user_id).count()
    context = {"room": "team", "member": one, "form": form, "in_charge": in_charge, "is_begun": is_begun(one.user)}
    context["begins_elsewhere"] = works_elsewhere(one.user, request.permissions.managed)
    if request.method == "POST" and (refused := _refusal(request, one, in_charge)):
        messages.error(request, refused)
    elif "end" in request.POST:
        log(instance=one, action="wagtail.delete", user=request.user, data={"role": one.role})
        one.delete()
        Link.objects.filter(purpose=Purpose.START, user=one.user).end(Link.Ended.WITHDRAWN)
        messages.success(request, f"{one.user}さんを、この機関から外しました。")
        return redirect("desk_team")
    elif request.method == "POST" and form.is_valid():
        one.role = form.cleaned_data["role"]
        one.save()
        set_areas(one, form.cleaned_data)
        log(instance=one, action="wagtail.edit", user=request.user, data={"role": one.role})
        messages.success(request, f"{one.user}さんは、{one.get_role_display()}です。")
        return redirect("desk_team")
    return render(request, "desk/member.html", context)


def find_member(request: HttpRequest, pk: int) -> Membership:
    """Raises Http404 for what is no role at the desk, and PermissionDenied for somebody of another agency, or oneself."""
    known = Membership.objects.select_related("user", "agency").filter(role__in=Membership.AT_THE_DESK)
    one = known.filter(pk=pk).first()
    if one is None:
        raise Http404("この人は、いません。")
    if one.agency_id not in request.permissions.managed:
        raise PermissionDenied("この人は、ほかの支援機関の人です。")
    if one.user_id == request.user.pk:
        raise PermissionDenied(NOT_YOURSELF)
    return one


def _refusal(request: HttpRequest, one: Membership, in_charge: int) -> str:
    """Why a change must wait; "" where it need not: nobody's people are left without a person in charge."""
    stays = "end" not in request.POST and request.POST.get("role") in Membership.CASEWORK
    if stays or not in_charge:
        return ""
    return f"{one.user}さんは、{in_charge}人を担当しています。先に、コーディネーターに引きつぎを してもらってください。"


def set_areas(one: Membership, facts: dict) -> None:
    """Make somebody's areas those of a form; without areas in the city there is no question."""
    if "areas" in facts:
        one.area_duties.exclude(area__in=facts["areas"]).delete()
        known = set(one.area_duties.values_list("area", flat=True))
        AreaDuty.objects.bulk_create(
            AreaDuty(membership=one, area=area) for area in facts["areas"] if area.pk not in known
        )
