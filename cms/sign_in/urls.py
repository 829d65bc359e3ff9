"""Addresses of signing in and out, and of the own account."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from cms.sign_in import account_views, second_step_views, sessions, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("second-step/", second_step_views.take, name="second_step"),
    path("second-step/set-up/", second_step_views.set_up, name="second_step_set_up"),
    path("second-step/recovery-codes/", second_step_views.recovery_codes, name="recovery_codes"),
    path("second-step/passkeys/", include("django_otp_webauthn.urls")),
    path("account/", account_views.account, name="account"),
    path("account/sessions/<int:pk>/end/", account_views.end_session, name="account_end_session"),
    path("account/sessions/end-others/", account_views.end_others, name="account_end_others"),
    path("account/passkeys/<int:pk>/remove/", account_views.remove_passkey, name="account_remove_passkey"),
    path("continue/", views.continue_form, name="kept_form"),
    path("session-left/", sessions.session_left, name="session_left"),
    path("after-sign-in/", views.after_sign_in, name="after_sign_in"),
]
