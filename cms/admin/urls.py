"""Every address of the admin, behind the guard; signing in is the site's own."""

from django.urls import path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.admin import tags
from cms.admin.gate import gate
from cms.admin.own_pages import VIEW_NAMES

urlpatterns = [
    path("login/", RedirectView.as_view(pattern_name="sign_in", query_string=True), name="wagtailadmin_login"),
    # Before Wagtail's own view at the same address.
    *decorate_urlpatterns(
        [path("tag-autocomplete/", tags.suggest, name="wagtailadmin_tag_autocomplete")], gate(VIEW_NAMES)
    ),
    *decorate_urlpatterns(admin_urls.urlpatterns, gate(VIEW_NAMES)),
]
