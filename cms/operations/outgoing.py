"""What goes out of the house by another's server: a row that a worker reserves, tries, and tries again under the same key."""

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class OutgoingQuerySet(models.QuerySet):
    """Rows by where they stand."""

    def waiting(self) -> Self:
        """Those neither sent nor given up."""
        return self.filter(sent_at=None, failed_at=None)

    def due(self, now: dt.datetime) -> Self:
        """Those that wait and may be tried at a moment."""
        return self.waiting().filter(next_try__lte=now)

    def free(self, now: dt.datetime) -> Self:
        """Those that no worker has reserved; the claim of one that died has expired."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))

    def reserve(self, until: dt.datetime) -> bool:
        """Reserve one row for a try, which is counted; False where another worker was quicker."""
        return bool(self.update(claimed_until=until, attempts=F("attempts") + 1))


class Outgoing(models.Model):
    """One thing that waits, was sent or given up.

    key   under which whoever receives it knows a second try for the same
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField("作った日時", default=timezone.now)
    sent_at = models.DateTimeField("出した日時", null=True, blank=True)
    failed_at = models.DateTimeField("あきらめた日時", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("ためした回数", default=0)
    next_try = models.DateTimeField("次にためす日時", default=timezone.now)
    claimed_until = models.DateTimeField(null=True, editable=False)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True

    def reserved(self) -> OutgoingQuerySet:
        """This row as its worker has reserved it: a slow one must not overwrite what another one has sent since."""
        rows: OutgoingQuerySet = type(self)._default_manager.waiting()
        return rows.filter(pk=self.pk, claimed_until=self.claimed_until)
