"""書きこみの鍵: the tokens of a city's other systems; made (and shown once), looked at, and ended by whoever may publish."""

import datetime as dt
import logging

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.admin import messages

from cms.forms.own_city import OwnCityField
from cms.permissions.role_guard import role_required
from cms.permissions.staff import may_decide, municipalities_of
from directory.accounts.api_tokens import ApiToken, Scope, make_token
from directory.accounts.users import User
from directory.text_fields import OneLineFormField

LIVES = {"92": "3か月", "365": "1年", "731": "2年"}
"""Days that a token may live, as people choose them."""
logger = logging.getLogger(__name__)
approvers_only = role_required(lambda user: user, may_decide, "この画面は、市の公開の担当者だけが使えます。")


class TokenForm(forms.Form):
    """A token to make."""

    name = OneLineFormField(
        label="システムの名前",
        max_length=ApiToken._meta.get_field("name").max_length,
        help_text="例: 施設予約システム。直した記録に、この名前が のこります。",
        error_messages={"required": "どのシステムの鍵か、名前を書いてください。"},
    )
    municipality = OwnCityField()
    scopes = forms.MultipleChoiceField(
        label="できること",
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="いるものだけに しるしを つけてください。あとからは 変えられません。",
        error_messages={
            "required": "できることを、1つは えらんでください。",
            "invalid_choice": "できることを、えらびなおしてください。",
        },
    )
    days = forms.ChoiceField(label="いつまで使えるか", choices=LIVES.items(), initial="365")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities_of(user)

    def make(self, user: User) -> tuple[ApiToken, str]:
        """The token of a valid form, made by a user, and its secret."""
        facts = self.cleaned_data
        life = dt.timedelta(days=int(facts["days"]))
        return make_token(facts["name"], facts["municipality"].pk, facts["scopes"], life, user)


def _own(request: HttpRequest):
    rows = ApiToken.objects.filter(municipality__in=municipalities_of(request.user))
    return rows.select_related("municipality", "made_by", "revoked_by")


@approvers_only
def index(request: HttpRequest) -> HttpResponse:
    """The tokens of a user's cities, and the form for another one; POST makes it and shows its secret on the answer alone."""
    form, made, secret = TokenForm(request.POST or None, user=request.user), None, ""
    if request.method == "POST" and form.is_valid():
        made, secret = form.make(request.user)
        logger.info("api token made", extra={"key": made.pk})
        form = TokenForm(user=request.user)
    context = {
        "form": form,
        "made": made,
        "secret": secret,
        "tokens": list(_own(request)),
        "header_title": "書きこみの鍵",
    }
    return render(request, "admin_city/api_tokens.html", context)


@approvers_only
def token_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One token, before it is ended; POST ends it."""
    token = _own(request).filter(pk=pk).first()
    if token is None:
        raise Http404
    if request.method == "POST" and not token.revoked_at:
        token.revoke(request.user)
        logger.info("api token revoked", extra={"key": token.pk})
        messages.success(request, f"「{token.name}」の鍵を とめました。もう 書きこめません。")
        return redirect("city_api_tokens")
    return render(request, "admin_city/api_token.html", {"token": token, "header_title": f"鍵「{token.name}」"})
