"""Strategies for invented stories: resources and persons as the mappings of docs/reference/stories.md."""

import datetime as dt

from hypothesis import settings
from hypothesis import strategies as st

from matching.engine.needs import GENDERS
from matching.engine.vocabulary import shipped_vocabulary

WORDS = shipped_vocabulary().labels
TODAY = dt.date(2026, 6, 1)
AREAS = {"北": ["北町"], "南": ["南町", "港町"]}
TOWNS = ["北町", "南町", "港町", "山町"]
LAT, LNG = 34.75, 136.13
DRAWN = max(150, settings.default.max_examples)
"""Random towns of the comparisons with the oracle; more with `--hypothesis-profile=ten_thousand`."""


def some(scheme, most=4):
    return st.lists(st.sampled_from(sorted(WORDS[scheme])), max_size=most, unique=True)


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def rules(draw):
    rule = {
        "weekdays": draw(
            st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1, unique=True)
        )
    }
    if draw(st.booleans()):
        start = draw(st.integers(0, 140)) * 10
        rule |= {"from": clock(start), "to": clock(min(1440, start + draw(st.integers(1, 40)) * 10))}
    return rule


@st.composite
def openings(draw):
    rule = draw(rules())
    if weeks := draw(st.lists(st.integers(1, 5) | st.sampled_from(["last", "not_last"]), max_size=3, unique=True)):
        rule["weeks"] = weeks
    if "to" in rule and draw(st.booleans()):
        rule["to"] = clock(draw(st.integers(145, 200)) * 10)
    if draw(st.booleans()):
        rule["holidays"] = "open"
    if draw(st.booleans()):
        rule["months"] = draw(st.lists(st.integers(1, 12), min_size=1, max_size=6, unique=True))
    if draw(st.booleans()):
        since = TODAY + dt.timedelta(days=draw(st.integers(-90, 70)))
        rule |= {"since": since, "until": since + dt.timedelta(days=draw(st.integers(0, 120)))}
    if closed := draw(st.lists(st.sampled_from(["holidays", "obon", "new_year"]), max_size=2, unique=True)):
        rule["closed"] = closed
    return rule


def points():
    return st.tuples(st.floats(-0.08, 0.08), st.floats(-0.08, 0.08)).map(
        lambda d: {"lat": round(LAT + d[0], 6), "lng": round(LNG + d[1], 6)}
    )


@st.composite
def resources(draw):
    optional = {
        "min_age": st.integers(0, 80),
        "max_age": st.integers(80, 100) | st.integers(0, 6),
        "area": st.sampled_from(sorted(AREAS)),
        "town": st.sampled_from(TOWNS),
        "outside_area_ok": st.booleans(),
        "ages_of": st.just("child"),
        "schedule": st.lists(openings(), min_size=1, max_size=3),
        "by_appointment": st.booleans(),
        "ends": st.dates(TODAY, TODAY + dt.timedelta(days=70)),
        "reopens": st.dates(TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=90)),
        "worries": some("worries", 2),
        "fee": st.integers(0, 1000),
        "group_size": st.integers(1, 40),
        "capacity_left": st.integers(0, 3),
        "referral": st.sampled_from(["open", "referral", "closed"]),
        "status": st.sampled_from(["active", "active", "active", "paused", "ended"]),
        "verified": st.dates(dt.date(2020, 1, 1), TODAY),
        "targets": some("targets", 3),
        "activities": some("activities"),
        "stages": some("stages", 7),
        "features": st.dictionaries(
            st.sampled_from(sorted(WORDS["features"])),
            st.sampled_from([True, False, "unknown", "yes", "no"]),
            max_size=8,
        ),
    }
    place = draw(st.fixed_dictionaries({"kind": st.sampled_from(sorted(WORDS["kinds"]))}, optional=optional))
    if place.get("status") != "paused":
        place.pop("reopens", None)
    if "min_age" in place and place.get("max_age", 200) < place["min_age"]:
        place["min_age"] = place["max_age"]
    return place | draw(st.just({}) | points())


@st.composite
def persons(draw):
    wishes = draw(st.lists(st.sampled_from(sorted(WORDS["activities"])), max_size=6, unique=True))
    person = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "age": st.integers(6, 100),
                "gender": st.sampled_from(GENDERS),
                "companion": st.booleans(),
                "home_radius": st.integers(0, 2000),
                "worries": some("worries", 3),
                "children": st.lists(st.integers(0, 150), max_size=3),
                "town": st.sampled_from(TOWNS),
                "targets": some("targets", 3),
                "stage": st.sampled_from(sorted(WORDS["stages"])),
                "goal": st.sampled_from(sorted(WORDS["stages"])),
                "avoid_towns": st.lists(st.sampled_from(TOWNS), max_size=2, unique=True),
                "avoid_resources": st.lists(st.sampled_from(["r0", "r1"]), max_size=1),
                "available": st.lists(rules(), min_size=1, max_size=3),
                "travel": st.fixed_dictionaries(
                    {},
                    optional={
                        "modes": st.lists(st.sampled_from(["walk", "bicycle", "bus", "car"]), min_size=1, unique=True),
                        "max_minutes": st.integers(5, 60),
                    },
                ),
                "needs": some("features", 2),
                "prefers": some("features", 3),
                "max_group": st.integers(1, 30),
                "max_fee": st.integers(0, 1000),
            },
        )
    )
    person["interests"] = {"want": wishes[:2], "curious": wishes[2:3], "done": wishes[3:4]}
    person["avoid"] = wishes[4:] + draw(some("kinds", 1))
    return person | draw(st.just({}) | points())


@st.composite
def stories(draw):
    places = draw(st.lists(resources(), max_size=6))
    return {
        "story": "作り話",
        "today": TODAY,
        "areas": AREAS,
        "resources": [{"code": f"r{i}", **place} for i, place in enumerate(places)],
        "person": draw(persons()),
    }
