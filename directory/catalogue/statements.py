"""What changes by the day: status (active, paused, ended), single dates, verifications, places left.

Statements are added and never changed (the database refuses it), in tables outside Wagtail's revisions: publishing an old draft must not reopen a paused
listing. For each day the newest statement about it holds.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import chain

from django.db import models
from django.db.models.functions import Coalesce

from directory.accounts.users import author_field
from directory.catalogue.parts import PartOfResource, start_is_not_end
from directory.hours.rules import DateException as Single
from directory.publishing.append_only import append_only
from directory.text_fields import OneLineField


class Statement(PartOfResource):
    """An abstract statement about a resource: who made it, when, and whether on behalf of the association."""

    made_at = models.DateTimeField("記録した日時", auto_now_add=True)
    made_by = author_field("記録した人")
    on_behalf = models.BooleanField("団体に代わって", default=False)

    class Meta:
        abstract = True
        ordering = ["pk"]


@append_only
class StatusStatement(Statement):
    """The status from one day until another (included), or without an end."""

    class Status(models.TextChoices):
        ACTIVE = "active", "活動中"
        PAUSED = "paused", "お休み中"
        ENDED = "ended", "終わりました"

    resource = models.ForeignKey(
        "directory.Resource", models.CASCADE, verbose_name="地域資源", related_name="status_statements"
    )
    status = models.CharField("状態", max_length=8, choices=Status)
    since = models.DateField("いつから")
    until = models.DateField("いつまで", null=True, blank=True)
    reason = OneLineField("わけ", max_length=200, blank=True)

    class Meta(Statement.Meta):
        verbose_name = "活動の状態"
        verbose_name_plural = "活動の状態"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="status_until_after_since",
                violation_error_message="「いつまで」は「いつから」より後の日にしてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "paused", "ended"]),
                name="status_is_one_of_three",
                violation_error_message="活動中・お休み中・終わりました の中から選んでください。",
            ),
        ]

    def __str__(self):
        return f"{self.get_status_display()} {self.since}〜{self.until or ''}"


@append_only
class SingleDate(Statement):
    """One date: cancelled (False), one more meeting (True), or as the schedule says after all (None); see `meets`."""

    resource = models.ForeignKey(
        "directory.Resource", models.CASCADE, verbose_name="地域資源", related_name="single_dates"
    )
    day = models.DateField("日")
    meets = models.BooleanField(
        "開く", choices=[(False, "休み"), (True, "開く"), (None, "いつもどおり")], null=True, blank=True, default=False
    )
    start = models.TimeField("はじまり", null=True, blank=True)
    end = models.TimeField("おわり", null=True, blank=True)
    reason = OneLineField("わけ", max_length=100, blank=True)

    class Meta(Statement.Meta):
        verbose_name = "この日だけ"
        verbose_name_plural = "この日だけ"
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=start_is_not_end(),
                name="single_date_has_a_length",
                violation_error_message="はじまりとおわりの時刻が同じです。",
            )
        ]

    def __str__(self):
        return f"{self.day} {self.get_meets_display()}"

    @property
    def single(self) -> Single:
        """This row as data of `hours`, which knows no database."""
        return Single(day=self.day, meets=self.meets, start=self.start, end=self.end, reason=self.reason)


@append_only
class Verification(Statement):
    """Somebody made sure that a listing is right. Saving a listing is not a verification."""

    class How(models.TextChoices):
        TELEPHONE = "telephone", "電話で"
        VISIT = "visit", "訪問して"
        SELF = "self", "団体から"
        PAPER = "paper", "書面で"

    resource = models.ForeignKey(
        "directory.Resource", models.CASCADE, verbose_name="地域資源", related_name="verifications"
    )
    day = models.DateField("たしかめた日")
    how = models.CharField("たしかめ方", max_length=10, choices=How)

    class Meta(Statement.Meta):
        verbose_name = "確認"
        verbose_name_plural = "確認"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(how__in=["telephone", "visit", "self", "paper"]),
                name="verification_says_how",
                violation_error_message="どうやってたしかめたかを選んでください。",
            )
        ]

    def __str__(self):
        return f"{self.day} {self.get_how_display()}"


@append_only
class Vacancy(Statement):
    """Places left, as last reported; None means unknown again."""

    resource = models.ForeignKey(
        "directory.Resource", models.CASCADE, verbose_name="地域資源", related_name="vacancies"
    )
    left = models.PositiveSmallIntegerField("空き", null=True, blank=True)

    class Meta(Statement.Meta):
        verbose_name = "空き"
        verbose_name_plural = "空き"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left__isnull=True) | models.Q(left__gte=0),
                name="vacancy_not_negative",
                violation_error_message="空きは0以上の数にしてください。",
            )
        ]

    def __str__(self):
        return "不明" if self.left is None else f"{self.left}人"


def status_on(statements: list[StatusStatement], day: dt.date) -> StatusStatement | None:
    """The statement that holds on a day; None where there is none, which means active. One without a key is an alert's pause."""
    speaking = [s for s in statements if s.since <= day and (s.until is None or day <= s.until)]
    return max(speaking, key=lambda s: (s.pk is None, s.pk or 0), default=None)


def status_expression(day: dt.date) -> Coalesce:
    """The same in SQL, for a query over Resource: a value of `StatusStatement.Status`, ACTIVE where nobody said anything."""
    speaking = StatusStatement.objects.filter(
        models.Q(until=None) | models.Q(until__gte=day), since__lte=day, resource=models.OuterRef("pk")
    )
    newest = models.Subquery(speaking.order_by("-pk").values("status")[:1])
    return Coalesce(newest, models.Value(StatusStatement.Status.ACTIVE))


def single_dates_that_hold(said: Iterable[SingleDate]) -> list[SingleDate]:
    """The statements about single dates that hold, from all of them in the order in which they were made.

    One more meeting is added to the earlier statements of its day; any other statement replaces them.
    """
    by_day: dict[tuple, list[SingleDate]] = {}
    for date in said:
        held = by_day.setdefault((date.resource_id, date.day), [])
        if not date.meets:
            held.clear()
        if date.meets is not None:
            held.append(date)
    return list(chain.from_iterable(by_day.values()))
