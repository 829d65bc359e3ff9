"""Import lists as published: manage.py import_resources FILE… --municipality 372013 --kind facility [--dry-run]"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.imports.models import ImportMapping
from directory.imports.runs import ImportOptions, check_options, import_files
from directory.spreadsheets.cells import municipality_code
from directory.spreadsheets.findings import Wrong


class Command(BaseCommand):
    help = "CSVかExcelの一覧から地域資源を読みこみます。同じファイルをもう一度読んでも、何も変わりません。"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--municipality", required=True, metavar="CODE", help="市町村コード6けた（例: 372013）")
        parser.add_argument("--kind", required=True, help="種類の記号（例: facility, salon）")
        parser.add_argument("--dry-run", action="store_true", help="ためしに読むだけで、入れません")
        parser.add_argument("--partial", action="store_true", help="直すところのある行をとばして、ほかの行を入れます")
        parser.add_argument(
            "--join", action="store_true", help="もうある場所と同じ行をつなぎ、その場所の あいている所だけを うめます"
        )
        parser.add_argument("--mapping", metavar="NAME", help="名前をつけて保存した、列の対応")
        parser.add_argument(
            "--column", action="append", default=[], metavar="FIELD=見出し",
            help="列の対応。--mapping といっしょなら、その名前で保存します（例: --column name=サロンの名前）",
        )  # fmt: skip
        parser.add_argument("--source", default="", help="情報の出どころ（なければファイルの名前）")
        parser.add_argument("--licence", default="", help="情報の使い方の決まり（例: CC BY 4.0）")

    def handle(self, *, files, **options):
        try:
            order = ImportOptions(
                municipality=options["municipality"],
                kind=options["kind"],
                source=options["source"],
                licence=options["licence"],
                mapping=_columns(options["mapping"], options["column"], options["municipality"]),
                partial=options["partial"],
                dry_run=options["dry_run"],
                join=options["join"],
            )
            report = import_files(files, order, timezone.localdate())
        except Wrong as wrong:
            raise CommandError(str(wrong)) from wrong
        if report.is_wrong and not report.would_store:
            raise CommandError(str(report))
        self.stdout.write(str(report))
        if options["mapping"] and options["column"] and report.stored:
            ImportMapping.save_for(check_options(order), options["mapping"], order.mapping)
            self.stdout.write(f"列の対応を「{options['mapping']}」という名前で保存しました。")


def _columns(name: str | None, told: list[str], municipality: str) -> dict[str, str]:
    """The mapping that was told, or the one that the city has saved under a name."""
    if told:
        if wrong := [pair for pair in told if "=" not in pair]:
            raise Wrong(f"--column は「項目=見出し」の形で書いてください（「{wrong[0]}」ではなく）。")
        return dict(pair.split("=", 1) for pair in told)
    if not name:
        return {}
    saved = ImportMapping.of_city(municipality_code(municipality)[0])
    if name not in saved:
        known = "、".join(saved) or "まだ1つもありません"
        raise Wrong(f"「{name}」という列の対応はありません（{known}）。--column といっしょに使うと保存できます。")
    return saved[name].columns
