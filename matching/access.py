"""Who may see whom, asked of one object; and the record of every look, which is added to and never changed."""

from django.db import models

from directory.accounts import Membership, User
from matching.participants import Participant, ParticipantQuerySet


class Access:
    """What one user may see of people. The default of the law: a case stays inside the agency that received it.

    Answers for one participant (`why_not`, None means yes) and as a queryset (`participants`); both by the same rule.
    """

    def __init__(self, user: User):
        self.user = user
        self.agencies = (
            list(
                Membership.objects.filter(user=user, role=Membership.Role.COORDINATOR).values_list(
                    "agency_id", flat=True
                )
            )
            if user.is_authenticated and user.is_active
            else []
        )

    @property
    def is_coordinator(self) -> bool:
        """Whether the desk is open to this user at all."""
        return bool(self.agencies)

    def participants(self) -> ParticipantQuerySet:
        """Everyone whom this user may see."""
        return Participant.objects.filter(agency__in=self.agencies)

    def why_not(self, participant: Participant) -> str | None:
        """The reason for a refusal in Japanese, None where the user may see."""
        if not self.is_coordinator:
            return "この画面は、コーディネーターだけが使えます。"
        if participant.agency_id not in self.agencies:
            return "この方は、別の支援機関が受けた方です。見るには、ご本人の同意が要ります。"
        return None


class Look(models.Model):
    """One look at, search for, export or print of personal data (append-only)."""

    class Action(models.TextChoices):
        SEEN = "seen", "見た"
        SEARCHED = "searched", "さがした"
        EXPORTED = "exported", "書き出した"
        PRINTED = "printed", "印刷した"
        CHANGED = "changed", "変えた"
        REFUSED = "refused", "断られた"

    at = models.DateTimeField("日時", auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, verbose_name="利用者", related_name="+")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, verbose_name="本人", null=True, blank=True, related_name="+"
    )
    action = models.CharField("したこと", max_length=10, choices=Action)
    what = models.CharField("対象", max_length=200, blank=True)

    class Meta:
        verbose_name = "閲覧の記録"
        verbose_name_plural = "閲覧の記録"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.user} {self.get_action_display()} {self.what}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("a record of a look is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("a record of a look is never deleted")
