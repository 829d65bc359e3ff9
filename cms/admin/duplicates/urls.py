"""Addresses of pairs that may be one listing."""

from django.urls import path

from cms.admin.duplicates import comparison, pairs

urlpatterns = [
    path("board/doubles/", pairs.index, name="city_doubles"),
    path("board/doubles/<int:first>/<int:second>/", comparison.compare, name="city_double"),
    path("board/doubles/<int:first>/<int:second>/apart/", pairs.keep_apart, name="city_apart"),
]
