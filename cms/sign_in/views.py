"""Signing in, and where each role goes after it."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory.accounts.users import Membership, User
from directory.associations.invitations import normalized_sign_in_name
from directory.associations.representatives import Representative


class SignInForm(AuthenticationForm):
    """Accepts a mail address or a telephone number in any width and with any hyphens, besides plain user names."""

    def clean_username(self):
        typed = self.cleaned_data["username"]
        known = User.objects.filter(username=typed).exists()
        return typed if known else normalized_sign_in_name(typed) or typed


class SignIn(LoginView):
    """Name and password. In a demonstration `cms.demo.people` adds its invented people and their password."""

    authentication_form = SignInForm
    template_name = "public/sign_in.html"


@require_safe
@login_required
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the screen of the user's role: the desk, the admin, their listings; without a role the start page."""
    roles = set(Membership.objects.filter(user=request.user).values_list("role", flat=True))
    if Membership.Role.COORDINATOR in roles:
        return HttpResponseRedirect(reverse("desk_home"))
    if Membership.Role.STAFF in roles or request.user.is_superuser:
        return HttpResponseRedirect(reverse("wagtailadmin_home"))
    if Representative.objects.current().filter(user=request.user).exists():
        return HttpResponseRedirect(reverse("listings_home"))
    return HttpResponseRedirect(reverse("start"))
