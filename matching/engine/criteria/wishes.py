"""How well the place suits the person: interest, closeness, preference, rhythm, freshness, fee."""

import math

import numpy as np

from directory.hours.wording import full_date
from directory.snapshot.codes import BY_APPOINTMENT, NEVER, UNKNOWN_AMOUNT, day_of
from matching.engine.candidates import Candidate, Candidates, Case
from matching.engine.criteria.criterion import HALF, NO, UNKNOWN, YES, Criterion, Judgement, answer, graded
from matching.engine.wording import ASK, distance, meeting, trip, yen


class Interest(Criterion):
    """What the place does against what the person wants to do, is curious about, used to do; unwanted parts take off."""

    name = asks = "interest"

    def applies(self, case: Case) -> bool:
        return bool(case.want | case.curious | case.done)

    def weight(self, case: Case) -> float:
        # Where nothing is wanted for sure, what helps the person counts for more than what they are curious about.
        strengths = [strength for _, strength in self._strengths(case)]
        return super().weight(case) * max(strengths) / case.weights["interest.want"]

    def judge(self, sight: Candidates) -> Judgement:
        case, activities = sight.case, sight.of("activities")
        miss = np.ones(len(sight))
        for bits, strength in self._strengths(case):
            miss *= (1 - strength) ** np.bitwise_count(activities & np.uint32(bits))
        score = 1 - miss
        if case.avoid_activities:
            offered = np.maximum(np.bitwise_count(activities), 1)
            unwanted = np.bitwise_count(activities & np.uint32(case.avoid_activities))
            score *= 1 - case.weights["interest.avoided"] * unwanted / offered
        service = sight.of("kinds") & case.service != 0
        score = np.where(service & (score < case.weights["interest.service"]), case.weights["interest.service"], score)
        return graded(sight, score, service | (activities != 0))

    @staticmethod
    def _strengths(case: Case) -> list[tuple[int, float]]:
        return [(bits, case.weights[f"interest.{kind}"]) for kind in _INTERESTS if (bits := getattr(case, kind))]

    def explain(self, place: Candidate) -> tuple[int, str]:
        case, offered = place.case, place.activities
        service = place.kinds & case.service != 0
        if not offered and not service:
            return UNKNOWN, f"どんなことをするかが{ASK}"
        miss, told = 1.0, ""
        for bits, strength in self._strengths(case):
            miss *= (1 - strength) ** (offered & bits).bit_count()
        for kind, phrase in _INTERESTS.items():
            if not told and (shared := offered & getattr(case, kind)):
                told = f"{phrase}{place.listed('activities', shared)}ができます。"
        unwanted = offered & case.avoid_activities
        score = (1 - miss) * (1 - case.weights["interest.avoided"] * unwanted.bit_count() / max(1, offered.bit_count()))
        if service and score < case.weights["interest.service"]:
            return answer(
                case.weights["interest.service"]
            ), "いっしょに何かをするより、話を聞いたり手を貸したりする所です。"
        if unwanted:
            told += f"ただし、避けたい{place.listed('activities', unwanted)}もあります。"
        return answer(score), told or "してみたいことや、していたこととは別のことをする場です。"


_INTERESTS = {"want": "してみたい", "curious": "興味がある", "done": "前にしていた"}


