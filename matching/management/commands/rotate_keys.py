"""`manage.py rotate_keys`: encrypt everything about people anew under the first key of PEOPLE_KEYS."""

from django.core.management.base import BaseCommand, CommandError

from matching.secrets.rotation import rotate


class Command(BaseCommand):
    """Safe to kill and to run again; the site works on meanwhile."""

    help = "人についての情報を、PEOPLE_KEYS の いちばん前の鍵で暗号化しなおします。途中で止めても、もう一度動かせば続きをします。"

    def handle(self, **options):
        done = {}
        for progress in rotate():
            done[progress.table] = progress
            self.stdout.write(f"{progress.table}: {progress.rows} / {progress.total}")
        self.stdout.write(f"暗号化しなおした値: {sum(one.renewed for one in done.values())}")
        if lost := [f"{one.table}: {sorted(set(one.unreadable))}" for one in done.values() if one.unreadable]:
            raise CommandError(
                "どの鍵でも開けない値があります。前の鍵を PEOPLE_KEYS の後ろに足して、もう一度動かしてください。"
                + "その値は、そのまま残しています。行の番号: "
                + "、".join(lost)
            )
        self.stdout.write(
            "どの値も、いちばん前の鍵で開きます。前の鍵は、もう要りません（その鍵で取ったバックアップには要ります）。"
        )
