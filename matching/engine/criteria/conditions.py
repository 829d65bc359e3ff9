"""Whether the person can take part: features that are needed, the way there, the fee, the size of the group."""

import math

import numpy as np

from directory.geo.points import NOWHERE
from directory.snapshot.codes import UNKNOWN_AMOUNT
from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, Judgement, judgement, verdicts
from matching.engine.prepared_needs import PreparedNeeds, stated
from matching.engine.wording import ASK, distance, trip, yen


class NeedsCriterion(Criterion):
    """The features without which the person cannot take part. Each that is confirmed counts, and each other one is asked."""

    name = "needs"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs_bits != 0

    def verdict(self, candidates: Candidates) -> np.ndarray:
        wanted, has, lacks = self._answers(candidates)
        return verdicts(candidates, lacks != 0, has != wanted)

    def judge(self, candidates: Candidates) -> Judgement:
        wanted, has, _ = self._answers(candidates)
        known = np.bitwise_count(has) / int(wanted).bit_count()
        score = known + (1 - known) * candidates.prepared.weights["unknown"]
        return Judgement(self.verdict(candidates), score, known)

    @staticmethod
    def _answers(candidates: Candidates) -> tuple[np.uint64, np.ndarray, np.ndarray]:
        """Masks of the features that are needed, of those that each place has or that are no question, and that it has not."""
        wanted = np.uint64(candidates.prepared.needs_bits)
        settled = candidates.settled
        return wanted, (candidates.features_yes | settled) & wanted, candidates.features_no & wanted & ~settled

    def explain(self, place: Candidate) -> tuple[int, str]:
        wanted = place.prepared.needs_bits & ~place.settled
        if missing := place.features_no & wanted:
            return NO, f"欠かせない{place.listed('features', missing)}には応えられません。"
        if open_questions := place.listed("features", wanted & ~place.features_yes):
            return UNKNOWN, f"欠かせない{open_questions}に応えられるかは、{ASK}"
        if wanted:
            return YES, f"欠かせない{place.listed('features', wanted)}に応えられる所です。"
        return YES, "家にいたまま使える所です。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return verdict == YES and place.prepared.needs_bits & ~place.settled != 0

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        wanted = place.prepared.needs_bits & ~place.settled
        return place.words("features", wanted & ~place.features_yes & ~place.features_no)


class TravelCriterion(Criterion):
    """Not farther than the person can go. A place that fetches people (送迎) is near to its whole area, and nobody travels to
    what comes to the house.

    Of a home that is known only by its town, no means that even its nearest point is too far.
    """

    name = asks = "travel"
    changeable = True

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs.max_minutes is not None

    def verdict(self, candidates: Candidates) -> np.ndarray:
        prepared, metres = candidates.prepared, candidates.metres
        most, radius = stated(prepared.needs.max_minutes), prepared.radius
        unknown = ~np.isfinite(metres)
        no = ~unknown & (prepared.minutes(np.maximum(metres - radius, 0)) > most)
        if radius:
            unknown |= ~no & (prepared.minutes(metres + radius) > most)
        away = no | unknown
        if away.any():
            spared = candidates.features_yes & np.uint64(prepared.special.pick_up) != 0
            spared = (spared & away & candidates.serves_town()) | candidates.stays_home
            no, unknown = no & ~spared, unknown & ~spared
        return verdicts(candidates, no, unknown)

    def explain(self, place: Candidate) -> tuple[int, str]:
        prepared, metres, most = place.prepared, place.metres, stated(place.prepared.needs.max_minutes)
        if place.stays_home:
            return YES, comes_in_words(place)
        fetched = is_fetched(place)
        if metres is None:
            if fetched:
                return YES, FETCHED
            return UNKNOWN, where_unknown(place)
        nearest, _ = prepared.fastest(max(0.0, metres - prepared.radius))
        farthest, _ = prepared.fastest(metres + prepared.radius)
        if farthest <= most:
            return YES, f"{way_in_words(place, metres)}で行けます。"
        if fetched:
            return YES, "遠くても、送迎で行けます。"
        if nearest <= most:
            return UNKNOWN, f"{way_in_words(place, metres)}で、{most}分で着くかは家の場所によります。"
        return NO, f"{_long_way(place)}かかり、行ける時間（{most}分）を超えます。"

    def nearly(self, candidates: Candidates) -> np.ndarray:
        prepared = candidates.prepared
        most = prepared.weights["near_miss.farther"] * stated(prepared.needs.max_minutes)
        # By the minutes that `change` tells, so that nobody is asked for more than that.
        minutes: np.ndarray = prepared.minutes(candidates.metres)
        return minutes <= most

    def beside(self, place: Candidate) -> str:
        return f"行けるのは、{stated(place.prepared.needs.max_minutes)}分までと聞いています。"

    def change(self, place: Candidate) -> str:
        prepared, metres = place.prepared, stated(place.metres)
        change = f"{_long_way(place)}かけて行けるなら"
        lift, _ = prepared.fastest(metres, ("car",))
        if "car" in prepared.modes or prepared.is_child or lift > stated(prepared.needs.max_minutes):
            return change
        return f"{change}、または車で送ってくれる方がいれば"


