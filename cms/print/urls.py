"""Addresses of papers that anybody may print."""

from django.urls import path

from cms.print import booklet_views, desk_list, week_views

urlpatterns = [
    path("where/list.pdf", desk_list.desk_list_paper, name="desk_list_paper"),
    path("booklets/", booklet_views.booklets, name="booklets"),
    path("b/<str:code>/", booklet_views.booklet_changes, name="booklet_changes"),
    path("booklets/<str:code>/book.pdf", booklet_views.booklet_file, {"what": "book"}, name="booklet_file"),
    path("booklets/<str:code>/map.pdf", booklet_views.booklet_file, {"what": "map"}, name="booklet_map"),
    path("week/", week_views.week, name="week"),
    path("week/paper.pdf", week_views.week_paper, name="week_paper"),
    path("places/<int:key>/sheet.pdf", week_views.place_sheet, name="place_sheet"),
]
