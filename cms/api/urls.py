"""Addresses for other programs."""

from django.urls import include, path

from cms.api import places
from cms.api.hsds import views as hsds
from cms.api.open_data import views as open_data
from cms.api.writing import views as writing

_hsds = [
    path("", hsds.root, name="hsds"),
    path("openapi.json", hsds.openapi, name="hsds_openapi"),
    path("profile", hsds.profile, name="hsds_profile"),
    path("services", hsds.services, name="hsds_services"),
    path("services/<str:key>", hsds.service, name="hsds_service"),
    path("service_at_locations", hsds.service_at_locations, name="hsds_service_at_locations"),
    path("service_at_locations/<str:key>", hsds.service_at_location, name="hsds_service_at_location"),
    path("organizations", hsds.organizations, name="hsds_organizations"),
    path("organizations/<str:key>", hsds.organization_view, name="hsds_organization"),
    path("taxonomies", hsds.taxonomies, name="hsds_taxonomies"),
    path("taxonomies/<str:key>", hsds.taxonomy_view, name="hsds_taxonomy"),
    path("taxonomy_terms", hsds.taxonomy_terms, name="hsds_taxonomy_terms"),
    path("taxonomy_terms/<str:key>", hsds.taxonomy_term_view, name="hsds_taxonomy_term"),
]

_open_data = [
    path("", open_data.open_data, name="open_data"),
    path("ibasho.geojson", open_data.own_geojson, name="open_data_own"),
    path("ibasho-hsds.zip", open_data.data_package, name="open_data_package"),
    path("<slug:slug>.csv", open_data.csv_file, name="open_data_csv"),
    path("<slug:slug>.geojson", open_data.geojson_file, name="open_data_geojson"),
]

_writing = [
    path("openapi.json", writing.openapi, name="api_openapi"),
    path("listings/<str:key>", writing.change_listing, name="api_listing"),
    path("listings/<str:key>/status", writing.say_status, name="api_status"),
    path("listings/<str:key>/vacancy", writing.say_vacancy, name="api_vacancy"),
    path("changes/<int:number>", writing.change, name="api_change"),
]

urlpatterns = [
    path("places.json", places.places, name="places_json"),
    path("api/hsds/", include(_hsds)),
    path("api/", include(_writing)),
    path("open-data/", include(_open_data)),
]
