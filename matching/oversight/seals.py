"""The looks of each day are sealed in a chain of digests, so that a row that was changed, taken away or added later is found.

The triggers of the database refuse such a change to everybody but who owns the database. The chain shows it, as long as one of its
digests is known outside: `run_due` writes each into the log, and `manage.py verify_looks` prints the newest for a binder.
"""

import datetime as dt
import hashlib
import json
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from directory.publishing.append_only import append_only
from matching.oversight.audit_log import Look

logger = logging.getLogger(__name__)

LATE = dt.timedelta(hours=1)
"""How long after midnight a day is sealed: a request that began before it has written its looks by then."""
KEY, SHORT = 8, 8
"""Bytes of a row in `LookSeal.rows`: its key, and the beginning of its digest."""


@append_only
class LookSeal(models.Model):
    """All looks of one day, sealed.

    before   digest of the day before; "" for the first day
    rows     of each row in the order of keys its key and the beginning of its digest, compressed: they say which row is wrong
    digest   SHA-256 over the day, `before`, `rows` and the whole digests of the rows, in hexadecimal
    """

    day = models.DateField("日", unique=True)
    looks = models.PositiveIntegerField("件数")
    before = models.CharField("前の封", max_length=64, blank=True)
    rows = models.BinaryField("行")
    digest = models.CharField("封", max_length=64)
    sealed_at = models.DateTimeField("封をした日時", auto_now_add=True)

    class Meta:
        verbose_name = "閲覧の記録の封"
        verbose_name_plural = "閲覧の記録の封"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day} {self.digest}"


@dataclass(frozen=True)
class Broken:
    """What does not fit: the day, the key of the look where one row can be named, and the fault in Japanese."""

    day: dt.date
    look: int | None
    fault: str

    def __str__(self):
        row = f" 記録{self.look}" if self.look else ""
        return f"{self.day}{row}: {self.fault}"


def seal_looks(now: dt.datetime) -> int:
    """Seal every day that is over and is not sealed; gives how many. Two at once do no harm."""
    last = LookSeal.objects.last()
    if last is None and not Look.objects.exists():
        return 0
    day = last.day + dt.timedelta(days=1) if last else _day_of(Look.objects.earliest("at").at)
    sealed = 0
    while day < _day_of(now - LATE):
        try:
            with transaction.atomic():
                last = _sealed(day, last.digest if last else "")
        except IntegrityError:  # another process was faster
            break
        logger.info("looks sealed", extra={"count": last.looks, "digest": f"sha256-{last.digest}"})
        sealed, day = sealed + 1, day + dt.timedelta(days=1)
    return sealed


def broken_looks() -> Iterator[Broken]:
    """Everything that does not fit, day by day: rows that were changed, taken away or added, and days without a seal."""
    before: LookSeal | None = None
    for seal in LookSeal.objects.order_by("day").iterator():
        if before is None:
            yield from _unsealed(seal.day)
        elif seal.day != before.day + dt.timedelta(days=1):
            yield Broken(before.day + dt.timedelta(days=1), None, "この日の封が、ありません。")
        if seal.before != (before.digest if before else ""):
            yield Broken(seal.day, None, "前の日の封と、つながりません。")
        yield from _broken_rows(seal)
        before = seal


def _unsealed(first: dt.date) -> Iterator[Broken]:
    for look in Look.objects.filter(at__lt=_start(first)):
        yield Broken(_day_of(look.at), look.pk, "封をはじめる前の日に、あとから足されています。")


def _broken_rows(seal: LookSeal) -> Iterator[Broken]:
    rows = _rows_of(seal.day)
    there = {key: digest[:SHORT] for key, digest in rows}
    sealed = _unpacked(bytes(seal.rows))
    wrong = [(key, "あとで消されています。") for key in sealed.keys() - there.keys()]
    wrong += [(key, "あとで足されています。") for key in there.keys() - sealed.keys()]
    both = there.keys() & sealed.keys()
    wrong += [(key, "あとで書きかえられています。") for key in both if there[key] != sealed[key]]
    yield from (Broken(seal.day, key, fault) for key, fault in sorted(wrong))
    if not wrong and (seal.looks, seal.digest) != (len(rows), _digest(seal.day, seal.before, rows)):
        yield Broken(seal.day, None, "この日の封が、書きかえられています。")


def _sealed(day: dt.date, before: str) -> LookSeal:
    rows = _rows_of(day)
    return LookSeal.objects.create(
        day=day, looks=len(rows), before=before, rows=_packed(rows), digest=_digest(day, before, rows)
    )


def _rows_of(day: dt.date) -> list[tuple[int, bytes]]:
    """Key and digest of each look of a day. The participant is no part of it: that reference is emptied when they are deleted."""
    looks = Look.objects.filter(at__gte=_start(day), at__lt=_start(day + dt.timedelta(days=1))).order_by("pk")
    facts = looks.values_list("pk", "at", "user_id", "code", "action", "what")
    return [(key, _row_digest(key, at, *rest)) for key, at, *rest in facts.iterator()]


def _row_digest(key: int, at: dt.datetime, *rest: object) -> bytes:
    text = json.dumps([key, at.astimezone(dt.UTC).isoformat(), *rest], ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def _packed(rows: list[tuple[int, bytes]]) -> bytes:
    return zlib.compress(b"".join(key.to_bytes(KEY, "big") + digest[:SHORT] for key, digest in rows))


def _unpacked(packed: bytes) -> dict[int, bytes]:
    """Key -> beginning of the digest; {} where somebody has damaged it."""
    try:
        plain = zlib.decompress(packed)
    except zlib.error:
        return {}
    size = KEY + SHORT
    cut = (plain[at : at + size] for at in range(0, len(plain), size))
    return {int.from_bytes(one[:KEY], "big"): one[KEY:] for one in cut}


def _digest(day: dt.date, before: str, rows: list[tuple[int, bytes]]) -> str:
    whole = hashlib.sha256(b"".join(digest for _, digest in rows)).hexdigest()
    short = hashlib.sha256(zlib.decompress(_packed(rows))).hexdigest()
    return hashlib.sha256("\n".join((day.isoformat(), before, short, whole)).encode()).hexdigest()


def _day_of(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
