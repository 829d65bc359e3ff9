"""How well a possible place suits the person: interest, closeness, preferences, opening times, freshness, fee."""

import math
from typing import Any

import numpy as np

from directory.hours.wording import full_date
from directory.snapshot.codes import BY_APPOINTMENT, NEVER, UNKNOWN_AMOUNT, day_of
from matching.engine.candidates import Candidate, Candidates
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
from matching.engine.wording import ASK, distance, trip, yen

Values = int | np.ndarray
"""A column of one place (int) or of many (array)."""


class InterestCriterion(Criterion):
    """What people do at the place against what the person wants to do, is curious about, or did before.

    Activities that the person avoids take off. A place that helps (a desk, help with daily life) has a least score.
    """

    name = asks = "interest"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return bool(prepared.want | prepared.curious | prepared.done)

    def weight(self, prepared: PreparedNeeds) -> float:
        # Where the person wants nothing for sure, other criteria count for more than what they are only curious about.
        strengths = [strength for _, strength in self._strengths(prepared)]
        return super().weight(prepared) * max(strengths) / prepared.weights["interest.want"]

    def judge(self, candidates: Candidates) -> Judgement:
        prepared, activities = candidates.prepared, candidates.of("activities")
        miss = np.ones(len(candidates))
        for bits, strength in self._strengths(prepared):
            miss *= (1 - strength) ** np.bitwise_count(activities & np.uint32(bits))
        score = 1 - miss
        if prepared.avoid_activities:
            offered = np.maximum(np.bitwise_count(activities), 1)
            unwanted = np.bitwise_count(activities & np.uint32(prepared.avoid_activities))
            score *= 1 - prepared.weights["interest.avoided"] * unwanted / offered
        service = candidates.of("kinds") & prepared.special.service != 0
        least = prepared.weights["interest.service"]
        score = np.where(service & (score < least), least, score)
        return soft_judgement(candidates, score, service | (activities != 0))

    @staticmethod
    def _strengths(prepared: PreparedNeeds) -> list[tuple[int, float]]:
        """Mask of activities and strength (0 to 1) of each kind of interest that the person has."""
        weights = prepared.weights
        return [(bits, weights[f"interest.{kind}"]) for kind in _INTERESTS if (bits := getattr(prepared, kind))]

    def explain(self, place: Candidate) -> tuple[int, str]:
        prepared, offered = place.prepared, place.activities
        service = place.kinds & prepared.special.service != 0
        if not offered and not service:
            return UNKNOWN, f"どんなことをするかが{ASK}"
        miss, sentence = 1.0, ""
        for bits, strength in self._strengths(prepared):
            miss *= (1 - strength) ** (offered & bits).bit_count()
        for kind, phrase in _INTERESTS.items():
            if not sentence and (shared := offered & getattr(prepared, kind)):
                sentence = f"{phrase}{place.listed('activities', shared)}ができます。"
        unwanted = offered & prepared.avoid_activities
        avoided = prepared.weights["interest.avoided"] * unwanted.bit_count() / max(1, offered.bit_count())
        score, least = (1 - miss) * (1 - avoided), prepared.weights["interest.service"]
        if service and score < least:
            return soft_verdict(least), "いっしょに何かをするより、話を聞いたり手を貸したりする所です。"
        if unwanted:
            sentence += f"ただし、避けたい{place.listed('activities', unwanted)}もあります。"
        return soft_verdict(score), sentence or "してみたいことや、していたこととは別のことをする場です。"


_INTERESTS = {"want": "してみたい", "curious": "興味がある", "done": "前にしていた"}


