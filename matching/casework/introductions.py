"""The model `Introduction`: one person is introduced to one place, from the first question to its end.

Until somebody comes regularly, the introduction itself says how far it is. From the first day of taking part on, its `Outcome` says
it, which matching learns from: the introduction follows that row whoever saves it, so that nothing is asked twice.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.signals import unpublished

from directory.accounts.links import Link
from directory.accounts.users import User, author_field
from directory.catalogue.resources import Resource
from directory.text_fields import OneLineField
from matching.cases.participants import Participant
from matching.casework.outcomes import Outcome
from matching.secrets.fields import EncryptedLineField


class Stage(models.TextChoices):
    """How far an introduction is."""

    ASKED = "asked", "打診"
    VISIT = "visit", "見学"
    TRIAL = "trial", "体験"
    JOINED = "joined", "参加"
    SETTLED = "settled", "定着"
    BROKEN_OFF = "broken_off", "中断"
    ENDED = "ended", "終了"


TAKES_PART = (Stage.JOINED, Stage.SETTLED)
"""The person comes regularly."""
IS_OVER = (Stage.BROKEN_OFF, Stage.ENDED)
MOVES: Mapping[str, tuple[Stage, ...]] = {
    Stage.ASKED: (Stage.VISIT, Stage.TRIAL, Stage.JOINED, Stage.BROKEN_OFF),
    Stage.VISIT: (Stage.TRIAL, Stage.JOINED, Stage.BROKEN_OFF),
    Stage.TRIAL: (Stage.JOINED, Stage.BROKEN_OFF),
    Stage.JOINED: (Stage.SETTLED, Stage.BROKEN_OFF, Stage.ENDED),
    Stage.SETTLED: (Stage.BROKEN_OFF, Stage.ENDED),
    Stage.BROKEN_OFF: (),
    Stage.ENDED: (),
}
"""Where an introduction may go from each stage. What was entered wrongly is corrected in the outcome, which it then follows."""


class Ended(models.TextChoices):
    """Why an introduction is over: before anybody came regularly, or as `Outcome.Ended` says."""

    PERSON = "person", "ご本人が やめておくと言った"
    FULL = "full", "空きがなかった"
    REFUSED = "refused", "この方には合わないと言われた"
    WRONG = "wrong", "のせている情報が ちがっていた"
    WITHDRAWN = "withdrawn", "ご本人が 同意を とりけした"
    GOAL = "goal", "目標にとどいた"
    NEXT = "next", "次の場所へ移った"
    HEALTH = "health", "体調のため"
    NOT_FIT = "not_fit", "合わなかった"
    ACCESS = "access", "通えなくなった"
    PLACE = "place", "場所の都合"
    OTHER = "other", "そのほか・分からない"


BEFORE_THE_START = (Ended.PERSON, Ended.HEALTH, Ended.NOT_FIT, Ended.ACCESS, Ended.PLACE, Ended.OTHER)
"""Reasons that the desk enters for somebody who has not begun; those of a host come with its answer."""
REFUSED = "受け入れ先が、「この方には合わない」と答えました。"


class NotAllowed(Exception):
    """A move that `MOVES` does not know. The text says so in Japanese."""


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Introductions, by how far they are."""

    def going_on(self) -> "IntroductionQuerySet":
        """Those that are not over, also not by the answer after three months, which needs no day."""
        return self.filter(ended_on=None).exclude(outcome__stayed=False)

    def still_open(self) -> "IntroductionQuerySet":
        """Those about which a host may still be asked, as `is_open` says of one."""
        return self.filter(ended_on=None, outcome=None)

    def for_lists(self) -> "IntroductionQuerySet":
        """With what a list shows, and without what is encrypted."""
        rows = self.select_related("participant", "resource", "outcome")
        return rows.defer("companion", "door", "ask_for", "leave_early", "participant__note")


