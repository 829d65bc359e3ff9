"""How well a possible place suits the person: closeness, preferences, freshness, fee."""

from typing import Any

import numpy as np

from directory.hours.wording import full_date
from directory.snapshot.codes import NEVER, UNKNOWN_AMOUNT, day_of
from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.conditions import (
    FETCHED,
    comes_in_words,
    is_beyond,
    is_fetched,
    way_in_words,
    where_unknown,
)
from matching.engine.criteria.criterion import (
    NO,
    UNKNOWN,
    YES,
    YES_FROM,
    Criterion,
    Judgement,
    soft_judgement,
    soft_verdict,
)
from matching.engine.prepared_needs import PreparedNeeds, stated
from matching.engine.wording import ASK, distance, yen

Values = int | np.ndarray
"""A column of one place (int) or of many (array)."""


class ClosenessCriterion(Criterion):
    """The shorter the way, the better: half the score at the minutes of the row `closeness.half`, sooner for old people.

    What comes to the house, or is met from it, has no way: for who goes out among people that is worth no more than the longest
    way that they go. A meeting on the screen is none for anybody who does not want it.
    """

    name = "closeness"
    asks = "travel"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.point is not None

    def weight(self, prepared: PreparedNeeds) -> float:
        # Where no limit is known, closeness alone speaks for the way.
        return super().weight(prepared) + (prepared.weights.of("travel") if prepared.needs.max_minutes is None else 0.0)

    def judge(self, candidates: Candidates) -> Judgement:
        prepared, at_home = candidates.prepared, candidates.stays_home
        known = np.isfinite(candidates.metres) | at_home
        # A home somewhere in a town is about half its radius away even from the town's middle.
        metres = np.hypot(candidates.metres, prepared.radius / 2) if prepared.radius else candidates.metres
        score = np.exp2(-prepared.minutes(metres, self._modes(prepared)) / self._half(prepared))
        score = np.where(at_home, np.fmax(score, self._worth_of_no_way(prepared)), score)
        judged = soft_judgement(candidates, score, known)
        judged.verdict[at_home] = YES
        # Its place is unknown because it is on the screen: it never stands before a place that can be reached.
        unwanted = ~known & (candidates.features_yes & np.uint64(prepared.special.online) != 0)
        return judged._replace(score=np.where(unwanted, 0.0, judged.score))

    @staticmethod
    def _modes(prepared: PreparedNeeds) -> tuple[str, ...]:
        """Without a known way to travel people go on foot, as far as closeness is concerned."""
        return prepared.modes if prepared.needs.modes else ("walk",)

    @classmethod
    def _worth_of_no_way(cls, prepared: PreparedNeeds) -> float:
        """The least score of what needs no way. Who goes out anyhow gets an equal place within reach first."""
        comes, half = prepared.weights["closeness.comes"], cls._half(prepared)
        if not prepared.goes_out:
            return comes
        longest = half if prepared.needs.max_minutes is None else prepared.needs.max_minutes
        return float(min(comes, 0.5 ** (longest / half)))

    @staticmethod
    def _half(prepared: PreparedNeeds) -> float:
        weights, needs = prepared.weights, prepared.needs
        half = weights["closeness.half"]
        if needs.max_minutes is not None:
            half = max(half, weights["closeness.share"] * needs.max_minutes)
        old = needs.age is not None and needs.age >= weights["closeness.old_age"]
        return half * (weights["closeness.old_legs"] if old else 1.0)

    def explain(self, place: Candidate) -> tuple[int, str]:
        metres, verdict = place.metres, self.verdict_of(place)
        if place.stays_home:
            return verdict, comes_in_words(place)
        if metres is None:
            return UNKNOWN, FETCHED if is_fetched(place) else where_unknown(place)
        way = way_in_words(place, metres, self._modes(place.prepared))
        minutes, _ = place.prepared.fastest(metres, self._modes(place.prepared))
        is_near = minutes <= place.prepared.weights["closeness.half"]
        if verdict == NO and is_fetched(place) and is_beyond(place, minutes):
            return NO, f"{distance(metres)}ほど離れていて、近くはありません。"
        if verdict == NO:
            return NO, f"{way}で、{'少し遠めです' if is_near else '近くはありません'}。"
        return verdict, f"近くて、{way}です。" if is_near else f"{way}で、通える近さです。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return verdict == YES or (verdict == UNKNOWN and is_fetched(place))

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        # On the screen there is no place to ask for, and who is fetched need not know it.
        online = place.features_yes & place.prepared.special.online
        return [] if online or is_fetched(place) else super().ask(place, verdict)


