"""The model `FollowUp`: after a start, person and host are asked how it goes, so many days after it as the city chooses.

What the person says is the outcome of matching (`_draw_outcome`): nobody enters that a second time. The host says how it is, what it
needs, and whether it takes somebody again. 「電話ですんだ」 ends a step for whoever was not heard: nothing goes out for it any more.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from directory.accounts.links import Link, Purpose, Secret, create_link
from directory.accounts.users import User, author_field
from matching.cases.legal_basis import why_host_not_told
from matching.casework.follow_up_steps import due_step, step_in_words
from matching.casework.host_requests import Closed, How
from matching.casework.host_rests import let_rest, lift_rest
from matching.casework.outcomes import Outcome
from matching.secrets.fields import EncryptedLinesField

STAYED_AFTER = 90
"""Days: who comes at a step so late, or left so late, stayed (定着: still there after three months)."""


class Side(models.TextChoices):
    """Who is asked."""

    PERSON = "person", "ご本人"
    HOST = "host", "受け入れ先"


class Coming(models.TextChoices):
    """Whether the person still comes."""

    YES = "yes", "通っている"
    SOMETIMES = "sometimes", "休みながら、通っている"
    STOPPED = "stopped", "やめた"


class Feeling(models.TextChoices):
    """How it is, for either side."""

    GOOD = "good", "よい"
    FAIR = "fair", "ふつう"
    HARD = "hard", "困っている"


class Again(models.TextChoices):
    """Whether the host takes somebody again."""

    YES = "yes", "はい、受けられます"
    NO = "no", "いまは、受けられません"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups, by what is still to be done about them."""

    def worries(self) -> "FollowUpQuerySet":
        """Those in which somebody has trouble, or the host asks for something, that nobody has dealt with."""
        return self.filter(is_worry=True, settled_at=None)

    def of_link(self, link: Link) -> "FollowUp | None":
        """The follow-up behind a link."""
        found = self.filter(link=link).select_related("outcome__participant__agency", "outcome__resource")
        return found.first()


