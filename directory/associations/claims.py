"""Claims (「ここは私たちの場所です」): somebody claims a listing that has no representative; the city accepts or refuses."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from directory.accounts.links import Link
from directory.accounts.mail_addresses import AddressField
from directory.accounts.users import author_field
from directory.associations.invitations import invite
from directory.associations.representatives import Representative
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.changes.listing_fields import check_live, lock_listing_row, publish_fields
from directory.japanese.folding import fold_name
from directory.publishing.versions import directory_change
from directory.text_fields import NameField, OneLineField, SeveralLinesField

PUBLIC_BODIES = (Organization.Kind.CITY, Organization.Kind.SHAKYO)


class ClaimQuerySet(models.QuerySet):
    """Claims, by their state."""

    def waiting(self):
        """Those that the city has not answered."""
        return self.filter(state=Claim.State.WAITING)


class Claim(models.Model):
    """One claim: of an organization that already has a representative, or of a person without an account."""

    class State(models.TextChoices):
        WAITING = "waiting", "市の確認を待っています"
        ACCEPTED = "accepted", "認めました"
        REFUSED = "refused", "認めませんでした"

    resource = models.ForeignKey(Resource, models.CASCADE, verbose_name="地域資源", related_name="claims")
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="団体", null=True, blank=True, related_name="claims"
    )
    organization_name = NameField("団体の名前", max_length=120)
    name = NameField("あなたの名前", max_length=60)
    email = AddressField("メールアドレス", blank=True)
    telephone = OneLineField("電話番号", max_length=20, blank=True)
    message = SeveralLinesField("市の人に伝えたいこと", max_length=600, blank=True)
    made_at = models.DateTimeField("申し出の日時", default=timezone.now)
    made_by = author_field("申し出た人")
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField("決めた日時", null=True, blank=True)
    decided_by = author_field("決めた人")
    reason = OneLineField("ひとこと", max_length=300, blank=True)

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

    @property
    def is_waiting(self) -> bool:
        """Whether the city has not answered yet."""
        return self.state == self.State.WAITING


def is_unowned(resource: Resource) -> bool:
    """Whether a listing has no organization, or one without a current representative."""
    return not (resource.organization_id and resource.organization.representatives.current().exists())


def may_hand_over_all(claim: Claim) -> bool:
    """Whether the claimer may take over the whole organization of the listing, with all that it runs.

    Only where that is a group and no public body, and has listings in this city alone: a city decides for no other.
    """
    organization, city = claim.resource.organization, claim.resource.municipality_id
    if organization is None or claim.organization_id or organization.resources.exclude(municipality=city).exists():
        return False
    name, city = fold_name(organization.name), fold_name(claim.resource.municipality.name)
    return organization.kind not in PUBLIC_BODIES and name != city and not organization.name.endswith("社会福祉協議会")


def is_of_the_same_name(claim: Claim) -> bool:
    """Whether the claimer says that they are the organization which runs the listing already."""
    organization = claim.resource.organization
    return organization is not None and fold_name(organization.name) == fold_name(claim.organization_name)


@transaction.atomic
def accept(claim: Claim, by, reason: str = "", whole_organization: bool | None = None):
    """Accept a claim. The listing becomes the claimer's; a claimer without an account is invited as 代表者.

    whole_organization   True: they take over the listing's present organization with everything that it runs; False: this
                         listing alone, under an organization of its own; None: True where the names are the same

    Returns (invitation, secret), or None where the claimer is a representative already. Raises ValidationError where the
    claim is decided, the listing has a representative by now, or a public body would be handed over.
    """
    resource = lock_listing_row(claim.resource)
    claim = _lock_waiting_claim(claim)
    check_live(resource)
    if not is_unowned(resource):
        raise ValidationError("この場所には、もう別の団体の人がいます。")
    if whole_organization and not may_hand_over_all(claim):
        raise ValidationError("この団体の場所を、まとめて まかせることは できません。この場所だけを まかせてください。")
    whole = is_of_the_same_name(claim) if whole_organization is None else whole_organization
    organization = resource.organization if whole and may_hand_over_all(claim) else _organization_of(claim)
    if resource.organization_id != organization.pk:
        with directory_change():
            publish_fields(resource, resource.row_now() | {"organization": organization.pk}, by)
        Link.objects.filter(resource=resource).end(Link.Ended.HANDED_OVER)
    _decide(claim, Claim.State.ACCEPTED, by, reason)
    if claim.organization_id:
        return None
    return invite(organization, name=claim.name, email=claim.email, role=Representative.Role.LEAD, by=by)


def _organization_of(claim: Claim) -> Organization:
    return claim.organization or Organization.objects.create(name=claim.organization_name, kind=Organization.Kind.GROUP)


@transaction.atomic
def refuse(claim: Claim, by, reason: str) -> None:
    """Refuse a claim with a reason, which the claimer reads. Raises ValidationError where it is decided already."""
    lock_listing_row(claim.resource)
    _decide(_lock_waiting_claim(claim), Claim.State.REFUSED, by, reason)


def _lock_waiting_claim(claim: Claim) -> Claim:
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if claim.state != Claim.State.WAITING:
        raise ValidationError(f"この申し出は、もう決まっています（{claim.get_state_display()}）。")
    return claim


def _decide(claim: Claim, state, by, reason: str) -> None:
    claim.state, claim.decided_by, claim.decided_at, claim.reason = state, by, timezone.now(), reason
    claim.save(update_fields=["state", "decided_by", "decided_at", "reason"])
