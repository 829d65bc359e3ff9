"""Fill the gazetteer from a file of towns: `manage.py load_towns towns.csv`; its columns are in docs/reference/commands.md."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.gazetteer.town_files import load_towns
from directory.spreadsheets.findings import Unreadable


class Command(BaseCommand):
    help = "町の一覧（lg_code,pref,city,town,koaza,kana,zip,lat,lng）を読みこみます。何度してもかまいません。"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files, **options):
        for path in files:
            try:
                loaded = load_towns(path)
            except Unreadable as unreadable:
                raise CommandError(str(unreadable)) from unreadable
            if loaded.refused:
                raise CommandError(
                    "\n".join([f"{path.name}：直すところがあるので、何も入れていません。", *map(str, loaded.findings)])
                )
            self.stdout.write(
                f"{path.name}：{'、'.join(loaded.municipalities)}\n"
                f"  新しい町 {loaded.created}、変わった町 {loaded.changed}、同じ町 {loaded.unchanged}"
                f"（よみ・郵便番号をおぎなった {loaded.completed}、位置のない {loaded.without_point}）"
            )
