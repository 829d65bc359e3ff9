"""The model `Look`: who looked at which personal data, and when. Rows are added, never changed or deleted.

Each person who was shown has a row of their own, also in a list, and also where they were only counted. It holds a copy of the
person's code, so that it still says whom it was about when the person is deleted.
"""

import getpass
from collections.abc import Iterable

from django.db import models

from directory.accounts.users import User
from directory.publishing.append_only import append_only
from directory.text_fields import OneLineField
from matching.cases.participants import Participant


@append_only
class Look(models.Model):
    """One time that a user saw, searched, exported, printed or changed data of one person, or was refused.

    Without a person: a search, or a list in which nobody was found. Without a user: a command on the server, named in `what`.
    """

    class Action(models.TextChoices):
        SEEN = "seen", "見た"
        SEARCHED = "searched", "さがした"
        EXPORTED = "exported", "書き出した"
        PRINTED = "printed", "印刷した"
        CHANGED = "changed", "変えた"
        REFUSED = "refused", "断られた"

    at = models.DateTimeField("日時", auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, verbose_name="利用者", null=True, blank=True, related_name="+")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, verbose_name="本人", null=True, blank=True, related_name="+"
    )
    code = OneLineField("番号", max_length=20, blank=True, help_text="本人の番号の写し。本人が消されても残ります。")
    action = models.CharField("したこと", max_length=10, choices=Action)
    what = OneLineField("対象", max_length=200, blank=True)

    class Meta:
        verbose_name = "閲覧の記録"
        verbose_name_plural = "閲覧の記録"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.user or ''} {self.code} {self.get_action_display()} {self.what}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("a record of a look is never changed")
        if self.participant:
            self.code = self.participant.code
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("a record of a look is never deleted")


AT_ONCE = 500
"""Rows that are written by one statement."""


def record_looks(user: User | None, action: str, people: Iterable[Participant], what: str) -> None:
    """Write a look at each of some people, in few statements. `user` is None for a command, which names itself in `what`."""
    rows = [Look(user=user, participant=one, code=one.code, action=action, what=what[:200]) for one in people]
    Look.objects.bulk_create(rows, batch_size=AT_ONCE)


def command_in_words(name: str) -> str:
    """What a look by a command says: the command, and the account of the server that gave it."""
    try:
        return f"manage.py {name}（{getpass.getuser()}）"
    except (KeyError, OSError):
        return f"manage.py {name}"
