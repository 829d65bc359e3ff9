"""The opening times of a place against the free time of the person: whether they meet, and how often.

Only the meetings of the coming weeks count (`directory.snapshot.upcoming`), as the calendar of the public page has them.
"""

from typing import NamedTuple

import numpy as np

from directory.hours.wording import minutes_in_words, short_date
from directory.snapshot.codes import BY_APPOINTMENT
from directory.snapshot.upcoming import WEEKS
from matching.engine.candidates import Candidate, Candidates, OpeningRule
from matching.engine.criteria.criterion import (
    NO,
    UNKNOWN,
    YES,
    Criterion,
    Judgement,
    judgement,
    soft_judgement,
    verdicts,
)
from matching.engine.criteria.rules_in_words import begins, rule_in_words, shared_in_words
from matching.engine.needs import DAY
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.wording import ASK, EVERY_DAY, weekdays


class ScheduleCriterion(Criterion):
    """Open for at least the minutes `schedule.minutes` while the person is free, on some day of the coming weeks.

    The more of a visit's time the person can be there, the better; the whole of a meeting shorter than half a stay is only a part of a visit. Where a time can be agreed, it is within the hours that the place states; without any, at any time.
    """

    name = asks = "schedule"
    changeable = True

    def verdict(self, candidates: Candidates) -> np.ndarray:
        rules, known = candidates.opening_rules, np.zeros(len(candidates), bool)
        known[rules.owner] = True
        fits = ~known & (candidates.of("flags") & BY_APPOINTMENT != 0)
        known |= fits
        fits[rules.owner[rules.fitting != 0]] = True
        return verdicts(candidates, known & ~fits, ~known)

    def judge(self, candidates: Candidates) -> Judgement:
        verdict, rules = self.verdict(candidates), candidates.opening_rules
        anytime = np.ones(len(candidates))
        anytime[rules.owner] = 0.0
        shares = _shares_of(candidates, candidates.prepared.weights["schedule_fit.stay"] / 2)
        return judgement(candidates, verdict, np.maximum(anytime, _longest(candidates, shares)))

    def explain(self, place: Candidate) -> tuple[int, str]:
        appointment = place.flags & BY_APPOINTMENT
        if not place.times:
            return (YES, "日時は相談して決められます。") if appointment else (UNKNOWN, f"開いている日時は、{ASK}")
        if fit := _best(place):
            when = f"{fit.begins}から、{fit.when}" if fit.begins else fit.when
            if appointment:
                return YES, f"{when}の中で、日時を相談して決められます。"
            return YES, f"{when}に{'使えます' if place.stays_home else '行けます'}。"
        if not any(rule.meets for rule in place.times):
            day = place.candidates.directory_day.upcoming.next_meeting(place.row)
            return (
                NO,
                f"いまは開いていません。次に開くのは{short_date(day)}です。"
                if day
                else "これから開く日は、決まっていません。",
            )
        when = rule_in_words(_nearest(place).rule)
        if place.stays_home:
            return NO, f"使えるのは{when}で、空いている時間と合いません。"
        return NO, f"開いているのは{when}で、行ける時間と合いません。"

    def nearly(self, candidates: Candidates) -> np.ndarray:
        rules, meets = candidates.opening_rules, np.zeros(len(candidates), bool)
        meets[rules.owner[rules.meets != 0]] = True
        return meets

    def beside(self, place: Candidate) -> str:
        rule, _, earlier, later = _nearest(place)
        if earlier or later:
            return f"{rule_in_words(rule)}に{'使える' if place.stays_home else '開いている'}所です。"
        return f"{'空いている' if place.stays_home else '行ける'}時間には、{'使えません' if place.stays_home else '開いていません'}。"

    def change(self, place: Candidate) -> str:
        rule, weekday, earlier, later = _nearest(place)
        day, stays = weekdays(1 << weekday), place.stays_home
        if earlier:
            return f"{day}に、{minutes_in_words(earlier)}から{'都合がつく' if stays else '出かけられる'}なら"
        if later:
            return f"{day}に、{minutes_in_words(later)}まで{'都合がつく' if stays else '出かけていられる'}なら"
        return f"{rule_in_words(rule)}に{'都合がつく' if stays else '行ける'}なら"


