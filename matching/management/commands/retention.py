"""`manage.py retention`: the list of records whose time is over, to be signed; and its carrying out."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from matching.oversight.audit_log import Look, record_looks
from matching.oversight.retention import ListHasChanged, anonymise, due_people, kept_until, mark_of


class Command(BaseCommand):
    """Without `--carry-out` nothing is changed: the list is printed for a signature, with its mark."""

    help = "支援を終えてから保存期間がすぎた方の一覧を出します。印をもらったら、--carry-out しるし で、だれか分からなくします。"

    def add_arguments(self, parser):
        parser.add_argument("--carry-out", metavar="MARK", help="印をもらった一覧の、いちばん下のしるし")

    def handle(self, *, carry_out, **options):
        if carry_out:
            self._carry_out(carry_out)
            return
        people = list(due_people(timezone.localdate()).select_related("agency").defer("note", "held_because"))
        record_looks(None, Look.Action.SEEN, people, "manage.py retention（一覧）")
        if not people:
            self.stdout.write("保存期間がすぎた方は、いません。")
            return
        years = settings.RETENTION_YEARS
        self.stdout.write(f"支援を終えた次の4月1日から{years}年がすぎた方（{len(people)}人）\n")
        for person in people:
            self.stdout.write(
                f"{person.code}  {person.agency}  終えた日 {person.ended_on}  保存 {kept_until(person.ended_on, years)}の前の日まで"
            )
        self.stdout.write(
            "\n名前・連絡先・ひとこと・ニーズ・町・担当・引きつぎを消し、番号をかえます。元にはもどせません。"
        )
        self.stdout.write("行った場所と日付は、だれか分からない数として残ります。")
        self.stdout.write(f"\nしるし: {mark_of(people)}\n\n決めた人                    日付            印")

    def _carry_out(self, mark: str) -> None:
        try:
            made = anonymise(mark, timezone.localdate())
        except ListHasChanged:
            raise CommandError(
                "印をもらった一覧と、いまの一覧がちがいます。何も消していません。一覧を出しなおしてください。"
            ) from None
        self.stdout.write(f"{made.people}人の記録を、だれか分からなくしました。しるし: {made.mark}")
