"""Is the place meant for this person: age, target, area, and what the person does not want."""

import numpy as np

from directory.snapshot.codes import AGES_OF_CHILD, EVERYWHERE, NO_MAX_AGE, NO_TOWN, OUTSIDE_AREA_OK
from matching.engine.candidates import Candidate, Candidates, Case
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, Judgement, verdicts


class Age(Criterion):
    """Completed years within the limits, both included: the visitor's own, or those of any child who comes along."""

    name = asks = "age"

    def verdict(self, sight: Candidates) -> np.ndarray:
        low, high, needs = sight.of("min_age"), sight.of("max_age"), sight.case.needs
        own, nobody = sight.of("flags") & AGES_OF_CHILD == 0, np.zeros(len(sight), bool)
        limited = nobody if needs.age is not None and own.all() else (low > 0) | (high < NO_MAX_AGE)
        if needs.age is None:
            no, unknown = nobody, own & limited
        else:
            no, unknown = own & ((needs.age < low) | (needs.age > high)), nobody
        if needs.children is None:
            return verdicts(sight, no, unknown | (limited & ~own))
        fits = nobody
        for months in needs.children:
            fits = fits | ((low <= months // 12) & (months // 12 <= high))
        return verdicts(sight, no | (limited & ~own & ~fits), unknown)

    def explain(self, place: Candidate) -> tuple[int, str]:
        low, high, needs = place.min_age, place.max_age, place.case.needs
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


class Target(Criterion):
    """Open to all, or the person belongs to one of its groups. A group that nobody has named is never assumed."""

    name = asks = "target"

    def verdict(self, sight: Candidates) -> np.ndarray:
        case, targets = sight.case, sight.of("targets")
        theirs = (targets & (case.targets | case.everyone) != 0) | (targets == 0)
        return np.where(theirs, YES, UNKNOWN if case.needs.targets is None else NO).astype(np.uint8)

    def judge(self, sight: Candidates) -> Judgement:
        case, verdict = sight.case, self.verdict(sight)
        shared, everyone = np.bitwise_count(sight.of("targets") & case.targets), case.weights["target.everyone"]
        score = everyone + (1 - everyone) * np.minimum(shared, 2) / 2
        known = verdict != UNKNOWN
        return Judgement(verdict, np.where(known, score, case.weights["target.unlabelled"]), known.astype(np.float64))

    def explain(self, place: Candidate) -> tuple[int, str]:
        case = place.case
        if shared := place.targets & case.targets:
            return YES, f"{place.listed('targets', shared)}の場です。"
        if place.targets == 0 or place.targets & case.everyone:
            return YES, "どなたでも参加できます。"
        theirs = place.listed("targets", place.targets)
        if case.needs.targets is None:
            return UNKNOWN, f"{theirs}の場です。ご本人が当てはまるかどうかは分かりません。"
        return NO, f"{theirs}の場です。"


class Area(Criterion):
    """A place with a catchment is for people who live there, unless it takes others too."""

    name = asks = "area"
    changeable = True

    def verdict(self, sight: Candidates) -> np.ndarray:
        inside = sight.serves_town() | ((sight.of("flags") & OUTSIDE_AREA_OK) != 0)
        if inside.all():
            return inside.astype(np.uint8)
        # A place for the whole of another municipality: whether it takes neighbours is theirs to say.
        unknown = ~inside & (sight.of("catchment") == EVERYWHERE)
        if sight.case.needs.town is None:
            unknown = ~inside
        return verdicts(sight, ~inside & ~unknown, unknown)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if place.serves_town:
            return (
                YES,
                "町のどこに住んでいても行けます。" if place.catchment == EVERYWHERE else "お住まいの地区の場です。",
            )
        if place.flags & OUTSIDE_AREA_OK:
            return YES, "ほかの地区の人も行けます。"
        if place.catchment == EVERYWHERE:
            return UNKNOWN, "ほかの市町村の場です。市外の人も行けるか、電話でたしかめてください。"
        if place.case.needs.town is None:
            return UNKNOWN, "決まった地区の人の場です。ご本人のお住まいをたしかめてください。"
        return NO, "ほかの地区に住む人の場です。"

    def change(self, place: Candidate) -> str | None:
        return "ほかの地区からの参加を、先方が受け入れてくれるなら"


class Avoid(Criterion):
    """The person's own refusals: all that the place offers is unwanted, or this very place, or the town it stands in."""

    name = asks = "avoid"

    def applies(self, case: Case) -> bool:
        needs = case.needs
        return bool(needs.avoid or needs.avoid_resources or needs.avoid_towns)

    def verdict(self, sight: Candidates) -> np.ndarray:
        case = sight.case
        no, unknown = np.zeros(len(sight), bool), np.zeros(len(sight), bool)
        for column, avoided in (("activities", case.avoid_activities), ("kinds", case.avoid_kinds)):
            if avoided:
                offered = sight.of(column)
                no |= (offered != 0) & ((offered & ~np.uint32(avoided)) == 0)
        if case.needs.avoid_resources:
            no |= np.isin(sight.of("key"), case.needs.avoid_resources)
        if case.needs.avoid_towns:
            town = sight.of("town")
            no |= np.isin(town, case.needs.avoid_towns)
            unknown = town == NO_TOWN
            for number, certain in self._catchments(case).items():
                here = (town == NO_TOWN) & (sight.of("catchment") == number)
                no |= here & certain
                unknown |= here
        return verdicts(sight, no, unknown)

    @staticmethod
    def _catchments(case: Case) -> dict[int, bool]:
        """Catchments that touch an unwanted town, and whether they hold no other."""
        avoided = set(case.needs.avoid_towns)
        numbers = {number for town in avoided for number in case.ground.catchments_of(town)}
        return {number: case.ground.columns.catchments[number] <= avoided for number in numbers}

    def explain(self, place: Candidate) -> tuple[int, str]:
        case = place.case
        kinds, activities = place.kinds, place.activities
        if activities and not activities & ~case.avoid_activities:
            return NO, f"することが{place.listed('activities', activities)}だけで、ご本人が避けたいことです。"
        if kinds and not kinds & ~case.avoid_kinds:
            return NO, f"{place.listed('kinds', kinds)}は、ご本人が避けたい所です。"
        if place.key in case.needs.avoid_resources:
            return NO, "ご本人が行きたくないと言っている所です。"
        if case.needs.avoid_towns:
            if place.town in case.needs.avoid_towns:
                return NO, "ご本人が行きたくない町にあります。"
            if place.town == NO_TOWN:
                if place.catchment != EVERYWHERE and place.sight.columns.catchments[place.catchment] <= set(
                    case.needs.avoid_towns
                ):
                    return NO, "ご本人が行きたくない町の場です。"
                return UNKNOWN, "どの町にあるか分かりません。行きたくない町でないか、たしかめてください。"
        return YES, "避けたいことだけの場ではありません。"
