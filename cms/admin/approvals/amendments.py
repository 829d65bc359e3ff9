"""団体からの申し出: changes of associations that wait for the city, and published ones that the city can revert."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from cms.admin.approvals.decisions import ReasonForm, require_approver, row_to_decide_or_404
from cms.mail.messages import send_decision
from cms.permissions.city_policy import policy_of
from cms.permissions.staff import may_decide
from directory.associations.claims import Claim
from directory.changes import amendments
from directory.changes.amendments import Amendment, Conflict
from directory.changes.cautions import cautions
from directory.changes.listing_fields import fingerprint_of_fields, note_of_new_place
from directory.models import Resource

RECENT = dt.timedelta(days=30)
"""How long a change that was published at once stays in the list."""


def waiting_for(user):
    """The changes that wait for this user's answer."""
    if not may_decide(user):
        return Amendment.objects.none()
    return Amendment.objects.waiting().filter(resource__in=policy_of(Resource).rows(user))


def index(request):
    """The list: changes and claims that wait, and changes published in the last 30 days."""
    require_approver(request)
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
    """One change: the difference in words, conflicts with later changes, and the form; the result once it is decided."""
    amendment = row_to_decide_or_404(request, Amendment.objects.for_lists(), pk)
    form = ReasonForm(request.POST or None, is_required="refuse" in request.POST)
    if amendment.state == Amendment.State.WAITING and form.is_valid():
        try:
            decided = _decide(request, amendment, form.cleaned_data["reason"])
        except Conflict as changed:
            messages.error(
                request, f"「{changed}」は、申し出のあとに変わりました。今の内容を見て、えらびなおしてください。"
            )
        except (ValidationError, ValueError) as wrong:
            messages.error(request, _problem_in_words(wrong))
        else:
            amendment.refresh_from_db()
            send_decision(*{decided, amendment})
            messages.success(request, f"「{decided.resource}」: {decided.get_state_display()}")
            return redirect("approvals")
    return render(request, "admin_city/approval.html", _approval_context(amendment, form))


def _problem_in_words(wrong: ValidationError | ValueError) -> str:
    return "、".join(wrong.messages) if isinstance(wrong, ValidationError) else str(wrong)


def _decide(request, amendment: Amendment, reason: str) -> Amendment:
    if "refuse" in request.POST:
        return amendments.refuse(amendment, request.user, reason)
    chosen = request.POST.getlist("field")
    note = _note_of_place(amendment)
    approved = amendments.approve(amendment, request.user, reason, chosen, request.POST.get("looked_at", ""))
    if note and "place" in approved.changes:
        url = reverse("wagtailsnippets_directory_place:edit", args=[approved.changes["place"]["new"]])
        messages.warning(request, note, buttons=[messages.button(url, "地図の印を動かす")])
    return approved


def _note_of_place(amendment: Amendment) -> str:
    """What to know of the point of a place that the change would make."""
    place = amendment.changes.get("place", {}).get("new")
    return note_of_new_place(amendment.resource.municipality_id, place)


def _approval_context(amendment: Amendment, form) -> dict:
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
        "cautions": cautions(amendment),
        "looked_at": fingerprint_of_fields(amendment.resource, amendment.changes),
        "header_title": f"{amendment.resource} の変更",
    }


def revert(request, pk):
    """元に戻す: revert a published change, with a reason that the association gets by mail."""
    amendment = row_to_decide_or_404(request, Amendment.objects.for_lists(), pk)
    form = ReasonForm(request.POST or None, is_required=True)
    if form.is_valid() and _try_to_revert(request, amendment, form.cleaned_data["reason"]):
        return redirect("approvals")
    context = {
        "amendment": amendment,
        "form": form,
        "can_revert": amendment.state == Amendment.State.PUBLISHED,
        "header_title": f"{amendment.resource} を元に戻す",
    }
    return render(request, "admin_city/revert.html", context)


def _try_to_revert(request, amendment: Amendment, reason: str) -> bool:
    try:
        amendments.revert_by_city(amendment, request.user, reason)
    except Conflict as changed:
        messages.error(request, f"「{changed}」は、そのあとにまた変わりました。地域資源の画面で直してください。")
        return False
    except (ValidationError, ValueError) as wrong:
        messages.error(request, _problem_in_words(wrong))
        return False
    amendment.refresh_from_db()
    send_decision(amendment, reason=reason)
    messages.success(request, f"「{amendment.resource}」の変更を、元に戻しました。")
    return True
