"""Permissions: which participants a user may see. What was looked at is recorded in `matching.oversight.audit_log`."""

from directory.accounts.users import Membership, User
from matching.cases.participants import Participant, ParticipantQuerySet


class Access:
    """What one user may see of participants. The rule: a case stays inside the agency that received it, and is open to the
    coordinators of that agency alone (社会福祉法 106条の4 shares nothing without consent).

    Answers for one participant (`why_not`, None means yes) and as a queryset (`participants`), both by the same rule.
    """

    def __init__(self, user: User):
        self.user = user
        self.agencies = (
            list(
                Membership.objects.filter(user=user, role=Membership.Role.COORDINATOR).values_list(
                    "agency_id", flat=True
                )
            )
            if user.is_authenticated and user.is_active
            else []
        )

    @property
    def is_coordinator(self) -> bool:
        """Whether the user is an active coordinator of any agency, so that the desk is open to them."""
        return bool(self.agencies)

    def participants(self) -> ParticipantQuerySet:
        """All participants whom the user may see."""
        return Participant.objects.filter(agency__in=self.agencies)

    def why_not(self, participant: Participant) -> str | None:
        """The reason in Japanese why the user may not see a participant, None where they may."""
        if not self.is_coordinator:
            return "この画面は、コーディネーターだけが使えます。"
        if participant.agency_id not in self.agencies:
            return "この方は、別の支援機関が受けた方です。見るには、ご本人の同意が要ります。"
        return None
