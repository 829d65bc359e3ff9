"""Links with a secret, in mails and on paper, each for one purpose.

Only a keyed hash of the secret is stored, so that a stolen table opens nothing. Opening a link changes nothing; the view that
acts on it calls `use()` first, which succeeds once. A link is dead when it is used, expired, replaced by a newer one of its
purpose, or ended because the organization was handed over.
"""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.japanese.widths import digits_of

CODE_DIGITS = 10
KEY_SALT = "directory.links"
"""Key material for the hash of secrets, not the name of a module. If it changes, every mailed link and printed code is dead."""


class Purpose(models.TextChoices):
    """What a link is for."""

    SIGN_IN = "sign_in", "ログイン"
    INVITATION = "invitation", "招待のメール"
    LETTER = "letter", "招待の手紙"
    REMINDER = "reminder", "確認のお願い"
    SHEET = "sheet", "紙の確認票"
    REPORT = "report", "お知らせのその後"
    HOST = "host", "受け入れのおたずね"
    START = "start", "はじめてのログイン"
    REFERRAL = "referral", "つなぐシートのその後"
    REFERRED = "referred", "つなぐシートへの返事"


@dataclass(frozen=True)
class LinkKind:
    """The rules of a purpose: how long its links are valid, whether they have a short code for paper, whether one use ends them,
    and whether a new one ends the older ones."""

    life: dt.timedelta
    on_paper: bool = False
    once: bool = True
    replaces: bool = True


KINDS = {
    # Anybody can ask for one: a stranger must not end the one that its owner has just got.
    Purpose.SIGN_IN: LinkKind(dt.timedelta(minutes=30), replaces=False),
    Purpose.INVITATION: LinkKind(dt.timedelta(days=14)),
    Purpose.LETTER: LinkKind(dt.timedelta(days=60), on_paper=True),
    Purpose.REMINDER: LinkKind(dt.timedelta(days=60)),
    Purpose.SHEET: LinkKind(dt.timedelta(days=120), on_paper=True),
    Purpose.REPORT: LinkKind(dt.timedelta(days=365), on_paper=True, once=False),
    # A place may be asked about two people at once: the second question does not end the first.
    Purpose.HOST: LinkKind(dt.timedelta(days=14), replaces=False),
    Purpose.START: LinkKind(dt.timedelta(days=14), on_paper=True),
    # The sender looks as often as they like; several sheets wait at once, and a blank paper may lie in a drawer for months.
    Purpose.REFERRAL: LinkKind(dt.timedelta(days=365), on_paper=True, once=False, replaces=False),
    Purpose.REFERRED: LinkKind(dt.timedelta(days=60), on_paper=True, replaces=False),
}
"""Paper is slow, mail is quick, and a link that signs in must not lie about in a mailbox."""
MOST_SIGN_IN_LINKS = 5
"""Links that sign one user in and are valid at once: a stranger who asks for more fills no mailbox, and those in it still work."""


@dataclass(frozen=True)
class Secret:
    """A new link with what only its receiver may know; shown or sent once and never stored."""

    link: "Link"
    token: str
    code: str

    @property
    def printed_code(self) -> str:
        """The code as it stands on paper: 「123-456-7890」; empty for links that go by mail."""
        return f"{self.code[:3]}-{self.code[3:6]}-{self.code[6:]}" if self.code else ""


class LinkQuerySet(models.QuerySet):
    """Links, by whether they are still valid, and looked up by their secret."""

    def alive(self):
        """Neither used nor expired nor ended."""
        return self.filter(used_at=None, ended_at=None, expires_at__gt=timezone.now())

    def end(self, why: str) -> int:
        """End those that are still valid; returns how many."""
        return self.alive().update(ended_at=timezone.now(), ended_why=why)

    def sign_in_of(self, user):
        """The valid links that sign a user in."""
        return self.alive().filter(purpose=Purpose.SIGN_IN, user=user)

    def prolong_newest(self) -> None:
        """Let the newest one of these be valid as if it had just been made, but for no more than twice its life."""
        if newest := self.order_by("-pk").first():
            life = KINDS[newest.purpose].life
            newest.expires_at = min(timezone.now() + life, newest.made_at + 2 * life)
            newest.save(update_fields=["expires_at"])

    def dead_since(self, moment: dt.datetime):
        """Those that were dead before a moment."""
        return self.filter(Q(used_at__lt=moment) | Q(ended_at__lt=moment) | Q(expires_at__lt=moment))

    def of_token(self, token: str) -> "Link | None":
        """The link of a secret, dead or alive."""
        return self._with_owners().filter(digest=_hashed(token)).first()

    def of_code(self, code: str) -> "Link | None":
        """The link of a paper code, in whatever way its digits were typed."""
        digits = digits_of(code)
        return self._with_owners().filter(code_digest=_hashed(digits)).first() if len(digits) == CODE_DIGITS else None

    def _with_owners(self):
        return self.select_related("user", "organization", "resource")


