"""Every sentence that a matching says, each with the facts that it rests on, so that a person can read them one by one.

Pure: no database.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from directory.hours.wording import clock
from directory.snapshot.codes import (
    AGES_OF_CHILD,
    BY_APPOINTMENT,
    EVERYWHERE,
    NEVER,
    NO_MAX_AGE,
    NO_TOWN,
    OUTSIDE_AREA_OK,
    UNKNOWN_AMOUNT,
    day_of,
)
from matching.engine.candidates import Candidate, Candidates, OpeningRule
from matching.engine.needs import Needs
from matching.engine.scoring import TOP_PLACES, Matching, ScoredPlace
from matching.engine.wording import WEEKDAYS

REASON, DOUBT, NOTE, ASK = "reason", "doubt", "note", "ask"
NEAR_MISS, BESIDE, EXCLUSION = "near miss", "beside it", "exclusion"
"""Kinds of sentences. A note is neither a reason nor a doubt, and stands in the table of all criteria."""


class Sentence(NamedTuple):
    """One sentence about a place (its key), and the facts of the place and of the person that it rests on."""

    place: int
    kind: str
    criterion: str
    sentence: str
    of_place: Mapping[str, Any]
    of_person: Mapping[str, Any]


def sentences_of(matching: Matching, asked: Callable[[str], str], first: int = TOP_PLACES) -> Iterator[Sentence]:
    """What is said about the first places, the near misses, and all places that are left out.

    `asked` has the words for what is to be asked by telephone.
    """
    prepared = matching.prepared
    shown = Candidates(prepared, matching.rows[:first])
    for i, scored in enumerate(matching.scored_places(0, first)):
        for kind, criterion, sentence in _about(scored, asked):
            yield _sentence(Candidate(shown, i), kind, criterion, sentence)
    for miss in matching.near_misses():
        place = Candidate(Candidates(prepared, np.array([miss.row], np.int32)), 0)
        yield _sentence(place, NEAR_MISS, miss.criterion, miss.change)
        yield _sentence(place, BESIDE, miss.criterion, miss.because)
    for exclusion in matching.exclusions():
        place = Candidate(Candidates(prepared, np.array([exclusion.row], np.int32)), 0)
        yield _sentence(place, EXCLUSION, exclusion.criterion, exclusion.because)


def _about(scored: ScoredPlace, asked: Callable[[str], str]) -> Iterator[tuple[str, str, str]]:
    """Kind, criterion and sentence of everything that is said of a proposed place."""
    for reason in scored.strongest:
        yield REASON, reason.criterion, reason.because
    for reason in scored.reasons:
        if reason.doubt:
            yield DOUBT, reason.criterion, reason.doubt
        if reason.doubt != reason.because and reason not in scored.strongest:
            yield NOTE, reason.criterion, reason.because
    for slug in scored.ask:
        yield ASK, slug, asked(slug)


def _sentence(place: Candidate, kind: str, criterion: str, sentence: str) -> Sentence:
    facts = _RESTS_ON.get(criterion, (("features",), ("needs", "prefers")))
    of_place = {name: value for name in facts[0] if (value := _fact(place, name)) not in (None, "", [], {})}
    person = _of_person(place.prepared.needs)
    return Sentence(place.key, kind, criterion, sentence, of_place, {n: person[n] for n in facts[1] if n in person})


_RESTS_ON: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "status": (("status", "ends", "resumes"), ()),
    "referral": (("referral",), ()),
    "capacity": (("capacity_left", "kinds", "features"), ()),
    "age": (("ages",), ("age", "children", "companion")),
    "target": (("targets", "features"), ("targets", "gender")),
    "worry": (("worries",), ("worries",)),
    "area": (("area",), ("town",)),
    "avoid": (("activities", "kinds", "town"), ("avoid", "avoid_resources", "avoid_towns")),
    "needs": (("features", "group_size"), ("needs",)),
    "schedule": (("times", "by_appointment"), ("available",)),
    "travel": (("metres", "features"), ("travel", "home_radius", "age")),
    "fee": (("fee",), ("max_fee",)),
    "group": (("group_size",), ("max_group",)),
    "interest": (("activities", "kinds", "targets", "worries"), ("interests", "avoid", "targets", "worries")),
    "stage": (("stages", "kinds"), ("stage", "goal")),
    "closeness": (("metres", "features"), ("travel", "home_radius", "age")),
    "preference": (("features", "group_size"), ("prefers",)),
    "schedule_fit": (("times", "by_appointment"), ("available",)),
    "freshness": (("verified",), ()),
    "fee_fit": (("fee",), ("max_fee",)),
}
"""Criterion -> names of the facts of the place and of the person that its sentences rest on; others are features."""


def _of_person(needs: Needs) -> dict[str, Any]:
    return {name: _told(value) for name, value in needs.to_mapping().items()}


def _told(value: Any) -> str:
    """A value as one word of a line: lists with commas, mappings in braces."""
    if isinstance(value, Mapping):
        return "{" + " ".join(f"{key}:{_told(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return ",".join(_told(inner) for inner in value) or "none"
    return str(value)


def _fact(place: Candidate, name: str) -> Any:
    """A fact of a place by its name in `_RESTS_ON`; None or empty where nobody has told it."""
    return _FACTS[name](place)


def _amount(value: int) -> int | None:
    return None if value == UNKNOWN_AMOUNT else value


def _ages(place: Candidate) -> str:
    if not place.min_age and place.max_age == NO_MAX_AGE:
        return ""
    most = "" if place.max_age == NO_MAX_AGE else place.max_age
    return f"{place.min_age}-{most}" + (" of the child" if place.flags & AGES_OF_CHILD else "")


def _features(place: Candidate) -> str:
    has, lacks = place.words("features", place.features_yes), place.words("features", place.features_no)
    return ",".join([*has, *(f"no:{word}" for word in lacks)])


def _area(place: Candidate) -> str:
    towns = (
        "everywhere" if place.catchment == EVERYWHERE else sorted(place.candidates.columns.catchments[place.catchment])
    )
    return _told(towns) + (" outside_area_ok" if place.flags & OUTSIDE_AREA_OK else "")


def _worries(place: Candidate) -> str:
    return ",".join(sorted(place.candidates.columns.worry_sets[place.worries]))


def _time(rule: OpeningRule) -> str:
    days = ",".join(slug for bit, slug in enumerate(WEEKDAYS) if rule.weekdays >> bit & 1)
    return (
        f"{days} {clock(rule.start)}-{clock(rule.end)} weeks:{rule.weeks:b} meets:{rule.meets:07b} n:{sum(rule.counts)}"
    )


_FACTS: Mapping[str, Callable[[Candidate], Any]] = {
    "status": lambda place: ("active", "paused", "ended")[place.status],
    "ends": lambda place: place.candidates.directory_day.upcoming.ends.get(place.row),
    "resumes": lambda place: place.candidates.directory_day.upcoming.resumes.get(place.row),
    "referral": lambda place: ("open", "referral", "closed", "")[place.referral],
    "capacity_left": lambda place: _amount(place.capacity_left),
    "ages": _ages,
    "features": _features,
    "worries": _worries,
    "area": _area,
    "town": lambda place: None if place.town == NO_TOWN else place.town,
    "by_appointment": lambda place: "yes" if place.flags & BY_APPOINTMENT else "",
    "times": lambda place: "; ".join(_time(rule) for rule in place.times),
    "metres": lambda place: None if place.metres is None else round(place.metres),
    "fee": lambda place: _amount(place.fee),
    "group_size": lambda place: _amount(place.group_size),
    "verified": lambda place: None if place.verified == NEVER else day_of(place.verified),
    **{
        scheme: (lambda place, scheme=scheme: ",".join(place.words(scheme, getattr(place, scheme))))
        for scheme in ("kinds", "targets", "activities", "stages")
    },
}
