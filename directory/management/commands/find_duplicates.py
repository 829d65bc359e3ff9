"""`manage.py find_duplicates [--municipality CODE] [--json]`: listings that may stand in the directory twice."""

import json

from django.core.management.base import BaseCommand, CommandError

from directory.duplicates.candidates import duplicates_in
from directory.models import Municipality, Resource


class Command(BaseCommand):
    """Pairs, the most alike first; a person decides in the admin."""

    help = "二重に登録されているかもしれない地域資源の組を、似ている順に出します。"

    def add_arguments(self, parser):
        parser.add_argument("--municipality", metavar="CODE", help="この市町村だけ（6けたのコード）")
        parser.add_argument("--json", action="store_true", help="1行に1組、JSONで出す")

    def handle(self, *, municipality, **options):
        if municipality and not Municipality.objects.filter(pk=municipality).exists():
            raise CommandError(f"市町村コード {municipality} は、まだ登録されていません。")
        pairs = duplicates_in(frozenset([municipality] if municipality else []))
        names = dict(Resource.objects.live().values_list("pk", "name"))
        for pair in pairs:
            first, second = ({"key": key, "name": names[key]} for key in (pair.first, pair.second))
            if options["json"]:
                told = {"first": first, "second": second, "score": pair.score, "reasons": pair.reasons}
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            else:
                both = " ⇔ ".join(f"{one['name']}（{one['key']}）" for one in (first, second))
                self.stdout.write(f"{pair.score:.2f}  {both}  {'、'.join(pair.reasons)}")
        if not options["json"]:
            self.stdout.write(f"{len(pairs)}組あります。" if pairs else "二重かもしれない組は ありません。")
