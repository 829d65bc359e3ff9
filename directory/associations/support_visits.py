"""What the city does for a group: visits, telephone calls and other help, and the date of the next one."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from directory.accounts.users import author_field
from directory.text_fields import OneLineField, SeveralLinesField


class SupportVisitQuerySet(models.QuerySet):
    """Visits, by whether they are the newest and whether the next one is due."""

    def newest(self):
        """The newest of each organization and city; the next date of an older one no longer counts."""
        later = SupportVisit.objects.filter(
            Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), pk__gt=OuterRef("pk")),
            organization=OuterRef("organization"),
            municipality=OuterRef("municipality"),
        )
        return self.filter(~Exists(later))

    def due(self, day: dt.date):
        """The newest visits whose next date is on or before a day, the earliest date first."""
        return self.newest().filter(next_on__lte=day).order_by("next_on", "pk")


class SupportVisit(models.Model):
    """One visit, telephone call or other help for an organization (サロン推進員, 立ち上げ・継続支援)."""

    class How(models.TextChoices):
        VISIT = "visit", "訪問"
        TELEPHONE = "telephone", "電話"
        OFFICE = "office", "窓口"
        MEETING = "meeting", "集まり・研修"

    class About(models.TextChoices):
        START = "start", "立ち上げ"
        GOING_ON = "going_on", "続けるための支援"
        PEOPLE = "people", "担い手"
        PLACE = "place", "場所"
        MONEY = "money", "お金・補助金"
        OTHER = "other", "その他"

    municipality = models.ForeignKey(
        "directory.Municipality", models.PROTECT, verbose_name="市町村", related_name="support_visits"
    )
    organization = models.ForeignKey(
        "directory.Organization", models.PROTECT, verbose_name="団体", related_name="support_visits"
    )
    day = models.DateField("日", default=timezone.localdate)
    how = models.CharField("どうやって", max_length=10, choices=How, default=How.VISIT)
    about = models.CharField("何の支援", max_length=10, choices=About, default=About.GOING_ON)
    said = SeveralLinesField("聞いたこと・したこと")
    next_on = models.DateField("次はいつ", null=True, blank=True)
    next_what = OneLineField("次に何をする", max_length=120, blank=True, help_text="例: 補助金の書類をいっしょに書く")
    made_by = author_field("記録した人")
    made_at = models.DateTimeField("記録した日時", auto_now_add=True)

    objects = SupportVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "団体への支援"
        verbose_name_plural = "団体への支援"
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gte=F("day")),
                name="support_next_after_day",
                violation_error_message="「次はいつ」は、この日より後にしてください。",
            )
        ]

    def __str__(self):
        return f"{self.day} {self.organization} {self.get_how_display()}"
