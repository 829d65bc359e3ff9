"""支援会議 under 社会福祉法 106条の6: a compartment about one person who has not agreed, for named members alone.

The city convenes it. Who is named reads nothing before they have said that they keep it secret (第5項). What is written here stands on no
other page, in no paper and no list, and as long as it goes on no place is told anything (`legal_basis.why_not_told`).
"""

import datetime as dt

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from directory.accounts.users import Agency, User, author_field
from directory.publishing.append_only import append_only
from matching.cases.participants import Participant
from matching.secrets.fields import EncryptedLineField, EncryptedLinesField


class SupportMeetingQuerySet(models.QuerySet["SupportMeeting"]):
    """Meetings, by whether they go on and who is in them."""

    def going_on(self) -> "SupportMeetingQuerySet":
        """Those that have not ended."""
        return self.filter(ended_on=None)

    def naming(self, user: User) -> "SupportMeetingQuerySet":
        """Those of which somebody is a member now, whether or not they have acknowledged the secrecy."""
        mine = MeetingMember.objects.filter(user=user, left_on=None)
        return self.filter(pk__in=mine.values("meeting")).select_related("participant", "agency")


class SupportMeeting(models.Model):
    """One compartment. `agency` is the city's desk that convened it."""

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="support_meetings")
    agency = models.ForeignKey("directory.Agency", models.PROTECT, verbose_name="開いた市の窓口", related_name="+")
    why = EncryptedLineField("開くわけ", max_length=200)
    begun_on = models.DateField("開いた日")
    ended_on = models.DateField("おわった日", null=True, blank=True)
    made_by = author_field("開いた人")

    objects = SupportMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "支援会議"
        verbose_name_plural = "支援会議"
        ordering = ["-begun_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("begun_on")), name="support_meeting_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(ended_on=None),
                name="support_meeting_once_at_a_time",
                violation_error_message="この方の支援会議は、もう 開いています。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.begun_on}"


class MeetingMember(models.Model):
    """Somebody who is named. Without an account (`user` empty) they hear it in the room, and acknowledge on paper."""

    meeting = models.ForeignKey(SupportMeeting, models.CASCADE, verbose_name="支援会議", related_name="members")
    user = author_field("利用者")
    name = EncryptedLineField("名前", max_length=60)
    post = EncryptedLineField("所属", max_length=100, blank=True)
    acknowledged_at = models.DateTimeField("秘密を守ると 言った日時", null=True, blank=True)
    left_on = models.DateField("外れた日", null=True, blank=True)

    class Meta:
        verbose_name = "支援会議の人"
        verbose_name_plural = "支援会議の人"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(left_on=None),
                name="meeting_member_once",
                violation_error_message="この人は、もう この会議の人です。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.pk}"


@append_only
class MeetingRecord(models.Model):
    """What was said at a meeting."""

    meeting = models.ForeignKey(SupportMeeting, models.CASCADE, verbose_name="支援会議", related_name="records")
    held_on = models.DateField("会議の日")
    text = EncryptedLinesField("話したこと", max_length=4000)
    recorded_at = models.DateTimeField("記録した日時", auto_now_add=True)
    recorded_by = author_field("記録した人")

    class Meta:
        verbose_name = "支援会議の記録"
        verbose_name_plural = "支援会議の記録"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.meeting} {self.held_on}"


@transaction.atomic
def convene(person: Participant, agency: Agency, why: str, by: User, day: dt.date) -> SupportMeeting:
    """Open a compartment with who opens it as its first member; they, too, acknowledge before they read."""
    made = SupportMeeting.objects.create(participant=person, agency=agency, why=why, begun_on=day, made_by=by)
    MeetingMember.objects.create(meeting=made, user=by, name=str(by)[:60], post=str(agency)[:100])
    return made


def acknowledge(meeting: SupportMeeting, user: User) -> None:
    """Somebody who is named says that they keep secret what they learn; at first only."""
    mine = MeetingMember.objects.filter(meeting=meeting, user=user, left_on=None, acknowledged_at=None)
    mine.update(acknowledged_at=timezone.now())


def may_read(meeting: SupportMeeting, user: User) -> bool:
    """Whether somebody is named now and has acknowledged: nobody else reads a word, also not of their own agency."""
    mine = MeetingMember.objects.filter(meeting=meeting, user=user, left_on=None)
    return mine.filter(acknowledged_at__isnull=False).exists()
