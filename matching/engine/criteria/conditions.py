"""Whether the person can take part: features that are needed, the way there, the fee, the size of the group."""

import math

import numpy as np

from directory.geo.points import NOWHERE
from directory.snapshot.codes import UNKNOWN_AMOUNT
from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, Judgement, judgement, verdicts
from matching.engine.prepared_needs import PreparedNeeds, stated
from matching.engine.wording import ASK, MODES, distance, trip, yen


class NeedsCriterion(Criterion):
    """The features without which the person cannot take part."""

    name = "needs"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs_bits != 0

    def verdict(self, candidates: Candidates) -> np.ndarray:
        wanted = np.uint32(candidates.prepared.needs_bits)
        no = (candidates.of("features_no") & wanted) != 0
        return verdicts(candidates, no, (candidates.of("features_yes") & wanted) != wanted)

    def explain(self, place: Candidate) -> tuple[int, str]:
        wanted = place.prepared.needs_bits
        if missing := place.features_no & wanted:
            return NO, f"必要な{place.listed('features', missing)}に合いません。"
        if open_questions := wanted & ~place.features_yes:
            return UNKNOWN, f"{place.listed('features', open_questions)}については{ASK}"
        return YES, f"必要な{place.listed('features', wanted)}に合っています。"

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        return place.words("features", place.prepared.needs_bits & ~place.features_yes & ~place.features_no)


class TravelCriterion(Criterion):
    """Not farther than the person can go; a place that fetches people (送迎) is near to its whole area."""

    name = asks = "travel"
    changeable = True

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs.max_minutes is not None

    def verdict(self, candidates: Candidates) -> np.ndarray:
        prepared, metres = candidates.prepared, candidates.metres
        unknown = ~np.isfinite(metres)
        no = ~unknown & (prepared.minutes(metres) > stated(prepared.needs.max_minutes))
        away = no | unknown
        if away.any():
            fetched = candidates.of("features_yes") & prepared.special.pick_up != 0
            fetched &= away & candidates.serves_town()
            no, unknown = no & ~fetched, unknown & ~fetched
        return verdicts(candidates, no, unknown)

    def explain(self, place: Candidate) -> tuple[int, str]:
        prepared, metres, most = place.prepared, place.metres, stated(place.prepared.needs.max_minutes)
        fetched = place.features_yes & prepared.special.pick_up and place.serves_town
        if metres is None:
            if fetched:
                return YES, "送迎があります。"
            return UNKNOWN, f"場所が{ASK}" if place.lat == NOWHERE else "ご本人の家からの時間が分かりません。"
        minutes, mode = prepared.fastest(metres)
        if minutes <= most:
            return YES, f"{trip(mode, minutes)}（{distance(metres)}）で行けます。"
        if fetched:
            return YES, f"遠い（{distance(metres)}）ですが、送迎があります。"
        return NO, f"{trip(mode, _rounded_up(minutes))}かかり、行ける時間（{most}分）を超えます。"

    def change(self, place: Candidate) -> str | None:
        prepared, metres = place.prepared, stated(place.metres)
        most = stated(prepared.needs.max_minutes)
        for mode in MODES:
            minutes, _ = prepared.fastest(metres, (mode,))
            if mode not in prepared.modes and minutes <= most:
                return f"{trip(mode, _rounded_up(minutes))}で行けるなら"
        minutes, mode = prepared.fastest(metres)
        if minutes > prepared.weights["near_miss.farther"] * most:
            return None
        return f"{trip(mode, _rounded_up(minutes))}かけて行けるなら"


class FeeCriterion(Criterion):
    """A visit costs no more than the person can pay."""

    name = asks = "fee"
    changeable = True

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs.max_fee is not None

    def verdict(self, candidates: Candidates) -> np.ndarray:
        fee = candidates.of("fee")
        unknown = fee == UNKNOWN_AMOUNT
        return verdicts(candidates, ~unknown & (fee > stated(candidates.prepared.needs.max_fee)), unknown)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.fee == UNKNOWN_AMOUNT:
            return UNKNOWN, f"費用が{ASK}"
        most = stated(place.prepared.needs.max_fee)
        if place.fee > most:
            return NO, f"1回{yen(place.fee)}で、出せる額（{yen(most)}）を超えます。"
        return YES, f"1回{yen(place.fee)}です。" if place.fee else "無料です。"

    def change(self, place: Candidate) -> str | None:
        return f"1回{yen(place.fee)}を出せるなら"


class GroupCriterion(Criterion):
    """Not more people than the person feels comfortable with; up to `group.factor` times as many only cost score."""

    name = asks = "group"
    changeable = True

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs.max_group is not None

    def verdict(self, candidates: Candidates) -> np.ndarray:
        size, most = candidates.of("group_size"), stated(candidates.prepared.needs.max_group)
        unknown = size == UNKNOWN_AMOUNT
        return verdicts(candidates, ~unknown & (size > candidates.prepared.weights["group.factor"] * most), unknown)

    def judge(self, candidates: Candidates) -> Judgement:
        size, most = candidates.of("group_size").astype(np.int32), stated(candidates.prepared.needs.max_group)
        return judgement(candidates, self.verdict(candidates), np.clip(1 - (size - most) / most, 0.0, 1.0))

    def explain(self, place: Candidate) -> tuple[int, str]:
        size, most = place.group_size, stated(place.prepared.needs.max_group)
        if size == UNKNOWN_AMOUNT:
            return UNKNOWN, f"ふだん何人くらいかが{ASK}"
        if size <= most:
            return YES, f"ふだん{size}人くらいで、希望（{most}人まで）どおりです。"
        if size <= place.prepared.weights["group.factor"] * most:
            return YES, f"ふだん{size}人くらいで、希望（{most}人まで）より少し多めです。"
        return NO, f"ふだん{size}人くらいで、希望（{most}人まで）よりずっと多いです。"

    def change(self, place: Candidate) -> str | None:
        return f"{place.group_size}人くらいの集まりでもよいなら"


def _rounded_up(minutes: float) -> int:
    """Whole minutes to tell a person, never too few."""
    return math.ceil(minutes - 1e-9)
