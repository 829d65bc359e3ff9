"""Run on a database of an earlier version: does what its people would do next, and prints what came of it as JSON.

Started by tests/test_stored_database.py in a process of its own, because the database and its key are not those of the
tests: `python -m tests.stored.look_around FACTS.json`.
"""

import json
import os
import sys
from pathlib import Path

import django


def main(facts: dict) -> dict:
    """What became of the links, codes, counts, signatures and mails that `facts` lists."""
    from django.test import Client

    return {
        "links": {name: _opened(Client(), link["token"]) for name, link in facts["links"].items()},
        "codes": {name: _typed(Client(), link["code"]) for name, link in facts["links"].items() if link["code"]},
        "counted": _is_counted(facts["knocked"]),
        "stamp": _signed(facts["stamp"]["signed"]),
        "mails": _delivered(),
        "pages": {path: Client().get(path).status_code for path in _public_pages(facts["listing"])},
        "approved": _approved(),
        "rows": {label: _model(label)._base_manager.count() for label in facts["counts"]},
    }


def _opened(client, token: str) -> int:
    from django.urls import reverse

    return client.get(reverse("link", args=[token])).status_code


def _typed(client, code: str) -> str:
    """Where typing a code leads: an address, or "" where it was refused."""
    from django.urls import reverse

    return client.post(reverse("listings_code"), {"code": code}).headers.get("Location", "")


def _is_counted(knocked: dict) -> bool:
    from directory.accounts.rate_limits import LimitedAction, allow_attempt

    return not allow_attempt(LimitedAction(knocked["door"]), knocked["network"])


def _signed(stamp: str) -> str:
    from cms.forms.stamped import STAMP

    return STAMP.unsign(stamp)


def _delivered() -> list[str]:
    """Do the tasks that wait and give the addresses of the mails that went out."""
    from django_tasks_db.models import DBTaskResult

    from cms.jobs import deliver_all
    from cms.mail.outbox import KeptMail

    before = set(KeptMail.objects.values_list("pk", flat=True))
    deliver_all()
    assert not DBTaskResult.objects.failed().exists()
    return list(KeptMail.objects.exclude(pk__in=before).order_by("pk").values_list("to", flat=True))


def _public_pages(listing: int) -> list[str]:
    from wagtail.models import Page

    guides = [page.url for page in Page.objects.live().filter(depth__gt=2).order_by("pk")]
    return ["/", f"/places/{listing}/", f"/places/{listing}/calendar.ics", "/places.json?q=サロン", *guides]


def _approved() -> list[str]:
    """Say yes to the changes that wait."""
    from directory.changes.amendments import approve
    from directory.models import Amendment, User

    staff = User.objects.get(username="staff")
    waiting = list(Amendment.objects.waiting().order_by("pk"))
    for amendment in waiting:
        approve(amendment, staff)
    return [Amendment.objects.get(pk=amendment.pk).state for amendment in waiting]


def _model(label: str):
    from django.apps import apps

    return apps.get_model(label)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    print(json.dumps(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))  # noqa: T201
