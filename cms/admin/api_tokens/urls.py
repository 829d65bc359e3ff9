"""Addresses of the tokens with which a city's other systems write."""

from django.urls import path

from cms.admin.api_tokens import views

urlpatterns = [
    path("api-tokens/", views.index, name="city_api_tokens"),
    path("api-tokens/<int:pk>/", views.token_page, name="city_api_token"),
]