class Introduction(models.Model):
    """One person and one place.

    begun_on         day on which somebody began to ask
    moved_on         day of its last move
    reached          the stage it had before it was broken off
    visit_on, at     the first visit, which may be to come; `companion`, `door`, `ask_for`, `leave_early` belong to it
    ask_again_on     day on which the host said it could be asked again
    seen_on          day on which a coordinator last looked at what changed at the place
    outcome          from the first day of taking part on
    """

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="introductions")
    resource = models.ForeignKey(
        Resource, models.SET_NULL, verbose_name="地域資源", related_name="+", null=True, blank=True
    )
    deleted_name = OneLineField("消された地域資源の名前", max_length=120, blank=True, editable=False)
    stage = models.CharField("いまの段階", max_length=10, choices=Stage, default=Stage.ASKED)
    reached = models.CharField(
        "どこまで すすんだか", max_length=10, blank=True, default="", db_default="", editable=False
    )
    begun_on = models.DateField("はじめた日")
    moved_on = models.DateField("段階が かわった日")
    visit_on = models.DateField("はじめて行く日", null=True, blank=True)
    visit_at = models.TimeField("何時に", null=True, blank=True)
    companion = EncryptedLineField("いっしょに行く人", max_length=100, blank=True)
    door = EncryptedLineField("どの入口から", max_length=200, blank=True)
    ask_for = EncryptedLineField("だれを たずねるか", max_length=100, blank=True)
    leave_early = EncryptedLineField("早く帰りたいときは", max_length=200, blank=True)
    ask_again_on = models.DateField("もう一度 たずねる日", null=True, blank=True)
    seen_on = models.DateField("場所の変わったことを 見た日", null=True, blank=True)
    ended_on = models.DateField("おわった日", null=True, blank=True)
    ended_because = models.CharField("おわったわけ", max_length=10, choices=Ended, blank=True)
    outcome = models.OneToOneField(
        Outcome, models.CASCADE, verbose_name="参加のその後", related_name="introduction", null=True, blank=True
    )
    made_by = author_field("はじめた人")

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = "紹介"
        verbose_name_plural = "紹介"
        ordering = ["-begun_on", "-pk"]
        indexes = [models.Index(fields=["participant"], condition=Q(ended_on=None), name="introduction_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_because="") & ~Q(stage__in=IS_OVER)
                | Q(ended_on__isnull=False, stage__in=IS_OVER) & ~Q(ended_because=""),
                name="introduction_end_has_reason",
                violation_error_message="おわった日とわけは、両方入れてください。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("begun_on")),
                name="introduction_ends_after_start",
                violation_error_message="おわった日は、はじめた日より後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=TAKES_PART) | Q(outcome__isnull=False),
                name="introduction_takes_part_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(outcome=None) | ~Q(stage__in=(Stage.ASKED, Stage.VISIT, Stage.TRIAL)),
                name="introduction_before_the_start",
            ),
            models.UniqueConstraint(
                fields=["participant", "resource"],
                condition=Q(ended_on=None, outcome=None),
                name="introduction_once_at_a_time",
                violation_error_message="この方とこの場所の紹介は、もう はじまっています。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.place_name} {self.get_stage_display()}"

    @property
    def place_name(self) -> str:
        """The name of the listing, also of one that is deleted."""
        return str(self.resource or self.deleted_name)

    @property
    def is_over(self) -> bool:
        """Whether it is broken off or ended."""
        return self.ended_on is not None

    @property
    def is_going_on(self) -> bool:
        """As `going_on` says of many."""
        return not self.is_over and not (self.outcome is not None and self.outcome.stayed is False)

    @property
    def is_open(self) -> bool:
        """Whether the host may still be asked and a first visit agreed on: nobody takes part yet, and it is not over."""
        return not self.is_over and self.outcome_id is None

    @property
    def next_stages(self) -> tuple[Stage, ...]:
        """Where it may go from here."""
        return MOVES[self.stage]


def begin(participant: Participant, resource: Resource, by: User, day: dt.date) -> Introduction:
    """The introduction of a person to a place that goes on and has not led to taking part; a new one where there is none."""
    found = Introduction.objects.going_on().filter(outcome=None)
    return found.get_or_create(
        participant=participant,
        resource=resource,
        defaults={"begun_on": day, "moved_on": day, "made_by": by},
    )[0]


def move(introduction: Introduction, to: str, day: dt.date, because: str = "") -> None:
    """Move an introduction that has not led to taking part, on a day; an end needs a reason of `Ended`.

    Raises NotAllowed for a move that is none. To take part and everything after it is entered as an outcome.
    """
    stage = Stage(to)
    with transaction.atomic():
        locked = Introduction.objects.select_for_update().get(pk=introduction.pk)
        if locked.outcome_id or stage in TAKES_PART or stage not in locked.next_stages:
            raise NotAllowed(f"「{locked.get_stage_display()}」から「{stage.label}」へは すすめません。")
        introduction.stage, introduction.moved_on = stage, day
        if stage in IS_OVER:
            introduction.reached = locked.stage
            introduction.ended_on, introduction.ended_because = day, because
            introduction.ask_again_on = None
        introduction.full_clean(validate_unique=False)
        # Only these: what somebody has written into the other columns meanwhile stays.
        introduction.save(update_fields=["stage", "reached", "moved_on", "ended_on", "ended_because", "ask_again_on"])
        if stage in IS_OVER:
            _end_links(introduction)


def _end_links(introduction: Introduction) -> None:
    """Whoever still has a link about it learns that nobody needs the answer any more."""
    asked = introduction.requests.exclude(link=None).values("link")  # type: ignore[attr-defined]
    Link.objects.filter(pk__in=asked).end(Link.Ended.WITHDRAWN)


def refused_places(people: Iterable[int], day: dt.date) -> dict[int, dict[int, str]]:
    """Key of a person -> key of a place whose host said until a day that it does not suit them -> what is said of it."""
    ended = Introduction.objects.filter(participant__in=list(people), ended_because=Ended.REFUSED, ended_on__lte=day)
    found: dict[int, dict[int, str]] = {}
    for person, place in ended.exclude(resource=None).values_list("participant", "resource"):
        found.setdefault(person, {})[place] = REFUSED
    return found


def stage_of(outcome: Outcome) -> Stage:
    """How far somebody is who has begun to take part."""
    if outcome.ended_because in (Outcome.Ended.GOAL, Outcome.Ended.NEXT):
        return Stage.ENDED
    if outcome.ended_because:
        return Stage.BROKEN_OFF
    return Stage.SETTLED if outcome.stayed else Stage.JOINED


@receiver(post_save, sender=Outcome, dispatch_uid="matching.casework.introductions.follow")
def _follow(instance: Outcome, raw: bool = False, **kwargs: object) -> None:
    """Whoever saves an outcome, also an import: its introduction says the same. One is made where nobody was asked before."""
    if raw:
        return
    introduction = (
        Introduction.objects.filter(outcome=instance).first()
        or Introduction.objects.going_on()
        .filter(outcome=None, participant=instance.participant_id, resource=instance.resource_id)
        .exclude(resource=None)
        .first()
        or Introduction(participant_id=instance.participant_id, made_by_id=instance.recorded_by_id)
    )
    before = introduction.stage if introduction.pk else ""
    introduction.outcome, introduction.stage = instance, stage_of(instance)
    introduction.ended_on, introduction.ended_because = instance.ended_on, instance.ended_because
    introduction.ask_again_on = None
    if not introduction.pk:
        introduction.resource_id, introduction.deleted_name = instance.resource_id, instance.deleted_name
    introduction.begun_on = min(filter(None, (introduction.begun_on, instance.started_on)))
    if introduction.stage != before:
        introduction.moved_on = instance.ended_on or instance.started_on
    introduction.save()
    if not before or before in (Stage.ASKED, Stage.VISIT, Stage.TRIAL):
        _end_links(introduction)


@receiver(pre_delete, sender=Resource, dispatch_uid="matching.casework.introductions")
def _keep_name(instance: Resource, **kwargs: object) -> None:
    """Before a listing is deleted, by whatever way: write its name into the introductions that lose it."""
    name = Resource._base_manager.filter(pk=instance.pk).values("name")[:1]
    Introduction.objects.filter(resource=instance).update(deleted_name=name, seen_on=None)


@receiver(unpublished, sender=Resource, dispatch_uid="matching.casework.introductions.unpublished")
def _not_seen(instance: Resource, **kwargs: object) -> None:
    """That a place is not listed any more is news, also to whoever has seen an earlier change of it."""
    Introduction.objects.filter(resource=instance).update(seen_on=None)


def check_day(day: dt.date, since: dt.date, today: dt.date) -> None:
    """Raises ValidationError for the day of a move that has not come, or that lies before the introduction."""
    if day > today:
        raise ValidationError("まだ来ていない日です。")
    if day < since:
        raise ValidationError("紹介を はじめた日より前の日です。")
