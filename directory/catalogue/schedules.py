"""Schedules of a resource: recurring rules. Single dates are in `statements`."""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey

from directory.catalogue.parts import PartOfResource, start_is_not_end
from directory.hours.masks import month_mask, monthday_mask, week_mask, weekday_mask
from directory.hours.rules import LAST, NOT_LAST, UNITS, Rule

MASK_OF_COLUMN = {"weekdays": weekday_mask, "weeks": week_mask, "months": month_mask, "monthdays": monthday_mask}
"""Columns that hold days as bits -> function that makes the mask of a rule. The arrays of `snapshot` use the same bits."""
SAME_IN_RULE = (
    "every",
    "times",
    "per",
    "start",
    "end",
    "since",
    "until",
    "open_on_holidays",
    "closed_on_holidays",
    "closed_at_obon",
    "closed_at_new_year",
)


def numbers_in_mask(column: str, mask: int) -> tuple[int, ...]:
    """The numbers that the bits of a column stand for in a rule: weekdays from 0, the others from 1, the last one as LAST."""
    special = {"weeks": {5: LAST, 6: NOT_LAST}, "monthdays": {31: LAST}}.get(column, {})
    first = 0 if column == "weekdays" else 1
    return tuple(special.get(bit, bit + first) for bit in range(32) if mask >> bit & 1)


class Schedule(PartOfResource):
    """One rule of opening (HSDS schedule): `hours.rules.Rule` with its days as bits (`snapshot.tables.Times` says which)."""

    resource = ParentalKey("directory.Resource", on_delete=models.CASCADE, related_name="schedules")
    weekdays = models.PositiveSmallIntegerField("曜日", default=0)
    weeks = models.PositiveSmallIntegerField("第何週", default=0)
    months = models.PositiveSmallIntegerField("月", default=0)
    monthdays = models.BigIntegerField("日", default=0)
    every = models.PositiveSmallIntegerField("何週おき", default=1)
    times = models.PositiveSmallIntegerField("何回", default=0)
    per = models.CharField("週・月・年のどれに", max_length=5, choices=UNITS, blank=True)
    start = models.TimeField("はじまり", null=True, blank=True)
    end = models.TimeField("おわり", null=True, blank=True)
    since = models.DateField("いつから", null=True, blank=True)
    until = models.DateField("いつまで", null=True, blank=True)
    open_on_holidays = models.BooleanField("祝日も開く", default=False)
    closed_on_holidays = models.BooleanField("祝日は休み", default=False)
    closed_at_obon = models.BooleanField("お盆は休み", default=False)
    closed_at_new_year = models.BooleanField("年末年始は休み", default=False)

    class Meta:
        verbose_name = "開催日時"
        verbose_name_plural = "開催日時"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=start_is_not_end(),
                name="schedule_has_a_length",
                violation_error_message="はじまりとおわりの時刻が同じです。",
            ),
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="schedule_until_after_since",
                violation_error_message="「いつまで」は「いつから」より後の日にしてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(every__gte=1),
                name="schedule_every_one_or_more",
                violation_error_message="「何週おき」は1以上にしてください。",
            ),
            models.CheckConstraint(
                condition=~models.Q(weekdays=0, monthdays=0, open_on_holidays=False, times=0),
                name="schedule_says_when",
                violation_error_message="曜日か日を、1つは選んでください。",
            ),
        ]

    def __str__(self):
        from directory.hours.wording import describe

        return describe(self.rule)

    @classmethod
    def of(cls, rule: Rule, **columns) -> "Schedule":
        """An unsaved row for a rule."""
        days = {name: mask(rule) for name, mask in MASK_OF_COLUMN.items()}
        return cls(**days, **{name: getattr(rule, name) for name in SAME_IN_RULE}, **columns)

    @property
    def rule(self) -> Rule:
        """This row as a rule."""
        days = {name: numbers_in_mask(name, getattr(self, name)) for name in MASK_OF_COLUMN}
        return Rule(**days, **{name: getattr(self, name) for name in SAME_IN_RULE})

    def clean(self):
        try:
            _ = self.rule
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong
