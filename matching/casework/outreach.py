"""The model `OutreachContact` (アウトリーチ記録): one time that somebody went, wrote or called, also when nobody answered.

The log is added to and never changed: it shows patience as progress. Each entry says when the next contact is, or until when the
person asked for a rest, or that they are ready for a place; so nobody is lost.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from directory.accounts.users import User, author_field
from directory.publishing.append_only import append_only
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.secrets.fields import EncryptedLineField, EncryptedLinesField


class OutreachQuerySet(models.QuerySet["OutreachContact"]):
    """Contacts, by what follows from them."""

    def newest(self) -> "OutreachQuerySet":
        """The last one of each person, in the order in which they were written."""
        later = OutreachContact.objects.filter(participant=OuterRef("participant"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))

    def due(self, people: ParticipantQuerySet, day: dt.date) -> "OutreachQuerySet":
        """The last ones of some people whose next day has come, or whose rest is over."""
        rows = self.newest().filter(participant__in=people).annotate(again_on=Coalesce("next_on", "rest_until"))
        return rows.filter(again_on__lte=day)

    def to_come(self, day: dt.date) -> "OutreachQuerySet":
        """Those after which a contact, or the end of a rest, is still to come."""
        return self.filter(Q(next_on__gt=day) | Q(rest_until__gt=day))


@append_only
class OutreachContact(models.Model):
    """One contact.

    left        what was left behind: a letter, a paper, a telephone number
    said        how it was received, in the words of who was there
    next_on     day of the next contact; or
    rest_until  the end of a rest that the person asked for; or
    is_ready    the person is ready to hear of places
    """

    class How(models.TextChoices):
        VISIT = "visit", "たずねた"
        LETTER = "letter", "手紙"
        CALL = "call", "電話"
        MESSAGE = "message", "メッセージ（ショートメール・LINEなど）"

    class Whom(models.TextChoices):
        PERSON = "person", "ご本人"
        FAMILY = "family", "ご家族"
        OTHER = "other", "近くの方・民生委員など"

    class Received(models.TextChoices):
        NONE = "none", "会えなかった・返事がない"
        REFUSED = "refused", "ことわられた"
        VOICE = "voice", "声だけ・返事だけ"
        MET = "met", "顔を見て 話せた"

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="outreach")
    day = models.DateField("いつ")
    how = models.CharField("どうやって", max_length=8, choices=How)
    whom = models.CharField("だれに", max_length=6, choices=Whom, default=Whom.PERSON)
    received = models.CharField("どうだったか", max_length=8, choices=Received)
    left = EncryptedLineField("置いてきたもの", max_length=200, blank=True)
    said = EncryptedLinesField("ようす", max_length=1000, blank=True)
    next_on = models.DateField("次に 連絡する日", null=True, blank=True)
    rest_until = models.DateField("いつまで 休むか（ご本人が のぞんだとき）", null=True, blank=True)
    is_ready = models.BooleanField("場所の話を 聞いてもよいと 言われた", default=False)
    made_at = models.DateTimeField("記録した日時", auto_now_add=True)
    made_by = author_field("記録した人")

    objects = OutreachQuerySet.as_manager()

    class Meta:
        verbose_name = "アウトリーチの記録"
        verbose_name_plural = "アウトリーチの記録"
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on__isnull=False, rest_until=None, is_ready=False)
                | Q(next_on=None, rest_until__isnull=False, is_ready=False)
                | Q(next_on=None, rest_until=None, is_ready=True),
                name="outreach_goes_on",
                violation_error_message="次に連絡する日か、休みの終わりか、「場所の話を聞いてもよい」の、どれか ひとつを入れてください。",
            ),
            models.CheckConstraint(
                condition=(Q(next_on=None) | Q(next_on__gte=F("day")))
                & (Q(rest_until=None) | Q(rest_until__gte=F("day"))),
                name="outreach_next_day_is_later",
                violation_error_message="次の日は、連絡した日か、それより後の日にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.day} {self.get_how_display()}"


@dataclass(frozen=True)
class Time:
    """One contact on the line of time: the how manieth it is, and days since the first one."""

    number: int
    days: int
    contact: OutreachContact


def line_of_time(person: Participant) -> list[Time]:
    """All contacts of a person, the first one first. One query."""
    rows = list(person.outreach.select_related("made_by"))  # type: ignore[attr-defined]
    return [Time(at + 1, (row.day - rows[0].day).days, row) for at, row in enumerate(rows)]


def record(contact: OutreachContact, by: User) -> bool:
    """Add a contact that was typed; not a second time, of a button pressed twice. Gives whether it was added."""
    with transaction.atomic():
        contact.participant.lock()
        last = OutreachContact.objects.filter(participant=contact.participant).order_by("pk").last()
        names = ("day", "how", "whom", "received", "left", "said", "next_on", "rest_until", "is_ready")
        if last and all(getattr(last, name) == getattr(contact, name) for name in names):
            return False
        contact.made_by = by
        contact.save()
        return True