class Link(models.Model):
    """A secret that was given out, with the user, the organization and the resource that it is for (each may be empty)."""

    class Ended(models.TextChoices):
        REPLACED = "replaced", "新しいものを送りました"
        HANDED_OVER = "handed_over", "代表の方が替わりました"
        WITHDRAWN = "withdrawn", "取り消されました"

    purpose = models.CharField("目的", max_length=12, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    user = models.ForeignKey(
        "directory.User", models.CASCADE, verbose_name="利用者", null=True, blank=True, related_name="+"
    )
    organization = models.ForeignKey(
        "directory.Organization", models.CASCADE, verbose_name="団体", null=True, blank=True, related_name="+"
    )
    resource = models.ForeignKey(
        "directory.Resource", models.CASCADE, verbose_name="地域資源", null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField("作った日時", default=timezone.now)
    expires_at = models.DateTimeField("使える期限")
    used_at = models.DateTimeField("使った日時", null=True, blank=True)
    ended_at = models.DateTimeField("終わった日時", null=True, blank=True)
    ended_why = models.CharField("終わったわけ", max_length=12, choices=Ended, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "リンク"
        verbose_name_plural = "リンク"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="link_ended_says_why",
            )
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} {self.made_at:%Y-%m-%d}"

    def why_dead(self) -> str | None:
        """The reason in Japanese why this link is dead; None while it is valid."""
        if self.ended_at:
            return f"このリンクは、もう使えません。{self.get_ended_why_display()}。"
        if self.used_at:
            return "このリンクは、もう使われました。1回だけ使えるリンクです。"
        if self.expires_at <= timezone.now():
            return "このリンクは、期限が切れました。"
        return self._why_not_allowed()

    def _why_not_allowed(self) -> str | None:
        if self.user and not self.user.is_active:
            return "このリンクの利用者は、今は使えません。"
        if self.resource and not self.resource.live:
            return "この場所は、今は公開されていません。市の担当の人に聞いてください。"
        return None

    def use(self) -> bool:
        """Use the link up. False where somebody used it first or it is dead. Call it in the transaction of what it allows."""
        if self._why_not_allowed():
            return False
        alive = Link.objects.alive().filter(pk=self.pk)
        return alive.update(used_at=timezone.now()) == 1 if KINDS[self.purpose].once else alive.exists()


@transaction.atomic
def create_link(purpose: Purpose, *, user=None, organization=None, resource=None) -> Secret:
    """Make a link; returns it with its secret. Where its kind says so, it ends the older ones for the same user or resource."""
    kind, bound = KINDS[purpose], {"user": user, "organization": organization, "resource": resource}
    if kind.replaces and (receiver := user or resource):
        # Lock: of two requests at once the second one ends the link of the first.
        receiver._meta.model._base_manager.select_for_update(no_key=True).get(pk=receiver.pk)
        Link.objects.filter(purpose=purpose, **bound).end(Link.Ended.REPLACED)
    token = secrets.token_urlsafe(16)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}" if kind.on_paper else ""
    link = Link.objects.create(
        purpose=purpose,
        digest=_hashed(token),
        code_digest=_hashed(code) if code else None,
        expires_at=timezone.now() + kind.life,
        **bound,
    )
    return Secret(link, token, code)


def _hashed(secret: str) -> str:
    """HMAC-SHA256 with the site's key: without a key, all codes of ten digits could be tried against a stolen table."""
    return salted_hmac(KEY_SALT, secret, algorithm="sha256").hexdigest()
