"""Addresses of what was not found, and of how a sentence is read."""

from django.urls import path

from cms.admin.wish_words import pages

urlpatterns = [
    path("words/unanswered/", pages.unanswered, name="city_unanswered"),
    path("words/unanswered/<int:pk>/drop/", pages.drop_unanswered, name="city_unanswered_drop"),
    path("words/try/", pages.try_reading, name="city_wish_try"),
]
