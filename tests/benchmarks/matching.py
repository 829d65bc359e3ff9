"""How fast matching is, as ratios in one run: `python -m tests.benchmarks.matching --places N [--people 200]
[--postgres URL] [--json]`, on an invented country (tests/benchmarks/invented.py), medians over the people.

rank_ms          one person, arrays loaded: the best 20 ranked, without sentences
page_ms          the same with the sentences of the best 20, every exclusion and the near misses
memory_once_ms   copying all arrays once
python_loop_ms   the oracle of the tests: hard rules first, then a loop over the distances and scores, plain Python
near_ms          a question that databases can ask too: status, age, target, area, weekday, then the 20 nearest; the same
                 in sqlite_rtree_ms and postgis_ms (without --postgres a private cluster, if there is one)
batch_person_ms  1,000 people on all cores, for each
cold_load_ms     the arrays from a database of as many places; change_ms: one changed place noticed and reloaded
same_top20, same_near   whether all say the same
"""

import argparse
import math
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import fields
from typing import Any

import numpy as np

from directory import columns as directory
from directory.columns import Columns
from directory.geography import MICRO, NOWHERE, box_around, metres_from, rows_within
from matching.batch import match_many
from matching.criteria import HARD, YES
from matching.needs import Needs, Window
from matching.scoring import match
from matching.sight import Case, Ground, Sight
from matching.weights import Weights, shipped_weights
from matching.words import WEEKDAYS, clock, shipped_words
from tests.benchmarks import report
from tests.benchmarks.invented import AREAS_A_TOWN, TODAY, country, people
from tests.matching.oracle import Oracle, lot
from tests.postgres_cluster import NotInstalled, cluster

TOP = 20
PASSES = 3
LOOP_PLACES = 4_000_000
"""Places that the Python loop looks at in all: a minute of its time."""


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
    amount = lambda name: None if fact[name] == directory.UNKNOWN_AMOUNT else fact[name]  # noqa: E731
    known = fact["lat"] != NOWHERE
    return {
        "code": fact["key"],
        "municipality": fact["municipality"],
        "town": fact["town"],
        "area": None if fact["catchment"] == directory.EVERYWHERE else fact["catchment"],
        "lat": fact["lat"] / MICRO if known else None,
        "lng": fact["lng"] / MICRO if known else None,
        "kind": columns.words("kinds", fact["kinds"])[0],
        **{scheme: columns.words(scheme, fact[scheme]) for scheme in ("targets", "activities", "stages")},
        "features": dict.fromkeys(columns.words("features", fact["features_yes"]), "yes")
        | dict.fromkeys(columns.words("features", fact["features_no"]), "no"),
        "min_age": fact["min_age"],
        "max_age": None if fact["max_age"] == directory.NO_MAX_AGE else fact["max_age"],
        **{name: amount(name) for name in ("fee", "group_size", "capacity_left")},
        "outside_area_ok": bool(fact["flags"] & directory.OUTSIDE_AREA_OK),
        "by_appointment": bool(fact["flags"] & directory.BY_APPOINTMENT),
        "ages_of": "child" if fact["flags"] & directory.AGES_OF_CHILD else None,
        "schedule": rules,
        "referral": ("open", "referral", "closed", None)[fact["referral"]],
        "status": ("active", "paused", "ended")[status],
        "verified": directory.day_of(fact["verified"]),
    }


def python_loop(oracle: Oracle, places: list[dict], needs: Needs) -> list[int]:
    """Keys of the best 20 of all places, one after the other."""
    person = needs.to_mapping()
    reach = _reach(oracle, needs)
    found = []
    for place in places:
        if oracle.why_not(person, place) is not None:
            continue
        if place["municipality"] != needs.municipality:
            metres = oracle.metres(person, place)
            if metres is None or metres > reach:
                continue
        key = place["code"]
        found.append((-oracle.points(person, place), lot(key, TODAY.toordinal()), key))
    return [key for *_, key in sorted(found)[:TOP]]


def _reach(oracle: Oracle, needs: Needs) -> float:
    """Within the travel limit the hard rule has decided; without one the row says how far to look."""
    return math.inf if needs.max_minutes is not None else oracle.w["reach.metres"]


# The reduced question: status, age, target, area, weekday, then the 20 nearest.


