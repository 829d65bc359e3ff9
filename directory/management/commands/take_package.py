"""A package of another network into this site: manage.py take_package FILE --municipality 372013 --key KEY.pub"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.packages.keys import checking_key
from directory.packages.sealed import opened
from directory.packages.taking import Taken, take
from directory.spreadsheets.cells import municipality_code
from directory.spreadsheets.findings import Wrong

MOST_NAMES = 20
_TOLD = (
    ("new", "新しい"),
    ("changed", "変わった"),
    ("back", "また公開した"),
    ("gone", "公開をやめた"),
    ("different", "中と同じに ならなかった"),
    ("notices", "ここでは知らないことば"),
)


class Command(BaseCommand):
    help = "publish_package のファイルをたしかめて受けとります（docs/guides/two_networks.md）。ぜんぶか、何も変えないかです。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--municipality", required=True, metavar="CODE", help="市町村コード6けた（例: 372013）")
        parser.add_argument(
            "--key", required=True, action="append", type=Path, metavar="FILE",
            help="たしかめる鍵（.pub）。鍵をかえる間は、古いものと新しいものの2つを書けます",
        )  # fmt: skip
        parser.add_argument(
            "--many-gone", action="store_true", help="半分より多くの場所が なくなっていても受けとります"
        )

    def handle(self, *, file, municipality, key, many_gone, **options):
        try:
            code = municipality_code(municipality)[0]
            package = opened(file, list(map(checking_key, key)))
            taken = take(package, code, timezone.localtime(), many_gone)
        except Wrong as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write("もう受けとったパッケージです。何も変えていません。" if taken.was_taken else _in_words(taken))


def _in_words(taken: Taken) -> str:
    lines = [f"受けとりました。同じ {taken.same}"]
    for name, words in _TOLD:
        if names := getattr(taken, name):
            more = f" ほか{len(names) - MOST_NAMES}" if len(names) > MOST_NAMES else ""
            lines.append(f"{words} {len(names)}：{'、'.join(names[:MOST_NAMES])}{more}")
    if taken.others:
        lines.append(
            f"パッケージでない場所が {taken.others}か所 公開されています。二重になっていないか、見てください。"
        )
    return "\n".join(lines)
