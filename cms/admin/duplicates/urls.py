"""Addresses of pairs that may be one listing."""

from django.urls import path

from cms.admin.duplicates import pair, pairs

urlpatterns = [
    path("board/doubles/", pairs.doubles, name="city_doubles"),
    path("board/doubles/<int:first>/<int:second>/", pair.double, name="city_double"),
    path("board/doubles/<int:first>/<int:second>/apart/", pairs.apart, name="city_apart"),
]
