"""Addresses of signing in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from cms.sign_in import sessions, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("continue/", views.continue_form, name="kept_form"),
    path("session-left/", sessions.session_left, name="session_left"),
    path("after-sign-in/", views.after_sign_in, name="after_sign_in"),
]