def reduced(needs: Needs, number: int) -> Needs:
    """What the reduced question asks of a person."""
    days = (WEEKDAYS[number % 7], WEEKDAYS[number * 3 % 7])
    return Needs(
        age=40 if needs.age is None else needs.age,
        children=(),
        lat=needs.lat,
        lng=needs.lng,
        municipality=needs.municipality,
        town=needs.town,
        targets=needs.targets or (),
        available=(Window(tuple(day for day in WEEKDAYS if day in days)),),
    )


ASKED = [criterion for criterion in HARD if criterion.name in ("status", "age", "target", "area")]
SCHEDULE = next(criterion for criterion in HARD if criterion.name == "schedule")
RADII = [2000.0 * 2**i for i in range(10)]


def near(ground: Ground, needs: Needs, weights: Weights) -> list[int]:
    """Keys of the 20 nearest places that answer yes to every question, by the engine's own criteria."""
    case, rows = Case(ground, needs, weights), ground.columns.rows
    for radius in RADII:
        sight = Sight(case, rows_within(rows.cell, box_around(*case.point, radius)))
        sight = sight.keep(np.logical_and.reduce([criterion.verdict(sight) == YES for criterion in ASKED]))
        sight = sight.keep(SCHEDULE.verdict(sight) == YES)
        away = metres_from(*case.point, sight.of("lat"), sight.of("lng"))
        inside = np.flatnonzero(away <= radius)
        if len(inside) >= TOP:
            break
    return sight.of("key")[inside[np.lexsort((sight.of("key")[inside], away[inside]))][:TOP]].tolist()


# As a relational directory has them: status, groups, opening days and towns served in tables of their own, one row a word.
TABLES = {
    "place": "key flags min_age max_age lat lng",
    "standing": "place status",
    "place_target": "place target",
    "opening": "place weekday",
    "serves": "place town",
}
INDEXES = "standing (place, status)", "place_target (place, target)", "opening (place, weekday)", "serves (place, town)"
CONDITION = f"""
 (p.flags & {directory.AGES_OF_CHILD} = 0 or (p.min_age = 0 and p.max_age = {directory.NO_MAX_AGE}))
 and :age between p.min_age and p.max_age
 and exists (select 1 from standing s where s.place = p.key and s.status = 0)
 and exists (select 1 from place_target t where t.place = p.key and t.target in (select value from wanted_target))
 and exists (select 1 from serves a where a.place = p.key and a.town in (:town, 0))
 and exists (select 1 from opening o where o.place = p.key and o.weekday in (:day, :other_day))"""


def tables(ground: Ground) -> dict[str, Iterator[tuple]]:
    """The lines of the tables: no group means everyone, by appointment every day, outside welcome the town 0."""
    columns, times = ground.columns, ground.columns.times
    rows, key = columns.rows, columns.rows.key
    targets = np.where(rows.targets == 0, np.uint32(Case(ground, Needs(), shipped_weights()).everyone), rows.targets)
    days = np.where(rows.flags & directory.BY_APPOINTMENT != 0, 0x7F, 0).astype(np.uint8)
    long = times.end - times.start.astype(np.int32) >= 30
    np.bitwise_or.at(days, times.row[long], times.weekdays[long])

    def words(masks: np.ndarray, most: int) -> Iterator[tuple]:
        for bit in range(most):
            yield from ((k, bit) for k in key[masks >> bit & 1 == 1].tolist())

    def served() -> Iterator[tuple]:
        for k, municipality, catchment, flags in zip(
            *(c.tolist() for c in (key, rows.municipality, rows.catchment, rows.flags)), strict=True
        ):
            first = (municipality - 1) * AREAS_A_TOWN + 1
            everywhere = range(first, first + AREAS_A_TOWN)
            yield from (
                (k, t) for t in (everywhere if catchment == directory.EVERYWHERE else columns.catchments[catchment])
            )
            if flags & directory.OUTSIDE_AREA_OK:
                yield k, 0

    return {
        "place": zip(*(getattr(rows, name).tolist() for name in TABLES["place"].split()), strict=True),
        "standing": zip(key.tolist(), ground.status.tolist(), strict=True),
        "place_target": words(targets, len(columns.vocabulary["targets"])),
        "opening": words(days, 7),
        "serves": served(),
    }


def parameters(ground: Ground, needs: Needs) -> dict[str, int]:
    """What the condition asks of a person."""
    days = [WEEKDAYS.index(day) for day in needs.available[0].weekdays]
    return {"age": needs.age, "town": needs.town, "day": days[0], "other_day": days[-1]}


