"""Addresses of the numbers of matching."""

from django.urls import path

from cms.admin.weights import learning, values

urlpatterns = [
    path("numbers/", values.index, name="numbers"),
    path("numbers/<str:name>/", values.edit, name="number"),
    path("learning/", learning.learning, name="learning"),
]
