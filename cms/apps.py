"""The app of all screens."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    """Public site, desk, listings portal and editing."""

    name = "cms"
    verbose_name = "いばしょ"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self):
        from wagtail.models import ModelLogEntry, PageLogEntry

        from cms.content import pages, unused_photos
        from cms.forms import date_inputs
        from cms.operations import requests
        from cms.permissions import city_files, city_policy, roles
        from cms.sign_in import sessions
        from directory.publishing.append_only import append_only

        append_only(ModelLogEntry)
        append_only(PageLogEntry)
        city_policy.register()
        city_files.register()
        roles.watch()
        unused_photos.watch()
        requests.watch()
        date_inputs.bound_dates()
        sessions.watch()
        post_migrate.connect(pages.make_first_pages, sender=self, dispatch_uid="cms.content.pages")


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users, whose names are not cut in two."""

    user_viewset = "cms.admin.users.UserViewSet"