def target_list(ground: Ground, needs: Needs) -> str:
    """The groups of a person and `everyone` as the numbers of an SQL list."""
    slugs = ground.columns.vocabulary["targets"]
    return ", ".join(str(slugs.index(word)) for word in ("everyone", *needs.targets))


def sqlite_rtree(ground: Ground) -> Callable[[Needs], list[int]]:
    """The reduced question to SQLite in memory, with an R*Tree of the points and the same growing boxes."""
    base = sqlite3.connect(":memory:")
    for (name, columns), lines in zip(TABLES.items(), tables(ground).values(), strict=True):
        primary = " primary key" if name == "place" else ""
        listed = ", ".join(f"{column} integer" for column in columns.split()).replace("integer", f"integer{primary}", 1)
        base.execute(f"create table {name} ({listed})")
        base.executemany(f"insert into {name} values ({','.join('?' * len(columns.split()))})", lines)
    for index in INDEXES:
        base.execute(f"create index {index.split()[0]}_by on {index}")
    base.execute("create virtual table point using rtree_i32 (key, south, north, west, east)")
    base.execute(f"insert into point select key, lat, lat, lng, lng from place where lat <> {NOWHERE}")
    base.execute("analyze")

    def ask(needs: Needs) -> list[int]:
        point, values = Case(ground, needs, shipped_weights()).point, parameters(ground, needs)
        condition = CONDITION.replace("select value from wanted_target", target_list(ground, needs))
        # `cross join` keeps the R*Tree outermost; left alone, SQLite begins with the table.
        query = f"""select p.key, p.lat, p.lng from point cross join place p on p.key = point.key
                    where north >= :s and south <= :n and east >= :w and west <= :e and {condition}"""
        for radius in RADII:
            south, west, north, east = box_around(*point, radius)
            found = base.execute(query, values | {"s": south, "w": west, "n": north, "e": east}).fetchall()
            keys, lats, lngs = np.array(found, np.int64).reshape(-1, 3).T
            away = metres_from(*point, lats.astype(np.int32), lngs.astype(np.int32))
            inside = np.flatnonzero(away <= radius)
            if len(inside) >= TOP:
                break
        return keys[inside[np.lexsort((keys[inside], away[inside]))][:TOP]].tolist()

    return ask


