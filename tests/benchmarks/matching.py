"""How fast matching is, as ratios in one run: `python -m tests.benchmarks.matching --places N [--people 200]
[--postgres URL] [--json]`, on an invented country (tests/benchmarks/invented.py), medians over the people.

rank_ms          one person, arrays loaded: the best 20 ranked, without sentences
page_ms          the same with the sentences of the best 20, every exclusion and the near misses
memory_once_ms   copying all arrays once
python_loop_ms   the oracle of the tests, one place after the other in plain Python: hard rules, reach, score
near_ms          a question that databases can ask too: status, age, target, area, weekday, then the 20 nearest; the same
                 in sqlite_rtree_ms and postgis_ms (without --postgres a private cluster); where PostgreSQL or PostGIS is
                 not installed (`tests/install.sh postgis`), postgis_ms is null and left_out says why
caseload_person_ms  1,000 waiting people matched and assigned as the caseload page does it, for each
cold_load_ms     the arrays from a database of as many places; change_ms: one changed place noticed and reloaded
same_top20, same_near   whether all say the same
"""

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import fields
from typing import Any

import numpy as np

from directory.geo.points import MICRO, NOWHERE
from directory.hours.wording import clock
from directory.snapshot import codes
from directory.snapshot.arrays import Columns
from matching.engine.assignment import propose
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.scoring import match
from matching.engine.vocabulary import shipped_vocabulary
from matching.engine.weights import Weights, shipped_weights
from matching.engine.wording import WEEKDAYS
from tests.benchmarks import options, own_database, report
from tests.benchmarks.invented import TODAY, country, people
from tests.benchmarks.rivals import TOP, near, postgis, reduced, same_distances, sqlite_rtree
from tests.matching.oracle import Oracle, lot, on_an_unwished_screen
from tests.postgres_cluster import NotInstalled, cluster

PASSES = 3
CASELOAD = 1000
"""Waiting people of the caseload."""
LOOP_PLACES = 4_000_000
"""Places that the Python loop looks at in all: a minute of its time."""
STORED_PLACES = 200_000
"""The largest country that is put into a database, which takes a minute for each 100,000; above it there are no figures."""


def median_ms(function: Callable[[Any], Any], arguments: list[Any], passes: int = PASSES) -> float:
    """Median over the arguments of the quickest of some passes, in milliseconds."""
    spent = np.empty((passes, len(arguments)))
    for i in range(passes):
        for j, argument in enumerate(arguments):
            begin = time.perf_counter()
            function(argument)
            spent[i, j] = time.perf_counter() - begin
    return float(np.median(spent.min(axis=0))) * 1000


def memory_once_ms(columns: Columns) -> float:
    """Copying all arrays once."""
    tables = (columns.rows, columns.times, columns.exceptions, columns.statements)
    arrays = [getattr(table, field.name) for table in tables for field in fields(table)]
    targets = [np.empty_like(array) for array in arrays]
    return median_ms(lambda _: [np.copyto(to, array) for to, array in zip(targets, arrays, strict=True)], [None], 15)


# The plain-Python loop: the oracle of the tests on the places as mappings.


def as_mappings(columns: Columns, status: np.ndarray) -> list[dict[str, Any]]:
    """The places in the form of a story."""
    rows, lists = columns.rows, {}
    for field in fields(rows):
        lists[field.name] = getattr(rows, field.name).tolist()
    rules: list[list[dict]] = [[] for _ in range(len(columns))]
    times = columns.times
    for row, days, weeks, start, end in zip(
        *(getattr(times, name).tolist() for name in ("row", "weekdays", "weeks", "start", "end")), strict=True
    ):
        rules[row].append(
            {
                "weekdays": [day for bit, day in enumerate(WEEKDAYS) if days >> bit & 1],
                "weeks": [week + 1 for week in range(5) if weeks >> week & 1],
                "from": clock(start),
                "to": clock(end),
            }
        )
    return [_as_mapping(columns, lists, i, rules[i], int(status[i])) for i in range(len(columns))]


