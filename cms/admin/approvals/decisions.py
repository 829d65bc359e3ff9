"""What every decision about a request of an association needs: the form with a reason, and the check who may decide."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cms.permissions.city_policy import policy_of
from cms.permissions.staff import may_decide
from directory.models import Resource
from directory.text_fields import OneLineFormField


class ReasonForm(forms.Form):
    """The message to the association that goes with a decision; a refusal needs one."""

    reason = OneLineFormField(label="団体へのひとこと", max_length=300, required=False)

    def __init__(self, *args, is_required: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_required
        self.fields["reason"].error_messages["required"] = "わけを書いてください。団体の人が読みます。"


def require_approver(request) -> None:
    """Raise PermissionDenied for those who may not answer associations."""
    if not may_decide(request.user):
        raise PermissionDenied


def row_to_decide_or_404(request, rows, pk):
    """The one of some rows with this key, if its `resource` is of a city of this user.

    Raises PermissionDenied for those who may not decide at all, and Http404 for a row of another city as for none.
    """
    require_approver(request)
    row = rows.filter(pk=pk, resource__in=policy_of(Resource).rows(request.user)).first()
    if row is None:
        raise Http404
    return row
