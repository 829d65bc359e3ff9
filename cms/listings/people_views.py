"""The people of an organization: who speaks for it, inviting a helper, handing over to the next 代表者, leaving."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cms.listings.access import EditableOrganization, editors_only, get_organization
from cms.listings.people_forms import HandOverForm, InviteForm
from cms.mail.messages import send_invitation
from cms.print.invitation_letters import invitation_letters
from directory.associations.invitations import MOST_A_DAY, Invitation, has_invited_too_many, invite, withdraw
from directory.associations.permissions import ListingPermissions
from directory.associations.representatives import Representative, hand_over, lead_of
from directory.catalogue.organizations import Organization


@editors_only
def people(request, pk):
    """Who speaks for the organization, now and before, and who is invited."""
    editable = get_organization(request, pk)
    organization = editable.organization
    context = {
        "organization": organization,
        "on_behalf": editable.on_behalf,
        "current": organization.representatives.current().select_related("user").order_by("-role", "pk"),
        "former": organization.representatives.exclude(until=None).select_related("user").order_by("-until", "-pk"),
        "invited": Invitation.objects.open().filter(organization=organization),
        "may_lead": request.permissions.why_not_lead(organization) is None,
        "own": next((r for r in organization.representatives.current() if r.user_id == request.user.pk), None),
    }
    return render(request, "listings/people.html", context)


@editors_only
def invite_colleague(request, pk):
    """なかまを 招待する: invite a helper."""
    editable = get_organization(request, pk, as_lead=True)
    form = InviteForm(request.POST or None)
    if form.is_valid() and not _too_many_invitations(editable.organization, form):
        return _invite(request, editable, form.cleaned_data, Representative.Role.HELPER)
    return render(request, "listings/invite.html", {"organization": editable.organization, "form": form})


@editors_only
def hand_over_lead(request, pk):
    """つぎの代表者に 引きつぐ: at once to somebody who helps already, to others by an invitation."""
    editable = get_organization(request, pk, as_lead=True)
    organization = editable.organization
    helpers = organization.representatives.current().exclude(role=Representative.Role.LEAD).select_related("user")
    form = HandOverForm(request.POST or None, helpers=helpers)
    if form.is_valid():
        if helper := form.cleaned_data.get("helper"):
            before = lead_of(organization)
            hand_over(organization, helper.user, request.user, editable.on_behalf)
            _say_who_is_told(request, before)
            messages.success(request, f"「{organization}」の代表者は、{helper.user}さんに なりました。")
            return _redirect_home(request)
        if not _too_many_invitations(organization, form):
            return _invite(request, editable, form.cleaned_data, Representative.Role.LEAD)
    context = {"organization": organization, "form": form, "lead": lead_of(organization)}
    return render(request, "listings/hand_over.html", context)


def _say_who_is_told(request, before: Representative | None) -> None:
    """Whether a mail tells the 代表者 until now, or somebody must telephone."""
    if before is None or before.user_id == request.user.pk:
        return
    if before.user.email:
        messages.info(request, f"前の代表者の {before.user}さんに、メールで 知らせました。")
    else:
        messages.warning(request, f"前の代表者の {before.user}さんには、メールが ありません。電話で 伝えてください。")


def _too_many_invitations(organization: Organization, form) -> bool:
    """Whether the daily limit of invitations is reached; then the form gets an error that says so."""
    if not has_invited_too_many(organization):
        return False
    form.add_error(None, f"招待は、1日に {MOST_A_DAY}人までです。あした、もう一度 ためしてください。")
    return True


def _invite(request, editable: EditableOrganization, facts: dict, role) -> HttpResponse:
    """Invite somebody by mail, or give a letter to print; the secret of a letter is stored nowhere else."""
    organization = editable.organization
    invitation, secret = invite(
        organization,
        name=facts["name"],
        email=facts["email"],
        role=role,
        by=request.user,
        on_behalf=editable.on_behalf,
    )
    if invitation.is_letter:
        return invitation_letters(request, [(invitation, secret)])
    send_invitation(invitation, secret)
    messages.success(request, f"{invitation.name}さんに メールを送りました。14日のあいだ、使えます。")
    return redirect("organization_people", organization.pk)


@editors_only
@require_POST
def take_back(request, pk, invitation):
    """招待を 取り消す: withdraw an open invitation."""
    organization = get_organization(request, pk, as_lead=True).organization
    withdraw(get_object_or_404(Invitation.objects.open(), pk=invitation, organization=organization))
    messages.success(request, "招待を 取り消しました。")
    return redirect("organization_people", pk)


@editors_only
@require_POST
def leave(request, pk, representative):
    """お手伝いを やめる: of one's own will, or ended by the 代表者. A 代表者 cannot leave but hands over."""
    editable = get_organization(request, pk)
    organization = editable.organization
    leaving = get_object_or_404(
        organization.representatives.current().exclude(role=Representative.Role.LEAD), pk=representative
    )
    if leaving.user_id != request.user.pk:
        get_organization(request, pk, as_lead=True)
    leaving.leave(request.user, editable.on_behalf)
    messages.success(request, f"{leaving.user}さんは、「{organization}」の人では なくなりました。")
    return _redirect_home(request)


def _redirect_home(request) -> HttpResponse:
    """To the user's listings; who has none any more is thanked on the start page."""
    if ListingPermissions(request.user).is_keeper:
        return redirect("listings_home")
    messages.success(request, "今まで ありがとうございました。")
    return redirect("start")
