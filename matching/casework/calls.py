"""The model `CallAnswer`: what a place said by telephone while somebody sought a place for one person.

An answer counts for this person's list at once, whatever becomes of it in the listing. Of what was asked twice the newest holds.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils import timezone

from directory.accounts.users import author_field
from directory.catalogue.resources import Resource
from directory.text_fields import OneLineField
from matching.cases.participants import Participant
from matching.secrets.fields import EncryptedLineField

GOOD_FOR = dt.timedelta(days=90)
"""How long an answer counts that the listing does not say: who answers the telephone, and what holds, changes by the season."""

MOMENT = dt.timedelta(seconds=20)
"""Within it the same answer is the same press: a slow line lets people press twice."""


class CallAnswer(models.Model):
    """One answer, or that somebody telephoned (`question` is empty then).

    question    what `ScoredPlace.ask` asked: the slug of a feature or the name of a criterion
    spoke_to    who answered at the place
    passed_on   what became of it in the listing
    """

    class Answer(models.TextChoices):
        YES = "yes", "はい"
        NO = "no", "いいえ"
        UNSURE = "unsure", "分からない"
        TALKED = "talked", "話せた"
        ABSENT = "absent", "出なかった"

    class PassedOn(models.TextChoices):
        KEPT = "", "この方の候補だけに使います"
        PUBLISHED = "published", "のせている情報も なおしました"
        PROPOSED = "proposed", "市の確認を待って、のせている情報も なおります"
        REPORTED = "reported", "市の担当の人に 伝えました"

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="call_answers")
    resource = models.ForeignKey(Resource, models.CASCADE, verbose_name="地域資源", related_name="+")
    question = OneLineField("聞いたこと", max_length=40, blank=True)
    answer = models.CharField("答え", max_length=6, choices=Answer)
    spoke_to = EncryptedLineField("答えた人", max_length=60, blank=True)
    passed_on = models.CharField("そのあと", max_length=9, choices=PassedOn, blank=True, default=PassedOn.KEPT)
    made_at = models.DateTimeField("電話した日時", default=timezone.now)
    made_by = author_field("電話した人")

    class Meta:
        verbose_name = "電話で聞いたこと"
        verbose_name_plural = "電話で聞いたこと"
        ordering = ["pk"]
        indexes = [models.Index(fields=["resource", "made_at"], name="call_answer_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(question="", answer__in=("talked", "absent"))
                | ~models.Q(question="") & models.Q(answer__in=("yes", "no", "unsure")),
                name="call_answer_answers_its_question",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.resource_id} {self.question} {self.get_answer_display()}"

    def was_just_said(self) -> bool:
        """Whether the last thing stored of this question, person and place is this very answer, a moment ago by the same user."""
        same = CallAnswer.objects.filter(
            participant=self.participant, resource=self.resource, question=self.question, made_by=self.made_by
        )
        last = same.filter(made_at__gt=self.made_at - MOMENT).order_by("-pk").first()
        return last is not None and (last.answer, last.spoke_to) == (self.answer, self.spoke_to)


@dataclass
class Heard:
    """What one place said: question -> the newest answer, and the last call."""

    answers: dict[str, CallAnswer] = field(default_factory=dict)
    last: CallAnswer | None = None

    @property
    def sure(self) -> dict[str, bool]:
        """Question -> whether the answer was yes, of those that were answered by yes or no."""
        said = {CallAnswer.Answer.YES.value: True, CallAnswer.Answer.NO.value: False}
        return {name: said[one.answer] for name, one in self.answers.items() if one.answer in said}


def heard_by(people: Iterable[int], day: dt.date) -> dict[int, dict[int, Heard]]:
    """Key of a person -> key of a place -> what it said until a day, as far as it still counts. One query; names are not decrypted."""
    since = dt.date.fromordinal(max(1, day.toordinal() - GOOD_FOR.days))
    rows = CallAnswer.objects.filter(participant__in=list(people), made_at__date__gt=since, made_at__date__lte=day)
    found: dict[int, dict[int, Heard]] = {}
    for one in rows.defer("spoke_to").order_by("pk"):
        heard = found.setdefault(one.participant_id, {}).setdefault(one.resource_id, Heard())
        heard.last = one
        if one.question:
            heard.answers[one.question] = one
    return found


def phoned_on(places: Iterable[int], agencies: Iterable[int], day: dt.date) -> set[int]:
    """Those of some places that somebody of these agencies telephoned on a day, whoever it was about."""
    rows = CallAnswer.objects.filter(resource__in=list(places), made_at__date=day, participant__agency__in=agencies)
    return set(rows.order_by().values_list("resource", flat=True).distinct())
