"""What people do at a place against what the person wants to do, is curious about, did before, or avoids."""

import numpy as np

from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, Judgement, soft_judgement
from matching.engine.criteria.eligibility import unwanted_in_words
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.wording import ASK

_INTERESTS = {"want": "してみたい", "curious": "興味がある", "done": "前にしていた"}
_EVENTS = {"animals", "peer_support", "culture", "study_support"}
"""Activities that nobody does: they are there."""


class InterestCriterion(Criterion):
    """What people do at the place against the person's wishes.

    Where nobody knows anything of the person's wishes, groups and troubles, the first thing is to be listened to: at a desk
    that takes everybody and everything. Activities that the person avoids take off. A place that helps (a desk, help with daily life) has a least score. Peer
    support is company in the same position: at a place for other people it is one conversation among others.
    """

    name = asks = "interest"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return bool(prepared.want | prepared.curious | prepared.done) or _is_stranger(prepared)

    def weight(self, prepared: PreparedNeeds) -> float:
        if _is_stranger(prepared):
            return super().weight(prepared)
        # Where the person wants nothing for sure, other criteria count for more than what they are only curious about.
        strengths = [strength for _, strength in _strengths(prepared)]
        return super().weight(prepared) * max(strengths) / prepared.weights["interest.want"]

    def judge(self, candidates: Candidates) -> Judgement:
        prepared, activities = candidates.prepared, candidates.of("activities")
        if _is_stranger(prepared):
            return soft_judgement(candidates, np.ones(len(candidates)), _listen_to_all(candidates))
        peers, miss = np.uint32(prepared.special.peer_support), np.ones(len(candidates))
        talk = np.where(_are_peers(candidates), 1.0, prepared.weights["interest.other_talk"])
        for bits, strength in _strengths(prepared):
            shared = activities & np.uint32(bits)
            miss *= (1 - strength) ** np.bitwise_count(shared & ~peers)
            if bits & prepared.special.peer_support:
                miss *= np.where(shared & peers != 0, 1 - strength * talk, 1.0)
        score = 1 - miss
        if prepared.avoid_activities:
            offered = np.maximum(np.bitwise_count(activities), 1)
            unwanted = np.bitwise_count(activities & np.uint32(prepared.avoid_activities))
            score *= 1 - prepared.weights["interest.avoided"] * unwanted / offered
        service = candidates.of("kinds") & prepared.special.service != 0
        least = prepared.weights["interest.service"]
        score = np.where(service & (score < least), least, score)
        return soft_judgement(candidates, score, service | (activities != 0))

    def explain(self, place: Candidate) -> tuple[int, str]:
        if _is_stranger(place.prepared):
            if place.is_in(_listen_to_all):
                return YES, "どんなことでも、まず話を聞いてくれる所です。"
            return UNKNOWN, "してみたいことを、まず聞かせてください。"
        service = self._is_service(place)
        if not place.activities and not service:
            return UNKNOWN, f"どんなことをするかは、{ASK}"
        verdict = self.verdict_of(place)
        if verdict == NO:
            return NO, self.caveat(place) or "してみたいことや、好きなこととは別のことをする所です。"
        return verdict, self._wish(place) or "話を聞いたり、手を貸したりしてくれる所です。"

    @staticmethod
    def _is_service(place: Candidate) -> bool:
        return place.kinds & place.prepared.special.service != 0

    @staticmethod
    def _wish(place: Candidate) -> str:
        """The strongest wish that the place answers, as a sentence; empty where it answers none."""
        offered = place.activities
        if not place.is_in(_are_peers):
            offered &= ~place.prepared.special.peer_support
        for kind, phrase in _INTERESTS.items():
            if shared := offered & getattr(place.prepared, kind):
                is_event = not _EVENTS.isdisjoint(place.words("activities", shared))
                return f"{phrase}{place.listed('activities', shared)}が{'あります' if is_event else 'できます'}。"
        return ""

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        # What nobody knows of the person is no question to the place.
        return [] if _is_stranger(place.prepared) else super().ask(place, verdict)

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return verdict == YES and (_is_stranger(place.prepared) or bool(self._wish(place)))

    def caveat(self, place: Candidate) -> str:
        return unwanted_in_words(place)


def _is_stranger(prepared: PreparedNeeds) -> bool:
    """Whether nobody knows anything of what the person wants, needs, or belongs to."""
    needs = prepared.needs
    known = needs.want or needs.curious or needs.done or needs.needs or needs.prefers
    return not known and needs.targets is None and needs.worries is None


def _listen_to_all(candidates: Candidates) -> np.ndarray:
    """Mask of the general desks: for everybody, with any trouble."""
    special, targets = candidates.prepared.special, candidates.of("targets")
    desks = candidates.of("kinds") & np.uint32(special.consultation) != 0
    desks &= (targets == 0) | (targets & np.uint32(special.everyone) != 0)
    general: np.ndarray = desks & (candidates.troubles == 0)
    return general


def _strengths(prepared: PreparedNeeds) -> list[tuple[int, float]]:
    """Mask of activities and strength (0 to 1) of each kind of interest that the person has."""
    weights = prepared.weights
    return [(bits, weights[f"interest.{kind}"]) for kind in _INTERESTS if (bits := getattr(prepared, kind))]


def _are_peers(candidates: Candidates) -> np.ndarray:
    """Mask of the places whose people are in the same position as the person: of one group, or with one trouble."""
    prepared = candidates.prepared
    groups = np.uint32(prepared.targets & ~prepared.special.everyone)
    peers: np.ndarray = (candidates.of("targets") & groups != 0) | (candidates.troubles & prepared.worries != 0)
    return peers
