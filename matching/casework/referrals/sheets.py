"""つなぐシート (相談依頼シート): a worry is passed on, by whoever noticed it, to a desk that answers.

Two tables: the sheet, with who owns it now, and its path, whose rows are added and never changed. A sheet is never without an
owner: the column cannot be empty, and an agency that owns one cannot be deleted.
"""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.accounts.users import author_field
from directory.catalogue.desks import Topic, topics
from directory.publishing.append_only import append_only
from directory.text_fields import OneLineField
from matching.cases.participants import Participant
from matching.secrets.fields import EncryptedLineField, EncryptedLinesField


class Sender(models.TextChoices):
    """Who noticed it."""

    NEIGHBOUR = "neighbour", "近所の人・知り合い"
    FAMILY = "family", "家族"
    SELF = "self", "ご本人"
    COMMISSIONER = "commissioner", "民生委員・児童委員"
    SCHOOL = "school", "学校・保育"
    DESK = "desk", "相談窓口・支援機関"
    OTHER = "other", "そのほか"


class Channel(models.TextChoices):
    """By which way it came."""

    FORM = "form", "このサイトから"
    TELEPHONE = "telephone", "電話・会って"
    PAPER = "paper", "紙"
    DESK = "desk", "支援機関から"


class Urgency(models.TextChoices):
    """How long it may wait."""

    TODAY = "today", "今日中に"
    SOON = "soon", "数日のうちに"
    CAN_WAIT = "can_wait", "急がない"


class Agreed(models.TextChoices):
    """Whether the person agreed that it is passed on."""

    YES = "yes", "同意している"
    UNASKED = "unasked", "まだ 聞いていない"
    NO = "no", "同意していない"


class Reply(models.TextChoices):
    """What a desk answers. To pass it on is the fourth answer, and leaves it without a reply."""

    TAKEN = "taken", "受けた"
    TOGETHER = "together", "いっしょに"
    ADVICE = "advice", "助言"


class ReferralSheetQuerySet(models.QuerySet["ReferralSheet"]):
    """Sheets, by whether they are answered."""

    def waiting(self) -> "ReferralSheetQuerySet":
        """Those without an answer."""
        return self.filter(reply="")

    def for_lists(self) -> "ReferralSheetQuerySet":
        """With what a list shows, without the words about the person."""
        rows = self.select_related("agency", "sender_agency", "desk", "town", "in_charge", "participant")
        return rows.defer("who", "reach", "text", "sender_name", "sender_reach")