FETCHED = "送迎があります。"


def is_fetched(place: Candidate) -> bool:
    """Whether the place fetches people from where the person lives."""
    return bool(place.features_yes & place.prepared.special.pick_up and place.serves_town)


def is_beyond(place: Candidate, minutes: float) -> bool:
    """Whether a way is longer than the person goes; nobody knows where they told no limit."""
    most = place.prepared.needs.max_minutes
    return most is not None and minutes > most


def _long_way(place: Candidate) -> str:
    """「バスで約32分」 of a way that is too long; from a home that is known only by its town with 「お住まいの町から およそ」."""
    minutes, mode = place.prepared.fastest(stated(place.metres))
    minutes = _rounded_up(minutes)
    return _from_the_town(place, mode, minutes) if place.prepared.radius else trip(mode, minutes)


def _from_the_town(place: Candidate, mode: str, minutes: float) -> str:
    return f"お住まいの町から およそ{distance(stated(place.metres))}、{trip(mode, minutes, about='')}ほど"


def way_in_words(place: Candidate, metres: float, modes: tuple[str, ...] | None = None) -> str:
    """「歩いて約8分（600m）」; from a home that is known only by its town 「お住まいの町から およそ600m、歩いて8分ほど」."""
    minutes, mode = _told_way(place.prepared, metres, modes or place.prepared.modes)
    if place.prepared.radius:
        return _from_the_town(place, mode, minutes)
    return f"{trip(mode, minutes)}（{distance(metres)}）"


WORTH_A_BUS = 2
"""Minutes; a bus that saves fewer is not worth waiting for."""


def _told_way(prepared: PreparedNeeds, metres: float, modes: tuple[str, ...]) -> tuple[float, str]:
    """Minutes and mode that a person is told: the fastest, but no bus where they are there on foot as soon."""
    minutes, mode = prepared.fastest(metres, modes)
    if mode == "bus" and "walk" in modes:
        on_foot, _ = prepared.fastest(metres, ("walk",))
        most = prepared.needs.max_minutes
        if on_foot < minutes + WORTH_A_BUS and (most is None or on_foot <= most):
            return on_foot, "walk"
    return minutes, mode


def comes_in_words(place: Candidate) -> str:
    """How a place is reached by a person who stays at home."""
    special, features = place.prepared.special, place.features_yes
    came = place.words("features", features & special.at_home)
    if "home_visit" in came:
        return "家に来てくれるので、出かけなくても使えます。"
    return "電話で話せるので、出かけなくても使えます。" if came else "画面ごしに、家から参加できます。"


