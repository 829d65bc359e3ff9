"""What a listing should say, and which do not: the completeness of the directory, and the lists behind its numbers."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cms.admin.editing.annotations import with_status_and_check
from directory.catalogue.check_intervals import stale
from directory.catalogue.freshness import SOON_DAYS
from directory.catalogue.vocabulary import Answer
from directory.models import Contact, Place, Representative, Resource, ResourceFeature, Schedule, StatusStatement


@dataclass(frozen=True)
class Lack:
    """A fact that is not there: its name, what stands in its place in a list, and the rows that lack it."""

    label: str
    without: Callable[[QuerySet], QuerySet]


def running(rows: QuerySet) -> QuerySet:
    """Those that have not ended."""
    return with_status_and_check(rows, timezone.localdate()).exclude(status_today=StatusStatement.Status.ENDED)


def _no(table, **facts) -> Callable[[QuerySet], QuerySet]:
    return lambda rows: rows.filter(~Exists(table.objects.filter(resource=OuterRef("pk"), **facts)))


def _empty(column: str) -> Callable[[QuerySet], QuerySet]:
    return lambda rows: rows.filter(**{column: ""})


FACTS = {
    "position": Lack("正確な位置", lambda rows: rows.exclude(place__precision=Place.Precision.EXACT)),
    "times": Lack("日時", lambda rows: _no(Schedule)(rows).filter(by_appointment=False, hours_note="")),
    "telephone": Lack("みんなが見られる電話", _no(Contact, kind=Contact.Kind.TELEPHONE, is_public=True)),
    "summary": Lack("ひとこと", _empty("summary")),
    "reading": Lack("よみがな", _empty("reading")),
    "fee": Lack("参加費", lambda rows: rows.filter(fee=None, fee_note="")),
    "first_visit": Lack("はじめての方へ", _empty("first_visit")),
    "features": Lack(
        "配慮（1つでも）",
        lambda rows: rows.filter(
            ~Exists(ResourceFeature.objects.filter(resource=OuterRef("pk")).exclude(answer=Answer.UNKNOWN))
        ),
    ),
    "photo": Lack("写真", lambda rows: rows.filter(photo=None)),
    "organization": Lack("団体", lambda rows: rows.filter(organization=None)),
    "representative": Lack(
        "自分で直す人",
        lambda rows: rows.filter(
            ~Exists(Representative.objects.current().filter(organization=OuterRef("organization")))
        ),
    ),
}
"""What is counted, by the name in the address of its list. Feature answers of the building are not counted."""


def stale_now(rows: QuerySet) -> QuerySet:
    """Those whose check holds no longer."""
    return stale(rows, timezone.localdate())


def soon_stale(rows: QuerySet) -> QuerySet:
    """Those whose check holds today, and will not in SOON_DAYS days."""
    today = timezone.localdate()
    soon = stale(rows, today + dt.timedelta(days=SOON_DAYS))
    return soon.exclude(pk__in=stale(Resource.objects.all(), today).values("pk"))


def never_checked(rows: QuerySet) -> QuerySet:
    """Those that nobody has ever checked."""
    return rows.filter(verifications=None)


CHECKS = {
    "stale": Lack("たしかめる時期をすぎた", stale_now),
    "soon": Lack("もうすぐ たしかめる時期", soon_stale),
    "never": Lack("まだ 1度もたしかめていない", never_checked),
}
"""How old the checks are, by the name in the address of its list."""
