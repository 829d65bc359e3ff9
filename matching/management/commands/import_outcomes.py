"""Import what became of people: `manage.py import_outcomes FILE.csv [--dry-run]`, all of it or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.spreadsheets.findings import Unreadable
from matching.cases.participants import Participant
from matching.casework.outcome_import import COLUMNS, import_outcomes
from matching.oversight.audit_log import Look, command_in_words, record_looks


class Command(BaseCommand):
    help = f"参加のその後を、CSVかExcelの表（{'、'.join(COLUMNS)}）から読みます。もう一度読んでも、何も変わりません。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="ためしに読むだけで、入れません")

    def handle(self, *, file, dry_run, **options):
        try:
            report = import_outcomes(file, timezone.localdate(), dry_run)
        except Unreadable as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        people = Participant.objects.filter(pk__in=report.people)
        record_looks(None, Look.Action.CHANGED, people, command_in_words("import_outcomes"))
        if report.is_wrong:
            raise CommandError(str(report))
        self.stdout.write(str(report))
