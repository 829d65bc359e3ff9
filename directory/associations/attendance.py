"""How many people came to a listing in each month, as its association reports it."""

import calendar
import datetime as dt
from collections.abc import Iterable

from django.db import models

from directory.accounts.users import author_field
from directory.catalogue.statements import StatusStatement

MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
"""A 年度 begins in April."""
MAX_PEOPLE = 100_000
"""People in a month; a higher number is a typing error."""
RECENT_MONTHS = 6
FIRST_YEAR = 2020
"""The first 年度 for which numbers can be entered."""


class Attendance(models.Model):
    """The number of one month and listing; a second report replaces the first."""

    class How(models.TextChoices):
        PORTAL = "portal", "このサイトで"
        SHEET = "sheet", "確認票で"
        TELEPHONE = "telephone", "電話で"

    resource = models.ForeignKey(
        "directory.Resource", models.CASCADE, verbose_name="地域資源", related_name="attendances"
    )
    month = models.DateField("月", help_text="月の1日の日付")
    people = models.PositiveIntegerField("来た人の数（のべ）")
    how = models.CharField("知らせ方", max_length=10, choices=How)
    made_by = author_field("記録した人")
    made_at = models.DateTimeField("記録した日時", auto_now=True)

    class Meta:
        verbose_name = "来た人の数"
        verbose_name_plural = "来た人の数"
        ordering = ["resource", "month"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "month"], name="attendance_once_a_month"),
            models.CheckConstraint(
                condition=models.Q(people__lte=MAX_PEOPLE),
                name="attendance_up_to_100000",
                violation_error_message="人数は10万人までで入れてください。",
            ),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.people}人"


def fiscal_year(day: dt.date) -> int:
    """The 年度 of a day: 2026 from 1 April 2026 to 31 March 2027."""
    return day.year if day.month >= 4 else day.year - 1


def months_of_year(year: int) -> list[dt.date]:
    """The first days of the twelve months of a 年度, April first."""
    return [dt.date(year if month >= 4 else year + 1, month, 1) for month in MONTHS]


def recent_months(day: dt.date) -> list[dt.date]:
    """The first days of this month and the five before it, the newest first."""
    first = day.year * 12 + day.month - 1
    return [dt.date((first - back) // 12, (first - back) % 12 + 1, 1) for back in range(RECENT_MONTHS)]


def reportable_months(day: dt.date) -> list[dt.date]:
    """The months that the portal offers on a day: last month, this one, then earlier ones; until June the whole 年度 that has ended."""
    this, last, *before = recent_months(day)
    ended = reversed(months_of_year(fiscal_year(day) - 1)) if day.month in MONTHS[:3] else ()
    return list(dict.fromkeys([last, this, *before, *ended]))


def was_open_in(resource, month: dt.date) -> bool:
    """Whether anybody can have come in a month (its first day): not where a pause or the end left it no day or no date."""
    days = [month + dt.timedelta(days) for days in range(calendar.monthrange(month.year, month.month)[1])]
    said = [resource.status_on(day) for day in days]
    is_open = [one is None or one.status == StatusStatement.Status.ACTIVE for one in said]
    if all(is_open) or not any(is_open):
        return is_open[0]
    # A gathering without days in its schedule may have met on any of those that are left.
    return not resource.next_dates(month - dt.timedelta(366), 1) or any(resource.coming(month, last=days[-1]))


def delete_attendance(resource, month: dt.date) -> None:
    """Delete the number of a month, which was reported by mistake."""
    Attendance.objects.filter(resource=resource, month=month).delete()


def record_attendance(resource, month: dt.date, people: int, how: str, user=None) -> Attendance:
    """Record how many people came in the month of the day `month`; replaces an earlier number."""
    told, _ = Attendance.objects.update_or_create(
        resource=resource, month=month.replace(day=1), defaults={"people": people, "how": how, "made_by": user}
    )
    return told


class AttendanceYear:
    """The numbers of some resources in a 年度.

    lines   one for each resource, in the order given: (resource, [people or None for each of the twelve months], total);
            the total is None where no month was reported: unknown is not 0
    """

    def __init__(self, resources, year: int):
        self.year, self.months = year, months_of_year(year)
        told: dict[int, dict[dt.date, int]] = {}
        resources = list(resources)
        span = (self.months[0], self.months[-1])
        known = Attendance.objects.filter(resource__in=[r.pk for r in resources], month__range=span)
        for key, month, people in known.order_by("pk").values_list("resource_id", "month", "people"):
            told.setdefault(key, {})[month] = people
        self.lines = []
        for resource in resources:
            numbers = [told.get(resource.pk, {}).get(month) for month in self.months]
            self.lines.append((resource, numbers, _sum(numbers)))

    @property
    def totals(self) -> list[int | None]:
        """People of all lines for each month; None where no line has a number."""
        columns = zip(*(numbers for _, numbers, _ in self.lines), strict=True)
        return [_sum(column) for column in columns] or [None] * len(self.months)

    @property
    def total(self) -> int | None:
        """People of all lines in the whole year; None where no line has a number."""
        return _sum(total for *_, total in self.lines)

    @property
    def telling(self) -> int:
        """How many lines have a number for at least one month."""
        return sum(any(n is not None for n in numbers) for _, numbers, _ in self.lines)


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum of the known numbers; None where none is known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
