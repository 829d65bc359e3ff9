"""The index of tables that Django wants; each table lives in the module of its noun."""

from matching.cases.participants import NeedsSheet, Participant
from matching.casework.outcomes import Outcome
from matching.oversight.audit_log import Look
from matching.oversight.seals import LookSeal
from matching.proposals.weight_rows import Number

__all__ = ["Look", "LookSeal", "NeedsSheet", "Number", "Outcome", "Participant"]
