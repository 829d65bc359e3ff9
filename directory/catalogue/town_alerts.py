"""Alerts of a town (緊急のお知らせ): a banner for everybody, and one pause that covers many listings at once.

An alert is one row, whatever it covers, and its end is one more: nothing is written to a listing, so that lifting it leaves
each as its association keeps it. Readers of the status of a day (`Resource.status_on`, the arrays, `with_status_on`) read
its pause as they read those of the listings. Both tables are append-only: who set an alert and who lifted it stays.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from directory.accounts.users import author_field
from directory.catalogue.statements import StatusStatement, status_on
from directory.geo.areas import Area
from directory.languages.alerts import closed_in_words, drill_in_words
from directory.publishing.append_only import append_only
from directory.publishing.versions import SHARED, VersionedModel, VersionedQuerySet
from directory.text_fields import OneLineField, SeveralLinesField

Status = StatusStatement.Status
DESK = "consultation"
"""The kind that stays open in an emergency unless the alert says otherwise: people ask there what to do."""


class TownAlertQuerySet(VersionedQuerySet):
    """Alerts, by what is said of them."""

    def standing(self) -> "TownAlertQuerySet":
        """Those that nobody has lifted and whose last day is not over."""
        return self.filter(end=None).filter(Q(until=None) | Q(until__gte=timezone.localdate()))

    def closing(self) -> "TownAlertQuerySet":
        """Those that close listings: no drill, and no banner alone."""
        return self.filter(closes=True, is_drill=False)


@append_only
class TownAlert(VersionedModel):
    """One alert: why, from when until when, and which gatherings are off. A drill closes nothing and says so."""

    municipality = models.ForeignKey(
        "directory.Municipality", models.PROTECT, verbose_name="市町村", related_name="alerts"
    )
    reason = OneLineField("わけ", max_length=60, help_text="公開のページに 大きく出ます。例: 大雨のため")
    text = SeveralLinesField(
        "知らせること",
        blank=True,
        help_text="してほしいことを、みじかい文で。例: 川の近くに 行かないでください。",
    )
    closes = models.BooleanField("集まりを 休みにする", default=False)
    area = models.ForeignKey(
        "directory.Area", models.PROTECT, verbose_name="圏域", related_name="alerts", null=True, blank=True
    )
    kind = models.ForeignKey(
        "directory.Term",
        models.PROTECT,
        verbose_name="種類",
        related_name="+",
        limit_choices_to={"scheme": "kinds"},
        null=True,
        blank=True,
    )
    desks_too = models.BooleanField("相談の窓口も 休みにする", default=False)
    since = models.DateField("いつから")
    until = models.DateField("いつまで", null=True, blank=True)
    is_drill = models.BooleanField("訓練", default=False)
    made_at = models.DateTimeField("出した日時", auto_now_add=True)
    made_by = author_field("出した人")

    objects = TownAlertQuerySet.as_manager()

    class Meta:
        verbose_name = "緊急のお知らせ"
        verbose_name_plural = "緊急のお知らせ"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="town_alert_until_after_since",
                violation_error_message="「いつまで」は「いつから」より後の日にしてください。",
            )
        ]

    def __str__(self):
        return f"【訓練】{self.reason}" if self.is_drill else self.reason

    @classmethod
    def touched_by_instances(cls, instances):
        """Every page shows the banner; the listings that it covers have another status."""
        covered = (key for alert in instances for key in alert.covered().values_list("pk", flat=True))
        return [SHARED, *covered]

    @classmethod
    def touched_by(cls, rows):
        return cls.touched_by_instances(cls._base_manager.filter(pk__in=rows))

    def covered(self) -> QuerySet:
        """The listings whose gatherings it means, drafts too: those in the area, or that serve it and have no known town."""
        rows = apps.get_model("directory", "Resource")._base_manager.filter(municipality=self.municipality_id)
        if not self.closes:
            return rows.none()
        if self.area_id:
            areas = _with_those_below(self.area_id)
            serving = rows.filter(place__town=None, areas__in=areas).values("pk")
            rows = rows.filter(Q(place__town__areas__in=areas) | Q(pk__in=serving))
        if self.kind_id:
            rows = rows.filter(kinds=self.kind_id)
        if not self.desks_too:
            desks = rows.filter(kinds__slug=DESK).values("pk")
            rows = rows.exclude(pk__in=desks)
        return rows.order_by().distinct()

    @property
    def where(self) -> str:
        """Where it closes gatherings: the name of its area, else of its municipality."""
        return self.area.name if self.area else self.municipality.name

    @property
    def sentence(self) -> str:
        """「第二圏域の 集まりは、2026年11月27日から 2026年11月30日まで お休みです。」; "" of a banner alone."""
        return self.sentence_of(self.where)

    def sentence_of(self, where: str) -> str:
        """The sentence with the name of the area as it is given."""
        if not self.closes:
            return ""
        kind = self.kind.short_label if self.kind else ""
        return drill_in_words(where, kind) if self.is_drill else closed_in_words(where, kind, self.since, self.until)

    @property
    def desks_stay(self) -> bool:
        """Whether the desks are expressly open."""
        return self.closes and not self.desks_too and self.kind_id is None and not self.is_drill

    @property
    def lifted_at(self) -> dt.datetime | None:
        """When it was lifted, before or after its last day; None where it was not."""
        return self.end.made_at if hasattr(self, "end") else None

    @property
    def told_at(self) -> list[dt.datetime]:
        """When it was set, and when it was lifted."""
        return [at for at in (self.made_at, self.lifted_at) if at]

    def pause_of(self, resource_id: int, since: dt.date, until: dt.date | None) -> StatusStatement:
        """The pause of one listing, as a statement that is stored nowhere and so has no key."""
        facts = {"status": Status.PAUSED, "since": since, "until": until, "reason": self.reason}
        return StatusStatement(resource_id=resource_id, made_at=self.made_at, made_by_id=self.made_by_id, **facts)


@append_only
class AlertEnd(VersionedModel):
    """Somebody lifted an alert."""

    alert = models.OneToOneField(TownAlert, models.PROTECT, verbose_name="緊急のお知らせ", related_name="end")
    made_at = models.DateTimeField("やめた日時", auto_now_add=True)
    made_by = author_field("やめた人")

    class Meta:
        verbose_name = "お知らせの おわり"
        verbose_name_plural = "お知らせの おわり"

    def __str__(self):
        return f"{self.alert} {self.made_at:%Y-%m-%d}"

    @classmethod
    def touched_by_instances(cls, instances):
        return TownAlert.touched_by_instances([one.alert for one in instances])

    @classmethod
    def touched_by(cls, rows):
        return cls.touched_by_instances(cls._base_manager.filter(pk__in=rows).select_related("alert"))


def lift(alert: TownAlert, by) -> None:
    """End an alert at once; one that was lifted before stays as it is."""
    AlertEnd.objects.get_or_create(alert=alert, defaults={"made_by": by})


def banners(home: str) -> list[TownAlert]:
    """The alerts that the pages of a city show (its code; "" for a site of no city), the newest first; one query."""
    rows = TownAlert.objects.standing().select_related("area", "kind", "municipality")
    return list(rows.filter(municipality=home) if home else rows)


def pauses_of(own: dict[int, list[StatusStatement]]) -> dict[int, list[StatusStatement]]:
    """The pauses by alerts of some listings, whose own statements are given by key, the oldest first; those without are left out.

    One query, and one more for each alert that closes anything now. Days after the end of a listing stay ended.
    """
    told: dict[int, list[StatusStatement]] = {}
    for alert, keys in closing_alerts(own):
        for key in keys:
            for since, until in _spans_before_end(own[key], alert.since, alert.until):
                told.setdefault(key, []).append(alert.pause_of(key, since, until))
    return told


def closing_alerts(keys: Collection[int] | None = None) -> Iterator[tuple[TownAlert, list[int]]]:
    """The alerts that close listings, the oldest first, and which of some listings (of all: None) each covers."""
    for alert in TownAlert.objects.standing().closing().order_by("pk"):
        covered = alert.covered().values_list("pk", flat=True)
        # Few keys are asked for in the database; of many it is told less to name all that it covers.
        found = covered.filter(pk__in=keys) if keys is not None and len(keys) <= FEW_KEYS else covered
        yield alert, [key for key in found if keys is None or key in keys]


def alerts_by_listing(keys: Collection[int], since: dt.datetime) -> dict[int, list[TownAlert]]:
    """The alerts that closed some listings and were set or lifted since a moment, by the key of the listing, the oldest first."""
    told: dict[int, list[TownAlert]] = {}
    rows = TownAlert.objects.closing().filter(Q(made_at__gte=since) | Q(end__made_at__gte=since))
    for alert in rows.select_related("end").order_by("pk"):
        for key in alert.covered().values_list("pk", flat=True):
            if key in keys:
                told.setdefault(key, []).append(alert)
    return told


FEW_KEYS = 500
"""Keys that a query names; SQLite takes no more than some thousand."""


def closes_areas() -> bool:
    """Whether any alert covers the towns of an area, so that another town in it is another status."""
    return TownAlert.objects.standing().closing().exclude(area=None).exists()


def closed_on(day: dt.date) -> Q | None:
    """The condition for listings that an alert closes on a day; None where no alert does. One query."""
    alerts = TownAlert.objects.standing().closing().filter(Q(until=None) | Q(until__gte=day), since__lte=day)
    conditions = [Q(pk__in=alert.covered().values("pk")) for alert in alerts]
    return Q(*conditions, _connector=Q.OR) if conditions else None


def _spans_before_end(
    said: Iterable[StatusStatement], since: dt.date, until: dt.date | None
) -> Iterator[tuple[dt.date, dt.date | None]]:
    """The longest spans of days from `since` to `until` on which a listing has not ended."""
    said, last, a_day = list(said), until or dt.date.max, dt.timedelta(1)
    changes = {one.since for one in said} | {one.until + a_day for one in said if one.until}
    begins: dt.date | None = None
    for day in sorted({since} | {day for day in changes if since < day <= last}):
        now = status_on(said, day)
        has_ended = now is not None and now.status == Status.ENDED
        if has_ended and begins:
            yield begins, day - a_day
        begins = None if has_ended else begins or day
    if begins:
        yield begins, until


def _with_those_below(area: int) -> set[int]:
    """Keys of an area and of all below it. Two people who save at once can close a circle."""
    parents, found = list(Area.objects.values_list("pk", "parent")), {area}
    while more := {key for key, above in parents if above in found} - found:
        found |= more
    return found


class StatusOfDay:
    """A listing's status, for `Resource`."""

    pk: Any
    alert_pauses: list[StatusStatement] | None = None
    """As `read_pauses` has read them; None where nobody has."""

    def statements_of(self, relation: str) -> list:
        """The statements of a kind; `Resource` reads them."""
        raise NotImplementedError

    @property
    def said_of_status(self) -> list[StatusStatement]:
        """Its own statements, and the pauses by alerts of the town (`town_alerts`), which have no key."""
        if self.alert_pauses is None:
            read_pauses([self])
        return [*self.statements_of("status_statements"), *(self.alert_pauses or ())]

    def status_on(self, day: dt.date) -> StatusStatement | None:
        """The statement of status that holds on a day; None where there is none, which means active."""
        return status_on(self.said_of_status, day)


def read_pauses(resources: Collection[StatusOfDay]) -> None:
    """Read the pauses by alerts of listings whose statements of status are read, in one query without an alert."""
    saved = [row for row in resources if row.pk]
    found = pauses_of({row.pk: row.statements_of("status_statements") for row in saved}) if saved else {}
    for row in resources:
        row.alert_pauses = found.get(row.pk, [])
