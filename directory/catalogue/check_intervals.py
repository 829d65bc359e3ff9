"""For how many months a verification holds, for each kind of listing: numbers that a city can change, with the reason."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from directory.catalogue.freshness import DEFAULT_MONTHS, fewest_months, fresh_from
from directory.catalogue.vocabulary import Scheme
from directory.publishing.versions import VersionedModel
from directory.text_fields import OneLineField


class CheckInterval(VersionedModel):
    """The months for one kind; kinds without a row have `freshness.DEFAULT_MONTHS`."""

    kind = models.OneToOneField(
        "directory.Term",
        models.CASCADE,
        verbose_name="種類",
        related_name="check_interval",
        limit_choices_to={"scheme": Scheme.KINDS},
    )
    months = models.PositiveSmallIntegerField("何か月ごとに", default=DEFAULT_MONTHS)
    source = OneLineField("わけ・根拠", max_length=200, help_text="例: 予定が季節ごとに変わるため")

    class Meta:
        verbose_name = "確認の間隔"
        verbose_name_plural = "確認の間隔"
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(months__gte=1) & models.Q(months__lte=60),
                name="check_interval_1_to_60_months",
                violation_error_message="間隔は1か月から60か月までで入れてください。",
            )
        ]

    def __str__(self):
        return f"{self.kind}: {self.months}か月"


def months_by_kind() -> dict[str, int]:
    """Slug of a kind -> months, for the kinds that have a row."""
    return dict(CheckInterval.objects.values_list("kind__slug", "months"))


def months_of(resource) -> int:
    """The months for which a verification of a resource holds: the least of its kinds."""
    return fewest_months((kind.slug for kind in resource.kinds.all()), months_by_kind())


def stale(rows: QuerySet, day: dt.date) -> QuerySet:
    """Resources of `rows` that are stale on a day: `freshness.is_stale` in SQL."""
    checks = rows.model._meta.get_field("verifications").related_model.objects.filter(resource=OuterRef("pk"))
    kinds = rows.model.kinds.through.objects.filter(resource=OuterRef("pk"))
    own = dict(CheckInterval.objects.values_list("kind_id", "months"))

    def unchecked_for(months: int) -> Exists:
        return ~Exists(checks.filter(day__gte=fresh_from(day, months)))

    # The fewest months of the kinds hold where a check that is too old for any one of them is too old.
    is_stale = Q(Exists(kinds.exclude(term__in=own)) | ~Exists(kinds)) & unchecked_for(DEFAULT_MONTHS)
    for kind, months in own.items():
        is_stale |= Exists(kinds.filter(term=kind)) & unchecked_for(months)
    return rows.filter(is_stale)
