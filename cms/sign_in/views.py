"""Signing in, where each role goes after it, and what was typed before it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.sign_in.client_address import client_address
from cms.sign_in.devices import Device
from cms.sign_in.kept_forms import forget_form, kept_form
from directory.accounts.rate_limits import LimitedAction, allow_attempt, take_back_attempt
from directory.accounts.users import Membership, User
from directory.associations.invitations import normalized_sign_in_name
from directory.associations.representatives import Representative

OF_SOMEBODY_ELSE = "この機械で とちゅうまで 書いてあったものは、べつの人が書いたものだったので、消しました。"


DESK_OF_ROLE = (
    (Membership.CASEWORK, "desk_home"),
    ((Membership.Role.MANAGER,), "desk_team"),
    ((Membership.Role.VIEWER,), "desk_numbers"),
)
"""Roles at the desk, and the page of it that is theirs; the first that fits."""


class SignInForm(AuthenticationForm):
    """Accepts a mail address or a telephone number in any width and with any hyphens, besides plain user names.

    Tries are counted, as long as they are wrong; `is_locked` says that there were too many.
    """

    is_locked = False

    def clean_username(self):
        typed = self.cleaned_data["username"]
        known = User.objects.filter(username=typed).exists()
        return typed if known else normalized_sign_in_name(typed) or typed

    def clean(self):
        if not (name := self.cleaned_data.get("username")):
            return self.cleaned_data
        device = Device.of(self.request)
        knows = device.knows(name)
        source = f"device {device.key}" if knows else client_address(self.request)
        if not allow_attempt(LimitedAction.PASSWORD, source, name, knows_device=knows):
            self.is_locked = True
            raise self.get_invalid_login_error()
        facts = super().clean()
        take_back_attempt(LimitedAction.PASSWORD, source, name)
        return facts


class SignIn(LoginView):
    """Name and password. In a demonstration `cms.demo.people` adds its invented people and their password."""

    authentication_form = SignInForm
    template_name = "public/sign_in.html"

    def get_context_data(self, **kwargs):
        """With what was typed before the session ended."""
        return super().get_context_data(**kwargs) | {"kept": kept_form(self.request)}

    def form_invalid(self, form):
        """A calm page where the password was wrong too often."""
        if form.is_locked:
            return render(self.request, "public/locked_out.html", status=429)
        return super().form_invalid(form)

    def get_success_url(self):
        """What was typed before comes first."""
        return reverse("kept_form") if kept_form(self.request) else super().get_success_url()


@require_safe
@login_required
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the screen of the user's role: the desk, the admin, their listings; without a role the start page."""
    if kept_form(request):
        return redirect("kept_form")
    roles = set(Membership.objects.filter(user=request.user).values_list("role", flat=True))
    for desk_roles, view in DESK_OF_ROLE:
        if roles & set(desk_roles) and not request.user.is_superuser:
            return HttpResponseRedirect(reverse(view))
    if Membership.Role.STAFF in roles or request.user.is_superuser:
        return HttpResponseRedirect(reverse("wagtailadmin_home"))
    if Representative.objects.current().filter(user=request.user).exists():
        return HttpResponseRedirect(reverse("listings_home"))
    return HttpResponseRedirect(reverse("start"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def continue_form(request: HttpRequest) -> HttpResponse:
    """What was typed before the session ended, with a button that sends it again to where it was sent, or throws it away."""
    form = kept_form(request)
    if form and not Device.is_owner(form.owner, request.user.get_username()):
        forget_form(request)
        messages.info(request, OF_SOMEBODY_ELSE)
        form = None
    if form and request.method == "POST":
        forget_form(request)
        messages.info(request, "とちゅうまで 書いてあったものを、消しました。")
        form = None
    return render(request, "public/kept_form.html", {"kept": form}) if form else redirect("after_sign_in")
