"""The criteria in the order of the vocabulary: hard ones, of which the first no excludes, then soft ones."""

from matching.engine.criteria.availability import CapacityCriterion, ReferralCriterion, StatusCriterion
from matching.engine.criteria.conditions import FeeCriterion, GroupCriterion, NeedsCriterion, TravelCriterion
from matching.engine.criteria.criterion import ANSWERS, NO, UNKNOWN, YES, Criterion, Judgement
from matching.engine.criteria.eligibility import (
    AgeCriterion,
    AreaCriterion,
    AvoidCriterion,
    TargetCriterion,
    WorryCriterion,
    genders,
)
from matching.engine.criteria.interests import InterestCriterion
from matching.engine.criteria.opening_times import ScheduleCriterion, ScheduleFitCriterion
from matching.engine.criteria.stages import StageCriterion
from matching.engine.criteria.suitability import (
    ClosenessCriterion,
    FeeFitCriterion,
    FreshnessCriterion,
    PreferenceCriterion,
)

__all__ = ["ANSWERS", "CRITERIA", "HARD", "NO", "SOFT", "UNKNOWN", "YES", "Criterion", "Judgement", "genders"]

_GROUP = GroupCriterion()
HARD: tuple[Criterion, ...] = (
    StatusCriterion(),
    ReferralCriterion(),
    CapacityCriterion(),
    AgeCriterion(),
    TargetCriterion(),
    WorryCriterion(),
    AreaCriterion(),
    AvoidCriterion(),
    NeedsCriterion(),
    ScheduleCriterion(),
    TravelCriterion(),
    FeeCriterion(),
    _GROUP,
)
SOFT: tuple[Criterion, ...] = (
    InterestCriterion(),
    StageCriterion(),
    ClosenessCriterion(),
    PreferenceCriterion(),
    _GROUP,
    ScheduleFitCriterion(),
    FreshnessCriterion(),
    FeeFitCriterion(),
)
CRITERIA: tuple[Criterion, ...] = tuple(dict.fromkeys((*HARD, *SOFT)))
"""Every criterion once; the size of the group is both hard and soft."""
