"""What an account's owner sees of it: where it is signed in, and with what it proves the second step."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_otp_webauthn.models import WebAuthnCredential
from django_otp_webauthn.templatetags.otp_webauthn import get_configuration

from cms.sign_in import second_step
from cms.sign_in.code_apps import CodeApp
from cms.sign_in.sessions import works_for_agency


@never_cache
@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Where the account is signed in; for people of agencies also the app, the passkeys and the recovery codes."""
    if second_step.is_owed(request.user):
        return redirect("second_step")
    context = {"sessions": request.user.account_sessions.all(), "this_one": request.session.session_key}
    if works_for_agency(request.user) and request.user.is_verified():
        context |= {
            "app": CodeApp.objects.filter(user=request.user, confirmed=True).first(),
            "keys": WebAuthnCredential.objects.filter(user=request.user, confirmed=True).order_by("created_at", "pk"),
            "codes_left": second_step.recovery_codes_left(request.user),
            "passkeys": get_configuration(request),
        }
    return render(request, "sign_in/account.html", context)


@never_cache
@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out another browser of the same account."""
    session = get_object_or_404(request.user.account_sessions, pk=pk)
    session.end()
    messages.success(request, f"{session.browser} を ログアウトしました。")
    return redirect("account")


@never_cache
@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out all browsers of the account but this one."""
    others = request.user.account_sessions.exclude(session_id=request.session.session_key)
    for session in others:
        session.end()
    messages.success(request, "この機械のほかは、すべて ログアウトしました。")
    return redirect("account")


@never_cache
@require_POST
@login_required
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a passkey away: a telephone that was lost or given away."""
    if not request.user.is_verified():
        return redirect("second_step")
    get_object_or_404(WebAuthnCredential, user=request.user, pk=pk).delete()
    messages.success(request, "パスキーを 消しました。")
    return redirect("account")
