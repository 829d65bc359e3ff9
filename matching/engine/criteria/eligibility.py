"""Whether the place is meant for this person, and wanted by them: age, target, area, what the person avoids."""

from typing import Any

import numpy as np

from directory.geo.points import NOWHERE
from directory.snapshot.codes import AGES_OF_CHILD, EVERYWHERE, NO_MAX_AGE, NO_TOWN, OUTSIDE_AREA_OK
from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, Judgement, verdicts
from matching.engine.prepared_needs import PreparedNeeds, stated
from matching.engine.wording import ASK, CHECKED_FIRST

Features = int | np.ndarray
"""The mask of the features of one place (int) or of many (array)."""


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
        ages = self._ages_of_children(candidates.prepared)
        if ages is None:
            return verdicts(candidates, no, unknown | (limited & ~own))
        fits = nobody
        for age in ages:
            fits = fits | ((low <= age) & (age <= high))
        return verdicts(candidates, no | (limited & ~own & ~fits), unknown)

    @staticmethod
    def _ages_of_children(prepared: PreparedNeeds) -> list[int] | None:
        """Years of those whom the limits of a place for children concern; a child who goes alone is one of them."""
        needs = prepared.needs
        if prepared.lone_child:
            return [stated(needs.age)]
        return None if needs.children is None else [months // 12 for months in needs.children]

    def explain(self, place: Candidate) -> tuple[int, str]:
        low, high, needs = place.min_age, place.max_age, place.prepared.needs
        if low == 0 and high == NO_MAX_AGE:
            return YES, "年齢のきまりはありません。"
        limits = (f"{low}歳から" if low else "") + (f"{high}歳まで" if high != NO_MAX_AGE else "")
        if low == high:
            limits = f"{low}歳"
        if place.flags & AGES_OF_CHILD and not place.prepared.lone_child:
            ages = self._ages_of_children(place.prepared)
            if ages is None:
                return UNKNOWN, f"{limits}のお子さんと行く所です。お子さんの年齢を教えてください。"
            if fitting := [age for age in ages if low <= age <= high]:
                years = "・".join(f"{age}歳" for age in dict.fromkeys(fitting))
                return YES, f"{years}のお子さんと行けます（{limits}）。"
            return NO, f"{limits}のお子さんと行く所です。"
        if needs.age is None:
            return UNKNOWN, f"{limits}の人が使える所です。年齢を教えてください。"
        if low <= needs.age <= high:
            return YES, f"{needs.age}歳で、年齢が合います（{limits}）。"
        return NO, f"{limits}の人が使える所です。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return verdict == YES and (place.min_age > 0 or place.max_age != NO_MAX_AGE)


class TargetCriterion(Criterion):
    """Open to all, or the person belongs to one of its groups. A group that nobody has named is never assumed.

    A place for one gender is for nobody of the other, and is asked about where nobody knows, or the person says `other`.
    """

    name = asks = "target"

    def verdict(self, candidates: Candidates) -> np.ndarray:
        prepared, targets = candidates.prepared, candidates.of("targets")
        open_to = (targets & (prepared.targets | prepared.special.everyone) != 0) | (targets == 0)
        unknown = ~open_to if prepared.needs.targets is None else np.zeros(len(candidates), bool)
        for_others, asked = genders(prepared, candidates.features_yes)
        return verdicts(candidates, ~(open_to | unknown) | for_others, unknown | asked)

    def judge(self, candidates: Candidates) -> Judgement:
        prepared, verdict = candidates.prepared, self.verdict(candidates)
        shared = np.bitwise_count(candidates.of("targets") & prepared.targets)
        everyone = prepared.weights["target.everyone"]
        score = everyone + (1 - everyone) * np.minimum(shared, 2) / 2
        known = verdict != UNKNOWN
        score = np.where(known, score, prepared.weights["target.unlabelled"])
        return Judgement(verdict, score, known.astype(np.float64))

    def explain(self, place: Candidate) -> tuple[int, str]:
        prepared, special = place.prepared, place.prepared.special
        for_others, asked = genders(prepared, place.features_yes)
        one_gender = place.features_yes & (special.women_only | special.men_only)
        only = "女性だけ" if one_gender & special.women_only else "男性だけ" if one_gender else ""
        if for_others:
            return NO, f"{only}の所です。"
        shared = place.targets & prepared.targets
        open_to_all = place.targets == 0 or place.targets & special.everyone
        if not shared and not open_to_all:
            if prepared.needs.targets is not None:
                return NO, f"{place.said('targets', place.targets)}が使える所です。"
            return UNKNOWN, f"{place.said('targets', place.targets, 18)}が使える所です。{CHECKED_FIRST}"
        if asked:
            return UNKNOWN, f"{only}の所です。{CHECKED_FIRST}"
        if groups := place.said("targets", shared & ~special.everyone):
            return YES, f"{groups}が使える{f'、{only}の' if only else ''}所です。"
        return YES, f"{only}の所です。" if only else self._for_everyone(place)

    @staticmethod
    def _for_everyone(place: Candidate) -> str:
        """Of a place that is open to all groups and genders: 「どなたでも」 only where nothing else limits whom it takes."""
        by_age = place.min_age or place.max_age != NO_MAX_AGE or place.flags & AGES_OF_CHILD
        by_area = place.catchment != EVERYWHERE and not place.flags & OUTSIDE_AREA_OK
        if place.troubles or (by_age and by_area):
            return "立場を問わずに使える所です。"
        if by_age:
            return "年齢のほかには、対象を決めていない所です。"
        if by_area:
            return "地区の人なら、だれでも使える所です。"
        return "どなたでも使えます。" if place.kinds & place.prepared.special.service else "どなたでも参加できます。"

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        prepared, special = place.prepared, place.prepared.special
        if verdict != UNKNOWN:
            return []
        one_gender = place.features_yes & (special.women_only | special.men_only)
        asked = place.words("features", one_gender) if genders(prepared, place.features_yes)[1] else []
        is_open = place.targets == 0 or place.targets & (special.everyone | prepared.targets)
        return asked if is_open else [self.name, *asked]


def genders(prepared: PreparedNeeds, features_yes: Features) -> tuple[Any, Any]:
    """Whether a place is only for the other gender, and whether it is for one gender and that of the person is to be asked.

    Of one place or of many at once: bools or arrays.
    """
    special, gender = prepared.special, prepared.needs.gender
    women, men = features_yes & special.women_only != 0, features_yes & special.men_only != 0
    if gender == "man":
        return women, women & False
    if gender == "woman":
        return men, men & False
    return women & False, women | men


class WorryCriterion(Criterion):
    """A place for some troubles is for people who have one of them, and is never put before one that takes any."""

    name = asks = "worry"

    def verdict(self, candidates: Candidates) -> np.ndarray:
        prepared, worries = candidates.prepared, candidates.troubles
        special = worries != 0
        if prepared.needs.worries is None:
            return verdicts(candidates, np.zeros(len(candidates), bool), special)
        return verdicts(candidates, special & (worries & prepared.worries == 0), np.zeros(len(candidates), bool))

    def judge(self, candidates: Candidates) -> Judgement:
        verdict, weights = self.verdict(candidates), candidates.prepared.weights
        score = np.where(candidates.troubles != 0, 1.0, weights["worry.general"])
        known = verdict != UNKNOWN
        return Judgement(verdict, np.where(known, score, weights["worry.unnamed"]), known.astype(np.float64))

    def explain(self, place: Candidate) -> tuple[int, str]:
        day, prepared = place.candidates.directory_day, place.prepared
        worries = place.troubles
        if not worries:
            return YES, "困りごとがあってもなくても使えます。"
        if shared := worries & int(prepared.worries):
            return YES, f"{day.listed_worries(shared)}で困ったときに使える所です。"
        if prepared.needs.worries is None:
            # The words of the place would name a trouble that this person has not named.
            return UNKNOWN, "決まった困りごとのための所です。お困りのことがあれば、教えてください。"
        return NO, "ほかの困りごとのための所です。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return verdict == YES and place.troubles != 0


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
            return YES, "お住まいの地区に関係なく使えます。" if everywhere else "お住まいの地区の人が使える所です。"
        if place.flags & OUTSIDE_AREA_OK:
            return YES, "ほかの地区の人も使えます。"
        if place.catchment == EVERYWHERE:
            return UNKNOWN, f"ほかの市町村の所です。{CHECKED_FIRST}"
        if place.prepared.needs.town is None:
            return UNKNOWN, "決まった地区の人が使える所です。お住まいの町を教えてください。"
        return NO, "ほかの地区に住む人が使える所です。"

    def change(self, place: Candidate) -> str:
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
            town, entered = candidates.of("town"), ~self._has_no_town(candidates)
            no |= entered & np.isin(town, prepared.needs.avoid_towns)
            unknown = entered & (town == NO_TOWN)
            for number, certain in self._avoided_catchments(prepared).items():
                no |= entered & (town == NO_TOWN) & (candidates.of("catchment") == number) & certain
        return verdicts(candidates, no, unknown)

    @staticmethod
    def _has_no_town(candidates: Candidates) -> np.ndarray:
        """Mask of the places that nobody goes to: they come to the house, or are only on the screen."""
        special, features = candidates.prepared.special, candidates.features_yes
        screen = (features & np.uint64(special.online) != 0) & (candidates.of("lat") == NOWHERE)
        no_town: np.ndarray = (features & np.uint64(special.at_home) != 0) | screen
        return no_town

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
            return NO, f"避けたいこと（{place.said('activities', activities)}）だけをする所です。"
        if kinds and not kinds & ~prepared.avoid_kinds:
            return NO, f"避けたい所（{place.said('kinds', kinds)}）です。"
        if place.key in prepared.needs.avoid_resources:
            return NO, "行きたくないと聞いている所です。"
        special = prepared.special
        screen = place.features_yes & special.online and place.lat == NOWHERE
        if prepared.needs.avoid_towns and not place.features_yes & special.at_home and not screen:
            if place.town in prepared.needs.avoid_towns:
                return NO, "行きたくないと聞いている町にあります。"
            if place.town == NO_TOWN:
                if self._avoided_catchments(prepared).get(place.catchment):
                    return NO, "行きたくないと聞いている町の所です。"
                return UNKNOWN, f"どの町にあるかは、{ASK}"
        if activities & prepared.avoid_activities:
            return YES, "避けたいことのほかにも、することがあります。"
        return YES, "避けたい所ではありません。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        # It is not what the person refuses: that is no praise.
        return False

    def caveat(self, place: Candidate) -> str:
        return unwanted_in_words(place)


def unwanted_in_words(place: Candidate) -> str:
    """What a place also does that the person wants to avoid, as a sentence; empty: nothing."""
    unwanted = place.activities & place.prepared.avoid_activities
    return f"避けたい{place.listed('activities', unwanted)}もする所です。" if unwanted else ""