class PreferenceCriterion(Criterion):
    """The share of what would help the person (features) that the place has.

    Of what comes to the house neither the way nor the rooms are a question any more. The company there is none, and no praise.
    """

    name = "preference"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.prefers_bits != 0

    def judge(self, candidates: Candidates) -> Judgement:
        wanted, yes = np.uint64(candidates.prepared.prefers_bits), candidates.features_yes
        settled = candidates.settled
        company = np.bitwise_count(settled & ~yes & wanted & np.uint64(candidates.prepared.special.men_welcome))
        has = np.bitwise_count((yes | settled) & wanted) - company
        lacks = np.bitwise_count(candidates.features_no & wanted & ~settled)
        total = int(wanted).bit_count()
        score = has / total + (1 - (has + lacks) / total) * candidates.prepared.weights["unknown"]
        known = (has + company + lacks) / total
        verdict = np.where(known > 0, score >= YES_FROM, UNKNOWN).astype(np.uint8)
        verdict[wanted & ~settled == 0] = YES
        return Judgement(verdict, score, known)

    def explain(self, place: Candidate) -> tuple[int, str]:
        wanted = place.prepared.prefers_bits & ~place.settled
        verdict = self.verdict_of(place)
        if verdict == UNKNOWN:
            return verdict, f"ご希望の{place.listed('features', wanted)}に応えられるかは、{ASK}"
        if verdict == NO:
            return verdict, self.caveat(
                place
            ) or f"ご希望の{place.listed('features', self._open(place))}に応えられるかは、{ASK}"
        if has := place.features_yes & wanted:
            return verdict, f"ご希望の{place.listed('features', has)}に応えられる所です。"
        return verdict, self.caveat(place) or "家にいたまま使える所です。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return verdict == YES and place.features_yes & place.prepared.prefers_bits & ~place.settled != 0

    def caveat(self, place: Candidate) -> str:
        lacks = place.features_no & place.prepared.prefers_bits & ~place.settled
        return f"ご希望の{place.listed('features', lacks)}には応えられません。" if lacks else ""

    @staticmethod
    def _open(place: Candidate) -> int:
        """Mask of the features of which nobody knows whether the place has them."""
        return place.prepared.prefers_bits & ~place.settled & ~place.features_yes & ~place.features_no

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        return place.words("features", self._open(place))


class FreshnessCriterion(Criterion):
    """How lately somebody verified the listing."""

    name = "freshness"

    def judge(self, candidates: Candidates) -> Judgement:
        verified = candidates.of("verified").astype(np.int32)
        score = self._score(candidates.prepared, candidates.directory_day.today - verified)
        return soft_judgement(candidates, score, verified != NEVER)

    @staticmethod
    def _score(prepared: PreparedNeeds, days: Values) -> Any:
        """Score of one place or of many by the days since their last verification."""
        full, none = prepared.weights["freshness.full_days"], prepared.weights["freshness.none_days"]
        return np.clip((none - days) / (none - full), 0.0, 1.0)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.verified == NEVER:
            return UNKNOWN, "情報が正しいか、まだだれもたしかめていません。"
        day, days = day_of(place.verified), place.candidates.directory_day.today - place.verified
        verdict = soft_verdict(float(self._score(place.prepared, days)))
        checked = "にたしかめた情報です。" if verdict == YES else "から、だれもたしかめていない情報です。"
        return verdict, f"{full_date(day)}{checked}" if day else ""


class FeeFitCriterion(Criterion):
    """How small a part of what the person can pay the fee is."""

    name = "fee_fit"
    asks = "fee"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs.max_fee is not None

    def judge(self, candidates: Candidates) -> Judgement:
        fee = candidates.of("fee").astype(np.int32)
        return soft_judgement(candidates, self._score(candidates.prepared, fee), fee != UNKNOWN_AMOUNT)

    @staticmethod
    def _score(prepared: PreparedNeeds, fee: Values) -> Any:
        """Score of one place or of many by their fees in yen."""
        most = max(stated(prepared.needs.max_fee), 1)
        return 1 - prepared.weights["fee_fit.dear"] * np.minimum(1.0, fee / most)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.fee == UNKNOWN_AMOUNT:
            return UNKNOWN, f"費用は、{ASK}"
        verdict = soft_verdict(float(self._score(place.prepared, place.fee)))
        if not place.fee:
            return verdict, "無料です。"
        most = stated(place.prepared.needs.max_fee)
        end = "で足ります" if verdict == YES else "に近いです" if place.fee < most else "いっぱいです"
        return verdict, f"1回{yen(place.fee)}で、出せる額（{yen(most)}）{end}。"
