"""Signing in and out, and where each role goes after it."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from directory.accounts import Membership


@require_safe
@login_required
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the screen that a person works with: coordinators the desk, staff the admin, everybody else the start page."""
    roles = set(Membership.objects.filter(user=request.user).values_list("role", flat=True))
    if Membership.Role.COORDINATOR in roles:
        return HttpResponseRedirect(reverse("desk_home"))
    if Membership.Role.STAFF in roles or request.user.is_superuser:
        return HttpResponseRedirect(reverse("wagtailadmin_home"))
    return HttpResponseRedirect(reverse("start"))


urlpatterns = [
    path("sign-in/", LoginView.as_view(template_name="public/sign_in.html"), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("after-sign-in/", after_sign_in, name="after_sign_in"),
]
