"""Whether the place is meant for this person, and wanted by them: age, target, area, what the person avoids."""

import numpy as np

from directory.snapshot.codes import AGES_OF_CHILD, EVERYWHERE, NO_MAX_AGE, NO_TOWN, OUTSIDE_AREA_OK
from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, Judgement, verdicts
from matching.engine.prepared_needs import PreparedNeeds


class AgeCriterion(Criterion):
    """Completed years within the limits, both included: the visitor's own, or those of any child who comes along."""

    name = asks = "age"

    def verdict(self, candidates: Candidates) -> np.ndarray:
        low, high, needs = candidates.of("min_age"), candidates.of("max_age"), candidates.prepared.needs
        own, nobody = candidates.of("flags") & AGES_OF_CHILD == 0, np.zeros(len(candidates), bool)
        limited = nobody if needs.age is not None and own.all() else (low > 0) | (high < NO_MAX_AGE)
        if needs.age is None:
            no, unknown = nobody, own & limited
        else:
            no, unknown = own & ((needs.age < low) | (needs.age > high)), nobody
        if needs.children is None:
            return verdicts(candidates, no, unknown | (limited & ~own))
        fits = nobody
        for months in needs.children:
            fits = fits | ((low <= months // 12) & (months // 12 <= high))
        return verdicts(candidates, no | (limited & ~own & ~fits), unknown)

    def explain(self, place: Candidate) -> tuple[int, str]:
        low, high, needs = place.min_age, place.max_age, place.prepared.needs
        if low == 0 and high == NO_MAX_AGE:
            return YES, "年齢のきまりはありません。"
        limits = (f"{low}歳から" if low else "") + (f"{high}歳まで" if high != NO_MAX_AGE else "")
        if low == high:
            limits = f"{low}歳"
        if place.flags & AGES_OF_CHILD:
            if needs.children is None:
                return UNKNOWN, f"{limits}のお子さんと行く所です。お子さんの年齢をたしかめてください。"
            fitting = [months // 12 for months in needs.children if low <= months // 12 <= high]
            if fitting:
                return YES, f"{fitting[0]}歳のお子さんと行けます（{limits}）。"
            return NO, f"{limits}のお子さんと行く所です。"
        if needs.age is None:
            return UNKNOWN, f"{limits}の人の所です。ご本人の年齢をたしかめてください。"
        if low <= needs.age <= high:
            return YES, f"{needs.age}歳で、年齢が合います（{limits}）。"
        return NO, f"{limits}の人の所で、{needs.age}歳では入れません。"


class TargetCriterion(Criterion):
    """Open to all, or the person belongs to one of its groups. A group that nobody has named is never assumed."""

    name = asks = "target"

    def verdict(self, candidates: Candidates) -> np.ndarray:
        prepared, targets = candidates.prepared, candidates.of("targets")
        open_to = (targets & (prepared.targets | prepared.special.everyone) != 0) | (targets == 0)
        otherwise = UNKNOWN if prepared.needs.targets is None else NO
        verdict: np.ndarray = np.where(open_to, YES, otherwise).astype(np.uint8)
        return verdict

    def judge(self, candidates: Candidates) -> Judgement:
        prepared, verdict = candidates.prepared, self.verdict(candidates)
        shared = np.bitwise_count(candidates.of("targets") & prepared.targets)
        everyone = prepared.weights["target.everyone"]
        score = everyone + (1 - everyone) * np.minimum(shared, 2) / 2
        known = verdict != UNKNOWN
        score = np.where(known, score, prepared.weights["target.unlabelled"])
        return Judgement(verdict, score, known.astype(np.float64))

    def explain(self, place: Candidate) -> tuple[int, str]:
        prepared = place.prepared
        if shared := place.targets & prepared.targets:
            return YES, f"{place.listed('targets', shared)}の場です。"
        if place.targets == 0 or place.targets & prepared.special.everyone:
            return YES, "どなたでも参加できます。"
        groups = place.listed("targets", place.targets)
        if prepared.needs.targets is None:
            return UNKNOWN, f"{groups}の場です。ご本人が当てはまるかどうかは分かりません。"
        return NO, f"{groups}の場です。"


class AreaCriterion(Criterion):
    """A place with a catchment is for people who live there, unless it takes others too."""

    name = asks = "area"
    changeable = True

    def verdict(self, candidates: Candidates) -> np.ndarray:
        inside: np.ndarray = candidates.serves_town() | ((candidates.of("flags") & OUTSIDE_AREA_OK) != 0)
        if inside.all():
            return inside.astype(np.uint8)
        # A place for the whole of another municipality: only that municipality can say whether it takes neighbours.
        unknown = ~inside & (candidates.of("catchment") == EVERYWHERE)
        if candidates.prepared.needs.town is None:
            unknown = ~inside
        return verdicts(candidates, ~inside & ~unknown, unknown)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.serves_town:
            everywhere = place.catchment == EVERYWHERE
            return YES, "町のどこに住んでいても行けます。" if everywhere else "お住まいの地区の場です。"
        if place.flags & OUTSIDE_AREA_OK:
            return YES, "ほかの地区の人も行けます。"
        if place.catchment == EVERYWHERE:
            return UNKNOWN, "ほかの市町村の場です。市外の人も行けるか、電話でたしかめてください。"
        if place.prepared.needs.town is None:
            return UNKNOWN, "決まった地区の人の場です。ご本人のお住まいをたしかめてください。"
        return NO, "ほかの地区に住む人の場です。"

    def change(self, place: Candidate) -> str | None:
        return "ほかの地区からの参加を、先方が受け入れてくれるなら"


class AvoidCriterion(Criterion):
    """What the person refuses: everything that the place offers, this very place, or the town in which it stands."""

    name = asks = "avoid"

    def applies(self, prepared: PreparedNeeds) -> bool:
        needs = prepared.needs
        return bool(needs.avoid or needs.avoid_resources or needs.avoid_towns)

    def verdict(self, candidates: Candidates) -> np.ndarray:
        prepared = candidates.prepared
        no, unknown = np.zeros(len(candidates), bool), np.zeros(len(candidates), bool)
        for column, avoided in (("activities", prepared.avoid_activities), ("kinds", prepared.avoid_kinds)):
            if avoided:
                offered = candidates.of(column)
                no |= (offered != 0) & ((offered & ~np.uint32(avoided)) == 0)
        if prepared.needs.avoid_resources:
            no |= np.isin(candidates.of("key"), prepared.needs.avoid_resources)
        if prepared.needs.avoid_towns:
            town = candidates.of("town")
            no |= np.isin(town, prepared.needs.avoid_towns)
            unknown = town == NO_TOWN
            for number, certain in self._avoided_catchments(prepared).items():
                here = (town == NO_TOWN) & (candidates.of("catchment") == number)
                no |= here & certain
                unknown |= here
        return verdicts(candidates, no, unknown)

    @staticmethod
    def _avoided_catchments(prepared: PreparedNeeds) -> dict[int, bool]:
        """Catchment that holds an unwanted town -> whether all of its towns are unwanted."""
        avoided = set(prepared.needs.avoid_towns)
        numbers = {number for town in avoided for number in prepared.directory_day.catchments_of(town)}
        return {number: prepared.directory_day.columns.catchments[number] <= avoided for number in numbers}

    def explain(self, place: Candidate) -> tuple[int, str]:
        prepared = place.prepared
        kinds, activities = place.kinds, place.activities
        if activities and not activities & ~prepared.avoid_activities:
            return NO, f"することが{place.listed('activities', activities)}だけで、ご本人が避けたいことです。"
        if kinds and not kinds & ~prepared.avoid_kinds:
            return NO, f"{place.listed('kinds', kinds)}は、ご本人が避けたい所です。"
        if place.key in prepared.needs.avoid_resources:
            return NO, "ご本人が行きたくないと言っている所です。"
        if prepared.needs.avoid_towns:
            if place.town in prepared.needs.avoid_towns:
                return NO, "ご本人が行きたくない町にあります。"
            if place.town == NO_TOWN:
                if self._avoided_catchments(prepared).get(place.catchment):
                    return NO, "ご本人が行きたくない町の場です。"
                return UNKNOWN, "どの町にあるか分かりません。行きたくない町でないか、たしかめてください。"
        return YES, "避けたいことだけの場ではありません。"
