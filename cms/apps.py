"""The top floor: everything that people see."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CmsConfig(AppConfig):
    """Public site, desk, listings portal and editing."""

    name = "cms"
    verbose_name = "いばしょ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from cms import pages
        from cms.admin import policy, roles

        policy.register()
        roles.watch()
        post_migrate.connect(pages.fill, sender=self, dispatch_uid="cms.pages")
