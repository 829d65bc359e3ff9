"""`manage.py read_bounces FILE…`: take note of addresses that mail did not reach."""

import logging
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.upkeep.bounces import bounces_in, messages_in, record_bounces

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Reads mailboxes (mbox) or single mails for delivery status notifications (RFC 3464)."""

    help = "とどかなかったメールの知らせ（mbox、または1通のメール）を読み、とどかない あて先に 印をつけます。"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *, files, **options):
        for file in files:
            if not file.is_file():
                raise CommandError(f"「{file}」という ファイルがありません。")
        found = [bounce for file in files for message in messages_in(file) for bounce in bounces_in(message)]
        addresses, marked = len({bounce.address for bounce in found}), record_bounces(found)
        logger.info("bounces read", extra={"files": len(files), "rows": addresses, "count": marked})
        self.stdout.write(f"とどかない あて先: {addresses}件、うち新しく 印をつけた: {marked}件")