class ScheduleFitCriterion(Criterion):
    """How much of four weeks the person can be there: how often, and how long at a time.

    Half an hour a day is not full, and once a month is no rhythm. A meeting shorter than half a stay is a part of a visit.
    """

    name = "schedule_fit"
    asks = "schedule"

    def judge(self, candidates: Candidates) -> Judgement:
        weights, rules = candidates.prepared.weights, candidates.opening_rules
        stay = weights["schedule_fit.stay"]
        shares, longest = _shares_of(candidates, stay / 2), _longest(candidates, _shares_of(candidates, stay))
        counts = candidates.directory_day.upcoming.counts[rules.positions]
        visits = np.einsum("ij,ij->i", shares, counts, dtype=np.float64) * _OF_FOUR_WEEKS
        month = np.bincount(rules.owner, weights=visits, minlength=len(candidates))
        known = np.zeros(len(candidates), bool)
        known[rules.owner] = True
        anytime = ~known & (candidates.of("flags") & BY_APPOINTMENT != 0)
        power = weights["schedule_fit.power"]
        score = np.minimum(1.0, month / weights["schedule_fit.visits"]) ** power * longest ** (power / 2)
        # Fewer than one visit in four weeks is less of a rhythm by as much as it is fewer.
        score *= np.minimum(1.0, month) ** (1 - min(power, 1.0))
        return soft_judgement(candidates, np.where(anytime, 1.0, score), known | anytime)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if not place.times:
            if place.flags & BY_APPOINTMENT:
                return YES, "日時を相談して決められるので、続けやすいです。"
            return UNKNOWN, f"開いている日時は、{ASK}"
        best = _best(place)
        if best is None:
            return NO, f"行ける日が、これからの{WEEKS}週間にありません。"
        verdict, can = self.verdict_of(place), "使える" if place.stays_home else "行ける"
        if verdict == NO or _few(place):
            return verdict, self.caveat(place) or f"{best.when}で、{can}時間は短めです。"
        often = round(_times(place))
        if often >= OFTEN:
            if place.stays_home or place.kinds & place.prepared.special.service:
                return YES, f"{best.when}に使えるので、続けやすいです。"
            return YES, f"{best.when}に行けるので、通う習慣をつくりやすいです。"
        return YES, f"4週間に{often}回くらい{'使えます' if place.stays_home else '行けます'}。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return verdict == YES and not _few(place)

    def caveat(self, place: Candidate) -> str:
        fits = _fits(place)
        if not fits:
            return ""
        can = "使える" if place.stays_home else "行ける"
        if _few(place):
            if all(fit.begins for fit in fits):
                return f"まだ始まっていないので、これからの{WEEKS}週間に{can}日は少なめです。"
            is_single = round(_times(place) / _OF_FOUR_WEEKS) <= 1
            return f"{can}のは、これからの{WEEKS}週間に1回です。" if is_single else f"{can}のは、4週間に1回くらいです。"
        is_short = max(fit.share for fit in fits) < SHORT
        return f"1回に{'使える' if place.stays_home else 'いられる'}時間は短めです。" if is_short else ""


_OF_FOUR_WEEKS = 4 / WEEKS
OFTEN = 3
"""Visits in four weeks from which on a habit grows."""
SHORT = 0.5
"""A smaller share of a visit's time is said."""


def _few(place: Candidate) -> bool:
    """Whether a person can be there so seldom that it is no rhythm, at a place that says when it is open."""
    return bool(place.times) and _times(place) < OFTEN / 2


def _times(place: Candidate) -> float:
    """Visits in four weeks, each counted as one."""
    return sum(fit.times for fit in _fits(place))


def _shares_of(candidates: Candidates, least: float = 1) -> np.ndarray:
    """`_shares` of all rules of some places."""
    rules = candidates.opening_rules
    return _shares(candidates.prepared, rules.start, rules.end, rules.fitting, least)


def _longest(candidates: Candidates, shares: np.ndarray) -> np.ndarray:
    """The best share of a visit at each place, by the shares of its rules; 0 without a rule."""
    longest = np.zeros(len(candidates))
    np.maximum.at(longest, candidates.opening_rules.owner, shares.max(axis=1, initial=0))
    return longest


