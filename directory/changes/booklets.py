"""Printed booklets: of which area, with which places, made when; so that a paper knows what has changed since."""

import datetime as dt
from typing import NamedTuple

from django.db import models
from django.utils import timezone

from directory.accounts.users import author_field
from directory.changes.check_codes import code_in_words, new_code
from directory.geo.areas import Area, Municipality, towns_by_area
from directory.geo.map_grounds import MapGround
from directory.publishing.versions import Edition
from directory.snapshot import loading
from directory.snapshot.codes import ENDED
from directory.snapshot.day import followed_on
from directory.snapshot.selection import Selection
from directory.text_fields import OneLineField

EXPECTED_WITHIN = dt.timedelta(seconds=5)
"""When a worker has taken a booklet up by; after that the page that waits makes a small one itself."""
CLAIM = dt.timedelta(minutes=10)
"""Longer than any booklet takes; whose claim is older is taken for dead."""
KEPT = dt.timedelta(days=5 * 366)
"""How long it is known what stood in a booklet, and which code it had."""


class Printed(NamedTuple):
    """One place in a booklet: the number that it has there, and its key."""

    number: int
    key: int


def keys_in(municipality: Municipality, area: Area | None, day: dt.date) -> list[int]:
    """Keys of the public places of a city that have not ended on a day: of an area those in its towns or that serve it."""
    snapshot = followed_on(loading.current(), day)
    chosen = Selection(snapshot).in_municipality(municipality.pk)
    if area is not None:
        chosen = chosen.in_towns(frozenset(towns_by_area()[area.pk]))
    keys = chosen.keys
    ended = snapshot.columns.status_on(day)[snapshot.rows_of(keys)] == ENDED
    return sorted(keys[~ended].tolist())


class BookletQuerySet(models.QuerySet):
    """Booklets, by what has become of them."""

    def waiting(self):
        """Those that wait for a worker or are being made."""
        return self.filter(state=Booklet.State.WAITING)

    def newest(self):
        """Of each area and each whole city the newest one that was made, with its file."""
        made = self.filter(state=Booklet.State.MADE).exclude(file="")
        later = made.filter(
            models.Q(area=models.OuterRef("area")) | models.Q(area=None, for_all=models.OuterRef("for_all")),
            municipality=models.OuterRef("municipality"),
            for_all=models.OuterRef("for_all"),
            pk__gt=models.OuterRef("pk"),
        )
        return made.filter(~models.Exists(later)).exclude(area=None, for_all=False).order_by("-for_all", "name", "pk")


class Booklet(models.Model):
    """One booklet, or the wish for one.

    for_all     whether it is of the whole city; an area that is deleted leaves its booklets behind, whose codes stay known
    printed_at  when the directory was read for it, at `edition` and `lot`
    places      [[number, key of the place], …] as they stand in it
    """

    class State(models.TextChoices):
        WAITING = "waiting", "つくっています"
        MADE = "made", "できました"
        FAILED = "failed", "できませんでした"

    municipality = models.ForeignKey(
        "directory.Municipality", models.CASCADE, verbose_name="市町村", related_name="booklets"
    )
    area = models.ForeignKey(
        "directory.Area", models.SET_NULL, verbose_name="圏域", related_name="booklets", null=True, blank=True
    )
    for_all = models.BooleanField("市の全体", default=False)
    name = OneLineField("どこの冊子", max_length=120)
    code = models.CharField("番号", max_length=8, unique=True, default=new_code, editable=False)
    state = models.CharField("状態", max_length=8, choices=State, default=State.WAITING)
    trouble = OneLineField("できないわけ", max_length=200, blank=True)
    asked_at = models.DateTimeField("たのんだ日時", default=timezone.now)
    asked_by = author_field("たのんだ人")
    claimed_at = models.DateTimeField(null=True, editable=False)
    printed_at = models.DateTimeField("つくった日時", null=True, blank=True)
    edition = models.BigIntegerField(default=0, editable=False)
    lot = models.BigIntegerField(default=0, editable=False)
    places = models.JSONField(default=list, editable=False)
    pages = models.PositiveIntegerField("ページ", default=0)
    file = models.FileField("冊子", upload_to="booklets", blank=True)
    map_file = models.FileField("地図", upload_to="booklets", blank=True)

    objects = BookletQuerySet.as_manager()

    class Meta:
        verbose_name = "冊子"
        verbose_name_plural = "冊子"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["municipality", "area", "state"], name="booklet_of_area")]

    def __str__(self):
        return self.name

    @property
    def code_in_words(self) -> str:
        """「1234-5672」, as it stands on paper."""
        return code_in_words(self.code)

    @property
    def printed(self) -> list[Printed]:
        """The places in it, by their numbers."""
        return [Printed(*one) for one in self.places]

    @property
    def day(self) -> dt.date:
        """The day of what stands in it; of one that is not made yet the day on which it was asked for."""
        return timezone.localdate(self.printed_at or self.asked_at)

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a worker or is being made."""
        return self.state == self.State.WAITING

    @property
    def is_stuck(self) -> bool:
        """Whether no worker has taken it up in time, or whoever did is gone."""
        if not self.is_waiting:
            return False
        now = timezone.now()
        return self.asked_at < now - EXPECTED_WITHIN if self.claimed_at is None else self.claimed_at < now - CLAIM

    @property
    def is_current(self) -> bool:
        """Whether it was made today, and nothing in the directory or below its maps has changed since."""
        return (
            self.day == timezone.localdate()
            and Edition.current() == (self.edition, self.lot)
            and not MapGround.objects.filter(pk=self.municipality_id, changed_at__gt=self.printed_at).exists()
        )

    def claim(self) -> bool:
        """Take it up to make it; False where somebody else has it."""
        now = timezone.now()
        free = models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - CLAIM)
        rows = type(self).objects.waiting().filter(free, pk=self.pk)
        return bool(rows.update(claimed_at=now))


def ask_for(municipality: Municipality, area: Area | None, by) -> tuple[Booklet, bool]:
    """The booklet of an area, or of the whole city: one that is current or waits already, else a new one; and whether it is new."""
    found = Booklet.objects.filter(municipality=municipality, area=area, for_all=area is None)
    newest = found.exclude(state=Booklet.State.FAILED).order_by("-pk").first()
    if newest and (newest.is_waiting or (newest.file and newest.is_current)):
        return newest, False
    name = str(area) if area else f"{municipality}の ぜんぶ"
    asked = {"municipality": municipality, "area": area, "for_all": area is None, "name": name, "asked_by": by}
    return Booklet.objects.create(**asked), True
