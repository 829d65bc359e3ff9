"""Meetings about one person, of two laws: 重層的支援会議 with their consent, and 支援会議 (社会福祉法 106条の6) without it.

Both are for named members alone, who read nothing before they have said that they keep it secret. A 支援会議 is a compartment that the
city convenes (第5項): what is written there stands on no other page, in no paper and no list, and as long as it goes on no place is told
anything (`legal_basis.why_not_told`). A 重層的支援会議 stands on the consent that names it, and is closed in the moment in which none does.
Who may read which is asked of `matching.casework.meetings.seats`.
"""

import datetime as dt

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from directory.accounts.users import Agency, Membership, User, author_field
from directory.publishing.append_only import append_only
from directory.text_fields import OneLineField
from matching.cases.participants import Participant
from matching.cases.programme import Law, MeetingName
from matching.secrets.fields import EncryptedLineField, EncryptedLinesField

LAWS_OF_A_CASE = (Law.CONSENT, Law.WITHOUT)
"""On what a meeting about a person can stand."""
USUAL_NAMES = {Law.CONSENT.value: "重層的支援会議", Law.WITHOUT.value: "支援会議"}
"""What a meeting is called by the law. A look is recorded under this name, whatever the city calls its meetings."""


class SupportMeetingQuerySet(models.QuerySet["SupportMeeting"]):
    """Meetings, by whether they go on and who is in them."""

    def going_on(self) -> "SupportMeetingQuerySet":
        """Those that have not ended."""
        return self.filter(ended_on=None)

    def without_consent(self) -> "SupportMeetingQuerySet":
        """支援会議 alone."""
        return self.filter(law=Law.WITHOUT)

    def naming(self, user: User) -> "SupportMeetingQuerySet":
        """Those of which somebody is a member now, whether or not they have acknowledged the secrecy."""
        mine = MeetingMember.objects.filter(user=user, left_on=None)
        return self.filter(pk__in=mine.values("meeting")).select_related("participant", "agency")


class SupportMeeting(models.Model):
    """A circle of people about one person, which meets on one day or several (`Sitting`).

    agency  that opened it; of a 支援会議 the city's own
    law     on what it stands; it is chosen when it opens and never changes
    name    what the city calls it, as it was called then; "" for the usual name
    """

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="support_meetings")
    agency = models.ForeignKey("directory.Agency", models.PROTECT, verbose_name="開いた支援機関", related_name="+")
    law = models.CharField("根拠", max_length=8, choices=Law, default=Law.WITHOUT, db_default=Law.WITHOUT)
    name = OneLineField("会議の名前", max_length=60, blank=True, default="", db_default="")
    why = EncryptedLineField("開くわけ", max_length=200)
    begun_on = models.DateField("開いた日")
    ended_on = models.DateField("おわった日", null=True, blank=True)
    made_by = author_field("開いた人")

    objects = SupportMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "ご本人についての会議"
        verbose_name_plural = "ご本人についての会議"
        ordering = ["-begun_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("begun_on")), name="support_meeting_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(law__in=LAWS_OF_A_CASE), name="support_meeting_stands_on_a_law"),
            models.UniqueConstraint(
                fields=["participant", "law"],
                condition=Q(ended_on=None),
                name="support_meeting_once_at_a_time",
                violation_error_message="この方の会議は、もう 開いています。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.begun_on}"

    @property
    def title(self) -> str:
        """What it is called on its screens and papers."""
        return self.name or self.usual_name

    @property
    def usual_name(self) -> str:
        """What the law calls it."""
        return USUAL_NAMES[self.law]

    @property
    def is_compartment(self) -> bool:
        """Whether it is a 支援会議, of which nothing stands elsewhere."""
        return self.law == Law.WITHOUT


class MeetingMember(models.Model):
    """Somebody who is named, of an agency or from outside (a lawyer, a 社会福祉士). Without an account (`user` empty) they hear it in the room, and acknowledge on paper."""

    meeting = models.ForeignKey(SupportMeeting, models.CASCADE, verbose_name="会議", related_name="members")
    user = author_field("利用者")
    name = EncryptedLineField("名前", max_length=60)
    post = EncryptedLineField("所属", max_length=100, blank=True)
    acknowledged_at = models.DateTimeField("秘密を守ると 言った日時", null=True, blank=True)
    left_on = models.DateField("外れた日", null=True, blank=True)

    class Meta:
        verbose_name = "会議の人"
        verbose_name_plural = "会議の人"
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

    @property
    def named(self) -> str:
        """Their name with their post, as screens and papers of the meeting say it."""
        return f"{self.name}（{self.post}）" if self.post else self.name


@append_only
class MeetingRecord(models.Model):
    """What somebody of a meeting let the others know, between its days. What was said on one is in its `Minutes`."""

    meeting = models.ForeignKey(SupportMeeting, models.CASCADE, verbose_name="会議", related_name="records")
    held_on = models.DateField("いつのこと")
    text = EncryptedLinesField("会議の人に 知らせること", max_length=4000)
    recorded_at = models.DateTimeField("記録した日時", auto_now_add=True)
    recorded_by = author_field("記録した人")

    class Meta:
        verbose_name = "会議の人への知らせ"
        verbose_name_plural = "会議の人への知らせ"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.meeting} {self.held_on}"


@transaction.atomic
def convene(
    person: Participant, agency: Agency, why: str, by: User, day: dt.date, law: str = Law.WITHOUT, name: str = ""
) -> SupportMeeting:
    """Open a meeting with who opens it as its first member; they, too, acknowledge before they read.

    Of a button pressed twice the second one gets the meeting that the first one opened.
    """
    person.lock()
    known = SupportMeeting.objects.going_on().filter(participant=person, law=law).first()
    if known:
        return known
    facts = {"why": why, "law": law, "name": name, "begun_on": day, "made_by": by}
    made = SupportMeeting.objects.create(participant=person, agency=agency, **facts)
    name_member(made, by)
    return made


def name_member(meeting: SupportMeeting, user: User) -> None:
    """Name a coordinator of the agency that opened it. Named once where they are named already."""
    facts = {"name": str(user)[:60], "post": str(meeting.agency)[:100]}
    MeetingMember.objects.get_or_create(meeting=meeting, user=user, left_on=None, defaults=facts)


def post_of(user: User) -> str:
    """The agencies for which somebody works with people: how others of a meeting know who an account is."""
    agencies = Agency.objects.filter(memberships__user=user, memberships__role__in=Membership.CASEWORK).distinct()
    return "、".join(agencies.order_by("pk").values_list("name", flat=True))[:100]


def acknowledge(meeting: SupportMeeting, user: User) -> None:
    """Somebody who is named says that they keep secret what they learn; at first only."""
    mine = MeetingMember.objects.filter(meeting=meeting, user=user, left_on=None, acknowledged_at=None)
    mine.update(acknowledged_at=timezone.now())


def names_of_meetings(city: str) -> list[tuple[str, str]]:
    """(law, name) of the meetings about a person that a city (its code) has, those with consent first; the usual ones where it named none."""
    rows = MeetingName.objects.filter(municipality=city, law__in=LAWS_OF_A_CASE)
    named = list(rows.values_list("law", "name"))
    missing = [(law, name) for law, name in USUAL_NAMES.items() if law not in {one for one, _ in named}]
    return sorted([*named, *missing], key=lambda one: one[0])
