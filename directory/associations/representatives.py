"""The representatives of an organization: one 代表者 and helpers, each from a day until another."""

from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import Signal
from django.utils import timezone

from directory.accounts.links import Link, Purpose
from directory.accounts.users import author_field
from directory.catalogue.organizations import Organization

handed_over = Signal()
"""Sent within the transaction in which an organization got another 代表者: `before` and `now`, both a Representative."""


class RepresentativeQuerySet(models.QuerySet):
    """Representatives, by whether they are current and by role."""

    def current(self):
        """Those who have not left."""
        return self.filter(until=None)

    def leads(self):
        """Those who are the 代表者."""
        return self.filter(role=Representative.Role.LEAD)


class Representative(models.Model):
    """A user who edits the listings of an organization. Rows are never deleted, because the history names them."""

    class Role(models.TextChoices):
        LEAD = "lead", "代表者"
        HELPER = "helper", "お手伝いの人"

    user = models.ForeignKey("directory.User", models.PROTECT, verbose_name="利用者", related_name="representations")
    organization = models.ForeignKey(
        "directory.Organization", models.PROTECT, verbose_name="団体", related_name="representatives"
    )
    role = models.CharField("役わり", max_length=8, choices=Role, default=Role.HELPER)
    since = models.DateField("いつから")
    until = models.DateField("いつまで", null=True, blank=True)
    made_at = models.DateTimeField("記録した日時", default=timezone.now)
    made_by = author_field("記録した人")
    on_behalf = models.BooleanField("団体に代わって", default=False)
    ended_at = models.DateTimeField("終わりを記録した日時", null=True, blank=True)
    ended_by = author_field("終わりを記録した人")
    ended_on_behalf = models.BooleanField("終わりは団体に代わって", default=False)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = "団体の人"
        verbose_name_plural = "団体の人"
        ordering = ["organization", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(until=None, role="lead"),
                name="representative_one_lead",
                violation_error_message="代表者は1人です。引きつぎを使ってください。",
            ),
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=Q(until=None),
                name="representative_once",
                violation_error_message="この人は、もうこの団体の人です。",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="representative_until_after_since",
                violation_error_message="「いつまで」は「いつから」より後の日にしてください。",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.get_role_display()} {self.user}"

    def leave(self, by=None, on_behalf: bool = False) -> None:
        """End today, together with the links that the user got for this organization."""
        with transaction.atomic():
            self.until, self.ended_at = timezone.localdate(), timezone.now()
            self.ended_by, self.ended_on_behalf = by, on_behalf
            self.save(update_fields=["until", "ended_at", "ended_by", "ended_on_behalf"])
            Link.objects.filter(user=self.user).filter(_is_for(self.organization)).end(Link.Ended.HANDED_OVER)


def lead_of(organization) -> Representative | None:
    """The current 代表者; None where there is none."""
    return organization.representatives.current().leads().select_related("user").first()


def name_of_lead(organization) -> str:
    """The name of the 代表者 of an organization; "" where there is none, or no organization."""
    said = lead_of(organization) if organization else None
    return str(said.user) if said else ""


def lock_organization_row(organization) -> Organization:
    """The organization, locked until the transaction ends against others who change its representatives."""
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


@transaction.atomic
def add_representative(organization, user, role=Representative.Role.HELPER, by=None) -> Representative:
    """Make a user a representative from today on; a new 代表者 replaces the one before."""
    if role == Representative.Role.LEAD:
        return hand_over(organization, user, by)
    known = lock_organization_row(organization).representatives.current().filter(user=user).first()
    return known or _create_representative(organization, user, role, by, on_behalf=False)


@transaction.atomic
def hand_over(organization, user, by=None, on_behalf: bool = False) -> Representative:
    """Make a user the 代表者 of an organization; the 代表者 until now leaves today.

    Ends every link of the organization (invitations, reminders, paper) and the sign-in links of the 代表者 until now, but not
    the links that this person got for another organization. Does nothing where the user is the 代表者 already.
    """
    before = lead_of(lock_organization_row(organization))
    if before and before.user_id == user.pk:
        return before
    for leaving in organization.representatives.current().filter(Q(user=user) | Q(role=Representative.Role.LEAD)):
        leaving.leave(by, on_behalf)
    given = _is_for(organization)
    if before:
        given |= Q(user=before.user, purpose=Purpose.SIGN_IN)
    Link.objects.filter(given).end(Link.Ended.HANDED_OVER)
    now = _create_representative(organization, user, Representative.Role.LEAD, by, on_behalf)
    if before:
        handed_over.send(sender=Representative, before=before, now=now)
    return now


def _create_representative(organization, user, role, by, on_behalf: bool) -> Representative:
    return organization.representatives.create(
        user=user, role=role, since=timezone.localdate(), made_by=by, on_behalf=on_behalf
    )


def _is_for(organization) -> Q:
    """For a query over Link: those for the organization or for one of its listings."""
    return Q(organization=organization) | Q(resource__organization=organization)