def _shares(
    prepared: PreparedNeeds, start: np.ndarray, end: np.ndarray, fitting: np.ndarray, least: float = 1
) -> np.ndarray:
    """For each rule and each of the seven weekdays the share (0 to 1) of a visit's time for which the person can be there.

    A visit lasts as long as the meeting, `least` minutes or more, and `schedule_fit.stay` at most."""
    stay = np.maximum(np.minimum(end - start, prepared.weights["schedule_fit.stay"]), max(least, 1))
    shares = np.zeros((len(start), 7), np.float32)
    for (since, until), mask in prepared.hours.items():
        together = np.clip((np.minimum(end, until) - np.maximum(start, since)) / stay, 0.0, 1.0)
        days = [day for day in range(7) if mask >> day & 1]
        shares[:, days] = np.maximum(shares[:, days], together[:, None])
    fits: np.ndarray = shares * ((fitting[:, None] >> np.arange(7, dtype=np.uint8)) & 1)
    return fits


class _Fit(NamedTuple):
    """A rule that meets while the person is free.

    when     the days and the time that the two share, in words
    begins   when it first meets, 「3月17日」 or 「4月」; empty where it goes on already
    visits   visits in four weeks, each counted by the share of its time for which the person can be there
    times    visits in four weeks, each counted as one
    share    the best share of a visit
    """

    when: str
    begins: str
    visits: float
    times: float
    share: float


def _fits(place: Candidate) -> list[_Fit]:
    """The rules of a place that fit, in the order in which it states them."""
    return place.candidates.kept((_fits, place.index), lambda: _found_fits(place))


def _found_fits(place: Candidate) -> list[_Fit]:
    if not any(rule.fitting for rule in place.times):
        return []
    doses = place.candidates.kept(_doses, lambda: _doses(place.candidates))[place.index]
    return [
        _Fit(shared_in_words(place.prepared, rule), begins(rule, place.candidates.directory_day.upcoming.day), *dose)
        for rule, dose in zip(place.times, doses, strict=True)
        if rule.fitting
    ]


def _doses(candidates: Candidates) -> list[list[tuple[float, float, float]]]:
    """For each place, of each of its rules: visits and times in four weeks, and the best share, as `_Fit` has them."""
    rules, shares = candidates.opening_rules, _shares_of(candidates)
    counts = candidates.directory_day.upcoming.counts[rules.positions]
    visits, times = (
        np.einsum("ij,ij->i", part, counts, dtype=np.float64) * _OF_FOUR_WEEKS for part in (shares, shares > 0)
    )
    found: list[list[tuple[float, float, float]]] = [[] for _ in range(len(candidates))]
    best = shares.max(axis=1, initial=0)
    for owner, *dose in zip(rules.owner.tolist(), visits.tolist(), times.tolist(), best.tolist(), strict=True):
        found[owner].append((dose[0], dose[1], dose[2]))
    return found


def _best(place: Candidate) -> _Fit | None:
    """The meetings that fit best: what a sentence names, and not simply the first in the list."""
    return max(_fits(place), key=lambda fit: fit.visits, default=None)


class _Nearest(NamedTuple):
    """A rule that does not fit, a weekday (0 is Monday) of it, and the smallest change: to leave the house from `earlier`, or to
    stay out until `later` (minutes of the day), both 0 where that weekday is not free at all."""

    rule: OpeningRule
    weekday: int
    earlier: int
    later: int


NEARLY_FREE = 120
"""Minutes; a change of one's day by more than this is no smaller than another weekday."""


def _nearest(place: Candidate) -> _Nearest:
    """The smallest change with which one of the rules that meet would fit."""
    return place.candidates.kept((_nearest, place.index), lambda: _found_nearest(place))


def _found_nearest(place: Candidate) -> _Nearest:
    rules = [rule for rule in place.times if rule.meets]
    best, least_change = _Nearest(rules[0], _first_day(rules[0].meets), 0, 0), NEARLY_FREE + 1.0
    for rule in rules:
        least = int(min(place.prepared.weights["schedule.minutes"], rule.end - rule.start))
        for (since, until), mask in place.prepared.hours.items():
            if not (shared := rule.meets & mask & EVERY_DAY):
                continue
            early, late = since - (rule.end - least), rule.start + least - until
            change, day = max(early, late), _first_day(shared)
            if 0 < change < least_change and rule.end <= DAY:
                least_change = change
                best = _Nearest(rule, day, rule.end - least if early > 0 else 0, rule.start + least if late > 0 else 0)
    return best


def _first_day(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
