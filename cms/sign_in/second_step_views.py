"""Screens of the second step: taking it, registering the app, the recovery codes."""

import unicodedata
from base64 import b32encode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_otp_webauthn.models import WebAuthnCredential
from django_otp_webauthn.templatetags.otp_webauthn import get_configuration

from cms.sign_in import second_step
from cms.sign_in.sessions import works_for_agency

WRONG = "番号が ちがいます。アプリに いま出ている 6けたの番号を 入れてください。番号は 30秒ごとに かわります。"
WAIT = "まちがいが つづいたので、あと {seconds}秒 待ってから 入れてください。"
USED_UP = "予備のコードを 1つ 使いました。のこりは {left}つです。"


class CodeForm(forms.Form):
    """A code as people type it: in any width, with spaces or hyphens between."""

    code = forms.CharField(max_length=40)

    def clean_code(self) -> str:
        """In half width, without what people put between."""
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        return "".join(letter for letter in typed if letter.isalnum())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take(request: HttpRequest) -> HttpResponse:
    """Ask for the second thing; whoever has none registers it first."""
    if not second_step.is_owed(request.user):
        return redirect(_next(request))
    if not second_step.has_second_thing(request.user):
        return redirect("second_step_set_up")
    error = ""
    if request.method == "POST":
        form = CodeForm(request.POST)
        typed = second_step.take_step(request, form.cleaned_data["code"] if form.is_valid() else "")
        if typed.is_right:
            if typed.is_recovery_code:
                messages.warning(request, USED_UP.format(left=second_step.recovery_codes_left(request.user)))
            return redirect(_next(request))
        error = WAIT.format(seconds=typed.wait) if typed.wait else WRONG
    has_passkey = WebAuthnCredential.objects.filter(user=request.user, confirmed=True).exists()
    context = {"error": error, "next": _next(request), "passkeys": get_configuration(request) if has_passkey else None}
    return render(request, "sign_in/second_step.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def set_up(request: HttpRequest) -> HttpResponse:
    """Register an app, the first one or another in its place; it asks for a code of the app, so that nobody locks themselves out."""
    if not works_for_agency(request.user):
        return redirect("after_sign_in")
    is_first = not second_step.has_second_thing(request.user)
    if not is_first and not request.user.is_verified():
        return redirect("second_step")
    device, error = second_step.app_to_confirm(request), ""
    if request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid() and second_step.confirm_app(request, device, form.cleaned_data["code"]):
            messages.success(request, "アプリを 登録しました。")
            return _codes(request) if is_first else redirect("account")
        error = WRONG
    key = b32encode(device.bin_key).decode()
    context = {
        "error": error,
        "address": device.config_url,
        "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        "is_first": is_first,
        "passkeys": get_configuration(request) if is_first else None,
    }
    return render(request, "sign_in/set_up.html", context)


@never_cache
@require_POST
@login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them this once."""
    if not works_for_agency(request.user) or not request.user.is_verified():
        return redirect("second_step")
    return _codes(request)


def _codes(request: HttpRequest) -> HttpResponse:
    codes = second_step.new_recovery_codes(request.user)
    return render(request, "sign_in/recovery_codes.html", {"codes": codes})


def _next(request: HttpRequest) -> str:
    """Where somebody wanted to go, if it is on this site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if is_ours else reverse("after_sign_in")
