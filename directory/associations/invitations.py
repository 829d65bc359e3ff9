"""Invitations to become a representative of an organization: by mail, or by a letter with a short code."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from directory.accounts.links import Link, Purpose, Secret, create_link
from directory.accounts.mail_addresses import AddressField, same_address
from directory.accounts.users import User, author_field
from directory.associations.representatives import Representative, add_representative, lock_organization_row
from directory.japanese.telephones import telephones_in
from directory.japanese.widths import digits_of, narrow
from directory.text_fields import NameField

ALREADY_KNOWN = (
    "このメールアドレス・電話番号は、もう使われています。先にログインしてから、もう一度この招待をひらいてください。"
)
MOST_A_DAY = 20
"""Invitations that one organization may send within a day, by mail or on paper; no group has more helpers to invite."""


class InvitationQuerySet(models.QuerySet):
    """Invitations, by whether they can still be accepted."""

    def dead_since(self, moment: dt.datetime):
        """Those that nobody accepted and whose link was dead before a moment."""
        return self.filter(accepted_at=None, link__in=Link.objects.dead_since(moment))

    def open(self):
        """Those that can still be accepted."""
        return self.filter(
            accepted_at=None, link__used_at=None, link__ended_at=None, link__expires_at__gt=timezone.now()
        )


class Invitation(models.Model):
    """One invitation. Without a mail address it is a letter on paper."""

    organization = models.ForeignKey(
        "directory.Organization", models.CASCADE, verbose_name="団体", related_name="invitations"
    )
    role = models.CharField("役わり", max_length=8, choices=Representative.Role)
    name = NameField("相手の名前", max_length=60)
    email = AddressField("メールアドレス", blank=True)
    made_at = models.DateTimeField("招待した日時", default=timezone.now)
    made_by = author_field("招待した人")
    on_behalf = models.BooleanField("団体に代わって", default=False)
    link = models.OneToOneField(
        Link, models.SET_NULL, verbose_name="リンク", related_name="invitation", null=True, blank=True
    )
    accepted_at = models.DateTimeField("受けた日時", null=True, blank=True)
    accepted_by = author_field("受けた人")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "招待"
        verbose_name_plural = "招待"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.organization} {self.name}"

    @property
    def is_letter(self) -> bool:
        """Whether it is sent on paper."""
        return not self.email

    @property
    def invited(self) -> User | None:
        """The user who already signs in with the address that it was sent to: whoever reads that mailbox is that person."""
        return association_user(self.email)


def association_users() -> models.QuerySet:
    """Active users whom a mailed link may sign in: they belong to no agency and have no rights in the admin.

    A link in a mail is too weak a proof for a desk with personal data.
    """
    return User.objects.filter(is_active=True, is_superuser=False, is_staff=False, memberships=None, groups=None)


def association_user(email: str) -> User | None:
    """The one of `association_users` with a mail address; None where there is none."""
    return association_users().filter(email__iexact=email).order_by("pk").first() if email else None


@transaction.atomic
def invite(organization, *, name: str, email: str = "", role=Representative.Role.HELPER, by=None, on_behalf=False):
    """Make an invitation; returns (invitation, secret). Ends older ones to the same person, and for a 代表者 those to any other."""
    older = Q(name=name, email=email) | (Q(role=role) if role == Representative.Role.LEAD else Q(pk=None))
    links = Invitation.objects.filter(older, organization=organization).values("link")
    Link.objects.filter(pk__in=links).end(Link.Ended.REPLACED)
    secret: Secret = create_link(Purpose.INVITATION if email else Purpose.LETTER, organization=organization)
    invitation = Invitation.objects.create(
        organization=organization, role=role, name=name, email=email, made_by=by, on_behalf=on_behalf, link=secret.link
    )
    return invitation, secret


def has_invited_too_many(organization) -> bool:
    """Whether an organization has reached MOST_A_DAY within 24 hours, so that it cannot be used to send mails to strangers."""
    since = timezone.now() - dt.timedelta(days=1)
    return organization.invitations.filter(made_at__gt=since).count() >= MOST_A_DAY


def reissue_by_mail(letter: Invitation, email: str):
    """Make the invitation of a letter again, for the mail address that its receiver gave; returns (invitation, secret).

    The mail proves that the address is theirs. The letter stays valid until one of the two is accepted, because the address
    may be mistyped.
    """
    secret = create_link(Purpose.INVITATION, organization=letter.organization)
    invitation = Invitation.objects.create(
        organization=letter.organization,
        role=letter.role,
        name=letter.name,
        email=email,
        made_by=letter.made_by,
        on_behalf=letter.on_behalf,
        link=secret.link,
    )
    return invitation, secret


def withdraw(invitation: Invitation) -> None:
    """Withdraw an invitation: its link is dead from now on."""
    Link.objects.filter(pk=invitation.link_id).end(Link.Ended.WITHDRAWN)


def lock_open_invitation(invitation: Invitation) -> None:
    """Lock the invitation's organization until the transaction ends. Raises ValidationError where the link is dead."""
    lock_organization_row(invitation.organization)
    link = Link.objects.filter(pk=invitation.link_id).first()
    if link is None or link.why_dead():
        raise ValidationError(link.why_dead() if link else "この招待は、もう使われました。")


def accept(invitation: Invitation, user: User) -> Representative:
    """Make a user the representative that the invitation asks for. Raises ValidationError where its link is dead or used."""
    with transaction.atomic():
        lock_organization_row(invitation.organization)
        if not (invitation.link and invitation.link.use()):
            raise ValidationError((invitation.link and invitation.link.why_dead()) or "この招待は、もう使われました。")
        invitation.accepted_at, invitation.accepted_by = timezone.now(), user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        same = Invitation.objects.filter(
            organization=invitation.organization, name=invitation.name, role=invitation.role
        )
        Link.objects.filter(invitation__in=same).end(Link.Ended.WITHDRAWN)
        return add_representative(invitation.organization, user, invitation.role, by=user)


def normalized_sign_in_name(text: str) -> str:
    """A mail address or telephone number in the form that is stored as user name: half width, lower case, digits alone."""
    text = narrow(text)
    if "@" in text:
        return same_address(text)
    numbers = telephones_in(text)
    return numbers[0] if len(numbers) == 1 else digits_of(text)


def new_user(name: str, identity: str, password: str | None) -> User:
    """Create an account. `identity` is the name to sign in with: a verified mail address or a telephone number.

    Raises ValidationError where an account has it already.
    """
    if User.objects.filter(Q(username__iexact=identity) | Q(email__iexact=identity)).exists():
        raise ValidationError(ALREADY_KNOWN)
    email = identity if "@" in identity else ""
    try:
        with transaction.atomic():
            return User.objects.create_user(username=identity, email=email, password=password, name=name)
    except IntegrityError as wrong:
        raise ValidationError(ALREADY_KNOWN) from wrong
