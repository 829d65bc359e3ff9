"""Claims of a listing and invitations to keep one, as the city decides them."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from wagtail.admin import messages

from cms.admin.approvals.decisions import ReasonForm, row_to_decide_or_404
from cms.mail.messages import send_claim_refused, send_invitation
from cms.permissions.city_policy import policy_of
from cms.print.invitation_letters import invitation_letters
from directory.associations import claims
from directory.associations.claims import Claim
from directory.associations.invitations import Invitation, invite
from directory.associations.representatives import Representative
from directory.models import Organization, Resource


class ClaimDecisionForm(ReasonForm):
    """The answer to a claim, and what a yes hands over: this listing, or all listings of its present organization."""

    whole = forms.TypedChoiceField(
        label="どこまで まかせますか",
        coerce=lambda value: value == "whole",
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args, claim: Claim, **kwargs):
        super().__init__(*args, **kwargs)
        if not claims.may_hand_over_all(claim):
            del self.fields["whole"]
            return
        runs = claim.resource.organization
        self.fields["whole"].choices = [
            ("one", f"この場所だけ（新しい団体「{claim.organization_name}」をつくります）"),
            ("whole", f"団体「{runs}」の {runs.resources.live().count()}か所 ぜんぶ"),
        ]
        self.initial["whole"] = "whole" if claims.is_of_the_same_name(claim) else "one"


def claim(request, pk):
    """One claim and the form to answer it. A person without an account is invited by mail, or by a letter to print."""
    found = row_to_decide_or_404(request, Claim.objects.select_related("resource__organization", "organization"), pk)
    form = ClaimDecisionForm(request.POST or None, is_required="refuse" in request.POST, claim=found)
    if found.is_waiting and form.is_valid():
        try:
            return _decide_and_redirect(request, found, **form.cleaned_data)
        except ValidationError as wrong:
            messages.error(request, "、".join(wrong.messages))
    return render(request, "admin_city/claim.html", {"claim": found, "form": form, "header_title": str(found.resource)})


def _decide_and_redirect(request, found: Claim, reason: str, whole: bool | None = None):
    if "refuse" in request.POST:
        claims.refuse(found, request.user, reason)
        found.refresh_from_db(fields=["state", "reason"])
        send_claim_refused(found)
        by_telephone = "" if found.email else f"メールがないので、電話 {found.telephone} で伝えてください。"
        messages.success(request, f"断りました。{by_telephone}")
        return redirect("approvals")
    invited = claims.accept(found, request.user, reason, whole)
    if invited and invited[0].is_letter:
        return invitation_letters(request, [invited])
    if invited:
        send_invitation(*invited)
    messages.success(request, f"「{found.organization_name}」の場所として認めました。")
    return redirect("approvals")


def invitations(request):
    """Organizations of the city with their leads; posting the chosen ones returns letters as PDF, one page each."""
    if not policy_of(Organization).user_has_permission(request.user, "change"):
        raise PermissionDenied
    own = policy_of(Organization).rows(request.user).filter(resources__live=True).distinct().order_by("name", "pk")
    if not request.user.is_superuser:
        # Whoever speaks for an organization keeps its listings of other cities too.
        own = own.exclude(resources__in=Resource.objects.exclude(municipality__in=request.user.staff_municipalities))
    if request.method == "POST":
        chosen = [organization for organization in own if str(organization.pk) in request.POST.getlist("organization")]
        if chosen:
            role = Representative.Role.LEAD
            return invitation_letters(request, [invite(one, name="", role=role, by=request.user) for one in chosen])
        messages.error(request, "団体を1つは えらんでください。")
    leads = {lead.organization_id: lead for lead in Representative.objects.current().leads().select_related("user")}
    asked = set(Invitation.objects.open().values_list("organization_id", flat=True))
    rows = [(organization, leads.get(organization.pk), organization.pk in asked) for organization in own]
    return render(request, "admin_city/invitations.html", {"rows": rows, "header_title": "団体を招待する"})
