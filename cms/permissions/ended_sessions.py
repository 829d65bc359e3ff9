"""A form that was sent when its session had ended: nothing of it is lost.

Where the sender is not signed in any more, it is kept on the server while they sign in (`cms.sign_in.kept_forms`). Where they are
signed in, but their page is from before that, it is shown again with a button that sends it.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.csrf import csrf_failure as django_csrf_failure

from cms.operations.request_context import refuse
from cms.sign_in.kept_forms import KeptForm, fields_of, forget_form, is_script, keep_form, kept_form, left_out

NOT_KEPT = (
    "時間が たったので、もう一度 ログインしてください。書いたものは とっておけませんでした（長すぎるか、回数が多すぎます）。"
    "ブラウザーの「もどる」で 前の画面に もどると、残っていることが あります。"
)
FROM_ELSEWHERE = ("Origin checking failed", "Referer checking failed")
"""How Django's reasons begin where a form comes from another site, or cannot say from where."""


def ask_to_sign_in(request: HttpRequest) -> HttpResponse | None:
    """The redirect to the sign-in page where somebody who is not signed in sends a form, which is kept; else None."""
    if request.user.is_authenticated or request.method != "POST" or is_script(request):
        return None
    if keep_form(request):
        return redirect("sign_in")
    messages.warning(request, NOT_KEPT)
    return None


def note_sent_again(request: HttpRequest) -> None:
    """Where a kept form comes in again, it is kept no longer."""
    if request.method != "POST" or not request.user.is_authenticated:
        return
    form = kept_form(request)
    if form and form.path == request.get_full_path():
        forget_form(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form without the right token. `reason` holds text of the visitor and is not logged.

    A form from a page of this site is shown again with a button: its session has ended, or somebody has signed in in
    another window. What comes from elsewhere is refused.
    """
    refuse("csrf")
    fields = fields_of(request.POST)
    site = request.headers.get("Sec-Fetch-Site", "none")
    if not fields or reason.startswith(FROM_ELSEWHERE) or site not in ("none", "same-origin"):
        return django_csrf_failure(request, reason)
    form = KeptForm(request.get_full_path(), fields, left_out(request.POST, request.FILES), "", 0)
    return render(request, "public/kept_form.html", {"kept": form, "again": True}, status=403)
