"""Which changes wait for the city and which are published at once."""

from django import forms
from django.shortcuts import redirect, render
from wagtail.admin import messages

from cms.admin.approvals.decisions import require_approver
from cms.permissions.city_policy import policy_of
from directory.changes.amendments import STATUS
from directory.changes.approval_rules import SENSITIVE, ApprovalRule
from directory.changes.differences import label
from directory.models import Municipality

FIELDS_THAT_CAN_WAIT = (
    "name", "schedules", "place", "targets", "min_age", "summary", "description", "first_visit", "fee", "to_bring", "contacts",
    "photo", STATUS,
)  # fmt: skip
"""Fields whose changes a city can hold back until it has approved them."""


class RuleForm(forms.Form):
    """The fields whose changes wait for the city, for one municipality."""

    waits = forms.MultipleChoiceField(
        label="市が見てから公開する項目",
        choices=[(name, label(name)) for name in FIELDS_THAT_CAN_WAIT],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def rules(request):
    """The form, for each municipality of the user."""
    require_approver(request)
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
