"""Addresses of the portal."""

from django.urls import path

from cms.listings import claiming, editing, entering, numbers, pausing, people, places

urlpatterns = [
    path("", places.home, name="listings_home"),
    path("mail/", entering.mail, name="listings_mail"),
    path("code/", entering.code, name="listings_code"),
    path("l/", entering.link_by_code, name="link_by_code"),
    path("l/<str:token>/", entering.link, name="link"),
    path("<int:pk>/", places.listing, name="listing"),
    path("<int:pk>/right/", places.right, name="listing_right"),
    path("<int:pk>/close/", pausing.close, name="listing_close"),
    path("<int:pk>/day-off/", pausing.day_off, name="listing_day_off"),
    path("<int:pk>/day-on/", pausing.day_on, name="listing_day_on"),
    path("<int:pk>/extra-day/", pausing.extra_day, name="listing_extra_day"),
    path("<int:pk>/reopen/<int:statement>/", pausing.reopen, name="listing_reopen"),
    path("<int:pk>/end/", pausing.end, name="listing_end"),
    path("<int:pk>/fact/", places.fact, name="listing_fact"),
    path("<int:pk>/history/", places.past, name="listing_history"),
    path("<int:pk>/undo/<int:amendment>/", places.undo, name="listing_undo"),
    path("<int:pk>/take-back/<int:amendment>/", places.take_back, name="listing_take_back"),
    path("<int:pk>/edit/", editing.menu, name="listing_edit"),
    path("<int:pk>/edit/<slug:slug>/", editing.step, name="listing_step"),
    path("<int:pk>/claim/", claiming.claim, name="listing_claim"),
    path("<int:pk>/numbers/", numbers.numbers, name="listing_numbers"),
    path("groups/<int:pk>/year/<int:year>/", numbers.year, name="organization_year"),
    path("groups/<int:pk>/", people.people, name="organization_people"),
    path("groups/<int:pk>/invite/", people.invite_colleague, name="organization_invite"),
    path("groups/<int:pk>/hand-over/", people.hand, name="organization_hand_over"),
    path("groups/<int:pk>/withdraw/<int:invitation>/", people.take_back, name="organization_withdraw"),
    path("groups/<int:pk>/leave/<int:representative>/", people.leave, name="organization_leave"),
]
