"""`manage.py run_due`: do everything that is due, once. Run it every ten minutes by cron or a timer."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms import jobs


class Command(BaseCommand):
    """What is published and ends today, campaigns, reminders, deletions, mail. Safe to run twice, at the same time, and again after a crash."""

    help = "時間が来たことを すべて行います（日を決めた公開、確認のお願い、いっせい確認、メール）。何度動かしても、二重にはなりません。"

    def handle(self, **options):
        day = timezone.localdate()
        for label, do in jobs.STEPS.items():
            self.stdout.write(f"{label}: {jobs.run_step(do, day)}")
        self.stdout.write(f"出したメール: {jobs.run_step(jobs.deliver_all)}")
