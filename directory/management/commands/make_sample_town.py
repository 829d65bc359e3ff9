"""Make the invented sample town: manage.py make_sample_town"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from directory.imports.city_fixtures import load_sample_town


class Command(BaseCommand):
    help = "見本の町を作ります。日付は今日から数えます。何度してもかまいません。"

    def handle(self, **options):
        loaded = load_sample_town(timezone.localdate())
        written = loaded.resources
        self.stdout.write(
            f"見本の町「{loaded.municipality}」：新しい {len(written.created)}、変わった {len(written.changed)}、"
            f"同じ {len(written.unchanged)}"
        )
