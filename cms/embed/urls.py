"""Addresses of the frame for other sites."""

from django.urls import path

from cms.embed import views

urlpatterns = [
    path("embed/", views.choose, name="embed_choose"),
    path("embed/list/", views.frame, name="embed_frame"),
]
