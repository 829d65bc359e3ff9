"""The middle floor: one person, their needs, a place that can receive them."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MatchingConfig(AppConfig):
    """Participants and what connects them to places; fills the shipped numbers after every migration."""

    name = "matching"
    verbose_name = "参加支援"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from matching.proposals import weight_rows

        post_migrate.connect(weight_rows.fill, sender=self, dispatch_uid="matching.proposals.weight_rows")
