"""Can the person take part: features that are needed, times, the way there, the fee, the size of the group."""

import numpy as np

from directory.geo.points import NOWHERE
from directory.snapshot.codes import BY_APPOINTMENT, UNKNOWN_AMOUNT
from matching.engine.candidates import Candidate, Candidates, Case, rounded_up
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, Judgement, judged, verdicts
from matching.engine.wording import ASK, MODES, distance, meeting, trip, yen


class Features(Criterion):
    """What the person cannot take part without."""

    name = "needs"

    def applies(self, case: Case) -> bool:
        return case.needs_bits != 0

    def verdict(self, sight: Candidates) -> np.ndarray:
        wanted = np.uint32(sight.case.needs_bits)
        no = (sight.of("features_no") & wanted) != 0
        return verdicts(sight, no, (sight.of("features_yes") & wanted) != wanted)

    def explain(self, place: Candidate) -> tuple[int, str]:
        wanted = place.case.needs_bits
        if missing := place.features_no & wanted:
            return NO, f"必要な{place.listed('features', missing)}に合いません。"
        if open_questions := wanted & ~place.features_yes:
            return UNKNOWN, f"{place.listed('features', open_questions)}については{ASK}"
        return YES, f"必要な{place.listed('features', wanted)}に合っています。"

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        return place.words("features", place.case.needs_bits & ~place.features_yes & ~place.features_no)


class Schedule(Criterion):
    """At least half an hour together in some week."""

    name = asks = "schedule"
    changeable = True

    def verdict(self, sight: Candidates) -> np.ndarray:
        _, owner, _, _, fit = sight.fitting
        known, fits = np.zeros(len(sight), bool), (sight.of("flags") & BY_APPOINTMENT) != 0
        known[owner] = True
        known |= fits
        fits[owner[fit != 0]] = True
        return verdicts(sight, known & ~fits, ~known)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.flags & BY_APPOINTMENT:
            return YES, "日時は相談して決められます。"
        if not place.times:
            return UNKNOWN, f"開いている日時が{ASK}"
        for days, weeks, start, end, *_ in place.times:
            for (since, until), mask in place.case.hours.items():
                if days & mask and min(end, until) - max(start, since) >= place.case.weights["schedule.minutes"]:
                    return YES, f"{meeting(days & mask, weeks, start, end)}に行けます。"
        return NO, f"開いているのは{meeting(*place.times[0][:4])}で、行ける時間と合いません。"

    def change(self, place: Candidate) -> str | None:
        days, weeks, start, end = place.times[0][:4]
        return f"{meeting(days, weeks, start, end)}に行けるなら"


class Travel(Criterion):
    """Not farther than the person can go; a place that fetches people is reached from its whole area."""

    name = asks = "travel"
    changeable = True

    def applies(self, case: Case) -> bool:
        return case.needs.max_minutes is not None

    def verdict(self, sight: Candidates) -> np.ndarray:
        case, metres = sight.case, sight.metres
        unknown = ~np.isfinite(metres)
        no = ~unknown & (case.minutes(metres) > case.needs.max_minutes)
        away = no | unknown
        if away.any():
            fetched = sight.of("features_yes") & case.pick_up != 0
            fetched &= away & sight.serves_town()
            no, unknown = no & ~fetched, unknown & ~fetched
        return verdicts(sight, no, unknown)

    def explain(self, place: Candidate) -> tuple[int, str]:
        case = place.case
        fetched = place.features_yes & case.pick_up and place.serves_town
        if place.metres is None:
            if fetched:
                return YES, "送迎があります。"
            return UNKNOWN, f"場所が{ASK}" if place.lat == NOWHERE else "ご本人の家からの時間が分かりません。"
        minutes, mode = case.way(place.metres)
        if minutes <= case.needs.max_minutes:
            return YES, f"{trip(mode, minutes)}（{distance(place.metres)}）で行けます。"
        if fetched:
            return YES, f"遠い（{distance(place.metres)}）ですが、送迎があります。"
        return NO, f"{trip(mode, rounded_up(minutes))}かかり、行ける時間（{case.needs.max_minutes}分）を超えます。"

    def change(self, place: Candidate) -> str | None:
        case = place.case
        for mode in MODES:
            minutes, _ = case.way(place.metres, (mode,))
            if mode not in case.modes and minutes <= case.needs.max_minutes:
                return f"{trip(mode, rounded_up(minutes))}で行けるなら"
        minutes, mode = case.way(place.metres)
        if minutes > case.weights["near_miss.farther"] * case.needs.max_minutes:
            return None
        return f"{trip(mode, rounded_up(minutes))}かけて行けるなら"


class Fee(Criterion):
    """Not dearer than the person can pay."""

    name = asks = "fee"
    changeable = True

    def applies(self, case: Case) -> bool:
        return case.needs.max_fee is not None

    def verdict(self, sight: Candidates) -> np.ndarray:
        fee = sight.of("fee")
        unknown = fee == UNKNOWN_AMOUNT
        return verdicts(sight, ~unknown & (fee > sight.case.needs.max_fee), unknown)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.fee == UNKNOWN_AMOUNT:
            return UNKNOWN, f"費用が{ASK}"
        if place.fee > place.case.needs.max_fee:
            return NO, f"1回{yen(place.fee)}で、出せる額（{yen(place.case.needs.max_fee)}）を超えます。"
        return YES, f"1回{yen(place.fee)}です。" if place.fee else "無料です。"

    def change(self, place: Candidate) -> str | None:
        return f"1回{yen(place.fee)}を出せるなら"


class Group(Criterion):
    """Not more people than feel comfortable; up to twice as many is a matter of degree."""

    name = asks = "group"
    changeable = True

    def applies(self, case: Case) -> bool:
        return case.needs.max_group is not None

    def verdict(self, sight: Candidates) -> np.ndarray:
        size, most = sight.of("group_size"), sight.case.needs.max_group
        unknown = size == UNKNOWN_AMOUNT
        return verdicts(sight, ~unknown & (size > sight.case.weights["group.factor"] * most), unknown)

    def judge(self, sight: Candidates) -> Judgement:
        size, most = sight.of("group_size").astype(np.int32), sight.case.needs.max_group
        return judged(sight, self.verdict(sight), np.clip(1 - (size - most) / most, 0.0, 1.0))

    def explain(self, place: Candidate) -> tuple[int, str]:
        size, most = place.group_size, place.case.needs.max_group
        if size == UNKNOWN_AMOUNT:
            return UNKNOWN, f"ふだん何人くらいかが{ASK}"
        if size <= most:
            return YES, f"ふだん{size}人くらいで、希望（{most}人まで）どおりです。"
        if size <= place.case.weights["group.factor"] * most:
            return YES, f"ふだん{size}人くらいで、希望（{most}人まで）より少し多めです。"
        return NO, f"ふだん{size}人くらいで、希望（{most}人まで）よりずっと多いです。"

    def change(self, place: Candidate) -> str | None:
        return f"{place.group_size}人くらいの集まりでもよいなら"