def _as_mapping(columns: Columns, lists: dict[str, list], i: int, rules: list, status: int) -> dict[str, Any]:
    fact = {name: values[i] for name, values in lists.items()}
    amount = lambda name: None if fact[name] == codes.UNKNOWN_AMOUNT else fact[name]  # noqa: E731
    known = fact["lat"] != NOWHERE
    return {
        "code": fact["key"],
        "municipality": fact["municipality"],
        "town": fact["town"],
        "area": None if fact["catchment"] == codes.EVERYWHERE else fact["catchment"],
        "lat": fact["lat"] / MICRO if known else None,
        "lng": fact["lng"] / MICRO if known else None,
        "kind": columns.words("kinds", fact["kinds"])[0],
        **{scheme: columns.words(scheme, fact[scheme]) for scheme in ("targets", "activities", "stages")},
        "features": dict.fromkeys(columns.words("features", fact["features_yes"]), "yes")
        | dict.fromkeys(columns.words("features", fact["features_no"]), "no"),
        "min_age": fact["min_age"],
        "max_age": None if fact["max_age"] == codes.NO_MAX_AGE else fact["max_age"],
        **{name: amount(name) for name in ("fee", "group_size", "capacity_left")},
        "outside_area_ok": bool(fact["flags"] & codes.OUTSIDE_AREA_OK),
        "by_appointment": bool(fact["flags"] & codes.BY_APPOINTMENT),
        "ages_of": "child" if fact["flags"] & codes.AGES_OF_CHILD else None,
        "schedule": rules,
        "referral": ("open", "referral", "closed", None)[fact["referral"]],
        "status": ("active", "paused", "ended")[status],
        "verified": codes.day_of(fact["verified"]),
    }


def python_loop(oracle: Oracle, places: list[dict], needs: Needs) -> list[int]:
    """Keys of the best 20 of all places, one after the other."""
    person = needs.to_mapping()
    found = []
    for place in places:
        if oracle.why_not(person, place) is not None or not _is_near(oracle, person, place):
            continue
        key = place["code"]
        points, is_screen = round(oracle.points(person, place)), on_an_unwished_screen(person, place)
        found.append((-points, is_screen, lot(key, TODAY.toordinal()), key))
    return [key for *_, key in sorted(found)[:TOP]]


def _is_near(oracle: Oracle, person: dict, place: dict) -> bool:
    """Whether a place is of the person's municipality, within reach also where nobody need go there, or on the screen for all
    whom that suits."""
    if place["municipality"] == person["municipality"]:
        return True
    wants_online = "online" in {*(person.get("needs") or ()), *(person.get("prefers") or ())}
    if wants_online and place["outside_area_ok"] and place["features"].get("online") == "yes":
        return True
    metres, limit = oracle.metres(person, place), (person.get("travel") or {}).get("max_minutes")
    if metres is None or limit is None:
        return metres is not None and metres <= oracle.w["reach.metres"]
    return oracle.way(metres, oracle.modes(person) or ["walk", "bicycle", "bus", "car"]) <= limit


def near_figures(directory_day: DirectoryDay, crowd: list[Needs], weights: Weights, url: str) -> dict[str, Any]:
    """The reduced question by the engine, SQLite and PostGIS."""
    asked = [reduced(needs, i) for i, needs in enumerate(crowd)]
    figures: dict[str, Any] = {"near_ms": median_ms(lambda needs: near(directory_day, needs, weights), asked)}
    mine = [near(directory_day, needs, weights) for needs in asked]
    ask = sqlite_rtree(directory_day)
    figures["sqlite_rtree_ms"] = median_ms(ask, asked, 1)
    same = all(ask(needs) == keys for needs, keys in zip(asked, mine, strict=True))
    try:
        with nullcontext(url) if url else cluster() as at, postgis(directory_day, at) as ask:
            figures["postgis_ms"] = median_ms(ask, asked, 1)
            pairs = zip(asked, mine, strict=True)
            same &= all(same_distances(directory_day.columns, needs, keys, ask(needs)) for needs, keys in pairs)
    except (ImportError, NotInstalled) as missing:
        figures |= {"postgis_ms": None, "left_out": str(missing)}
    return figures | {"same_near": same}


