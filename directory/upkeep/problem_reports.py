"""Problem reports (「情報がちがう」): somebody tells the city that a listing is wrong, and the city answers.

Anybody can send one without an account; associations do when they answer a reminder. The sender is not stored.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.accounts.links import Purpose, Secret, create_link
from directory.accounts.rate_limits import LimitedAction, allow_attempt
from directory.accounts.users import author_field
from directory.text_fields import OneLineField, SeveralLinesField


class TooManyReports(ValidationError):
    """The rate limit for reports is reached (`rate_limits.LIMITS`)."""

    def __init__(self):
        super().__init__(
            "短いあいだに たくさん送られたので、今は受けとれません。1時間後に送るか、市に電話してください。"
        )


class ReportQuerySet(models.QuerySet):
    """Reports, by whether they are answered."""

    def waiting(self):
        """Those that the city has not answered, the oldest first."""
        return self.filter(outcome="").order_by("made_at", "pk")


class Report(models.Model):
    """One report: what is wrong with a listing, and the answer of the city."""

    class About(models.TextChoices):
        TIMES = "times", "日・時間"
        PLACE = "place", "場所・行き方"
        CONTACT = "contact", "電話・連絡先"
        ENDED = "ended", "もう やっていない"
        PEOPLE = "people", "代表者"
        OTHER = "other", "そのほか"

    class Source(models.TextChoices):
        PUBLIC = "public", "見た人"
        ASSOCIATION = "association", "団体"

    class Resolution(models.TextChoices):
        MENDED = "mended", "なおしました"
        RIGHT = "right", "たしかめました。今の情報で合っています"
        UNCLEAR = "unclear", "たしかめられませんでした"

    resource = models.ForeignKey("directory.Resource", models.CASCADE, verbose_name="地域資源", related_name="reports")
    about = models.CharField("何がちがうか", max_length=8, choices=About)
    said = SeveralLinesField("どうちがうか", max_length=1000, blank=True)
    source = models.CharField("だれから", max_length=12, choices=Source, default=Source.PUBLIC)
    link = models.OneToOneField(
        "directory.Link", models.SET_NULL, verbose_name="リンク", related_name="report", null=True, blank=True
    )
    made_at = models.DateTimeField("受けとった日時", default=timezone.now)
    outcome = models.CharField("どうなったか", max_length=8, choices=Resolution, blank=True)
    answer = OneLineField("返事", max_length=300, blank=True, help_text="送った人だけが見ます。")
    answered_by = author_field("返事をした人")
    answered_at = models.DateTimeField("返事をした日時", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "「情報がちがう」"
        verbose_name_plural = "「情報がちがう」"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="report_outcome_has_day",
            )
        ]

    def __str__(self):
        return f"{self.resource} {self.get_about_display()}"

    def close(self, outcome: str, answer: str, user) -> bool:
        """Answer it with a `Resolution`; False where somebody else has answered already."""
        said = {"outcome": outcome, "answer": answer, "answered_by": user, "answered_at": timezone.now()}
        closed = Report.objects.waiting().filter(pk=self.pk).update(**said) == 1
        self.refresh_from_db(fields=said)
        return closed


def count_report(sender: str) -> None:
    """Count a report that is about to be stored. `sender`: an IP address, or a text that stands for one account. Raises TooManyReports."""
    if not allow_attempt(LimitedAction.REPORT, sender):
        raise TooManyReports


def receive_report(resource, about: str, said: str, address: str) -> tuple[Report, Secret]:
    """Store a report from the public. `address`: the IP address of its sender. Raises TooManyReports.

    Returns the report and the link by which its sender can see the answer.
    """
    count_report(address)
    secret = create_link(Purpose.REPORT)
    report = Report.objects.create(resource=resource, about=about, said=said, link=secret.link)
    return report, secret
