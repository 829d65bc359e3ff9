"""The card of a person's page that says on what the case stands, what that allows, and where it is changed."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from matching.cases.access import Access
from matching.cases.legal_basis import Basis, LegalBasis
from matching.cases.participants import Participant
from matching.cases.support_meetings import SupportMeeting


@dataclass(frozen=True)
class BasisCard:
    """What the card shows one reader.

    meeting      the 支援会議 that speaks of the person, for who is named in it; nobody else is led there
    may_convene  whether the reader may open one: a coordinator of the city's own desk, and the person has not agreed
    """

    basis: LegalBasis
    meeting: SupportMeeting | None = None
    may_convene: bool = False


def basis_card(request: HttpRequest, person: Participant) -> BasisCard:
    """The card of a person for who reads the page; a query more while a 支援会議 goes on."""
    basis, access = LegalBasis.of(person, timezone.localdate()), _access(request)
    if basis.basis == Basis.MEETING:
        going_on = SupportMeeting.objects.naming(access.user).going_on().without_consent()
        return BasisCard(basis, meeting=going_on.filter(participant=person).first())
    is_of_city = person.agency.municipality_id in access.cities_coordinated
    return BasisCard(basis, may_convene=is_of_city and basis.basis == Basis.AGENCY)


def _access(request: HttpRequest) -> Access:
    access: Access = request.permissions  # type: ignore[attr-defined]
    return access