class Closeness(Criterion):
    """The shorter the way, the better: half at the minutes of the row `closeness.half`; old legs halve sooner."""

    name = "closeness"
    asks = "travel"

    def applies(self, case: Case) -> bool:
        return case.point is not None

    def weight(self, case: Case) -> float:
        # Where no limit is known, closeness alone speaks for the way.
        return super().weight(case) + (case.weights.of("travel") if case.needs.max_minutes is None else 0.0)

    def judge(self, sight: Candidates) -> Judgement:
        case, known = sight.case, np.isfinite(sight.metres)
        score = np.exp2(-case.minutes(sight.metres, self._modes(case)) / self._half(case))
        comes = self._comes(case, sight.of("kinds"), sight.of("flags"), sight.of("features_yes"))
        score = np.where(comes, np.maximum(score, case.weights["closeness.comes"]), score)
        return graded(sight, score, known | comes)

    @staticmethod
    def _comes(case: Case, kinds, flags, features_yes):
        """A desk by appointment visits or telephones, and nobody travels to a screen: the way matters less."""
        return ((kinds & case.desk != 0) & (flags & BY_APPOINTMENT != 0)) | (features_yes & case.online != 0)

    @staticmethod
    def _modes(case: Case) -> tuple[str, ...]:
        """Without a known way to travel people go on foot, as far as closeness is concerned."""
        return case.needs.modes or ("walk",)

    @staticmethod
    def _half(case: Case) -> float:
        weights, needs = case.weights, case.needs
        half = weights["closeness.half"]
        if needs.max_minutes is not None:
            half = max(half, weights["closeness.share"] * needs.max_minutes)
        old = needs.age is not None and needs.age >= weights["closeness.old_age"]
        return half * (weights["closeness.old_legs"] if old else 1.0)

    def explain(self, place: Candidate) -> tuple[int, str]:
        case = place.case
        comes = self._comes(case, place.kinds, place.flags, place.features_yes)
        if place.metres is None and not comes:
            return UNKNOWN, f"場所が{ASK}"
        minutes, mode = (math.inf, "") if place.metres is None else case.way(place.metres, self._modes(case))
        close = 2 ** (-minutes / self._half(case))
        if comes and close < case.weights["closeness.comes"]:
            return answer(case.weights["closeness.comes"]), "訪問や電話、オンラインで、家にいてもつながれます。"
        way = f"{trip(mode, minutes)}（{distance(place.metres)}）"
        return (YES, f"家から近く、{way}です。") if close >= HALF else (NO, f"家から{way}で、近くはありません。")


class Preference(Criterion):
    """What would help the person: the share of it that the place has."""

    name = "preference"

    def applies(self, case: Case) -> bool:
        return case.prefers_bits != 0

    def judge(self, sight: Candidates) -> Judgement:
        wanted = np.uint32(sight.case.prefers_bits)
        has = np.bitwise_count(sight.of("features_yes") & wanted)
        lacks = np.bitwise_count(sight.of("features_no") & wanted)
        total = int(wanted).bit_count()
        known = (has + lacks) / total
        score = has / total + (1 - known) * sight.case.weights["unknown"]
        verdict = np.where(known > 0, score >= 0.5, UNKNOWN).astype(np.uint8)
        return Judgement(verdict, score, known)

    def explain(self, place: Candidate) -> tuple[int, str]:
        wanted = place.case.prefers_bits
        has, lacks = place.features_yes & wanted, place.features_no & wanted
        if not has | lacks:
            return UNKNOWN, f"あるとよい{place.listed('features', wanted)}については{ASK}"
        total = wanted.bit_count()
        known = (has.bit_count() + lacks.bit_count()) / total
        verdict = answer(has.bit_count() / total + (1 - known) * place.case.weights["unknown"])
        told = f"あるとよい{place.listed('features', has)}に合っています。" if has else ""
        return verdict, told + (f"あるとよい{place.listed('features', lacks)}には合いません。" if lacks else "")

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        return place.words("features", place.case.prefers_bits & ~place.features_yes & ~place.features_no)


