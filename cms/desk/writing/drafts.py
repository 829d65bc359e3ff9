"""Saved as it goes: what is typed into a form of the desk is kept on the server, and offered back where it was lost.

The script `keep.js` sends the form every few seconds while somebody types; 「書きかけを とっておく」 does the same without it. Nothing
stands in the browser's storage. A view asks `answered` first, fills its empty form with `fill`, and says `done` after saving.
"""

import uuid
from functools import cached_property

from django.contrib import messages
from django.forms import BaseForm, MultipleChoiceField
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from cms.desk.access import record_look
from cms.permissions.staff import number_of, row_with_key
from cms.sign_in.kept_forms import NEVER, is_script
from matching.cases.drafts import Draft, keep
from matching.cases.participants import Participant
from matching.oversight.audit_log import Look

KEEP, FORGET, TOKEN = "keep_draft", "forget_draft", "draft_token"
"""Names of the buttons and of the hidden field."""
_NO_CONTENT = (*NEVER, KEEP, FORGET, TOKEN, "sentence")
"""Fields that no draft holds; of a sentence to be read, the page promises that it stays nowhere."""


def is_only_kept(request: HttpRequest) -> bool:
    """Whether a request comes from a form that is still being written: no new look at the person who is on the screen already."""
    return request.method == "POST" and KEEP in request.POST


def fill_typed(form: BaseForm, data: QueryDict) -> None:
    """Show what was typed in a form that is not sent, without judging it."""
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if isinstance(field, MultipleChoiceField):
            form.initial[name] = data.getlist(key)
        elif key in data:
            form.initial[name] = data[key]


class Writing:
    """What one user is writing into one form of one person (None: of somebody who is not entered yet).

    name   of the form, as the drafts have it; `what` says it in a look
    """

    def __init__(self, request: HttpRequest, name: str, person: Participant | None, what: str):
        self.request, self.name, self.person, self.what = request, name, person, what

    @cached_property
    def token(self) -> str:
        """The mark of this window: of the draft that it goes on with, or a new one."""
        posted = _token(self.request.POST.get(TOKEN, ""))
        return str(posted or (self._opened.token if self._opened else uuid.uuid4()))

    @cached_property
    def offered(self) -> list[Draft]:
        """The drafts that this window does not show; none where something was sent, as that stands in it."""
        if self.request.method == "POST":
            return []
        return [one for one in self._own().defer("text") if one != self._opened]

    @cached_property
    def _opened(self) -> Draft | None:
        return row_with_key(self._own(), self.request.GET.get("draft", ""))

    def _own(self):
        return Draft.objects.of(self.request.user, self.name, self.person)

    def _of_window(self):
        return Draft.objects.of_window(self.request.user, self.name, self.person, uuid.UUID(self.token))

    @property
    def continued(self) -> Draft | None:
        """The draft that this window shows."""
        return self._opened if self.request.method != "POST" else None

    def answered(self) -> HttpResponse | None:
        """The answer where the request only keeps or throws away a draft; None where the form is opened or saved."""
        post = self.request.POST
        if is_only_kept(self.request):
            return self._keep()
        if self.request.method == "POST" and FORGET in post:
            self._own().filter(pk=number_of(post[FORGET])).delete()
            messages.info(self.request, "書きかけを すてました。")
            return redirect(self.request.path)
        return None

    def _keep(self) -> HttpResponse:
        typed = self.request.POST.copy()
        for name in _NO_CONTENT:
            typed.pop(name, None)
        token = uuid.UUID(self.token)
        try:
            is_new = keep(self.request.user, self.name, self.person, token, typed.urlencode())
        except ValueError:
            return JsonResponse({"at": None}, status=413)
        if is_new:
            record_look(self.request, Look.Action.CHANGED, self.person, f"{self.what}（書きかけ）")
        if is_script(self.request):
            return JsonResponse({"at": f"{timezone.localtime():%-H:%M}"})
        messages.success(self.request, "書きかけを のこしました。記録は まだ していません。")
        draft = self._of_window().first()
        return redirect(f"{self.request.path}?draft={draft.pk}" if draft else self.request.path)

    def fill(self, form: BaseForm) -> None:
        """Show the draft that was asked for in the form that was just opened."""
        if draft := self.continued:
            fill_typed(form, QueryDict(draft.text))

    def done(self) -> None:
        """The form is saved: what was written on the way is not needed any more."""
        self._of_window().delete()


def _token(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
