"""The opening times of a place against the free time of the person: whether they meet, and how often."""

import numpy as np

from directory.hours.bits import NOT_LAST_WEEK
from directory.snapshot.codes import BY_APPOINTMENT
from matching.engine.candidates import Candidate, Candidates, OpeningRule
from matching.engine.criteria.criterion import (
    NO,
    UNKNOWN,
    YES,
    Criterion,
    Judgement,
    soft_judgement,
    soft_verdict,
    verdicts,
)
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.wording import ASK, meeting, monthdays, weekdays, weeks


class ScheduleCriterion(Criterion):
    """Open for at least the minutes `schedule.minutes` while the person is free, in some week."""

    name = asks = "schedule"
    changeable = True

    def verdict(self, candidates: Candidates) -> np.ndarray:
        rules, known = candidates.opening_rules, np.zeros(len(candidates), bool)
        fits = (candidates.of("flags") & BY_APPOINTMENT) != 0
        known[rules.owner] = True
        known |= fits
        fits[rules.owner[rules.fitting != 0]] = True
        return verdicts(candidates, known & ~fits, ~known)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.flags & BY_APPOINTMENT:
            return YES, "日時は相談して決められます。"
        if not place.times:
            return UNKNOWN, f"開いている日時が{ASK}"
        least = place.prepared.weights["schedule.minutes"]
        for rule in place.times:
            for (since, until), mask in place.prepared.hours.items():
                if rule.weekdays & mask and min(rule.end, until) - max(rule.start, since) >= least:
                    return YES, f"{_in_words(rule, rule.weekdays & mask)}に行けます。"
        return NO, f"開いているのは{_in_words(place.times[0])}で、行ける時間と合いません。"

    def change(self, place: Candidate) -> str | None:
        return f"{_in_words(place.times[0])}に行けるなら"


class ScheduleFitCriterion(Criterion):
    """How often the person can go in four weeks, and for how much of the time that a visit lasts."""

    name = "schedule_fit"
    asks = "schedule"

    def judge(self, candidates: Candidates) -> Judgement:
        prepared, times, weights = candidates.prepared, candidates.columns.times, candidates.prepared.weights
        at, owner, start, end, fitting = candidates.opening_rules
        together = np.zeros(len(at), np.int32)
        for (since, until), mask in prepared.hours.items():
            shared = np.minimum(end, until) - np.maximum(start, since)
            together = np.maximum(together, np.where(fitting & np.uint8(mask), shared, 0))
        visits = np.bitwise_count(fitting) * _weeks_of_four(times.weeks[at], times.every[at], times.monthdays[at])
        stay = np.maximum(np.minimum(end - start, weights["schedule_fit.stay"]), 1)
        visits = visits * np.minimum(1.0, together / stay)
        month = np.bincount(owner, weights=visits, minlength=len(candidates))
        score = np.minimum(1.0, month / weights["schedule_fit.visits"]) ** weights["schedule_fit.power"]
        known = np.zeros(len(candidates), bool)
        known[owner] = True
        anytime = (candidates.of("flags") & BY_APPOINTMENT) != 0
        return soft_judgement(candidates, np.where(anytime, 1.0, score), known | anytime)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.flags & BY_APPOINTMENT:
            return YES, "日時を相談して決められるので、続けやすいです。"
        if not place.times:
            return UNKNOWN, f"開いている日時が{ASK}"
        first = _in_words(place.times[0])
        weights = place.prepared.weights
        month = sum(self._visits(place.prepared, rule) for rule in place.times)
        verdict = soft_verdict(min(1.0, month / weights["schedule_fit.visits"]) ** weights["schedule_fit.power"])
        if verdict == YES:
            return YES, f"{first}で、通う習慣をつくりやすいです。"
        return NO, f"{first}で、行ける回数や時間は少なめです。"

    @staticmethod
    def _visits(prepared: PreparedNeeds, rule: OpeningRule) -> float:
        """Visits in four weeks that one rule of opening allows; a short one counts as a part of a visit."""
        days, weeks, start, end, every, by_monthday = rule
        fit, longest = 0, 0
        for (since, until), mask in prepared.hours.items():
            together = min(end, until) - max(start, since)
            if together >= prepared.weights["schedule.minutes"] and days & mask:
                fit, longest = fit | days & mask, max(longest, together)
        in_four = float(_IN_FOUR_WEEKS[weeks]) / every if by_monthday == 0 else by_monthday.bit_count() / 7
        stay = min(end - start, prepared.weights["schedule_fit.stay"])
        return fit.bit_count() * in_four * min(1.0, longest / max(stay, 1))


ALL_BUT_LAST = 3.3
"""Of four weeks, those that are not the last of a month: a weekday comes 4.35 times a month, so 3.35 of them are not."""


def _in_four_weeks(weeks: int) -> float:
    """On how many of four weeks the bits of `weeks` fall; one that is named counts as one."""
    named, most = (weeks & ~NOT_LAST_WEEK).bit_count(), ALL_BUT_LAST if weeks & NOT_LAST_WEEK else 4.0
    return min(named, most) if named else most


_IN_FOUR_WEEKS = np.array([_in_four_weeks(weeks) for weeks in range(2 * NOT_LAST_WEEK)])


def _weeks_of_four(weeks: np.ndarray, every: np.ndarray, by_monthday: np.ndarray) -> np.ndarray:
    """In how many of four weeks each rule opens on one of its weekdays; one by the day of the month opens once for each day.

    National holidays add nothing: they are too rare to be counted on.
    """
    by_week = _IN_FOUR_WEEKS.take(weeks) / np.maximum(every, 1)
    # A rule by the day of the month has all seven weekdays; each is one seventh of its days.
    meetings: np.ndarray = np.where(by_monthday == 0, by_week, np.bitwise_count(by_monthday) / 7)
    return meetings


def _in_words(rule: OpeningRule, mask: int | None = None) -> str:
    """「第2・第4火曜の午前（10:00〜12:00）」, by default with all weekdays of the rule."""
    days = monthdays(rule.monthdays) if rule.monthdays else weeks(rule.weeks) + weekdays(mask or rule.weekdays)
    every = {1: "", 2: "隔週"}.get(rule.every, f"{rule.every}週ごとの")
    return meeting(every + days, rule.start, rule.end)
