"""Who reads what of a つなぐシート. The path is for everybody who has, or had, a part in it; the words about the person are not.

- The agency to which it was sent first reads what the sender wrote, and so does the agency that sent it.
- Passed on without the person's consent it goes without name, telephone and words: the next desk sees what it is about, the town and the
  urgency, and calls the first one, which reads them still, or nobody would know whom to ask (社会福祉法 106条の4 shares nothing without
  consent; 106条の6 is the city's way). With consent the owner alone reads them.
- Once it is a case, the rules of the case hold.
- The city sees of a sheet that has risen to it where it lies and since when, and nothing of the person.
"""

from django.db.models import Exists, OuterRef, Q

from matching.cases.access import Access
from matching.casework.referrals.rising import Lateness
from matching.casework.referrals.sheets import Agreed, Kind, ReferralSheet, ReferralSheetQuerySet, ReferralStep


def sheets_for(access: Access, late: Lateness) -> ReferralSheetQuerySet:
    """All sheets of which a user sees the path."""
    mine = access.agencies
    had = ReferralStep.objects.filter(Q(agency__in=mine) | Q(to_agency__in=mine), sheet=OuterRef("pk"))
    own = Q(agency__in=mine) | Q(sender_agency__in=mine) | Exists(had)
    return ReferralSheet.objects.filter(own | late.risen & risen_to(access))


def risen_to(access: Access) -> Q:
    """That a sheet is of a city for whose own agency a user coordinates."""
    return Q(agency__municipality__in=access.cities_coordinated)


def may_answer(access: Access, sheet: ReferralSheet) -> bool:
    """Whether a user answers for the agency that owns it."""
    return sheet.agency_id in access.agencies


def may_record_agreed(access: Access, sheet: ReferralSheet) -> bool:
    """Whether a user records what the person said: of its owner, and of a case who may see it."""
    return may_answer(access, sheet) and (sheet.participant is None or access.why_not(sheet.participant) is None)


def reads_words(access: Access, sheet: ReferralSheet) -> bool:
    """Whether a user reads what is written about the person."""
    if sheet.participant is not None:
        return access.why_not(sheet.participant) is None
    if sheet.sender_agency_id in access.agencies:
        return True
    if sheet.agreed == Agreed.YES:
        return sheet.agency_id in access.agencies
    first = ReferralStep.objects.filter(sheet=sheet, kind=Kind.SENT).values_list("to_agency", flat=True).first()
    return first in access.agencies
