"""Addresses for other programs."""

from django.urls import path

from cms.api import places

urlpatterns = [path("places.json", places.places, name="places_json")]
