"""Load what the five cities' plans name: manage.py load_plans"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from directory.imports.city_fixtures import load_plan, plans


class Command(BaseCommand):
    help = "5つの市の計画に名前のある窓口と場所を入れます。何度してもかまいません。"

    def handle(self, **options):
        for path in plans():
            loaded = load_plan(path, timezone.localdate())
            written = loaded.resources
            self.stdout.write(
                f"{loaded.municipality}：新しい {len(written.created)}、変わった {len(written.changed)}、"
                f"同じ {len(written.unchanged)}"
            )
