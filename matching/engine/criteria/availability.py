"""Whether the place takes anybody now: status, referral, capacity."""

import numpy as np

from directory.hours.wording import short_date
from directory.snapshot.codes import ACTIVE, CLOSED, OPEN, PAUSED, REFERRAL_UNKNOWN, UNKNOWN_AMOUNT
from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, verdicts
from matching.engine.prepared_needs import stated
from matching.engine.wording import ASK


class StatusCriterion(Criterion):
    """A place that pauses, has ended, or is known to end soon is proposed to nobody; a pause that ends soon is a near miss."""

    name = "status"
    changeable = True

    def verdict(self, candidates: Candidates) -> np.ndarray:
        # A mask is already a verdict: false is NO, true is YES.
        available: np.ndarray = candidates.directory_day.available[candidates.rows]
        return available.astype(np.uint8)

    def nearly(self, candidates: Candidates) -> np.ndarray:
        day = candidates.directory_day
        resumes = [row for row, date in day.upcoming.resumes.items() if date and date <= day.upcoming.days[-1]]
        soon: np.ndarray = np.isin(candidates.rows, resumes) & ~day.ending[candidates.rows]
        return soon

    def explain(self, place: Candidate) -> tuple[int, str]:
        upcoming = place.candidates.directory_day.upcoming
        if place.status == PAUSED:
            resumes = upcoming.resumes.get(place.row)
            return (
                NO,
                f"いまはお休みで、{short_date(resumes)}からまた始まります。" if resumes else "いまはお休みしています。",
            )
        if place.status != ACTIVE:
            return NO, "活動を終えました。"
        if place.ending:
            return NO, f"{short_date(upcoming.ends[place.row])}で活動を終えます。"
        return YES, "いま活動しています。"

    def beside(self, place: Candidate) -> str:
        return "いまはお休みしています。"

    def change(self, place: Candidate) -> str:
        resumes = stated(place.candidates.directory_day.upcoming.resumes.get(place.row))
        return f"{short_date(resumes)}に始まるまで待てるなら"


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
            return UNKNOWN, f"紹介がいるかどうかは、{ASK}"
        return YES, "紹介がなくても使えます。" if place.referral == OPEN else "相談員がつないでから使う所です。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return place.referral == OPEN


class CapacityCriterion(Criterion):
    """A full place is proposed to nobody. Where people drop in, and at a desk, nobody counts the seats."""

    name = asks = "capacity"

    def verdict(self, candidates: Candidates) -> np.ndarray:
        left, special = candidates.of("capacity_left"), candidates.prepared.special
        counted = candidates.of("kinds") & np.uint32(special.consultation) == 0
        counted &= candidates.features_yes & np.uint64(special.drop_in) == 0
        return verdicts(candidates, left == 0, (left == UNKNOWN_AMOUNT) & counted)

    def explain(self, place: Candidate) -> tuple[int, str]:
        special = place.prepared.special
        if place.capacity_left == UNKNOWN_AMOUNT:
            if place.features_yes & special.drop_in:
                return YES, "予約なしで立ち寄れます。"
            if place.kinds & special.consultation:
                return YES, "相談の窓口です。"
            return UNKNOWN, f"空きがあるかどうかは、{ASK}"
        if place.capacity_left == 0:
            return NO, "いまは満員です。"
        return YES, f"あと{place.capacity_left}人入れます。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        # That a desk counts no seats is no praise.
        uncounted = place.capacity_left == UNKNOWN_AMOUNT and not place.features_yes & place.prepared.special.drop_in
        return verdict == YES and not uncounted
