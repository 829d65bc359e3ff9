"""The people of an organization: who they are, inviting a colleague, and handing over to the next 代表者."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cms.listings.access import for_keepers, organization_for
from cms.listings.forms import HandOverForm, InviteForm
from cms.mail.messages import send_invitation
from cms.print.invitation_letters import letters
from directory.associations.invitations import MOST_A_DAY, Invitation, has_invited_too_many, invite, withdraw
from directory.associations.permissions import ListingPermissions
from directory.associations.representatives import Representative, hand_over, lead_of


@for_keepers
def people(request, pk):
    """Who speaks for the organization, now and before, and who is invited."""
    organization = organization_for(request, pk)
    context = {
        "organization": organization,
        "current": organization.representatives.current().select_related("user").order_by("-role", "pk"),
        "former": organization.representatives.exclude(until=None).select_related("user").order_by("-until", "-pk"),
        "invited": Invitation.objects.open().filter(organization=organization),
        "may_lead": request.keeping.why_not_lead(organization) is None,
        "own": next((r for r in organization.representatives.current() if r.user_id == request.user.pk), None),
    }
    return render(request, "listings/people.html", context)


@for_keepers
def invite_colleague(request, pk):
    """なかまを 招待する"""
    organization = organization_for(request, pk, as_lead=True)
    form = InviteForm(request.POST or None)
    if form.is_valid() and not _is_brake(organization, form):
        return _invited(request, organization, form.cleaned_data, Representative.Role.HELPER)
    return render(request, "listings/invite.html", {"organization": organization, "form": form})


@for_keepers
def hand(request, pk):
    """つぎの代表者に 引きつぐ: at once to somebody who helps already, else by an invitation."""
    organization = organization_for(request, pk, as_lead=True)
    helpers = organization.representatives.current().exclude(role=Representative.Role.LEAD).select_related("user")
    form = HandOverForm(request.POST or None, helpers=helpers)
    if form.is_valid():
        if helper := form.cleaned_data.get("helper"):
            hand_over(organization, helper.user, request.user, organization.on_behalf)
            messages.success(request, f"「{organization}」の代表者は、{helper.user}さんに なりました。")
            return _away(request)
        if not _is_brake(organization, form):
            return _invited(request, organization, form.cleaned_data, Representative.Role.LEAD)
    context = {"organization": organization, "form": form, "lead": lead_of(organization)}
    return render(request, "listings/hand_over.html", context)


def _is_brake(organization, form) -> bool:
    if not has_invited_too_many(organization):
        return False
    form.add_error(None, f"招待は、1日に {MOST_A_DAY}人までです。あした、もう一度 ためしてください。")
    return True


def _invited(request, organization, facts: dict, role) -> HttpResponse:
    """By mail, or as a letter to print: its secret is on the paper and nowhere else."""
    invitation, secret = invite(
        organization,
        name=facts["name"],
        email=facts["email"],
        role=role,
        by=request.user,
        on_behalf=organization.on_behalf,
    )
    if invitation.is_letter:
        return letters(request, [(invitation, secret)])
    send_invitation(invitation, secret)
    messages.success(request, f"{invitation.name}さんに メールを送りました。14日のあいだ、使えます。")
    return redirect("organization_people", organization.pk)


@for_keepers
@require_POST
def take_back(request, pk, invitation):
    """招待を 取り消す"""
    organization = organization_for(request, pk, as_lead=True)
    withdraw(get_object_or_404(Invitation.objects.open(), pk=invitation, organization=organization))
    messages.success(request, "招待を 取り消しました。")
    return redirect("organization_people", pk)


@for_keepers
@require_POST
def leave(request, pk, representative):
    """お手伝いを やめる, or be relieved by the 代表者; a 代表者 hands over instead."""
    organization = organization_for(request, pk)
    leaving = get_object_or_404(
        organization.representatives.current().exclude(role=Representative.Role.LEAD), pk=representative
    )
    if leaving.user_id != request.user.pk:
        organization_for(request, pk, as_lead=True)
    leaving.leave(request.user, organization.on_behalf)
    messages.success(request, f"{leaving.user}さんは、「{organization}」の人では なくなりました。")
    return _away(request)


def _away(request) -> HttpResponse:
    """To one's own places; who has none any more is thanked on the start page."""
    if ListingPermissions(request.user).is_keeper:
        return redirect("listings_home")
    messages.success(request, "今まで ありがとうございました。")
    return redirect("start")
