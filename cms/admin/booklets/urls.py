"""Addresses of the booklets that a city prints."""

from django.urls import path

from cms.admin.booklets import views

urlpatterns = [
    path("booklets/", views.index, name="city_booklets"),
    path("booklets/<int:pk>/", views.booklet_page, name="city_booklet"),
]
