"""Addresses of the booklets that a city prints."""

from django.urls import path

from cms.admin.booklets import ground, views

urlpatterns = [
    path("booklets/", views.index, name="city_booklets"),
    path("booklets/<int:pk>/", views.booklet_page, name="city_booklet"),
    path("booklets/boundary/<str:municipality>/", ground.ground, name="city_map_ground"),
]
