"""What residents may see of a city as one signed file: manage.py publish_package OUT --municipality 372013 --key KEY"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.packages.keys import checking_key, make_keys, mark_of, signing_key
from directory.packages.writing import publish
from directory.spreadsheets.findings import Wrong


class Command(BaseCommand):
    help = (
        "公開している場所を、署名した1つのファイルにします（docs/guides/two_networks.md）。人のことは、何も入りません。"
    )

    def add_arguments(self, parser):
        parser.add_argument("out", nargs="?", type=Path, metavar="OUT", help="書くファイル")
        parser.add_argument("--municipality", metavar="CODE", help="市町村コード6けた（例: 372013）")
        parser.add_argument("--key", type=Path, metavar="FILE", help="署名の鍵")
        parser.add_argument("--make-key", type=Path, metavar="FILE", help="鍵の組を作って、おわります")
        parser.add_argument(
            "--with-persons", action="store_true", help="公開している連絡先の「担当の人」の名前も入れます"
        )

    def handle(self, *, out, municipality, key, make_key, with_persons, **options):
        try:
            if make_key:
                said = _make_key(make_key)
            elif out and municipality and key:
                told = publish(out, municipality, signing_key(key), timezone.localtime(), with_persons)
                said = f"{told.listings}か所を書きました。中身のしるし {told.sha256[:16]}、鍵のしるし {told.key}"
            else:
                raise Wrong("OUT と --municipality と --key を書いてください。鍵は --make-key で作れます。")
        except Wrong as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(said)


def _make_key(path):
    public = make_keys(path)
    return (
        f"鍵を作りました。{path.name} は中から出さず、{public.name} を外へ はこんでください。"
        f"鍵のしるし {mark_of(checking_key(public))}"
    )
