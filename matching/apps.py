"""The middle floor: one person, their needs, a place that can receive them."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MatchingConfig(AppConfig):
    """Participants and what connects them to places; fills the shipped numbers after every migration."""

    name = "matching"
    verbose_name = "参加支援"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory.duplicates.references import OnMerge, decide
        from matching.proposals import weight_rows
        from matching.secrets.ordering import refuse_ordering

        refuse_ordering()

        # What became of people at a place goes on at the place that is left. Consent, introductions and plans would not:
        # they name one place, and a person agreed to that one.
        decide("matching.Outcome.resource", OnMerge.MOVES_IF_FREE)
        decide("matching.Introduction.resource", OnMerge.STAYS)
        decide("matching.ConsentedHost.resource", OnMerge.STAYS)
        decide("matching.HostRest.resource", OnMerge.MOVES_IF_FREE)
        # Nobody is to be sent there, whatever it is called; what was heard of a place by telephone is true of it still.
        decide("matching.Limit.resource", OnMerge.MOVES_IF_FREE)
        decide("matching.CallAnswer.resource", OnMerge.MOVES)
        decide("matching.LineAnswer.resource", OnMerge.MOVES)
        # A task ended in a place, which goes on as the one that is left.
        decide("matching.GapTask.resource", OnMerge.MOVES)
        # A sheet's path says where it went then; where it lies now is at the desk that is left.
        decide("matching.ReferralSheet.desk", OnMerge.MOVES)
        decide("matching.ReferralStep.to_desk", OnMerge.STAYS)
        # Who answers for the desk that is left answers for it still.
        decide("matching.DeskAgency.desk", OnMerge.MOVES_IF_FREE)
        post_migrate.connect(weight_rows.fill, sender=self, dispatch_uid="matching.proposals.weight_rows")
