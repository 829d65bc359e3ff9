"""Tokens of a city's other systems: manage.py api_token make NAME --municipality CODE --scope listings | list | revoke BEGINNING"""

import datetime as dt
import logging

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.accounts.api_tokens import LIFE, LONGEST_LIFE, ApiToken, Scope, make_token
from directory.gazetteer.towns import municipality as city_of
from directory.spreadsheets.cells import municipality_code
from directory.spreadsheets.findings import Wrong

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "市のほかのシステムが書きこむための鍵を、作る・見る・とめる（docs/reference/writing_api.md）。"

    def add_arguments(self, parser):
        parts = parser.add_subparsers(dest="action", required=True)
        make = parts.add_parser("make", help="作ります。鍵は、いちどだけ出ます")
        make.add_argument("name", help="システムの名前（例: 施設予約システム）")
        make.add_argument("--municipality", required=True, metavar="CODE", help="市町村コード6けた")
        make.add_argument(
            "--scope", required=True, action="append", choices=Scope.values, help="できること。いくつでも"
        )
        make.add_argument("--days", type=int, default=LIFE.days, help=f"何日使えるか（{LONGEST_LIFE.days}まで）")
        parts.add_parser("list", help="見ます")
        parts.add_parser("revoke", help="とめます").add_argument("beginning", help="鍵の、はじめの文字")

    def handle(self, *, action, **options):
        self.stdout.write({"make": _make, "list": _list, "revoke": _revoke}[action](options))


def _make(options):
    name = options["name"].strip()
    if not 0 < len(name) <= ApiToken._meta.get_field("name").max_length:
        raise CommandError("システムの名前は、60字までで書いてください。")
    try:
        city = city_of(municipality_code(options["municipality"])[0])
        token, secret = make_token(name, city.pk, options["scope"], dt.timedelta(days=options["days"]))
    except Wrong as wrong:
        raise CommandError(str(wrong)) from wrong
    except (ValueError, OverflowError) as wrong:
        raise CommandError(f"--days は 1から {LONGEST_LIFE.days} までです。") from wrong
    logger.info("api token made", extra={"key": token.pk})
    return f"{token} {city}、{timezone.localdate(token.expires_at)} まで。この鍵は、もう出ません:\n{secret}"


def _list(options):
    return "\n".join(
        f"{token} {token.municipality} {' '.join(token.scopes)} {_until(token)}"
        for token in ApiToken.objects.select_related("municipality")
    )


def _until(token):
    if token.revoked_at:
        return f"{timezone.localdate(token.revoked_at)} に とめた"
    return f"{timezone.localdate(token.expires_at)} まで"


def _revoke(options):
    found = list(ApiToken.objects.filter(beginning=options["beginning"], revoked_at=None))
    if len(found) != 1:
        raise CommandError("その文字ではじまる鍵は、ありません。list で たしかめてください。")
    found[0].revoke()
    logger.info("api token revoked", extra={"key": found[0].pk})
    return f"{found[0]} を とめました。"
