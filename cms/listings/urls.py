"""Addresses of the listings portal, under /my/."""

from django.urls import path

from cms.listings import (
    attendance_views,
    claim_views,
    closure_views,
    edit_views,
    link_views,
    listing_views,
    people_views,
)

urlpatterns = [
    path("", listing_views.home, name="listings_home"),
    path("mail/", link_views.mail, name="listings_mail"),
    path("code/", link_views.code, name="listings_code"),
    path("l/", link_views.link_by_code, name="link_by_code"),
    path("l/<str:token>/", link_views.link, name="link"),
    path("<int:pk>/", listing_views.listing, name="listing"),
    path("<int:pk>/right/", listing_views.right, name="listing_right"),
    path("<int:pk>/close/", closure_views.close, name="listing_close"),
    path("<int:pk>/day-off/", closure_views.day_off, name="listing_day_off"),
    path("<int:pk>/day-on/", closure_views.day_on, name="listing_day_on"),
    path("<int:pk>/extra-day/", closure_views.extra_day, name="listing_extra_day"),
    path("<int:pk>/reopen/<int:statement>/", closure_views.reopen, name="listing_reopen"),
    path("<int:pk>/end/", closure_views.end, name="listing_end"),
    path("<int:pk>/fact/", listing_views.fact, name="listing_fact"),
    path("<int:pk>/history/", listing_views.past, name="listing_history"),
    path("<int:pk>/undo/<int:amendment>/", listing_views.undo, name="listing_undo"),
    path("<int:pk>/take-back/<int:amendment>/", listing_views.take_back, name="listing_take_back"),
    path("<int:pk>/edit/", edit_views.menu, name="listing_edit"),
    path("<int:pk>/edit/<slug:slug>/", edit_views.step, name="listing_step"),
    path("<int:pk>/claim/", claim_views.claim, name="listing_claim"),
    path("<int:pk>/numbers/", attendance_views.numbers, name="listing_numbers"),
    path("groups/<int:pk>/year/<int:year>/", attendance_views.year, name="organization_year"),
    path("groups/<int:pk>/", people_views.people, name="organization_people"),
    path("groups/<int:pk>/invite/", people_views.invite_colleague, name="organization_invite"),
    path("groups/<int:pk>/hand-over/", people_views.hand_over_lead, name="organization_hand_over"),
    path("groups/<int:pk>/withdraw/<int:invitation>/", people_views.take_back, name="organization_withdraw"),
    path("groups/<int:pk>/leave/<int:representative>/", people_views.leave, name="organization_leave"),
]
