"""The models `SupportPlan` (プラン), its steps and its evaluation, with the fields of the national form.

A plan is revised, never overwritten: a revision is a plan with the next number, and the database changes none of them. What is
written is encrypted; days are not, because Today sorts by them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from directory.accounts.users import User, author_field
from directory.publishing.append_only import append_only
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.secrets.fields import EncryptedLineField, EncryptedLinesField


class SupportPlanQuerySet(models.QuerySet["SupportPlan"]):
    """Plans, by whether they hold."""

    def newest(self) -> "SupportPlanQuerySet":
        """The last one of each person."""
        later = SupportPlan.objects.filter(
            participant=models.OuterRef("participant"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(later))

    def to_review(self, people: ParticipantQuerySet, day: dt.date) -> "SupportPlanQuerySet":
        """Those of some people whose day of review has come: the last ones, not evaluated yet."""
        return self.newest().filter(participant__in=people, review_on__lte=day, evaluation=None)


@append_only
class SupportPlan(models.Model):
    """What a person wants to reach until a day, and who does what.

    number    1 for the first plan of the person, and one more for each revision
    wish      in the person's own words
    agreed_on the day on which the person agreed to it
    """

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="plans")
    number = models.PositiveSmallIntegerField("第何回")
    made_on = models.DateField("作った日")
    wish = EncryptedLinesField("ご本人の希望", max_length=1000)
    problems = EncryptedLinesField("解決したい課題", max_length=1000)
    long_goal = EncryptedLinesField("長期目標", max_length=500, blank=True)
    short_goal = EncryptedLinesField("短期目標", max_length=500)
    until_on = models.DateField("プランの期間（いつまで）")
    review_on = models.DateField("次回モニタリング")
    meeting_on = models.DateField("会議の日", null=True, blank=True)
    meeting_result = EncryptedLineField("会議の結果", max_length=200, blank=True)
    agreed_on = models.DateField("ご本人が同意した日", null=True, blank=True)
    made_by = author_field("作った人")

    objects = SupportPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "支援プラン"
        verbose_name_plural = "支援プラン"
        ordering = ["participant", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "number"], name="plan_number_once"),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("made_on"), review_on__gte=F("made_on")),
                name="plan_days_after_its_making",
                violation_error_message="期間と 次回モニタリングは、作った日より後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} 第{self.number}回"

    def says(self, facts: dict[str, Any], steps: "list[Step]") -> bool:
        """Whether this is a plan with these facts and steps, word for word."""
        own = [Step(one.what, one.who, one.period) for one in self.steps.all()]  # type: ignore[attr-defined]
        return own == steps and all(getattr(self, name) == value for name, value in facts.items())


@append_only
class PlanStep(models.Model):
    """One thing that is done: what, by whom, and when."""

    plan = models.ForeignKey(SupportPlan, models.CASCADE, verbose_name="支援プラン", related_name="steps")
    position = models.PositiveSmallIntegerField("順番")
    what = EncryptedLineField("すること", max_length=200)
    who = EncryptedLineField("だれが・どの機関が", max_length=100)
    period = EncryptedLineField("いつ", max_length=100, blank=True)

    class Meta:
        verbose_name = "支援の内容"
        verbose_name_plural = "支援の内容"
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="plan_step_once")]

    def __str__(self) -> str:
        return f"{self.plan} {self.position}"


@append_only
class PlanEvaluation(models.Model):
    """How a plan came out, and whether support goes on."""

    class Achieved(models.TextChoices):
        YES = "yes", "達成した"
        PARTLY = "partly", "一部 達成した"
        NO = "no", "達成していない"

    class Result(models.TextChoices):
        GOES_ON = "goes_on", "継続（次のプランを作る）"
        ENDS = "ends", "終結"
        BREAKS_OFF = "breaks_off", "中断"

    plan = models.OneToOneField(SupportPlan, models.CASCADE, verbose_name="支援プラン", related_name="evaluation")
    day = models.DateField("評価した日")
    achieved = models.CharField("達成状況", max_length=6, choices=Achieved)
    changes = EncryptedLinesField("変化", max_length=1000, blank=True)
    result = models.CharField("これから", max_length=10, choices=Result)
    left = EncryptedLinesField("残る課題", max_length=1000, blank=True)
    made_by = author_field("評価した人")

    class Meta:
        verbose_name = "プランの評価"
        verbose_name_plural = "プランの評価"
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.plan} {self.get_result_display()}"


@dataclass(frozen=True)
class Step:
    """A step as it is typed."""

    what: str
    who: str
    period: str = ""


@transaction.atomic
def make_plan(person: Participant, facts: dict[str, Any], steps: Iterable[Step], by: User) -> SupportPlan:
    """Store the next plan of a person; the earlier ones stay as they are. The same once more, of a button pressed twice, is no new one:
    nothing takes a plan back.
    """
    # Of two at once the second one gets the number after the first.
    person.lock()
    steps = list(steps)
    last = SupportPlan.objects.filter(participant=person).order_by("-number").first()
    if last and last.says(facts, steps):
        return last
    number = last.number + 1 if last else 1
    plan = SupportPlan.objects.create(participant=person, number=number, made_by=by, **facts)
    PlanStep.objects.bulk_create(
        PlanStep(plan=plan, position=position, what=step.what, who=step.who, period=step.period)
        for position, step in enumerate(steps, 1)
    )
    return plan
