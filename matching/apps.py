"""The middle floor: one person, their needs, a place that can receive them."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Participants and what connects them to places."""

    name = "matching"
    verbose_name = "参加支援"
    default_auto_field = "django.db.models.BigAutoField"
