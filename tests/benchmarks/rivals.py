"""A question that databases can answer too, put to them and to the engine: status, age, target, area, weekday, then the
20 nearest. The databases have it as a relational directory would: one row a word, with the indexes that help.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from directory.geo.points import MICRO, NOWHERE, box_around, metres_from, rows_within
from directory.snapshot import codes
from directory.snapshot.arrays import Columns
from matching.engine.candidates import Candidates
from matching.engine.criteria import HARD, NO, YES, Criterion
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs, Window
from matching.engine.prepared_needs import CHILD_UNTIL, PreparedNeeds
from matching.engine.weights import Weights, shipped_weights
from matching.engine.wording import WEEKDAYS
from tests.benchmarks.invented import AREAS_A_TOWN
from tests.postgres_cluster import NotInstalled

TOP = 20


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


def _answers(criterion: Criterion, candidates: Candidates) -> np.ndarray:
    """Mask of the places that the reduced question takes; the tables of the rivals do not say what is for one gender."""
    verdict = criterion.verdict(candidates)
    return verdict != NO if criterion.name == "target" else verdict == YES


def near(directory_day: DirectoryDay, needs: Needs, weights: Weights) -> list[int]:
    """Keys of the 20 nearest places that answer yes to every question, by the engine's own criteria."""
    prepared, rows = PreparedNeeds(directory_day, needs, weights), directory_day.columns.rows
    for radius in RADII:
        candidates = Candidates(prepared, rows_within(rows.cell, box_around(*prepared.point, radius)))
        candidates = candidates.keep(np.logical_and.reduce([_answers(criterion, candidates) for criterion in ASKED]))
        candidates = candidates.keep(SCHEDULE.verdict(candidates) == YES)
        away = metres_from(*prepared.point, candidates.of("lat"), candidates.of("lng"))
        inside = np.flatnonzero(away <= radius)
        if len(inside) >= TOP:
            break
    return candidates.of("key")[inside[np.lexsort((candidates.of("key")[inside], away[inside]))][:TOP]].tolist()


# As a relational directory has them: status, groups, opening days and towns served in tables of their own, one row a word.
TABLES = {
    "place": "key flags min_age max_age lat lng",
    "status_of": "place status",
    "place_target": "place target",
    "opening": "place weekday",
    "serves": "place town",
}
INDEXES = (
    "status_of (place, status)",
    "place_target (place, target)",
    "opening (place, weekday)",
    "serves (place, town)",
)
CONDITION = f"""
 (p.flags & {codes.AGES_OF_CHILD} = 0 or (p.min_age = 0 and p.max_age = {codes.NO_MAX_AGE}) or :age < {CHILD_UNTIL})
 and :age between p.min_age and p.max_age
 and exists (select 1 from status_of s where s.place = p.key and s.status = 0)
 and exists (select 1 from place_target t where t.place = p.key and t.target in (select value from wanted_target))
 and exists (select 1 from serves a where a.place = p.key and a.town in (:town, 0))
 and exists (select 1 from opening o where o.place = p.key and o.weekday in (:day, :other_day))"""


def tables(directory_day: DirectoryDay) -> dict[str, Iterator[tuple]]:
    """The lines of the tables: no group means everyone, by appointment alone every day, outside welcome the town 0."""
    columns, times = directory_day.columns, directory_day.columns.times
    rows, key = columns.rows, columns.rows.key
    targets = np.where(rows.targets == 0, np.uint32(directory_day.special.everyone), rows.targets)
    without_hours = np.ones(len(rows), bool)
    without_hours[times.row] = False
    days = np.where(without_hours & (rows.flags & codes.BY_APPOINTMENT != 0), 0x7F, 0).astype(np.uint8)
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
                (k, t) for t in (everywhere if catchment == codes.EVERYWHERE else columns.catchments[catchment])
            )
            if flags & codes.OUTSIDE_AREA_OK:
                yield k, 0

    return {
        "place": zip(*(getattr(rows, name).tolist() for name in TABLES["place"].split()), strict=True),
        "status_of": zip(key.tolist(), (~directory_day.available).astype(int).tolist(), strict=True),
        "place_target": words(targets, len(columns.vocabulary["targets"])),
        "opening": words(days, 7),
        "serves": served(),
    }


def parameters(directory_day: DirectoryDay, needs: Needs) -> dict[str, int]:
    """What the condition asks of a person."""
    days = [WEEKDAYS.index(day) for day in needs.available[0].weekdays]
    return {"age": needs.age, "town": needs.town, "day": days[0], "other_day": days[-1]}


def target_list(directory_day: DirectoryDay, needs: Needs) -> str:
    """The groups of a person and `everyone` as the numbers of an SQL list."""
    slugs = directory_day.columns.vocabulary["targets"]
    return ", ".join(str(slugs.index(word)) for word in ("everyone", *needs.targets))


def sqlite_rtree(directory_day: DirectoryDay) -> Callable[[Needs], list[int]]:
    """The reduced question to SQLite in memory, with an R*Tree of the points and the same growing boxes."""
    base = sqlite3.connect(":memory:")
    for (name, columns), lines in zip(TABLES.items(), tables(directory_day).values(), strict=True):
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
        point, values = PreparedNeeds(directory_day, needs, shipped_weights()).point, parameters(directory_day, needs)
        condition = CONDITION.replace("select value from wanted_target", target_list(directory_day, needs))
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
def postgis(directory_day: DirectoryDay, url: str) -> Iterator[Callable[[Needs], list[int]]]:
    """The reduced question to PostGIS: a GiST index of the points and its nearest-neighbour order.

    Raises NotInstalled where PostgreSQL has no PostGIS, or does not let us use it.
    """
    import psycopg

    with psycopg.connect(url, autocommit=True) as base:
        try:
            base.execute("create extension if not exists postgis")
        except psycopg.Error as missing:
            # Not there, there in part, or only for a superuser of the database: each has an error of its own.
            why = str(missing).partition("\n")[0]
            raise NotInstalled(f"no PostGIS ({why}); on Debian: apt-get install postgresql-postgis") from missing
        for (name, columns), lines in zip(TABLES.items(), tables(directory_day).values(), strict=True):
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
        slugs = directory_day.columns.vocabulary["targets"]

        def ask(needs: Needs) -> list[int]:
            targets = [slugs.index(word) for word in ("everyone", *needs.targets)]
            values = parameters(directory_day, needs) | {"lat": needs.lat, "lng": needs.lng, "targets": targets}
            return [key for (key,) in base.execute(query, values, prepare=True)]

        yield ask


def same_distances(columns: Columns, needs: Needs, mine: list[int], theirs: list[int]) -> bool:
    """Whether two lists of keys are equally far, one by one, within the two metres by which the metrics differ."""
    lat, lng = round(needs.lat * MICRO), round(needs.lng * MICRO)
    mine_at, theirs_at = (columns.positions(np.array(keys)) for keys in (mine, theirs))
    away = [metres_from(lat, lng, columns.rows.lat[at], columns.rows.lng[at]) for at in (mine_at, theirs_at)]
    return len(mine) == len(theirs) and bool(np.all(np.abs(away[0] - away[1]) <= 2.0))
