"""What every decision of the city shares: the form with a reason, who may decide, and of which city a row is."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cms.permissions.city_policy import policy_of
from cms.permissions.staff import may_decide
from directory.changes.amendments import STATUS
from directory.models import Resource

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
