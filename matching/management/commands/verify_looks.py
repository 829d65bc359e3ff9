"""`manage.py verify_looks`: whether the records of looks are as they were sealed."""

from django.core.management.base import BaseCommand, CommandError

from matching.oversight.seals import LookSeal, broken_looks


class Command(BaseCommand):
    """Names every row that was changed, taken away or added after its day was sealed, and ends with an error then."""

    help = "閲覧の記録が、封をした日のままかを しらべます。変わった行があれば、日と行の番号を言います。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--known", metavar="SEAL", help="控えてある封。記録の中に同じ封がなければ、全部が作りなおされています"
        )

    def handle(self, *, known, **options):
        found = [str(one) for one in broken_looks()]
        if known and not LookSeal.objects.filter(digest=known.removeprefix("sha256-")).exists():
            found.append("控えてある封が、記録の中にありません。封が、作りなおされています。")
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"閲覧の記録に、合わないところが {len(found)}件あります。")
        if (last := LookSeal.objects.last()) is None:
            self.stdout.write("まだ、封をした日がありません。run_due が、次の日の1時すぎに封をします。")
            return
        self.stdout.write(f"{LookSeal.objects.count()}日分の記録は、封をした日のままです。")
        self.stdout.write(f"いちばん新しい封（紙に控えてください）: {last.day} {last.digest}")
