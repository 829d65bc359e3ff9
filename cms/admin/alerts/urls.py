"""Addresses of the alerts of a town."""

from django.urls import path

from cms.admin.alerts import views

urlpatterns = [
    path("alerts/", views.index, name="city_alerts"),
    path("alerts/<int:pk>/lift/", views.lift_alert, name="city_alert_lift"),
]
