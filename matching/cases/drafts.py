"""What somebody at the desk is writing into a form about a person, kept until it is saved: a broken connection, an ended session
or another machine loses nothing of it. Only its writer is offered it, and only where they may see the person.
"""

import datetime as dt
import uuid

from django.db import models, transaction
from django.utils import timezone

from directory.accounts.users import User
from matching.cases.participants import Participant
from matching.secrets.fields import EncryptedLinesField

OF_A_COMPARTMENT = "closed-"
"""Beginning of the names of forms of a 支援会議: their drafts stand on no paper about the person."""
LIFE = dt.timedelta(days=14)
"""How long a draft that nobody goes on with is kept."""
MOST = 5
"""Drafts of one user for one form of one person: each window has its own, so that none writes over another's."""
LONGEST = 100_000
"""Letters."""


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts, by whose they are."""

    def of(self, user: User, form: str, participant: Participant | None) -> "DraftQuerySet":
        """Those of a user for one form of one person, or of nobody yet; the newest first."""
        young = self.filter(saved_at__gt=timezone.now() - LIFE)
        return young.filter(user=user, form=form, participant=participant).order_by("-saved_at", "-pk")

    def of_window(self, user: User, form: str, participant: Participant | None, token: uuid.UUID) -> "DraftQuerySet":
        """The one of a window, also where its token was another draft's."""
        return self.of(user, form, participant).filter(token__in=(token, _own_token(user, form, participant, token)))


class Draft(models.Model):
    """The fields of one window with a form, as they were typed.

    token   of the window; a random UUID, which opens nothing
    form    name of the form
    text    names and values, as a form is sent
    """

    user = models.ForeignKey("directory.User", models.CASCADE, verbose_name="書いている人", related_name="+")
    participant = models.ForeignKey(
        Participant, models.CASCADE, verbose_name="本人", related_name="+", null=True, blank=True
    )
    form = models.CharField("画面", max_length=20)
    token = models.UUIDField("窓のしるし", unique=True)
    text = EncryptedLinesField("書きかけ")
    saved_at = models.DateTimeField("書いた日時")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "書きかけ"
        verbose_name_plural = "書きかけ"
        ordering = ["-saved_at", "-pk"]
        indexes = [models.Index(fields=["user", "form"], name="draft_of_user")]

    def __str__(self) -> str:
        return f"{self.form} {self.saved_at:%Y-%m-%d %H:%M}"


def keep(user: User, form: str, participant: Participant | None, token: uuid.UUID, text: str) -> bool:
    """Keep what stands in a window; whether it is the first time.

    A token that another draft has, of somebody else or of another form or person, stands for one of this window's own: nothing is
    written over and nothing is lost.
    Raises ValueError for more than LONGEST letters.
    """
    if len(text) > LONGEST:
        raise ValueError("too long for a draft")
    now = timezone.now()
    with transaction.atomic():
        if Draft.objects.of_window(user, form, participant, token).update(text=text, saved_at=now):
            return False
        if Draft.objects.filter(token=token).exists():
            token = _own_token(user, form, participant, token)
            Draft.objects.filter(token=token).delete()  # its own of long ago, which is offered no more
        Draft.objects.create(user=user, form=form, participant=participant, token=token, text=text, saved_at=now)
        kept = Draft.objects.of(user, form, participant).values_list("pk", flat=True)[:MOST]
        Draft.objects.filter(user=user, form=form, participant=participant).exclude(pk__in=list(kept)).delete()
    return True


def _own_token(user: User, form: str, participant: Participant | None, token: uuid.UUID) -> uuid.UUID:
    return uuid.uuid5(token, f"{user.pk} {form} {participant.pk if participant else ''}")


def forget_old(now: dt.datetime) -> int:
    """Delete what nobody went on with; gives how many."""
    return Draft.objects.filter(saved_at__lte=now - LIFE).delete()[0]