class ReferralSheet(models.Model):
    """One worry that was passed on.

    number        says nothing of anybody: for lists, looks and the telephone
    agency        its owner: who sees to it that it is answered
    desk          where it lies now; its people may have no login, then the owner asks them by paper or telephone
    in_charge     who of the owner receives it first: who has the area of the town
    waits_since   since when it waits for the answer that is due now
    passed        how often it was passed on
    link          behind the code with which the sender sees what became of it
    handed_link   behind the code on the paper for a desk without a login
    participant   the case that it became, whose rules then hold for its words
    """

    number = models.CharField("番号", max_length=8, unique=True, editable=False)
    agency = models.ForeignKey("directory.Agency", models.PROTECT, verbose_name="いま受け持つ機関", related_name="+")
    desk = models.ForeignKey(
        "directory.Resource", models.SET_NULL, verbose_name="いまある窓口", null=True, blank=True, related_name="+"
    )
    in_charge = author_field("はじめに読む人")
    sender_agency = models.ForeignKey(
        "directory.Agency", models.PROTECT, verbose_name="つなぎ元の機関", null=True, blank=True, related_name="+"
    )
    sender = models.CharField("つなぎ元", max_length=12, choices=Sender)
    sender_name = EncryptedLineField("つないだ人の名前", max_length=60, blank=True)
    sender_reach = EncryptedLineField("つないだ人の連絡先", max_length=200, blank=True)
    channel = models.CharField("来かた", max_length=10, choices=Channel)
    who = EncryptedLineField(
        "どなたのことか", max_length=60, blank=True, help_text="名前が分からなければ、書かなくてかまいません。"
    )
    reach = EncryptedLineField("ご本人への連絡のしかた", max_length=200, blank=True)
    town = models.ForeignKey(
        "directory.Town", models.SET_NULL, verbose_name="町", null=True, blank=True, related_name="+"
    )
    topic = models.CharField("どんなことか", max_length=20)
    text = EncryptedLinesField("ようす", max_length=1000)
    urgency = models.CharField("急ぎ", max_length=10, choices=Urgency, default=Urgency.SOON)
    agreed = models.CharField("ご本人の同意", max_length=8, choices=Agreed, default=Agreed.UNASKED)
    made_at = models.DateTimeField("受けとった日時", default=timezone.now)
    made_by = author_field("入れた人")
    waits_since = models.DateTimeField("返事を待ちはじめた日時", default=timezone.now)
    reply = models.CharField("返事", max_length=10, choices=Reply, blank=True)
    replied_at = models.DateTimeField("返事の日時", null=True, blank=True)
    passed = models.PositiveSmallIntegerField("つなぎなおした回数", default=0)
    link = models.OneToOneField(
        "directory.Link", models.SET_NULL, verbose_name="返事の番号", null=True, blank=True, related_name="+"
    )
    handed_link = models.OneToOneField(
        "directory.Link", models.SET_NULL, verbose_name="紙の番号", null=True, blank=True, related_name="+"
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, verbose_name="本人", null=True, blank=True, related_name="referral_sheets"
    )

    objects = ReferralSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "つなぐシート"
        verbose_name_plural = "つなぐシート"
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["agency", "reply", "waits_since"], name="referral_sheet_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | ~Q(reply="") & Q(replied_at__isnull=False),
                name="referral_sheet_reply_has_day",
            ),
            models.CheckConstraint(
                condition=Q(participant=None) | ~Q(reply=""), name="referral_sheet_case_is_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def about(self) -> Topic | None:
        """Its topic; None for one that the file of topics has lost."""
        return topics().get(self.topic)

    @property
    def lies_at(self) -> str:
        """Where it is, in words."""
        return self.desk.name if self.desk else str(self.agency)

    @property
    def is_passed_around(self) -> bool:
        """Whether it was passed on a second time."""
        return self.passed > 1


class Kind(models.TextChoices):
    """What happened to a sheet."""

    SENT = "sent", "つないだ"
    PASSED = "passed", "ほかへ つないだ"
    RETURNED = "returned", "紙の窓口が「ほかへ」と答えた"
    HANDED = "handed", "紙で わたした"
    TAKEN = Reply.TAKEN.value, "受けた"
    TOGETHER = Reply.TOGETHER.value, "いっしょに する"
    ADVICE = Reply.ADVICE.value, "助言した"
    AGREED = "agreed", "ご本人の同意を 聞いた"
    TAKEN_BACK = "taken_back", "ご本人が 同意を とりけした"
    CASE = "case", "支援の担当に わたした"


@append_only
class ReferralStep(models.Model):
    """One step of a sheet's path.

    agency    whose people did it; None for a sender or a desk without a login
    to_name   the desk or agency that it went to, as it was called then
    why       why it was passed on, for the desks
    told      what the sender may know, as far as consent allows; nothing in it says who
    """

    sheet = models.ForeignKey(ReferralSheet, models.CASCADE, verbose_name="つなぐシート", related_name="steps")
    at = models.DateTimeField("日時", default=timezone.now)
    by = author_field("した人")
    agency = models.ForeignKey(
        "directory.Agency", models.PROTECT, verbose_name="した機関", null=True, blank=True, related_name="+"
    )
    kind = models.CharField("したこと", max_length=10, choices=Kind)
    to_agency = models.ForeignKey(
        "directory.Agency", models.PROTECT, verbose_name="つなぎ先の機関", null=True, blank=True, related_name="+"
    )
    to_desk = models.ForeignKey(
        "directory.Resource", models.SET_NULL, verbose_name="つなぎ先の窓口", null=True, blank=True, related_name="+"
    )
    to_name = OneLineField("つなぎ先の名前", max_length=120, blank=True)
    why = EncryptedLineField("わけ", max_length=200, blank=True)
    told = EncryptedLinesField("つないだ人に伝えること", max_length=400, blank=True)

    class Meta:
        verbose_name = "つなぐシートの道すじ"
        verbose_name_plural = "つなぐシートの道すじ"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=(Kind.SENT, Kind.PASSED)) | Q(to_agency__isnull=False),
                name="referral_step_goes_somewhere",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.get_kind_display()}"

    @property
    def is_on_paper(self) -> bool:
        """Whether a desk without a login answered so, by the code on its paper."""
        return self.agency_id is None and self.kind in Reply.values


def new_number() -> str:
    """「T-483920」: drawn, so that neither the next one nor how many there are can be told from it."""
    while ReferralSheet.objects.filter(number=(number := f"T-{secrets.randbelow(10**6):06}")).exists():
        pass
    return number
