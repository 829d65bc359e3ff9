"""The index of tables that Django wants; each table lives in the module of its noun."""

from matching.access import Look
from matching.numbers import Number
from matching.outcomes import Outcome
from matching.participants import NeedsSheet, Participant

__all__ = ["Look", "NeedsSheet", "Number", "Outcome", "Participant"]
