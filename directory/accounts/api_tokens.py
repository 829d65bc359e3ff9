"""Tokens with which a city's other systems write, and the answers that they have got already.

A token belongs to one city and may do what its scopes say. Only a keyed hash of it is kept. What it writes is written by an account
of its own, which cannot sign in: so the history says which system it was, also after the token is gone.
"""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.accounts.users import User, author_field
from directory.text_fields import OneLineField

KEY_SALT = "directory.api_tokens"
"""Key material for the hash of tokens, not the name of a module. If it changes, every token is dead."""
PREFIX, BEGINNING = "ibasho_", 15
"""How a token begins, so that a search for leaked secrets finds one; and how much of it is kept to tell tokens apart."""
LIFE, LONGEST_LIFE = dt.timedelta(days=365), dt.timedelta(days=731)
ANSWERS_KEPT = dt.timedelta(days=7)
"""How long the same key gets the same answer: a system that was down over a long weekend asks again with its old key."""


class Scope(models.TextChoices):
    """What a token may do."""

    LISTINGS = "listings", "場所の内容を変える（市の決まりのとおり、確認を待つ）"
    CLOSURES = "closures", "お休み・再開・終わりを伝える"
    VACANCIES = "vacancies", "空きを伝える"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens, by whether they open anything."""

    def alive(self) -> "ApiTokenQuerySet":
        """Those that are neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ApiToken(models.Model):
    """One token. `beginning` are its first letters; `user` is whom the history names."""

    name = OneLineField("システムの名前", max_length=60, help_text="例: 施設予約システム")
    municipality = models.ForeignKey(
        "directory.Municipality", models.PROTECT, verbose_name="市町村", related_name="api_tokens"
    )
    scopes = models.JSONField("できること", default=list)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    beginning = OneLineField("はじめの文字", max_length=20)
    user = models.OneToOneField(User, models.PROTECT, verbose_name="記録に出る名前", related_name="api_token")
    made_at = models.DateTimeField("作った日時", default=timezone.now)
    expires_at = models.DateTimeField("いつまで")
    revoked_at = models.DateTimeField("とめた日時", null=True, blank=True)
    made_by = author_field("作った人")
    revoked_by = author_field("とめた人")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "書きこみの鍵"
        verbose_name_plural = "書きこみの鍵"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.beginning}…）"

    @property
    def is_alive(self) -> bool:
        """Whether it opens anything: neither revoked nor expired."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def scopes_in_words(self) -> list[str]:
        """What it may do, in the order of `Scope`."""
        return [scope.label for scope in Scope if scope in self.scopes]

    def revoke(self, by: User | None = None) -> None:
        """End it now; `by` is who did, None for a command."""
        self.revoked_at, self.revoked_by = timezone.now(), by
        self.save(update_fields=["revoked_at", "revoked_by"])


class ApiAnswer(models.Model):
    """The answer that a write got, kept under the key that the caller gave it, so that asking twice writes once."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="answers")
    key = OneLineField(max_length=100)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "書きこみの返事"
        verbose_name_plural = "書きこみの返事"
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_answer_once")]

    def __str__(self) -> str:
        return self.key


@transaction.atomic
def make_token(
    name: str, municipality_id: str, scopes: Iterable[str], life: dt.timedelta = LIFE, by: User | None = None
) -> tuple[ApiToken, str]:
    """A new token, and the secret text that is shown once; `by` is who makes it, None for a command. Raises ValueError for a scope that is none, or a life that is too long."""
    wanted = sorted({Scope(scope).value for scope in scopes})
    if not wanted or not dt.timedelta(0) < life <= LONGEST_LIFE:
        raise ValueError(name)
    secret = PREFIX + secrets.token_urlsafe(32)
    user = User(username=f"api-{secrets.token_hex(6)}", name=f"{name}（システム）"[:60], is_active=False)
    user.set_unusable_password()
    user.save()
    token = ApiToken.objects.create(
        name=name, municipality_id=municipality_id, scopes=wanted, digest=_digest(secret),
        beginning=secret[:BEGINNING], user=user, expires_at=timezone.now() + life, made_by=by,
    )  # fmt: skip
    return token, secret


def token_of(secret: str) -> ApiToken | None:
    """The living token of a secret text."""
    return ApiToken.objects.alive().select_related("user").filter(digest=_digest(secret)).first()


def forget_answers(now: dt.datetime) -> int:
    """Delete answers older than ANSWERS_KEPT; gives how many."""
    return ApiAnswer.objects.filter(at__lt=now - ANSWERS_KEPT).delete()[0]


def _digest(secret: str) -> str:
    return salted_hmac(KEY_SALT, secret, algorithm="sha256").hexdigest()