class FollowUp(models.Model):
    """One side at one step after the start: when it was asked, and what it said.

    step        days after the start
    asked_at    when the host was sent a link; None where nobody sent one
    asked_by    None for a link that went by itself (`hosts_to_ask`)
    is_silent   ended by 「電話ですんだ」, without an answer
    said        what changed for the person, or what the host needs
    is_worry    trouble, or a wish of the host: a task until `settled_at`
    """

    outcome = models.ForeignKey(Outcome, models.CASCADE, verbose_name="参加のその後", related_name="follow_ups")
    step = models.PositiveIntegerField("はじめてから何日")
    side = models.CharField("だれに", max_length=6, choices=Side)
    asked_at = models.DateTimeField("たずねた日時", null=True, blank=True)
    asked_by = author_field("たずねた人")
    link = models.OneToOneField(
        "directory.Link", models.SET_NULL, verbose_name="リンク", null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField("聞いた日時", null=True, blank=True)
    done_by = author_field("記録した人")
    done_how = models.CharField("聞きかた", max_length=10, choices=How, blank=True)
    is_silent = models.BooleanField("電話ですんだ", default=False)
    coming = models.CharField("通っているか", max_length=9, choices=Coming, blank=True)
    feeling = models.CharField("どうか", max_length=4, choices=Feeling, blank=True)
    again = models.CharField("次も受けられるか", max_length=3, choices=Again, blank=True)
    said = EncryptedLinesField("ひとこと", max_length=1000, blank=True)
    is_worry = models.BooleanField("応えることがある", default=False)
    settled_at = models.DateTimeField("応えた日時", null=True, blank=True)
    settled_by = author_field("応えた人")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "フォローアップ"
        verbose_name_plural = "フォローアップ"
        ordering = ["-step", "side", "-pk"]
        indexes = [
            models.Index(fields=["outcome"], condition=Q(is_worry=True, settled_at=None), name="follow_up_worry")
        ]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "side", "step"], name="follow_up_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_how="", feeling="", is_silent=False)
                | Q(done_at__isnull=False, is_silent=True, feeling="") & ~Q(done_how="")
                | Q(done_at__isnull=False, is_silent=False) & ~Q(done_how="") & ~Q(feeling=""),
                name="follow_up_is_answered_or_silent",
            ),
            models.CheckConstraint(
                condition=Q(feeling="", coming="", again="")
                | Q(side=Side.PERSON, again="") & ~Q(feeling="") & ~Q(coming="")
                | Q(side=Side.HOST, coming="") & ~Q(feeling="") & ~Q(again=""),
                name="follow_up_answers_of_its_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {step_in_words(self.step)} {self.get_side_display()}"

    @property
    def step_in_words(self) -> str:
        """「はじめて3か月」."""
        return step_in_words(self.step)


@dataclass(frozen=True)
class PersonSays:
    """What the person says; the end belongs to 「やめた」 alone."""

    coming: str
    feeling: str
    said: str = ""
    ended_on: dt.date | None = None
    ended_because: str = ""


@dataclass(frozen=True)
class HostSays:
    """What the host says."""

    feeling: str
    again: str
    said: str = ""


@transaction.atomic
def record_person(outcome: Outcome, step: int, says: PersonSays, how: str, by: User) -> FollowUp:
    """Record what the person said at a step, again where it was wrong, and draw the outcome from it.

    Raises ValidationError where the outcome cannot be so.
    """
    locked = Outcome.objects.select_for_update().get(pk=outcome.pk)
    facts = {"coming": says.coming, "feeling": says.feeling, "said": says.said}
    made = _answered(locked, step, Side.PERSON, facts, says.feeling == Feeling.HARD, how, by)
    newest = locked.follow_ups.filter(side=Side.PERSON).exclude(coming="").order_by("-step").first()
    if newest == made:
        _draw_outcome(locked, step, says, by)
    return made


def _draw_outcome(outcome: Outcome, step: int, says: PersonSays, by: User) -> None:
    """What is true of the outcome after the newest answer."""
    if says.coming == Coming.STOPPED:
        outcome.ended_on, outcome.ended_because = says.ended_on, says.ended_because
        stayed = bool(says.ended_on) and (says.ended_on - outcome.started_on).days >= STAYED_AFTER
        outcome.stayed = None if stayed and says.ended_because == Outcome.Ended.NOT_FIT else stayed
        _end_links(outcome)
    else:
        outcome.ended_on, outcome.ended_because = None, ""
        outcome.stayed = True if step >= STAYED_AFTER or outcome.stayed else None
    outcome.recorded_by = by
    outcome.save()


@transaction.atomic
def record_host(outcome: Outcome, step: int, says: HostSays, how: str, by: User | None = None) -> FollowUp:
    """Record what the host said at a step, and whether it takes somebody again: of several steps the last one says so. `by` is None for an answer by its link.

    Raises Closed where the link is dead.
    """
    locked = Outcome.objects.select_for_update().get(pk=outcome.pk)
    asked = locked.follow_ups.filter(side=Side.HOST, step=step).first()
    if by is None and not (asked and asked.link and asked.link.use()):
        raise Closed((asked and asked.link and asked.link.why_dead()) or "このリンクは、もう使えません。")
    _end_links(locked)
    facts = {"feeling": says.feeling, "again": says.again, "said": says.said}
    made = _answered(locked, step, Side.HOST, facts, bool(says.feeling == Feeling.HARD or says.said), how, by)
    newest = locked.follow_ups.filter(side=Side.HOST).exclude(again="").order_by("-step").first()
    if locked.resource and newest == made:
        if says.again == Again.NO:
            let_rest(locked.resource, timezone.localdate())
        else:
            lift_rest(locked.resource, timezone.localdate(), by)
    return made


def _answered(
    outcome: Outcome, step: int, side: str, facts: dict[str, str], is_worry: bool, how: str, by: User | None
) -> FollowUp:
    done = {"done_at": timezone.now(), "done_by": by, "done_how": how, "is_silent": False}
    facts_of_worry = {"is_worry": is_worry, "settled_at": None, "settled_by": None}
    made, _ = FollowUp.objects.update_or_create(
        outcome=outcome, step=step, side=side, defaults=facts | done | facts_of_worry
    )
    return made


def why_not_asked(outcome: Outcome) -> str | None:
    """What the gate says of telling the host today that somebody comes there."""
    return why_host_not_told(outcome.participant, outcome.resource_id)


@transaction.atomic
def ask_host(outcome: Outcome, step: int, by: User | None) -> Secret:
    """A link with which the host answers for a step; an older one about this person ends.

    `by` is None for a mail that goes by itself: it never asks again where somebody has asked.
    Raises Closed where it is answered, or the person has not agreed that this host is told anything.
    """
    # Whoever withdraws a consent in the same moment waits, and finds the link that is made here.
    outcome.participant.lock()
    locked = Outcome.objects.select_for_update().get(pk=outcome.pk)
    row, _ = FollowUp.objects.get_or_create(outcome=locked, step=step, side=Side.HOST)
    if row.done_at or locked.resource is None:
        raise Closed("受け入れ先の返事は、もう入っています。")
    if by is None and row.asked_at:
        raise Closed("受け入れ先には、もう たずねています。")
    if refusal := why_not_asked(locked):
        raise Closed(refusal)
    _end_links(locked)
    secret = create_link(Purpose.HOST, resource=locked.resource)
    row.link, row.asked_at, row.asked_by = secret.link, timezone.now(), by
    row.save(update_fields=["link", "asked_at", "asked_by"])
    return secret


@transaction.atomic
def silence(outcome: Outcome, steps: list[int], by: User) -> int:
    """「電話ですんだ」: what is due is done for both sides, and nothing goes out for it any more; gives how many sides it ended."""
    locked = Outcome.objects.select_for_update().get(pk=outcome.pk)
    today = timezone.localdate()
    _end_links(locked)
    done = {"done_at": timezone.now(), "done_by": by, "done_how": How.TELEPHONE, "is_silent": True}
    due = [(side, step) for side in Side if (step := due_step(locked, side, steps, today)) is not None]
    for side, step in due:
        FollowUp.objects.update_or_create(outcome=locked, step=step, side=side, defaults=done)
    return len(due)


def _end_links(outcome: Outcome) -> None:
    """Whoever still has a link about this person learns that nobody needs the answer any more."""
    asked = outcome.follow_ups.exclude(link=None).values("link")
    Link.objects.filter(pk__in=asked).end(Link.Ended.WITHDRAWN)