@contextmanager
def postgis(ground: Ground, url: str) -> Iterator[Callable[[Needs], list[int]]]:
    """The reduced question to PostGIS: a GiST index of the points and its nearest-neighbour order."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as base:
        base.execute("create extension if not exists postgis")
        for (name, columns), lines in zip(TABLES.items(), tables(ground).values(), strict=True):
            names = columns.split()
            base.execute(f"create temporary table {name} ({', '.join(f'{column} integer' for column in names)})")
            with base.cursor().copy(f"copy {name} ({', '.join(names)}) from stdin") as copy:
                for line in lines:
                    copy.write_row(line)
        base.execute("alter table place add at geography(point), add primary key (key)")
        base.execute(f"update place set at = st_makepoint(lng / 1e6, lat / 1e6)::geography where lat <> {NOWHERE}")
        for index in ("place using gist (at)", *INDEXES):
            base.execute(f"create index on {index}")
        for name in TABLES:
            base.execute(f"vacuum analyze {name}")
        condition = re.sub(r":(\w+)", r"%(\1)s", CONDITION).replace(
            "in (select value from wanted_target)", "= any(%(targets)s)"
        )
        # The index orders by a sphere: twice as many, then the ellipsoid decides.
        query = f"""select key from (
                      select p.key, p.at from place p where p.at is not null and {condition}
                      order by p.at <-> st_makepoint(%(lng)s, %(lat)s)::geography limit {2 * TOP}) as nearest
                    order by st_distance(at, st_makepoint(%(lng)s, %(lat)s)::geography), key limit {TOP}"""
        slugs = ground.columns.vocabulary["targets"]

        def ask(needs: Needs) -> list[int]:
            targets = [slugs.index(word) for word in ("everyone", *needs.targets)]
            values = parameters(ground, needs) | {"lat": needs.lat, "lng": needs.lng, "targets": targets}
            return [key for (key,) in base.execute(query, values, prepare=True)]

        yield ask


def same_distances(columns: Columns, needs: Needs, mine: list[int], theirs: list[int]) -> bool:
    """Whether two lists of keys are equally far, one by one, within the two metres by which the metrics differ."""
    lat, lng = round(needs.lat * MICRO), round(needs.lng * MICRO)
    mine_at, theirs_at = (columns.positions(np.array(keys)) for keys in (mine, theirs))
    away = [metres_from(lat, lng, columns.rows.lat[at], columns.rows.lng[at]) for at in (mine_at, theirs_at)]
    return len(mine) == len(theirs) and bool(np.all(np.abs(away[0] - away[1]) <= 2.0))


def near_figures(ground: Ground, crowd: list[Needs], weights: Weights, url: str | None) -> dict[str, Any]:
    """The reduced question by the engine, SQLite and PostGIS."""
    asked = [reduced(needs, i) for i, needs in enumerate(crowd)]
    figures: dict[str, Any] = {"near_ms": median_ms(lambda needs: near(ground, needs, weights), asked)}
    mine = [near(ground, needs, weights) for needs in asked]
    ask = sqlite_rtree(ground)
    figures["sqlite_rtree_ms"] = median_ms(ask, asked, 1)
    same = all(ask(needs) == keys for needs, keys in zip(asked, mine, strict=True))
    with suppress(NotInstalled), nullcontext(url) if url else cluster() as at, postgis(ground, at) as ask:
        figures["postgis_ms"] = median_ms(ask, asked, 1)
        same &= all(same_distances(ground.columns, n, keys, ask(n)) for n, keys in zip(asked, mine, strict=True))
    return figures | {"same_near": same}


def loop_figures(ground: Ground, crowd: list[Needs], weights: Weights) -> dict[str, Any]:
    """The oracle's loop against the engine's first twenty; left out where it would take hours."""
    crowd = crowd[: max(5, LOOP_PLACES // len(ground.columns))]
    places = as_mappings(ground.columns, ground.status)
    areas = {number: list(towns) for number, towns in enumerate(ground.columns.catchments)}
    oracle = Oracle(areas, TODAY, weights)
    keys = ground.columns.rows.key
    spent, same = [], True
    for needs in crowd:
        begin = time.perf_counter()
        theirs = python_loop(oracle, places, needs)
        spent.append(time.perf_counter() - begin)
        same &= theirs == keys[match(ground, needs, weights).rows[:TOP]].tolist()
    return {"python_loop_ms": float(np.median(spent)) * 1000, "python_loop_people": len(crowd), "same_top20": same}


def figures_of(number: int, crowd_size: int, url: str | None) -> dict[str, Any]:
    """All figures of one run."""
    columns, weights = country(number), shipped_weights()
    ground = Ground(columns, TODAY, shipped_words())
    crowd = people(columns, crowd_size)
    match(ground, crowd[0], weights)

    def page(needs: Needs) -> None:
        matching = match(ground, needs, weights)
        matching.entries(0, TOP), list(matching.exclusions()), matching.near_misses()

    figures: dict[str, Any] = {"places": number, "people": crowd_size}
    figures["memory_once_ms"] = memory_once_ms(columns)
    figures["rank_ms"] = median_ms(lambda needs: match(ground, needs, weights), crowd)
    figures["page_ms"] = median_ms(page, crowd)
    many = people(columns, 1000, seed=3)
    begin = time.perf_counter()
    match_many(ground, many, weights, TOP)
    figures["batch_person_ms"] = (time.perf_counter() - begin) * 1000 / len(many)
    held = columns.nbytes + sum(array.nbytes for array in (ground.status, ground.order))
    figures["bytes_per_place"] = held / number
    figures |= near_figures(ground, crowd, weights, url)
    if number <= LOOP_PLACES // 10:
        figures |= loop_figures(ground, crowd, weights)
    return figures | ratios(figures)


def ratios(figures: dict[str, Any]) -> dict[str, float]:
    """What the figures are measured by."""
    pairs = {
        "rank_memory_x": ("rank_ms", "memory_once_ms"),
        "python_rank_x": ("python_loop_ms", "rank_ms"),
        "sqlite_near_x": ("sqlite_rtree_ms", "near_ms"),
        "postgis_near_x": ("postgis_ms", "near_ms"),
    }
    return {name: figures[a] / figures[b] for name, (a, b) in pairs.items() if a in figures and b in figures}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--postgres", metavar="URL")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = figures_of(options.places, options.people, options.postgres)
    report({name: round(f, 4) if isinstance(f, float) else f for name, f in figures.items()}, options.json)


if __name__ == "__main__":
    main()
