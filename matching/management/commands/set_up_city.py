"""Fill what a city's file says: manage.py set_up_city FILE…"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from directory.imports.city_fixtures import load_plan, plans, read_city
from directory.spreadsheets.findings import Wrong
from matching.cases.programme import load_programme


class Command(BaseCommand):
    help = (
        "市のファイル（YAML）から、窓口・圏域・会議の名前・5つの事業をする所・めざすことを入れます。"
        "ファイルを書かないと、5つの市の計画を入れます。何度してもかまいません。"
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="まちがいを さがすだけで、何も入れません")

    def handle(self, *, files, check, **options):
        for path in files or plans():
            try:
                self._set_up(path, check)
            except (Wrong, OSError) as wrong:
                raise CommandError(f"{path.name}\n{wrong}") from wrong

    def _set_up(self, path: Path, only_checked: bool) -> None:
        city = read_city(path)
        if only_checked:
            self.stdout.write(f"{path.name}：まちがいは ありません。")
            return
        with transaction.atomic():
            loaded = load_plan(city, timezone.localdate())
            load_programme(city, loaded.municipality)
        written = loaded.resources
        self.stdout.write(
            f"{loaded.municipality}：新しい {len(written.created)}、変わった {len(written.changed)}、"
            f"同じ {len(written.unchanged)}"
        )