def loop_figures(directory_day: DirectoryDay, crowd: list[Needs], weights: Weights) -> dict[str, Any]:
    """The oracle's loop against the engine's first twenty, for as many people as its time allows."""
    crowd = crowd[: max(3, LOOP_PLACES // len(directory_day.columns))]
    places = as_mappings(directory_day.columns, directory_day.status)
    areas = {number: list(towns) for number, towns in enumerate(directory_day.columns.catchments)}
    oracle = Oracle(areas, TODAY, weights)
    keys = directory_day.columns.rows.key
    spent, same = [], True
    for needs in crowd:
        begin = time.perf_counter()
        theirs = python_loop(oracle, places, needs)
        spent.append(time.perf_counter() - begin)
        same &= theirs == keys[match(directory_day, needs, weights).rows[:TOP]].tolist()
    return {"python_loop_ms": float(np.median(spent)) * 1000, "python_loop_people": len(crowd), "same_top20": same}


def figures_of(number: int, crowd_size: int, url: str) -> dict[str, Any]:
    """All figures of one run."""
    columns, weights = country(number), shipped_weights()
    directory_day = DirectoryDay(columns, TODAY, shipped_vocabulary())
    crowd = people(columns, crowd_size)
    waiting = people(columns, CASELOAD, seed=3)
    match(directory_day, crowd[0], weights)

    def page(needs: Needs) -> None:
        matching = match(directory_day, needs, weights)
        matching.scored_places(0, TOP), list(matching.exclusions()), matching.near_misses()

    def caseload(_: None) -> None:
        propose(directory_day, [match(directory_day, needs, weights) for needs in waiting], weights)

    figures: dict[str, Any] = {"places": number, "people": crowd_size}
    figures["memory_once_ms"] = memory_once_ms(columns)
    figures["rank_ms"] = median_ms(lambda needs: match(directory_day, needs, weights), crowd)
    figures["page_ms"] = median_ms(page, crowd)
    figures["caseload_person_ms"] = median_ms(caseload, [None]) / CASELOAD
    held = columns.nbytes + sum(array.nbytes for array in (directory_day.status, directory_day.order))
    figures["bytes_per_place"] = held / number
    figures |= near_figures(directory_day, crowd, weights, url)
    figures |= loop_figures(directory_day, crowd, weights)
    figures |= stored_figures(number) if number <= STORED_PLACES else {"cold_load_ms": None, "change_ms": None}
    return figures | ratios(figures)


def stored_figures(number: int) -> dict[str, Any]:
    """Loading from a database, and one changed place, noticed and reloaded."""
    with own_database():
        from directory.catalogue.resources import Resource
        from directory.search.parts import process
        from directory.snapshot import loading
        from tests.benchmarks.stored import fill

        process.leave_to_children()  # nobody searches here, and its work would be measured
        fill(country(number))
        begin = time.perf_counter()
        loaded = loading.current()
        figures: dict[str, Any] = {"cold_load_ms": (time.perf_counter() - begin) * 1000}
        assert len(loaded) == number
        spent = []
        for key in range(1, 11):
            Resource.objects.filter(pk=key).update(fee=key)
            begin = time.perf_counter()
            now = loading.current()
            spent.append(time.perf_counter() - begin)
            assert now.rows.fee[now.positions([key])[0]] == key
        return figures | {"change_ms": float(np.median(spent)) * 1000}


def ratios(figures: dict[str, Any]) -> dict[str, float]:
    """How many times faster or slower than the comparisons; without those that were left out."""
    pairs = {
        "rank_memory_x": ("rank_ms", "memory_once_ms"),
        "python_rank_x": ("python_loop_ms", "rank_ms"),
        "sqlite_near_x": ("sqlite_rtree_ms", "near_ms"),
        "postgis_near_x": ("postgis_ms", "near_ms"),
    }
    return {name: figures[a] / figures[b] for name, (a, b) in pairs.items() if figures[a] is not None}


def main() -> None:
    chosen = options(__doc__, places=100_000, people=200, postgres="")
    figures = figures_of(chosen.places, chosen.people, chosen.postgres)
    report({name: round(f, 4) if isinstance(f, float) else f for name, f in figures.items()}, chosen.json)


if __name__ == "__main__":
    main()
