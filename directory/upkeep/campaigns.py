"""Campaigns (いっせい確認): all listings are asked at once, usually each April, when 代表者 and venues change."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from directory.accounts.users import Membership
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement, Verification
from directory.changes.amendments import Amendment
from directory.geo.areas import towns_by_area
from directory.upkeep.problem_reports import Report

CAMPAIGN_DAYS = 90
"""Days for which a campaign runs: two letters a month apart, then a month to telephone."""
APRIL = 4


class CampaignQuerySet(models.QuerySet):
    """Campaigns, by whether they run."""

    def running(self, day: dt.date):
        """Those that run on a day."""
        return self.filter(starts_on__lte=day, starts_on__gt=day - dt.timedelta(days=CAMPAIGN_DAYS)).filter(
            Q(stopped_on=None) | Q(stopped_on__gt=day)
        )


class Campaign(models.Model):
    """A campaign that asks all listings of a city, or of one of its areas, to confirm what stands there."""

    municipality = models.ForeignKey(
        "directory.Municipality", models.CASCADE, verbose_name="市町村", related_name="campaigns"
    )
    area = models.ForeignKey(
        "directory.Area",
        models.CASCADE,
        verbose_name="圏域",
        related_name="campaigns",
        null=True,
        blank=True,
        help_text="空のままにすると、市の全体に聞きます。",
    )
    starts_on = models.DateField("いつから")
    stopped_on = models.DateField("やめた日", null=True, blank=True, help_text="この日からは、もうメールを出しません。")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "いっせい確認"
        verbose_name_plural = "いっせい確認"
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "starts_on"],
                condition=Q(area=None),
                name="campaign_once_a_city",
                violation_error_message="同じ日からの いっせい確認が、もうあります。",
            ),
            models.UniqueConstraint(
                fields=["area", "starts_on"],
                name="campaign_once_an_area",
                violation_error_message="同じ日からの いっせい確認が、もうあります。",
            ),
        ]

    def __str__(self):
        return f"{self.starts_on.year}年{self.starts_on.month}月の いっせい確認（{self.area or self.municipality}）"

    def resources(self):
        """The live listings that it asks: those of the city, or those whose place is in the area; without those that had ended."""
        rows = Resource.objects.live().filter(municipality=self.municipality).not_ended_on(self.starts_on)
        return rows.filter(place__town__in=towns_by_area()[self.area.pk]) if self.area else rows

    def answered(self):
        """Those of them that were verified, reported by their association, ended or given an amendment since it began."""
        since = {"made_at__date__gte": self.starts_on}
        answers = (
            Verification.objects.filter(day__gte=self.starts_on),
            Report.objects.filter(source=Report.Source.ASSOCIATION, **since),
            Amendment.objects.waiting().filter(**since),
            StatusStatement.objects.filter(status=StatusStatement.Status.ENDED, **since),
        )
        told = [Q(pk__in=rows.order_by().values("resource")) for rows in answers]
        return self.resources().filter(reduce(or_, told))


def start_april_campaigns(day: dt.date) -> int:
    """In April, start this year's campaign in every municipality that has staff users; returns how many were started."""
    if day.month != APRIL:
        return 0
    cities = Membership.objects.filter(role=Membership.Role.STAFF).values_list("agency__municipality", flat=True)
    first = dt.date(day.year, APRIL, 1)
    known = Campaign.objects.filter(starts_on=first, area=None).values_list("municipality", flat=True)
    new = [Campaign(municipality_id=code, starts_on=first) for code in sorted(set(cities) - set(known))]
    Campaign.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
