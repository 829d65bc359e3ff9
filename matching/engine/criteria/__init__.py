"""The criteria in the order of the vocabulary: hard ones, of which the first no excludes, then soft ones."""

from matching.engine.criteria.availability import Capacity, Referral, Status
from matching.engine.criteria.belonging import Age, Area, Avoid, Target
from matching.engine.criteria.conditions import Features, Fee, Group, Schedule, Travel
from matching.engine.criteria.criterion import ANSWERS, NO, UNKNOWN, YES, Criterion, Judgement
from matching.engine.criteria.stages import Stage
from matching.engine.criteria.wishes import Closeness, FeeFit, Freshness, Interest, Preference, ScheduleFit

__all__ = ["ANSWERS", "CRITERIA", "HARD", "NO", "SOFT", "UNKNOWN", "YES", "Criterion", "Judgement"]

_GROUP = Group()
HARD: tuple[Criterion, ...] = (
    *(Status(), Referral(), Capacity(), Age(), Target(), Area(), Avoid(), Features(), Schedule(), Travel(), Fee()),
    _GROUP,
)
SOFT: tuple[Criterion, ...] = (
    *(Interest(), Stage(), Closeness(), Preference(), _GROUP, ScheduleFit(), Freshness(), FeeFit()),
)
CRITERIA: tuple[Criterion, ...] = tuple(dict.fromkeys((*HARD, *SOFT)))
"""Every criterion once; the size of the group is both hard and soft."""
