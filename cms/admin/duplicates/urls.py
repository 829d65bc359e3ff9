"""Addresses of pairs that may be one listing."""

from django.urls import path

from cms.admin.duplicates import comparison, pairs

# The addresses keep their first word: staff have bookmarks of them.
urlpatterns = [
    path("board/doubles/", pairs.index, name="city_duplicates"),
    path("board/doubles/<int:first>/<int:second>/", comparison.compare, name="city_duplicate"),
    path("board/doubles/<int:first>/<int:second>/apart/", pairs.keep_apart, name="city_apart"),
]
