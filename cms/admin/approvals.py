"""What associations ask of the city: changes that wait, claims, and what was public at once and can be taken back."""

import datetime as dt

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from cms.admin.policy import cities, policy_of
from cms.listings.letters import letters
from cms.listings.sending import send_claim_refused, send_decision, send_invitation
from directory import amendments, claims
from directory.amendments import STATUS, Amendment, Conflict
from directory.applying import seen
from directory.approval_rules import SENSITIVE, ApprovalRule
from directory.claims import Claim
from directory.differences import label
from directory.invitations import Invitation, invite
from directory.models import Municipality, Organization, Resource
from directory.representatives import Representative

RECENT = dt.timedelta(days=30)
"""How long what was public at once stays in the list."""
CHOICES = (
    "name", "schedules", "place", "targets", "min_age", "summary", "description", "fee", "to_bring", "contacts",
    "photo", STATUS,
)  # fmt: skip
"""Fields that a city can let wait."""


class ReasonForm(forms.Form):
    """The word that goes with a decision."""

    reason = forms.CharField(label="団体へのひとこと", max_length=300, required=False)

    def __init__(self, *args, must: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = must
        self.fields["reason"].error_messages["required"] = "わけを書いてください。団体の人が読みます。"


class ClaimForm(ReasonForm):
    """The answer to a claim, and how much goes with a yes: this listing, or all that its organization of now runs."""

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


class RuleForm(forms.Form):
    """Which changes the city looks at first."""

    waits = forms.MultipleChoiceField(
        label="市が見てから公開する項目",
        choices=[(name, label(name)) for name in CHOICES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class ApprovalsMenuItem(MenuItem):
    """Shown to those who may publish."""

    def is_shown(self, request):
        return may_decide(request.user)


def may_decide(user) -> bool:
    """Whether a user answers associations at all."""
    return policy_of(Resource).user_has_permission(user, "publish")


def waiting_for(user):
    """The changes that wait for this user's answer."""
    if not may_decide(user):
        return Amendment.objects.none()
    return Amendment.objects.waiting().filter(resource__in=policy_of(Resource).rows(user))


def _decider(request) -> None:
    if not may_decide(request.user):
        raise PermissionDenied


def _of_the_city(request, rows, pk):
    """A row about a resource that this user decides on; the same answer for one of another city as for none."""
    _decider(request)
    row = rows.filter(pk=pk, resource__in=policy_of(Resource).rows(request.user)).first()
    if row is None:
        raise Http404
    return row


def index(request):
    """What waits, and what was public at once of late."""
    _decider(request)
    own = policy_of(Resource).rows(request.user)
    listed = Amendment.objects.for_lists().filter(resource__in=own)
    context = {
        "waiting": listed.waiting().order_by("made_at", "pk"),
        "claims": Claim.objects.waiting().filter(resource__in=own).select_related("resource").order_by("made_at", "pk"),
        "recent": listed.filter(state=Amendment.State.PUBLISHED, decided_at__gte=timezone.now() - RECENT)[:50],
        "header_title": "団体からの申し出",
    }
    return render(request, "admin_city/approvals.html", context)


def approval(request, pk):
    """One change: the difference in plain words, what stands against it, and the answer; what came of it once decided."""
    amendment = _of_the_city(request, Amendment.objects.for_lists(), pk)
    form = ReasonForm(request.POST or None, must="refuse" in request.POST)
    if amendment.state == Amendment.State.WAITING and form.is_valid():
        try:
            decided = _decided(request, amendment, form.cleaned_data["reason"])
        except Conflict as changed:
            messages.error(
                request, f"「{changed}」は、申し出のあとに変わりました。今の内容を見て、えらびなおしてください。"
            )
        except (ValidationError, ValueError) as wrong:
            messages.error(request, "、".join(getattr(wrong, "messages", [str(wrong)])))
        else:
            amendment.refresh_from_db()
            send_decision(*{decided, amendment})
            messages.success(request, f"「{decided.resource}」: {decided.get_state_display()}")
            return redirect("approvals")
    return render(request, "admin_city/approval.html", _page_of(amendment, form))


def _decided(request, amendment: Amendment, reason: str) -> Amendment:
    if "refuse" in request.POST:
        return amendments.refuse(amendment, request.user, reason)
    chosen = request.POST.getlist("field")
    return amendments.approve(amendment, request.user, reason, chosen, request.POST.get("looked_at", ""))


def _page_of(amendment: Amendment, form) -> dict:
    against = amendments.conflicts(amendment)
    lines = [
        (name, words, difference, against.get(name))
        for name, (words, difference) in zip(amendment.changes, amendment.lines, strict=True)
    ]
    return {
        "amendment": amendment,
        "form": form,
        "is_waiting": amendment.state == Amendment.State.WAITING,
        "lines": lines,
        "against": against,
        "looked_at": seen(amendment.resource, amendment.changes),
        "header_title": f"{amendment.resource} の変更",
    }


def revert(request, pk):
    """元に戻す: the difference that goes, and a word to the association, which it gets by mail."""
    amendment = _of_the_city(request, Amendment.objects.for_lists(), pk)
    form = ReasonForm(request.POST or None, must=True)
    if form.is_valid() and _reverted(request, amendment, form.cleaned_data["reason"]):
        return redirect("approvals")
    context = {
        "amendment": amendment,
        "form": form,
        "can_revert": amendment.state == Amendment.State.PUBLISHED,
        "header_title": f"{amendment.resource} を元に戻す",
    }
    return render(request, "admin_city/revert.html", context)


def _reverted(request, amendment: Amendment, reason: str) -> bool:
    try:
        amendments.take_back(amendment, request.user, reason)
    except Conflict as changed:
        messages.error(request, f"「{changed}」は、そのあとにまた変わりました。地域資源の画面で直してください。")
        return False
    except (ValidationError, ValueError) as wrong:
        messages.error(request, "、".join(getattr(wrong, "messages", [str(wrong)])))
        return False
    amendment.refresh_from_db()
    amendment.reason = reason
    send_decision(amendment)
    messages.success(request, f"「{amendment.resource}」の変更を、元に戻しました。")
    return True


def claim(request, pk):
    """One claim, and the answer: whoever was unknown is invited by mail, or by a letter to print."""
    found = _of_the_city(request, Claim.objects.select_related("resource__organization", "organization"), pk)
    form = ClaimForm(request.POST or None, must="refuse" in request.POST, claim=found)
    if found.is_waiting and form.is_valid():
        try:
            return _claim_decided(request, found, **form.cleaned_data)
        except ValidationError as wrong:
            messages.error(request, "、".join(wrong.messages))
    return render(request, "admin_city/claim.html", {"claim": found, "form": form, "header_title": str(found.resource)})


def _claim_decided(request, found: Claim, reason: str, whole: bool | None = None):
    if "refuse" in request.POST:
        claims.refuse(found, request.user, reason)
        found.reason = reason
        send_claim_refused(found)
        by_telephone = "" if found.email else f"メールがないので、電話 {found.telephone} で伝えてください。"
        messages.success(request, f"断りました。{by_telephone}")
        return redirect("approvals")
    invited = claims.accept(found, request.user, reason, whole)
    if invited and invited[0].is_letter:
        return letters(request, [invited])
    if invited:
        send_invitation(*invited)
    messages.success(request, f"「{found.organization_name}」の場所として認めました。")
    return redirect("approvals")


def invitations(request):
    """Organizations of the city and who speaks for them; letters for those chosen, one page each."""
    if not policy_of(Organization).user_has_permission(request.user, "change"):
        raise PermissionDenied
    own = policy_of(Organization).rows(request.user).filter(resources__live=True).distinct().order_by("name", "pk")
    if not request.user.is_superuser:
        # Whoever speaks for an organization keeps its listings of other cities too.
        own = own.exclude(resources__in=Resource.objects.exclude(municipality__in=cities(request.user)))
    if request.method == "POST":
        chosen = [organization for organization in own if str(organization.pk) in request.POST.getlist("organization")]
        if chosen:
            role = Representative.Role.LEAD
            return letters(request, [invite(one, name="", role=role, by=request.user) for one in chosen])
        messages.error(request, "団体を1つは えらんでください。")
    leads = {lead.organization_id: lead for lead in Representative.objects.current().leads().select_related("user")}
    asked = set(Invitation.objects.open().values_list("organization_id", flat=True))
    rows = [(organization, leads.get(organization.pk), organization.pk in asked) for organization in own]
    return render(request, "admin_city/invitations.html", {"rows": rows, "header_title": "団体を招待する"})


def rules(request):
    """What waits for the city, for each municipality of the user."""
    _decider(request)
    cities = list(policy_of(Municipality).rows(request.user).order_by("code"))
    known = {rule.municipality_id: rule.fields for rule in ApprovalRule.objects.filter(municipality__in=cities)}
    post = request.POST or None
    pairs = [
        (city, RuleForm(post, prefix=city.code, initial={"waits": known.get(city.code, SENSITIVE)})) for city in cities
    ]
    if post and all(form.is_valid() for _, form in pairs):
        for city, form in pairs:
            ApprovalRule.objects.update_or_create(municipality=city, defaults={"fields": form.cleaned_data["waits"]})
        messages.success(request, "決めました。これからの申し出に使います。")
        return redirect("approvals")
    return render(request, "admin_city/rules.html", {"pairs": pairs, "header_title": "公開の前に見る項目"})


urlpatterns = [
    path("approvals/", index, name="approvals"),
    path("approvals/rules/", rules, name="approval_rules"),
    path("approvals/invitations/", invitations, name="city_invitations"),
    path("approvals/<int:pk>/", approval, name="approval"),
    path("approvals/<int:pk>/revert/", revert, name="approval_revert"),
    path("claims/<int:pk>/", claim, name="city_claim"),
]
