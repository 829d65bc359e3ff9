"""For how many months a check holds, kind by kind: numbers that a city changes, with their reason."""

from django.db import models

from directory.editions import Recorded
from directory.freshness import DEFAULT_MONTHS
from directory.vocabulary import Scheme


class CheckInterval(Recorded):
    """The months of one kind; kinds without a row have `freshness.DEFAULT_MONTHS`."""

    kind = models.OneToOneField(
        "directory.Term",
        models.CASCADE,
        verbose_name="種類",
        related_name="check_interval",
        limit_choices_to={"scheme": Scheme.KINDS},
    )
    months = models.PositiveSmallIntegerField("何か月ごとに", default=DEFAULT_MONTHS)
    source = models.CharField("わけ・根拠", max_length=200, help_text="例: 予定が季節ごとに変わるため")

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
    """Slug of each kind that has a number of its own -> months."""
    return dict(CheckInterval.objects.values_list("kind__slug", "months"))


def months_of(resource) -> int:
    """The months for which a check of a resource holds: the fewest of its kinds'."""
    own = months_by_kind()
    return min((own.get(kind.slug, DEFAULT_MONTHS) for kind in resource.kinds.all()), default=DEFAULT_MONTHS)
