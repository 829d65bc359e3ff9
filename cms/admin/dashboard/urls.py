"""Addresses of the first page and of the lists behind its numbers."""

from django.urls import path
from django.views.generic import RedirectView

from cms.admin.dashboard import call_list, campaigns, completeness_lists, open_data, problem_reports, undelivered

urlpatterns = [
    path("board/", RedirectView.as_view(pattern_name="wagtailadmin_home"), name="city_board"),
    path("board/list/<slug:key>/", completeness_lists.incomplete_listings, name="city_list"),
    path("board/telephone/", call_list.telephone, name="city_telephone"),
    path("board/sheets/", call_list.sheets, name="city_sheets"),
    path("board/bounced/", undelivered.bounced, name="city_bounced"),
    path("board/bounced/<int:pk>/reachable/", undelivered.reachable, name="city_reachable"),
    path("board/reports/", problem_reports.index, name="city_reports"),
    path("board/reports/<int:pk>/", problem_reports.answer, name="city_report"),
    path("board/open-data/", open_data.open_data_faults, name="city_open_data"),
    path("campaigns/", campaigns.index, name="city_campaigns"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="city_campaign"),
    path("campaigns/<int:pk>/stop/", campaigns.stop, name="city_campaign_stop"),
]
