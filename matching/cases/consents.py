"""The model `Consent`: what a person agreed to, and the very text that a place may be told, kept with its digest.

Rows are added and never changed: a consent ends on its last day or by a `Withdrawal`, and what was agreed to stays to be read.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import F, Q

from directory.accounts.users import Agency, User, author_field
from directory.catalogue.resources import Resource
from directory.publishing.append_only import append_only
from directory.text_fields import OneLineField
from matching.cases.participants import Participant
from matching.secrets.fields import EncryptedLineField, EncryptedLinesField

MARK_LETTERS = 12
"""Of a digest, as it stands on paper: enough to tell two texts of one person apart."""


def digest_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits. A line ends in the same way wherever it was written (browsers: CR LF)."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def mark_of(digest: str) -> str:
    """The digest as a paper shows it, 「3f2a-9c01-77de」."""
    letters = digest[:MARK_LETTERS]
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents, by whether they hold."""

    def in_force(self, day: dt.date) -> "ConsentQuerySet":
        """Those that hold on a day: given, not run out, not withdrawn."""
        return self.filter(withdrawal=None, given_on__lte=day, expires_on__gte=day)

    def for_meetings(self, day: dt.date) -> "ConsentQuerySet":
        """Those that let a 重層的支援会議 speak of the case on a day."""
        return self.in_force(day).filter(allows_meeting=True)

    def whole(self) -> "ConsentQuerySet":
        """With the places and agencies that they name: three queries."""
        return self.select_related("withdrawal", "recorded_by").prefetch_related("hosts__resource", "agencies__agency")


