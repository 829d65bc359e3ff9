"""What people searched for and nothing was found: a text is kept only from five different days on, never with who or when.

Until then there is only a keyed hash of it, with on how many days it was asked for and the last of these, by which the next day
is told apart. On the fifth day the text is kept and the hash goes. How privacy is kept: docs/reference/unanswered.md.
"""

import datetime as dt
import logging

from django.db import DatabaseError, models, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from directory.geo.areas import Municipality, once_per_city
from directory.japanese.folding import fold
from directory.publishing.versions import Edition
from directory.read_only import is_read_only
from directory.search.harmless_text import LONGEST, harmless
from directory.search.wishes.reading import read_wish
from directory.search.wishes.table import phrase_book
from directory.text_fields import OneLineField

logger = logging.getLogger(__name__)

DAYS_UNTIL_KEPT = 5
FORGOTTEN_AFTER = dt.timedelta(days=90)
"""After so long without being asked for, a hash is deleted, and its text counts from the beginning."""
MOST_COUNTED, MOST_KEPT = 20_000, 1_000
"""Hashes and texts of one city; beyond them nothing new is taken, so that a flood of texts fills no table."""


class CountedQuery(models.Model):
    """A text that was asked for on fewer than five days, as a hash that nobody without the secret key can make again."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, null=True, verbose_name="市町村", related_name="+")
    digest = models.CharField("符号", max_length=64)
    days = models.PositiveSmallIntegerField("日数", default=1)
    last_day = models.DateField("最後の日", db_index=True)

    class Meta:
        verbose_name = "数えていることば"
        verbose_name_plural = "数えていることば"
        constraints = once_per_city("digest", "counted_query_once")

    def __str__(self):
        return f"{self.digest[:8]}… {self.days}"


class UnansweredQuery(models.Model):
    """A text that found nothing on five different days; neither who nor when."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, verbose_name="市町村", related_name="+"
    )
    text = OneLineField("ことば", max_length=LONGEST)
    folded = OneLineField("くらべる形", max_length=2 * LONGEST)

    class Meta:
        verbose_name = "見つからなかったことば"
        verbose_name_plural = "見つからなかったことば"
        ordering = ["text", "pk"]
        constraints = once_per_city("folded", "unanswered_query_once")

    def __str__(self):
        return self.text


def note_unanswered(text: str, home: str, day: dt.date) -> None:
    """Count that a text was searched for on the site of a city (its code; "" for a site of no city) and nothing was found.

    Once a day and text, however often it is asked for. Never counted: words of danger, and what may point to a person
    (`harmless_text`). A database that cannot be written to fails no page.
    """
    plain = harmless(text)
    folded = fold(plain)
    if not folded or read_wish(plain, phrase_book(home or None, Edition.current())).is_danger or is_read_only():
        return
    try:
        with transaction.atomic():
            _count(plain, folded, home or None, day)
    except DatabaseError:
        logger.warning("a query without an answer was not counted")


def _count(plain: str, folded: str, city: str | None, day: dt.date) -> None:
    kept = UnansweredQuery.objects.filter(municipality=city)
    counted = CountedQuery.objects.filter(municipality=city)
    digest = _digest(folded, city)
    # Two reads and no write for what is known already, as most are.
    if kept.filter(folded=folded).exists() or counted.filter(digest=digest, last_day__gte=day).exists():
        return
    if not counted.filter(digest=digest).exists() and counted.count() >= MOST_COUNTED:
        return
    row, is_new = counted.get_or_create(digest=digest, defaults={"municipality_id": city, "last_day": day})
    if not is_new:
        # Of several requests at once one finds the day before.
        counted.filter(pk=row.pk, last_day__lt=day).update(days=F("days") + 1, last_day=day)
    if counted.filter(pk=row.pk, days__gte=DAYS_UNTIL_KEPT).delete()[0] and kept.count() < MOST_KEPT:
        kept.get_or_create(folded=folded, defaults={"municipality_id": city, "text": plain})


def _digest(folded: str, city: str | None) -> str:
    return salted_hmac("directory.search.unanswered", f"{city or ''} {folded}", algorithm="sha256").hexdigest()


def forget_counted(day: dt.date) -> int:
    """Delete the hashes of what was not asked for any more; gives their number."""
    return CountedQuery.objects.filter(last_day__lt=day - FORGOTTEN_AFTER).delete()[0]
