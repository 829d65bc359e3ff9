"""「ここは私たちの場所です」: somebody claims a listing that nobody keeps; the city says yes or no."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from directory.applying import publish_fields
from directory.editions import changing
from directory.invitations import invite
from directory.organizations import Organization
from directory.representatives import Representative
from directory.resources import Resource


class ClaimQuerySet(models.QuerySet):
    """Claims."""

    def waiting(self):
        """Those that the city has not answered."""
        return self.filter(state=Claim.State.WAITING)


class Claim(models.Model):
    """One claim: by somebody who already speaks for an organization, or by somebody whom nobody knows yet."""

    class State(models.TextChoices):
        WAITING = "waiting", "市の確認を待っています"
        ACCEPTED = "accepted", "認めました"
        REFUSED = "refused", "認めませんでした"

    resource = models.ForeignKey(Resource, models.CASCADE, verbose_name="地域資源", related_name="claims")
    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", null=True, blank=True, related_name="claims"
    )
    organization_name = models.CharField("団体の名前", max_length=120)
    name = models.CharField("あなたの名前", max_length=60)
    email = models.EmailField("メールアドレス", blank=True)
    telephone = models.CharField("電話番号", max_length=20, blank=True)
    message = models.TextField("市の人に伝えたいこと", max_length=600, blank=True)
    made_at = models.DateTimeField("申し出の日時", default=timezone.now)
    made_by = models.ForeignKey(
        "directory.User", models.SET_NULL, verbose_name="申し出た人", null=True, blank=True, related_name="+"
    )
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField("決めた日時", null=True, blank=True)
    decided_by = models.ForeignKey(
        "directory.User", models.SET_NULL, verbose_name="決めた人", null=True, blank=True, related_name="+"
    )
    reason = models.CharField("ひとこと", max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "代表の申し出"
        verbose_name_plural = "代表の申し出"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(telephone="") | Q(organization__isnull=False),
                name="claim_can_be_answered",
                violation_error_message="メールアドレスか電話番号の、どちらかを書いてください。",
            )
        ]

    def __str__(self):
        return f"{self.resource} ← {self.organization_name}"


def is_unowned(resource: Resource) -> bool:
    """Whether nobody keeps a listing: it has no organization, or one for which nobody speaks."""
    return not (resource.organization_id and resource.organization.representatives.current().exists())


@transaction.atomic
def accept(claim: Claim, by, reason: str = ""):
    """Say yes. The listing becomes the organization's; whoever was unknown is invited as its 代表者.

    Gives (invitation, secret), or None where the claimer already speaks for the organization. Raises ValidationError
    where the claim is decided or the listing has found somebody else since.
    """
    claim = _locked(claim)
    resource = Resource.objects.select_for_update().get(pk=claim.resource_id)
    if not is_unowned(resource):
        raise ValidationError("この場所には、もう別の団体の人がいます。")
    organization = (
        claim.organization
        or resource.organization
        or Organization.objects.create(name=claim.organization_name, kind=Organization.Kind.GROUP)
    )
    if resource.organization_id != organization.pk:
        with changing():
            publish_fields(resource, resource.row_now() | {"organization": organization.pk}, by)
    _decide(claim, Claim.State.ACCEPTED, by, reason)
    if claim.organization_id:
        return None
    return invite(organization, name=claim.name, email=claim.email, role=Representative.Role.LEAD, by=by)


@transaction.atomic
def refuse(claim: Claim, by, reason: str) -> None:
    """Say no, and why."""
    _decide(_locked(claim), Claim.State.REFUSED, by, reason)


def _locked(claim: Claim) -> Claim:
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if claim.state != Claim.State.WAITING:
        raise ValidationError(f"この申し出は、もう決まっています（{claim.get_state_display()}）。")
    return claim


def _decide(claim: Claim, state, by, reason: str) -> None:
    claim.state, claim.decided_by, claim.decided_at, claim.reason = state, by, timezone.now(), reason
    claim.save(update_fields=["state", "decided_by", "decided_at", "reason"])
