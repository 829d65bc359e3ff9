"""Permissions: which participants a user may see. What was looked at is recorded in `matching.oversight.audit_log`."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.accounts.users import Agency, Membership, User
from matching.cases.consents import Consent
from matching.cases.emergencies import EmergencyAccess
from matching.cases.legal_basis import Kind, LegalBasis, Recipient, why_not_told
from matching.cases.participants import Participant, ParticipantQuerySet

NOT_AT_THE_DESK = "この画面は、コーディネーターと相談員だけが使えます。"
TIME_IS_OVER = "この方の記録は、保存期間がすぎたので消しました。"
ANOTHER_AGENCY = "この方は、別の支援機関が受けた方です。見るには、ご本人の同意が要ります。"
NOT_IN_CHARGE = "この方は、ほかの人が担当しています。見るには、コーディネーターに担当をかえてもらってください。"


@dataclass(frozen=True)
class ReadOnly:
    """A way to read the case of somebody who is not one's own. `label` stands in the record of looks."""

    label: str
    said: str


BY_CONSENT = ReadOnly(
    "同意による", "ご本人の同意で、ほかの支援機関が支える方の記録を見ています。書きかえることは できません。"
)
BY_EMERGENCY = ReadOnly("緊急", "緊急の閲覧です。わけと いっしょに 記録しています。書きかえることは できません。")


class Access:
    """What one user may see of participants. The rule: a case stays inside the agency that received it (社会福祉法 106条の4
    shares nothing without consent). There a coordinator sees all cases, and a counsellor those of whom they are in charge.

    Who gives out the rights reads no case: neither a superuser, whatever memberships they have, nor a 管理者 in their agency.
    Answers for one participant (`why_not`, None means yes) and as a queryset (`participants`), both by the same rule.
    """

    def __init__(self, user: User):
        self.user = user
        roles: dict[str, set[int]] = defaultdict(set)
        cities: dict[int, str] = {}
        if user.is_authenticated and user.is_active and not user.is_superuser:
            facts = Membership.objects.filter(user=user).values_list(
                "agency_id", "role", "agency__kind", "agency__municipality"
            )
            for agency, role, kind, city in facts:
                roles[role].add(agency)
                if kind == Agency.Kind.CITY:
                    cities[agency] = city
        self.managed = frozenset(roles[Membership.Role.MANAGER])
        self.coordinated = frozenset(roles[Membership.Role.COORDINATOR] - self.managed)
        self.counselled = frozenset(roles[Membership.Role.COUNSELLOR] - self.managed)
        self.viewed = frozenset(roles[Membership.Role.VIEWER])
        self.cities_coordinated = frozenset(cities[one] for one in self.coordinated if one in cities)
        """Codes of the cities for whose own agency the user is a coordinator."""
        self.agencies = sorted(self.coordinated | self.counselled)

    @property
    def is_caseworker(self) -> bool:
        """Whether the user works with people, so that the desk is open to them."""
        return bool(self.agencies)

    @property
    def is_coordinator(self) -> bool:
        """Whether the user sees all cases of an agency, and may hand them over."""
        return bool(self.coordinated)

    @property
    def is_manager(self) -> bool:
        """Whether the user says who works for an agency, and reads who looked at whom there."""
        return bool(self.managed)

    @property
    def sees_numbers(self) -> bool:
        """Whether the user may see how many people an agency supports."""
        return bool(self.coordinated or self.viewed)

    def participants(self) -> ParticipantQuerySet:
        """All participants whom the user may see."""
        known, coordinated = Participant.objects.known(), Q(agency__in=self.coordinated)
        if not self.counselled:  # said without an empty "or", which a dozen sub-queries of a page would carry
            return known.filter(coordinated)
        return known.filter(coordinated | Q(agency__in=self.counselled, in_charge=self.user.pk))

    def why_not(self, participant: Participant) -> str | None:
        """The reason in Japanese why the user may not see a participant, None where they may."""
        if not self.is_caseworker:
            return NOT_AT_THE_DESK
        if participant.anonymised_on:
            return TIME_IS_OVER
        if participant.agency_id in self.coordinated:
            return None
        if participant.agency_id not in self.counselled:
            return ANOTHER_AGENCY
        return None if participant.in_charge_id == self.user.pk else NOT_IN_CHARGE

    def way_to_read(self, participant: Participant, for_matching: bool = False) -> ReadOnly | None:
        """The way to read, and only read, a case that `why_not` refuses: an emergency that goes on, or the person's consent.

        A consent opens it to the coordinators of the agencies it names, and its places only where it says so. None for no way:
        neither opens a case to a 管理者 of its agency who works with people elsewhere, as they would review their own emergency.
        """
        if not self.is_caseworker or participant.anonymised_on or participant.agency_id in self.managed:
            return None
        mine = EmergencyAccess.objects.filter(participant=participant, user=self.user.pk)
        if mine.going_on(timezone.now()).exists():
            return BY_EMERGENCY
        if not self.coordinated:
            return None
        basis = LegalBasis.of(participant, timezone.localdate())
        to = (Recipient(Kind.AGENCY, agency, matching=for_matching) for agency in self.coordinated)
        return BY_CONSENT if any(why_not_told(basis, one) is None for one in to) else None

    def shared(self) -> ParticipantQuerySet:
        """People of other agencies who agreed that one's own sees their case."""
        consents = Consent.objects.in_force(timezone.localdate()).filter(agencies__agency__in=self.coordinated)
        known = Participant.objects.known().filter(pk__in=consents.values("participant"))
        return known.exclude(agency__in=self.coordinated | self.managed)

    @cached_property
    def unseen_emergencies(self) -> int:
        """How many emergencies at people of one's agencies no 管理者 has taken note of; 0 for who is none."""
        if not self.managed:
            return 0
        return EmergencyAccess.objects.filter(participant__agency__in=self.managed, review=None).count()

    def counted(self) -> ParticipantQuerySet:
        """Those of whom the user may see the numbers: all of their agencies."""
        return Participant.objects.filter(agency__in={*self.coordinated, *self.viewed})


def at_work(*roles: Membership.Role) -> QuerySet[Membership]:
    """The memberships in one of these roles by which somebody signs in and works with people, by the rule of `Access`: not those of a
    管理者 in their agency, nor of a superuser.
    """
    managed = Membership.objects.filter(user=OuterRef("user"), agency=OuterRef("agency"), role=Membership.Role.MANAGER)
    rows = Membership.objects.filter(role__in=roles, user__is_active=True, user__is_superuser=False)
    return rows.exclude(Exists(managed)).order_by()