class ScheduleFit(Criterion):
    """A rhythm to get used to: how often the person can go in four weeks, and how much of the time together."""

    name = "schedule_fit"
    asks = "schedule"

    def judge(self, sight: Candidates) -> Judgement:
        case, times = sight.case, sight.columns.times
        at, owner, start, end, fit = sight.fitting
        together = np.zeros(len(at), np.int32)
        for (since, until), mask in case.hours.items():
            shared = np.minimum(end, until) - np.maximum(start, since)
            together = np.maximum(together, np.where(fit & np.uint8(mask), shared, 0))
        visits = np.bitwise_count(fit) * _weeks_of_four(times.weeks[at], times.every[at], times.monthdays[at])
        stay = np.maximum(np.minimum(end - start, case.weights["schedule_fit.stay"]), 1)
        visits = visits * np.minimum(1.0, together / stay)
        month = np.bincount(owner, weights=visits, minlength=len(sight))
        score = np.minimum(1.0, month / case.weights["schedule_fit.visits"]) ** case.weights["schedule_fit.power"]
        known = np.zeros(len(sight), bool)
        known[owner] = True
        anytime = (sight.of("flags") & BY_APPOINTMENT) != 0
        return graded(sight, np.where(anytime, 1.0, score), known | anytime)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.flags & BY_APPOINTMENT:
            return YES, "日時を相談して決められるので、続けやすいです。"
        if not place.times:
            return UNKNOWN, f"開いている日時が{ASK}"
        first = meeting(*place.times[0][:4])
        weights = place.case.weights
        month = sum(self._month(place.case, rule) for rule in place.times)
        verdict = answer(min(1.0, month / weights["schedule_fit.visits"]) ** weights["schedule_fit.power"])
        if verdict == YES:
            return YES, f"{first}で、通う習慣をつくりやすいです。"
        return NO, f"{first}で、行ける回数や時間は少なめです。"

    @staticmethod
    def _month(case: Case, rule: tuple[int, ...]) -> float:
        """Whole visits in four weeks that one rule of opening allows."""
        days, weeks, start, end, every, monthdays = rule
        fit, longest = 0, 0
        for (since, until), mask in case.hours.items():
            together = min(end, until) - max(start, since)
            if together >= case.weights["schedule.minutes"] and days & mask:
                fit, longest = fit | days & mask, max(longest, together)
        in_four = (min(weeks.bit_count(), 4) or 4) / every if monthdays == 0 else monthdays.bit_count() / 7
        stay = min(end - start, case.weights["schedule_fit.stay"])
        return fit.bit_count() * in_four * min(1.0, longest / max(stay, 1))


def _weeks_of_four(weeks: np.ndarray, every: np.ndarray, monthdays: np.ndarray) -> np.ndarray:
    """In how many of four weeks a rule meets; a rule by the day of the month meets once for each day."""
    chosen = np.bitwise_count(weeks)
    by_week = np.where(chosen == 0, 4, np.minimum(chosen, 4)) / np.maximum(every, 1)
    # Such a rule has all seven weekdays; each is one seventh of its days.
    return np.where(monthdays == 0, by_week, np.bitwise_count(monthdays) / 7)


class Freshness(Criterion):
    """How lately someone made sure that the listing is right."""

    name = "freshness"

    def judge(self, sight: Candidates) -> Judgement:
        verified = sight.of("verified").astype(np.int32)
        return graded(sight, self._score(sight.case, sight.ground.today - verified), verified != NEVER)

    @staticmethod
    def _score(case: Case, days):
        full, none = case.weights["freshness.full_days"], case.weights["freshness.none_days"]
        return np.clip((none - days) / (none - full), 0.0, 1.0)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.verified == NEVER:
            return UNKNOWN, "情報が正しいか、まだだれもたしかめていません。"
        day, days = day_of(place.verified), place.sight.ground.today - place.verified
        told = f"{full_date(day)}にたしかめた情報です。" if day else ""
        return answer(float(self._score(place.case, days))), told


class FeeFit(Criterion):
    """The less of what the person can pay, the better."""

    name = "fee_fit"
    asks = "fee"

    def applies(self, case: Case) -> bool:
        return case.needs.max_fee is not None

    def judge(self, sight: Candidates) -> Judgement:
        fee = sight.of("fee").astype(np.int32)
        return graded(sight, self._score(sight.case, fee), fee != UNKNOWN_AMOUNT)

    @staticmethod
    def _score(case: Case, fee):
        return 1 - case.weights["fee_fit.dear"] * np.minimum(1.0, fee / max(case.needs.max_fee, 1))

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.fee == UNKNOWN_AMOUNT:
            return UNKNOWN, f"費用が{ASK}"
        verdict = answer(float(self._score(place.case, place.fee)))
        return verdict, f"1回{yen(place.fee)}で、負担は{'軽い' if verdict == YES else '軽くない'}です。"