@append_only
class Consent(models.Model):
    """That a person agreed to something, until a day.

    text              what the places named in `hosts` may be told, letter by letter; "" where none is named
    digest            of the text, as on the signed paper
    allows_matching   the agencies named may look for places together with ours
    allows_meeting    重層的支援会議 may speak of the case
    """

    class How(models.TextChoices):
        WRITTEN = "written", "紙に署名"
        SPOKEN = "spoken", "口頭"

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="consents")
    how = models.CharField("同意のしかた", max_length=8, choices=How)
    given_on = models.DateField("同意した日")
    expires_on = models.DateField("いつまで")
    text = EncryptedLinesField("受け入れ先に 伝える文", max_length=1000, blank=True)
    digest = EncryptedLineField("文の しるし", max_length=64, blank=True)
    allows_matching = models.BooleanField("ほかの支援機関と いっしょに、場所を さがす", default=False)
    allows_meeting = models.BooleanField("重層的支援会議で 話し合う", default=False)
    recorded_at = models.DateTimeField("記録した日時", auto_now_add=True)
    recorded_by = author_field("記録した人")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "同意"
        verbose_name_plural = "同意"
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("given_on")),
                name="consent_ends_after_start",
                violation_error_message="期限は、同意した日より後にしてください。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.given_on}"

    @property
    def mark(self) -> str:
        """The mark of the text on paper; "" without one."""
        return mark_of(self.digest)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the person has taken it back."""
        return hasattr(self, "withdrawal")

    def says(self, agreed: "Agreed", text: str) -> bool:
        """Whether this is that very agreement and holds still; `text` is what of its text is kept."""
        columns = ("how", "given_on", "expires_on", "allows_matching", "allows_meeting")
        return (
            not self.is_withdrawn
            and self.text == text
            and all(getattr(self, name) == getattr(agreed, name) for name in columns)
            and {one.resource_id for one in self.hosts.all()} == {one.pk for one in agreed.hosts}
            and {one.agency_id for one in self.agencies.all()} == {one.pk for one in agreed.agencies}
        )

    @property
    def is_as_signed(self) -> bool:
        """Whether the text is still the one that its digest was made of."""
        return not self.text or self.digest == digest_of(self.text)


@append_only
class ConsentedHost(models.Model):
    """A place that may be told the text. `name` as it was when the person agreed."""

    consent = models.ForeignKey(Consent, models.CASCADE, verbose_name="同意", related_name="hosts")
    resource = models.ForeignKey(
        Resource, models.SET_NULL, verbose_name="地域資源", related_name="+", null=True, blank=True
    )
    name = OneLineField("名前", max_length=120)

    class Meta:
        verbose_name = "伝えてよい受け入れ先"
        verbose_name_plural = "伝えてよい受け入れ先"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


@append_only
class ConsentedAgency(models.Model):
    """Another agency that may see the case."""

    consent = models.ForeignKey(Consent, models.CASCADE, verbose_name="同意", related_name="agencies")
    agency = models.ForeignKey("directory.Agency", models.PROTECT, verbose_name="支援機関", related_name="+")

    class Meta:
        verbose_name = "見てよい支援機関"
        verbose_name_plural = "見てよい支援機関"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.agency)


@append_only
class Withdrawal(models.Model):
    """That a consent was taken back. It needs no reason."""

    consent = models.OneToOneField(Consent, models.CASCADE, verbose_name="同意", related_name="withdrawal")
    withdrawn_on = models.DateField("とりけした日")
    recorded_at = models.DateTimeField("記録した日時", auto_now_add=True)
    recorded_by = author_field("記録した人")

    class Meta:
        verbose_name = "同意の とりけし"
        verbose_name_plural = "同意の とりけし"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.consent} {self.withdrawn_on}"


class PaperCopy(models.Model):
    """A paper about a person that somebody outside has, and the telephone by which to get it back."""

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="paper_copies")
    what = EncryptedLineField("なんの紙か", max_length=100, help_text="例: つなぐシートの写し")
    holder = EncryptedLineField("だれに わたしたか", max_length=100, help_text="例: ひまわりサロンの 世話役の鈴木さん")
    telephone = EncryptedLineField("その人の電話", max_length=60, help_text="かえしてもらうときに かけます。")
    given_on = models.DateField("わたした日")
    returned_on = models.DateField("もどった日", null=True, blank=True)
    recorded_by = author_field("記録した人")

    class Meta:
        verbose_name = "わたした紙"
        verbose_name_plural = "わたした紙"
        ordering = ["given_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("given_on")), name="paper_returns_after_it_went"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.given_on}"


@dataclass(frozen=True)
class Agreed:
    """What a person agrees to, before it is recorded: the columns of `Consent`, and whom it names."""

    how: str
    given_on: dt.date
    expires_on: dt.date
    text: str = ""
    hosts: Sequence[Resource] = ()
    agencies: Sequence[Agency] = ()
    allows_matching: bool = False
    allows_meeting: bool = False


@transaction.atomic
def record_consent(person: Participant, agreed: Agreed, by: User | None) -> Consent:
    """Keep a consent with the digest of its text. A text without a place to be told it is not kept.

    The same once more while it holds, of a button pressed twice, is no second one: whoever takes one back takes back what was said.
    """
    text = agreed.text if agreed.hosts else ""
    person.lock()
    if known := next(
        (one for one in Consent.objects.filter(participant=person).whole() if one.says(agreed, text)), None
    ):
        return known
    made = Consent.objects.create(
        participant=person,
        how=agreed.how,
        given_on=agreed.given_on,
        expires_on=agreed.expires_on,
        text=text,
        digest=digest_of(text) if text else "",
        allows_matching=agreed.allows_matching,
        allows_meeting=agreed.allows_meeting,
        recorded_by=by,
    )
    hosts = [ConsentedHost(consent=made, resource=one, name=one.name[:120]) for one in agreed.hosts]
    ConsentedHost.objects.bulk_create(hosts)
    ConsentedAgency.objects.bulk_create(ConsentedAgency(consent=made, agency=one) for one in agreed.agencies)
    return made


def agreed_until(day: dt.date) -> dt.date:
    """The last day that is proposed for a consent: a year, less a day."""
    return day + dt.timedelta(days=364)


def papers_out(person: Participant) -> list[PaperCopy]:
    """The papers about a person that are not back yet, the oldest first."""
    return list(PaperCopy.objects.filter(participant=person, returned_on=None))
