"""Who may see whom, asked of one object; and the record of every look, which is added to and never changed."""

from directory.accounts.users import Membership, User
from matching.cases.participants import Participant, ParticipantQuerySet


class Access:
    """What one user may see of people. The default of the law: a case stays inside the agency that received it.

    Answers for one participant (`why_not`, None means yes) and as a queryset (`participants`); both by the same rule.
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
        """Whether the desk is open to this user at all."""
        return bool(self.agencies)

    def participants(self) -> ParticipantQuerySet:
        """Everyone whom this user may see."""
        return Participant.objects.filter(agency__in=self.agencies)

    def why_not(self, participant: Participant) -> str | None:
        """The reason for a refusal in Japanese, None where the user may see."""
        if not self.is_coordinator:
            return "この画面は、コーディネーターだけが使えます。"
        if participant.agency_id not in self.agencies:
            return "この方は、別の支援機関が受けた方です。見るには、ご本人の同意が要ります。"
        return None
