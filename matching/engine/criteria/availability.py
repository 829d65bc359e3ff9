"""Whether the place takes anybody now: status, referral, capacity."""

import numpy as np

from directory.snapshot.codes import ACTIVE, CLOSED, OPEN, PAUSED, REFERRAL_UNKNOWN, UNKNOWN_AMOUNT
from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, verdicts
from matching.engine.wording import ASK


class StatusCriterion(Criterion):
    """A place that pauses or has ended is proposed to nobody."""

    name = "status"

    def verdict(self, candidates: Candidates) -> np.ndarray:
        # A mask is already a verdict: false is NO, true is YES.
        active: np.ndarray = candidates.directory_day.status[candidates.rows] == ACTIVE
        return active.astype(np.uint8)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.status == ACTIVE:
            return YES, "いま活動しています。"
        return NO, "いまはお休みしています。" if place.status == PAUSED else "活動を終えました。"


class ReferralCriterion(Criterion):
    """A place that takes nobody now is proposed to nobody; through a coordinator is as good as open."""

    name = asks = "referral"

    def verdict(self, candidates: Candidates) -> np.ndarray:
        referral = candidates.of("referral")
        return verdicts(candidates, referral == CLOSED, referral == REFERRAL_UNKNOWN)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.referral == CLOSED:
            return NO, "いまは新しい人を受け入れていません。"
        if place.referral == REFERRAL_UNKNOWN:
            return UNKNOWN, f"紹介がいるかどうかが{ASK}"
        return YES, "紹介がなくても行けます。" if place.referral == OPEN else "相談員がつないでから行く所です。"


class CapacityCriterion(Criterion):
    """A full place is proposed to nobody."""

    name = asks = "capacity"

    def verdict(self, candidates: Candidates) -> np.ndarray:
        left = candidates.of("capacity_left")
        return verdicts(candidates, left == 0, left == UNKNOWN_AMOUNT)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.capacity_left == UNKNOWN_AMOUNT:
            return UNKNOWN, f"空きがあるかどうかが{ASK}"
        if place.capacity_left == 0:
            return NO, "いまは満員です。"
        return YES, f"あと{place.capacity_left}人入れます。"
