"""Addresses of the desk."""

from django.urls import path

from cms.desk import caseload, exposure, looks, outcomes, places, views

urlpatterns = [
    path("", views.home, name="desk_home"),
    path("people/<str:code>/", views.participant, name="desk_participant"),
    path("people/<str:code>/needs/", views.needs, name="desk_needs"),
    path("people/<str:code>/compare/", views.compare, name="desk_compare"),
    path("people/<str:code>/looks/", looks.person_looks, name="desk_person_looks"),
    path("people/<str:code>/looks/paper/", looks.person_looks_paper, name="desk_person_looks_paper"),
    path("people/<str:code>/places/", places.for_person, name="desk_person_places"),
    path("people/<str:code>/avoid/<int:key>/", views.avoid, name="desk_avoid"),
    path("people/<str:code>/outcome/<int:key>/", outcomes.record, name="desk_outcome"),
    path("places/", places.places, name="desk_places"),
    path("places/<int:key>/", views.place, name="desk_place"),
    path("caseload/", caseload.caseload, name="desk_caseload"),
    path("audit/", exposure.audit, name="desk_audit"),
]
