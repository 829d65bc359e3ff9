"""The top floor: everything that people see."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Public site, desk, listings portal and editing."""

    name = "cms"
    verbose_name = "いばしょ"
    default_auto_field = "django.db.models.BigAutoField"
