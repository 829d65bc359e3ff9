"""Addresses of the lists that a city brings in."""

from django.urls import path

from cms.admin.imports import columns, rows, run_page, upload

urlpatterns = [
    path("imports/", upload.index, name="city_imports"),
    path("imports/new/", upload.new, name="city_import_new"),
    path("imports/<int:pk>/", run_page.run_page, name="city_import"),
    path("imports/<int:pk>/columns/", columns.columns, name="city_import_columns"),
    path("imports/<int:pk>/headings/", columns.headings, name="city_import_headings"),
    path("imports/<int:pk>/rows/<slug:state>/", rows.rows, name="city_import_rows"),
    path("imports/<int:pk>/findings/<int:group>/", rows.findings, name="city_import_findings"),
    path("imports/<int:pk>/store/", run_page.store, name="city_import_store"),
    path("imports/<int:pk>/undo/", run_page.undo, name="city_import_undo"),
    path("imports/<int:pk>/again/", run_page.again, name="city_import_again"),
    path("imports/<int:pk>/discard/", run_page.discard, name="city_import_discard"),
]
