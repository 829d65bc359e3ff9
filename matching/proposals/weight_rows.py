"""The model `Number`: weights, thresholds and travel speeds of a city, as rows that each hold from a day on."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models

from directory.publishing.after_migrations import once_all_is_migrated
from directory.publishing.append_only import append_only
from directory.text_fields import OneLineField
from matching.engine.weight_limits import NAMES_WITHOUT_ZERO, why_not, why_not_together
from matching.engine.weights import WeightRow, Weights, shipped_rows


@append_only
class Number(models.Model):
    """A weight, a threshold or a travel speed from a day on. A change is a new row, so that the lists of the past can be made again."""

    name = models.SlugField("記号", max_length=60)
    value = models.FloatField("値")
    label = OneLineField("意味", max_length=120)
    source = OneLineField("根拠", max_length=200)
    valid_from = models.DateField("いつから")

    class Meta:
        verbose_name = "マッチングの数字"
        verbose_name_plural = "マッチングの数字"
        ordering = ["name", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "valid_from"],
                name="number_once_a_day",
                violation_error_message="この数字は、同じ日からの値がもうあります。",
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0),
                name="number_not_negative",
                violation_error_message="値は0以上にしてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(value__gt=0) | ~models.Q(name__in=NAMES_WITHOUT_ZERO),
                name="number_not_zero_where_it_divides",
                violation_error_message="この数字は、0にできません。",
            ),
        ]

    def __str__(self):
        return f"{self.label}: {self.value:g}"

    def clean(self):
        """Refuse a value with which nothing can be computed, alone or with the other numbers of its day."""
        if self.value is None or not self.name:
            return
        reason = why_not(self.name, self.value)
        if reason is None and self.valid_from:
            reason = why_not_together({**weights_on(self.valid_from).values, self.name: self.value})
        if reason:
            raise ValidationError({"value": reason})

    @property
    def row(self) -> WeightRow:
        """This row without the database, as the engine takes it."""
        return WeightRow(self.name, self.value, self.label, self.source, self.valid_from)


def weights_on(day: dt.date) -> Weights:
    """The numbers that hold on a day."""
    return Weights.on([number.row for number in Number.objects.all()], day)


def number_rows_on(day: dt.date, *names: str) -> Weights:
    """Some of them alone, for who needs no others."""
    return Weights.on([number.row for number in Number.objects.filter(name__in=names)], day)


@once_all_is_migrated
def fill(using="default", **kwargs) -> None:
    """After every migration: add the shipped numbers that the database lacks; those of the city stay as they are."""
    known = set(Number.objects.using(using).values_list("name", flat=True))
    Number.objects.using(using).bulk_create(
        [
            Number(name=row.name, value=row.value, label=row.label, source=row.source, valid_from=row.valid_from)
            for row in shipped_rows()
            if row.name not in known
        ]
    )
