"""Addresses of papers that anybody may print."""

from django.urls import path

from cms.print import desk_list

urlpatterns = [path("where/list.pdf", desk_list.desk_list_paper, name="desk_list_paper")]
