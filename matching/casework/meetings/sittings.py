"""The days on which a meeting sits (`Sitting`), who promised secrecy on that day (`Presence`), and its minutes (`Minutes`).

Minutes are added to and never changed: a correction is a version with the next number, and of two who write at the same time the
second sees what the first one wrote (`minutes.write`).
"""

import datetime as dt

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from directory.accounts.users import User, author_field
from directory.publishing.append_only import append_only
from matching.cases.support_meetings import MeetingMember, SupportMeeting
from matching.secrets.fields import EncryptedLineField, EncryptedLinesField


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Days of meetings, by whether they are over."""

    def unwritten(self) -> "SittingQuerySet":
        """Those without minutes."""
        return self.filter(~Exists(Minutes.objects.filter(sitting=OuterRef("pk"))))


class Sitting(models.Model):
    """One day on which a meeting sits. `agenda` is proposed from what is due in the case."""

    meeting = models.ForeignKey(SupportMeeting, models.CASCADE, verbose_name="会議", related_name="sittings")
    held_on = models.DateField("会議の日")
    at = models.TimeField("何時から", null=True, blank=True)
    place = EncryptedLineField("どこで", max_length=100, blank=True)
    agenda = EncryptedLinesField("話すこと", max_length=1000)
    made_at = models.DateTimeField("きめた日時", auto_now_add=True)
    made_by = author_field("きめた人")

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = "会議の日"
        verbose_name_plural = "会議の日"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "held_on"],
                name="sitting_once_a_day",
                violation_error_message="この日は、もう 入っています。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.held_on}"


class Presence(models.Model):
    """One member on one day: whether they were there, and, of a 支援会議, when they promised secrecy for that day."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, verbose_name="会議の日", related_name="presences")
    member = models.ForeignKey(MeetingMember, models.CASCADE, verbose_name="会議の人", related_name="presences")
    acknowledged_at = models.DateTimeField("この日に 秘密を守ると 言った日時", null=True, blank=True)
    attended = models.BooleanField("出席した", default=False)

    class Meta:
        verbose_name = "会議の日の 出席"
        verbose_name_plural = "会議の日の 出席"
        ordering = ["member"]
        constraints = [models.UniqueConstraint(fields=["sitting", "member"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.sitting} {self.member_id}"


class Decision(models.TextChoices):
    """What a meeting decided about the plan."""

    MADE = "made", "プランを 作る"
    REVISED = "revised", "プランを 見なおす"
    ENDED = "ended", "支援を おわりにする（終結）"
    BROKEN_OFF = "broken_off", "支援を いったん やめる（中断）"
    GOES_ON = "goes_on", "このまま つづける"


@append_only
class Minutes(models.Model):
    """What was said and decided on a day, one version of it.

    number    1 for the first version
    develop   what is missing in the city, and should be made
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, verbose_name="会議の日", related_name="minutes")
    number = models.PositiveSmallIntegerField("第何版")
    text = EncryptedLinesField("話したこと", max_length=4000)
    decision = models.CharField("きまったこと", max_length=10, choices=Decision)
    develop = EncryptedLinesField("足りないもの・これから つくるもの", max_length=500, blank=True)
    made_at = models.DateTimeField("書いた日時", auto_now_add=True)
    made_by = author_field("書いた人")

    class Meta:
        verbose_name = "会議の記録"
        verbose_name_plural = "会議の記録"
        ordering = ["sitting", "-number"]
        constraints = [models.UniqueConstraint(fields=["sitting", "number"], name="minutes_number_once")]

    def __str__(self) -> str:
        return f"{self.sitting} 第{self.number}版"


class MeetingStepQuerySet(models.QuerySet["MeetingStep"]):
    """Steps, by whether they are done."""

    def open(self) -> "MeetingStepQuerySet":
        """Those with a day that nobody has said to be done; not of members who left, or of meetings that ended."""
        rows = self.filter(done_at=None, until__isnull=False)
        return rows.filter(member__left_on=None, sitting__meeting__ended_on=None)


class MeetingStep(models.Model):
    """What one member's agency is there for, and what it does next, as a day of a meeting left it."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, verbose_name="会議の日", related_name="steps")
    member = models.ForeignKey(MeetingMember, models.CASCADE, verbose_name="会議の人", related_name="steps")
    role = EncryptedLineField("役割", max_length=100, blank=True)
    what = EncryptedLinesField("次にすること", max_length=300, blank=True)
    until = models.DateField("いつまでに", null=True, blank=True)
    done_at = models.DateTimeField("した日時", null=True, blank=True)
    done_by = author_field("した、と記録した人")

    objects = MeetingStepQuerySet.as_manager()

    class Meta:
        verbose_name = "会議の 役割と 次にすること"
        verbose_name_plural = "会議の 役割と 次にすること"
        ordering = ["sitting", "member"]
        constraints = [models.UniqueConstraint(fields=["sitting", "member"], name="meeting_step_once")]

    def __str__(self) -> str:
        return f"{self.sitting} {self.member_id}"


def arrange(sitting: Sitting, by: User) -> Sitting:
    """Store a day that was typed; the one that there is already where the meeting sits on that day, as of a button pressed twice."""
    with transaction.atomic():
        sitting.meeting.participant.lock()
        known = Sitting.objects.filter(meeting=sitting.meeting, held_on=sitting.held_on).first()
        if known:
            return known
        sitting.made_by = by
        sitting.save()
        return sitting


def promise_today(sitting: Sitting, member: MeetingMember) -> None:
    """A member promises, or has signed on paper, to keep secret what is said on that day; at first only."""
    row, _ = Presence.objects.get_or_create(sitting=sitting, member=member)
    if row.acknowledged_at is None:
        row.acknowledged_at = timezone.now()
        row.save(update_fields=["acknowledged_at"])


def next_sitting(meeting: SupportMeeting, after: dt.date) -> Sitting | None:
    """The next day on which a meeting sits after a day."""
    return Sitting.objects.filter(meeting=meeting, held_on__gt=after).order_by("held_on").first()