class ClosenessCriterion(Criterion):
    """The shorter the way, the better: half the score at the minutes of the row `closeness.half`, sooner for old people."""

    name = "closeness"
    asks = "travel"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.point is not None

    def weight(self, prepared: PreparedNeeds) -> float:
        # Where no limit is known, closeness alone speaks for the way.
        return super().weight(prepared) + (prepared.weights.of("travel") if prepared.needs.max_minutes is None else 0.0)

    def judge(self, candidates: Candidates) -> Judgement:
        prepared, known = candidates.prepared, np.isfinite(candidates.metres)
        score = np.exp2(-prepared.minutes(candidates.metres, self._modes(prepared)) / self._half(prepared))
        comes = self._comes(prepared, candidates.of("kinds"), candidates.of("flags"), candidates.of("features_yes"))
        score = np.where(comes, np.maximum(score, prepared.weights["closeness.comes"]), score)
        return soft_judgement(candidates, score, known | comes)

    @staticmethod
    def _comes(prepared: PreparedNeeds, kinds: Values, flags: Values, features_yes: Values) -> Any:
        """Whether the person can stay at home: a desk by appointment visits or telephones, or the place meets online.

        Of one place or of many at once: a bool or an array.
        """
        return ((kinds & prepared.special.consultation != 0) & (flags & BY_APPOINTMENT != 0)) | (
            features_yes & prepared.special.online != 0
        )

    @staticmethod
    def _modes(prepared: PreparedNeeds) -> tuple[str, ...]:
        """Without a known way to travel people go on foot, as far as closeness is concerned."""
        return prepared.needs.modes or ("walk",)

    @staticmethod
    def _half(prepared: PreparedNeeds) -> float:
        weights, needs = prepared.weights, prepared.needs
        half = weights["closeness.half"]
        if needs.max_minutes is not None:
            half = max(half, weights["closeness.share"] * needs.max_minutes)
        old = needs.age is not None and needs.age >= weights["closeness.old_age"]
        return half * (weights["closeness.old_legs"] if old else 1.0)

    def explain(self, place: Candidate) -> tuple[int, str]:
        prepared = place.prepared
        comes, metres = self._comes(prepared, place.kinds, place.flags, place.features_yes), place.metres
        if metres is None and not comes:
            return UNKNOWN, f"場所が{ASK}"
        minutes, mode = (math.inf, "") if metres is None else prepared.fastest(metres, self._modes(prepared))
        close = 2 ** (-minutes / self._half(prepared))
        if metres is None or (comes and close < prepared.weights["closeness.comes"]):
            at_home = soft_verdict(prepared.weights["closeness.comes"])
            return at_home, "訪問や電話、オンラインで、家にいてもつながれます。"
        trip_there = f"{trip(mode, minutes)}（{distance(metres)}）"
        if close >= YES_FROM:
            return YES, f"家から近く、{trip_there}です。"
        return NO, f"家から{trip_there}で、近くはありません。"


class PreferenceCriterion(Criterion):
    """The share of what would help the person (features) that the place has."""

    name = "preference"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.prefers_bits != 0

    def judge(self, candidates: Candidates) -> Judgement:
        wanted = np.uint32(candidates.prepared.prefers_bits)
        has = np.bitwise_count(candidates.of("features_yes") & wanted)
        lacks = np.bitwise_count(candidates.of("features_no") & wanted)
        total = int(wanted).bit_count()
        known = (has + lacks) / total
        score = has / total + (1 - known) * candidates.prepared.weights["unknown"]
        verdict = np.where(known > 0, score >= YES_FROM, UNKNOWN).astype(np.uint8)
        return Judgement(verdict, score, known)

    def explain(self, place: Candidate) -> tuple[int, str]:
        wanted = place.prepared.prefers_bits
        has, lacks = place.features_yes & wanted, place.features_no & wanted
        if not has | lacks:
            return UNKNOWN, f"あるとよい{place.listed('features', wanted)}については{ASK}"
        total = wanted.bit_count()
        known = (has.bit_count() + lacks.bit_count()) / total
        verdict = soft_verdict(has.bit_count() / total + (1 - known) * place.prepared.weights["unknown"])
        sentence = f"あるとよい{place.listed('features', has)}に合っています。" if has else ""
        return verdict, sentence + (f"あるとよい{place.listed('features', lacks)}には合いません。" if lacks else "")

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        return place.words("features", place.prepared.prefers_bits & ~place.features_yes & ~place.features_no)


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
        sentence = f"{full_date(day)}にたしかめた情報です。" if day else ""
        return soft_verdict(float(self._score(place.prepared, days))), sentence


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
            return UNKNOWN, f"費用が{ASK}"
        verdict = soft_verdict(float(self._score(place.prepared, place.fee)))
        return verdict, f"1回{yen(place.fee)}で、負担は{'軽い' if verdict == YES else '軽くない'}です。"
