"""Who may edit which listing: the permissions of one user.

They answer for one resource or organization (`why_not`; None means allowed) and as a queryset, by the same rule:
representatives edit the listings of their organization; coordinators and staff do it on behalf, within the municipality of
their agency. Who acts on behalf does not decide on the representatives of an organization that also runs listings elsewhere.
"""

from django.db.models import Q

from directory.accounts.users import Membership, User
from directory.associations.representatives import Representative
from directory.catalogue.organizations import Organization
from directory.catalogue.resource_queryset import ResourceQuerySet
from directory.catalogue.resources import Resource
from directory.publishing.of_packages import OF_PACKAGES, WHY_NOT


class ListingPermissions:
    """The listings and organizations that one user may edit. Reads the user's roles once, when it is made."""

    def __init__(self, user: User):
        self.user = user
        active = user.is_authenticated and user.is_active
        current = Representative.objects.current().filter(user_id=user.pk) if active else Representative.objects.none()
        self.represented = frozenset(current.values_list("organization_id", flat=True))
        self.led = frozenset(current.leads().values_list("organization_id", flat=True))
        roles = (*Membership.CASEWORK, Membership.Role.STAFF)
        desks = Membership.objects.filter(user_id=user.pk, role__in=roles) if active else Membership.objects.none()
        self.municipalities = frozenset(desks.values_list("agency__municipality_id", flat=True))

    @property
    def is_keeper(self) -> bool:
        """Whether the portal has anything for this user."""
        return bool(self.represented or self.municipalities)

    def own(self) -> ResourceQuerySet:
        """The listings of the user's own organizations."""
        return Resource.objects.live().filter(organization__in=self.represented)

    def resources(self) -> ResourceQuerySet:
        """Every listing that this user may change, own or on behalf."""
        reached = Q(organization__in=self.represented) | Q(municipality__in=self.municipalities)
        return Resource.objects.live().filter(reached).exclude(OF_PACKAGES)

    def organizations(self):
        """Every organization for which this user may act, own or on behalf."""
        served = Resource.objects.live().filter(municipality__in=self.municipalities).values("organization")
        return Organization.objects.filter(Q(pk__in=self.represented) | Q(pk__in=served))

    def why_not(self, resource: Resource) -> str | None:
        """The reason for a refusal in Japanese, None where the user may change the listing."""
        if not self.is_keeper:
            return "この画面は、団体の方と、市や社協の担当者が使います。"
        if resource.organization_id not in self.represented and resource.municipality_id not in self.municipalities:
            return "これは、ほかの団体の場所です。変えることはできません。"
        if resource.is_of_package:
            return WHY_NOT
        if not resource.live:
            return "この場所は、まだ公開されていません。市の担当の人に聞いてください。"
        return None

    def why_not_organization(self, organization: Organization) -> str | None:
        """The reason why the user may not act for an organization, None where they may."""
        if self.organizations().filter(pk=organization.pk).exists():
            return None
        return "これは、ほかの団体です。変えることはできません。"

    def why_not_lead(self, organization: Organization) -> str | None:
        """The reason why the user may not hand over or invite, None for the 代表者 and for those who act on behalf."""
        if refusal := self.why_not_organization(organization):
            return refusal
        if organization.pk in self.represented and organization.pk not in self.led:
            return "引きつぎと招待は、代表者の方だけができます。"
        if organization.pk not in self.represented and self._runs_elsewhere(organization):
            return (
                "この団体は、ほかの市町村でも場所をひらいています。"
                "招待と引きつぎは、団体の代表者の方か、システムの管理者だけができます。"
            )
        return None

    def _runs_elsewhere(self, organization: Organization) -> bool:
        """Whether the organization has a listing, public or not, in a municipality that this user does not work for."""
        return organization.resources.exclude(municipality__in=self.municipalities).exists()

    def on_behalf(self, organization_id: int | None) -> bool:
        """Whether what this user says is said for the organization and not by it."""
        return organization_id not in self.represented
