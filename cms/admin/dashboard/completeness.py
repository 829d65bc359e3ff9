"""Checks of completeness: which listings lack a fact, and which were not checked for too long."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cms.admin.editing.annotations import not_ended, with_status_and_check
from directory.catalogue.check_intervals import stale
from directory.catalogue.freshness import SOON_DAYS
from directory.catalogue.vocabulary import Answer
from directory.models import Contact, Place, Representative, Resource, ResourceFeature, Schedule


@dataclass(frozen=True)
class CompletenessCheck:
    """One number of the first page: the name of a fact, and the function from listings to those that lack it."""

    label: str
    without: Callable[[QuerySet], QuerySet]


def running(rows: QuerySet) -> QuerySet:
    """Those that have not ended, with the annotations of `with_status_and_check`."""
    return not_ended(with_status_and_check(rows, timezone.localdate()))


def _has_no(table, **facts) -> Callable[[QuerySet], QuerySet]:
    return lambda rows: rows.filter(~Exists(table.objects.filter(resource=OuterRef("pk"), **facts)))


def _is_empty(column: str) -> Callable[[QuerySet], QuerySet]:
    return lambda rows: rows.filter(**{column: ""})


FACT_CHECKS = {
    "position": CompletenessCheck("正確な位置", lambda rows: rows.exclude(place__precision=Place.Precision.EXACT)),
    "times": CompletenessCheck(
        "日時", lambda rows: _has_no(Schedule)(rows).filter(by_appointment=False, hours_note="")
    ),
    "telephone": CompletenessCheck(
        "みんなが見られる電話", _has_no(Contact, kind=Contact.Kind.TELEPHONE, is_public=True)
    ),
    "summary": CompletenessCheck("ひとこと", _is_empty("summary")),
    "reading": CompletenessCheck("よみがな", _is_empty("reading")),
    "fee": CompletenessCheck("参加費", lambda rows: rows.filter(fee=None, fee_note="")),
    "first_visit": CompletenessCheck("はじめての方へ", _is_empty("first_visit")),
    "features": CompletenessCheck(
        "配慮（1つでも）",
        lambda rows: rows.filter(
            ~Exists(ResourceFeature.objects.filter(resource=OuterRef("pk")).exclude(answer=Answer.UNKNOWN))
        ),
    ),
    "photo": CompletenessCheck("写真", lambda rows: rows.filter(photo=None)),
    "organization": CompletenessCheck("団体", lambda rows: rows.filter(organization=None)),
    "representative": CompletenessCheck(
        "自分で直す人",
        lambda rows: rows.filter(
            ~Exists(Representative.objects.current().filter(organization=OuterRef("organization")))
        ),
    ),
}
"""By the name in the address of the list. Feature answers of the building are not counted."""


def stale_now(rows: QuerySet) -> QuerySet:
    """Those whose last check is too old today."""
    return stale(rows, timezone.localdate())


def soon_stale(rows: QuerySet) -> QuerySet:
    """Those whose last check is not too old today, and will be in SOON_DAYS days."""
    today = timezone.localdate()
    soon = stale(rows, today + dt.timedelta(days=SOON_DAYS))
    return soon.exclude(pk__in=stale(Resource.objects.all(), today).values("pk"))


def never_checked(rows: QuerySet) -> QuerySet:
    """Those that nobody has ever checked."""
    return rows.filter(verifications=None)


FRESHNESS_CHECKS = {
    "stale": CompletenessCheck("たしかめる時期をすぎた", stale_now),
    "soon": CompletenessCheck("もうすぐ たしかめる時期", soon_stale),
    "never": CompletenessCheck("まだ 1度もたしかめていない", never_checked),
}
"""By the name in the address of the list."""