def where_unknown(place: Candidate) -> str:
    """Why the way to a place is not known."""
    if place.features_yes & place.prepared.special.online and place.lat == NOWHERE:
        return "画面ごしの集まりです。それでよいかどうか、聞かせてください。"
    return f"どこにあるかは、{ASK}" if place.lat == NOWHERE else f"家からどのくらいかかるかは、{ASK}"


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
            return UNKNOWN, f"費用は、{ASK}"
        most = stated(place.prepared.needs.max_fee)
        if place.fee > most:
            return NO, f"1回{yen(place.fee)}" + (f"で、出せる額（{yen(most)}）を超えます。" if most else "かかります。")
        return YES, f"1回{yen(place.fee)}で、出せる額（{yen(most)}）の中です。" if place.fee else "無料です。"

    def nearly(self, candidates: Candidates) -> np.ndarray:
        most = candidates.prepared.weights["near_miss.farther"] * stated(candidates.prepared.needs.max_fee)
        little: np.ndarray = candidates.of("fee") <= most
        return little

    def beside(self, place: Candidate) -> str:
        return f"出せる額は、{yen(stated(place.prepared.needs.max_fee))}までと聞いています。"

    def change(self, place: Candidate) -> str:
        return f"1回{yen(place.fee)}を出せるなら"


A_LITTLE_MORE = 1.5
"""Up to so many times the wished number of people is 「少し多め」."""


class GroupCriterion(Criterion):
    """Not more people than the person feels comfortable with; up to `group.factor` times as many only cost score."""

    name = asks = "group"
    changeable = True

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs.max_group is not None

    def verdict(self, candidates: Candidates) -> np.ndarray:
        size, most = candidates.of("group_size"), stated(candidates.prepared.needs.max_group)
        known = size != UNKNOWN_AMOUNT
        unknown = ~known & ~candidates.stays_home
        return verdicts(candidates, known & (size > candidates.prepared.weights["group.factor"] * most), unknown)

    def nearly(self, candidates: Candidates) -> np.ndarray:
        weights, most = candidates.prepared.weights, stated(candidates.prepared.needs.max_group)
        little: np.ndarray = (
            candidates.of("group_size") <= weights["near_miss.farther"] * weights["group.factor"] * most
        )
        return little

    def judge(self, candidates: Candidates) -> Judgement:
        size, most = candidates.of("group_size").astype(np.int32), stated(candidates.prepared.needs.max_group)
        # Where nobody has to come to a gathering, an unknown size is no question.
        score = np.where(size == UNKNOWN_AMOUNT, 1.0, np.clip(1 - (size - most) / most, 0.0, 1.0))
        return judgement(candidates, self.verdict(candidates), score)

    def explain(self, place: Candidate) -> tuple[int, str]:
        size, most = place.group_size, stated(place.prepared.needs.max_group)
        if size == UNKNOWN_AMOUNT and place.stays_home:
            return YES, "家にいたまま使えるので、人数の心配がいりません。"
        if size == UNKNOWN_AMOUNT:
            return UNKNOWN, f"ふだん何人くらいかは、{ASK}"
        if size <= most:
            return YES, f"ふだん{size}人くらいで、希望（{most}人まで）に合います。"
        if size <= A_LITTLE_MORE * most:
            return YES, f"ふだん{size}人くらいで、希望（{most}人まで）より少し多めです。"
        if size <= place.prepared.weights["group.factor"] * most:
            return YES, f"ふだん{size}人くらいで、希望（{most}人まで）より多いです。"
        return NO, f"ふだん{size}人くらいで、希望（{most}人まで）よりずっと多いです。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return verdict == YES and not self.caveat(place)

    def caveat(self, place: Candidate) -> str:
        size, most = place.group_size, stated(place.prepared.needs.max_group)
        return "" if size <= most or size == UNKNOWN_AMOUNT else self.explain(place)[1]

    def beside(self, place: Candidate) -> str:
        return f"ご希望は、{place.prepared.needs.max_group}人までと聞いています。"

    def change(self, place: Candidate) -> str:
        return f"{place.group_size}人くらいの集まりでもよいなら"


def _rounded_up(minutes: float) -> int:
    """Whole minutes to tell a person, never too few."""
    return math.ceil(minutes - 1e-9)
