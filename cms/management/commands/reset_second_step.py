"""`manage.py reset_second_step NAME`: somebody lost their telephone and their recovery codes."""

import logging

from django.core.management.base import BaseCommand, CommandError

from cms.sign_in.second_step import forget_second_things
from directory.accounts.users import User

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Takes away all with which an account proves the second step, and signs it out everywhere; its password stays."""

    help = "スマートフォンも 予備のコードも なくした人の 2段階認証を 取り消します。つぎのログインで もう一度 登録します。本人だと 確かめてから 使ってください。"

    def add_arguments(self, parser):
        parser.add_argument("name", help="ログインの名前")

    def handle(self, *, name, **options):
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(
                f"「{name}」という ログインの名前は ありません。管理画面の「利用者」で 名前を たしかめてください。"
            )
        count = forget_second_things(user)
        logger.info("second step reset", extra={"count": count})
        self.stdout.write("取り消しました。この人は、つぎのログインで もう一度 登録します。")
