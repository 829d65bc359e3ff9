"""Make the stored index of the search, if it is needed: manage.py build_index"""

from django.core.management.base import BaseCommand, CommandError

from directory.search.building import builder
from directory.search.building.builder import Outcome

SAID = {
    Outcome.BUILT: "さくいんを つくりました。",
    Outcome.CURRENT: "さくいんは 新しいので、つくりませんでした。つくりなおすときは --anew を つけてください。",
    Outcome.SMALL: "場所が 少ないので、さくいんを しまっておく必要が ありません。",
    Outcome.BUSY: "ほかのプロセスが つくっています。",
}


class Command(BaseCommand):
    help = "さがすための さくいんを、古くなっていれば つくります。サイトは 必要なときに 自分で これを 動かします。何度 動かしても かまいません。"

    def add_arguments(self, parser):
        parser.add_argument("--anew", action="store_true", help="新しくても つくりなおす")
        parser.add_argument(
            "--in-background", action="store_true", help="ほかに つくっているプロセスがあれば、まかせる"
        )

    def handle(self, *, anew: bool, in_background: bool, **options):
        try:
            outcome = builder.build(waits=not in_background, anew=anew)
        except OSError as error:
            raise CommandError(
                f"さくいんを しまえませんでした（{error.strerror}）。VAR_DIR の 空きを 見てください。"
            ) from error
        self.stdout.write(SAID[outcome])
