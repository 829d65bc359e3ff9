"""Addresses of what groups report and of the support they get."""

from django.urls import path

from cms.admin.associations import attendance, support_visits

urlpatterns = [
    path("attendance/", attendance.index, name="city_attendance"),
    path("attendance/<int:year>.csv", attendance.download, name="city_attendance_csv"),
    path("support/due/", support_visits.due, name="city_support_due"),
]
