"""An invented country for measuring: places clustered like towns, people with needs near them.

Towns lie side by side on a square grid of 13 km, so that a larger country has more towns and not denser ones. A town has
60 to 3,000 places in five neighbourhoods, the same hundred sizes over and over; a third of the facts are missing, as in
real listings. People live in towns that have neighbours on all sides.
"""

import datetime as dt
import math

import numpy as np

from directory.geo.points import MICRO, NOWHERE
from directory.snapshot import codes
from directory.snapshot.arrays import Columns, build
from directory.snapshot.tables import Exceptions, Rows, Statements, Times, feature_columns
from matching.engine.needs import Needs, Window
from matching.engine.vocabulary import shipped_vocabulary
from matching.engine.wording import WEEKDAYS

TODAY = dt.date(2026, 11, 21)
FIRST_WORDS = {"kinds": 14, "targets": 11, "stages": 7, "activities": 22, "features": 20}
AREAS_A_TOWN = 5
_APART = 0.12
_SOUTH_WEST = 31.5, 130.0


def country(places: int, seed: int = 1) -> Columns:
    """So many places in as many towns as they fill."""
    random = np.random.default_rng(seed)
    sizes = _sizes(places)
    home = np.repeat(np.arange(len(sizes)), sizes)
    quarter = random.integers(0, AREAS_A_TOWN, places)
    town = home * AREAS_A_TOWN + quarter + 1
    lat, lng = _points(home, quarter, random)
    rows = Rows.of(
        places,
        key=np.arange(1, places + 1),
        place=np.arange(1, places + 1),
        municipality=home + 1,
        town=town,
        catchment=np.where(random.random(places) < 0.25, town - 1, codes.EVERYWHERE),
        lat=lat,
        lng=lng,
        **_facts(places, random),
    )
    return build(
        1,
        {scheme: _words(scheme) for scheme in codes.SCHEMES},
        [frozenset([number + 1]) for number in range(len(sizes) * AREAS_A_TOWN)],
        rows,
        _times(places, random),
        Exceptions.of(0),
        _statements(places, random),
    )


def _sizes(places: int) -> np.ndarray:
    """Places a town, the last town cut to fit."""
    sizes = _cycle()
    sizes = np.tile(sizes, places // sizes.sum() + 1)
    enough = int(np.searchsorted(np.cumsum(sizes), places)) + 1
    sizes = sizes[:enough]
    sizes[-1] -= sizes.sum() - places
    return sizes


def _cycle() -> np.ndarray:
    return np.clip(np.random.default_rng(7).lognormal(6.0, 0.8, 100), 60, 3000).astype(int)


def _wide(towns: int) -> int:
    """Towns side by side in a country of so many."""
    return max(3, math.isqrt(towns))


def _points(home: np.ndarray, quarter: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A town's centre on the grid, its neighbourhoods 2 to 4 km around it, places within about 800 m of theirs."""
    wide = _wide(int(home[-1]) + 1)
    angle = quarter * (2 * np.pi / AREAS_A_TOWN)
    away = np.where(quarter == 0, 0.0, 0.02 + 0.015 * ((home * 7 + quarter) % 3) / 3)
    lat = _SOUTH_WEST[0] + home // wide * _APART + away * np.sin(angle) + random.normal(0, 0.007, len(home))
    lng = _SOUTH_WEST[1] + home % wide * _APART + away * np.cos(angle) + random.normal(0, 0.008, len(home))
    nowhere = random.random(len(home)) < 0.02
    return tuple(np.where(nowhere, NOWHERE, np.rint(v * MICRO)).astype(np.int32) for v in (lat, lng))


def _words(scheme: str) -> tuple[str, ...]:
    """The words of the invented country: those of the first vocabulary, so that figures stay comparable while it grows."""
    return shipped_vocabulary().slugs(scheme)[: FIRST_WORDS[scheme]]


def _some_bits(places: int, words: int, chance: float, random: np.random.Generator) -> np.ndarray:
    bits = np.zeros(places, np.uint32)
    for word in range(words):
        bits |= (random.random(places) < chance).astype(np.uint32) << np.uint32(word)
    return bits


def _facts(places: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    unknown = lambda share: random.random(places) < share  # noqa: E731
    amount = lambda values, share: np.where(unknown(share), codes.UNKNOWN_AMOUNT, values)  # noqa: E731
    older = unknown(0.2)
    known = _some_bits(places, len(_words("features")), 0.25, random)
    yes = known & _some_bits(places, len(_words("features")), 0.7, random)
    lowest = random.integers(0, len(_words("stages")), places)
    return {
        "flags": codes.PUBLIC
        + codes.OUTSIDE_AREA_OK * unknown(0.15)
        + codes.BY_APPOINTMENT * unknown(0.1)
        + codes.AGES_OF_CHILD * unknown(0.05),
        "kinds": np.uint32(1) << random.integers(0, len(_words("kinds")), places).astype(np.uint32),
        "targets": np.where(
            unknown(0.45), 1, _some_bits(places, len(_words("targets")), 0.15, random) & np.uint32(0xFFFFFFFE)
        ),
        "activities": _some_bits(places, len(_words("activities")), 0.09, random),
        "stages": (np.uint32(0b111) << lowest.astype(np.uint32)) & np.uint32(0x7F),
        **feature_columns(yes, known & ~yes),
        "min_age": np.where(older, 65, np.where(unknown(0.1), 18, 0)),
        "max_age": np.where(unknown(0.08), 64, codes.NO_MAX_AGE) * ~older + codes.NO_MAX_AGE * older,
        "fee": amount(random.choice([0, 0, 100, 200, 300, 500], places), 0.3),
        "group_size": amount(random.integers(3, 40, places), 0.4),
        "capacity_left": amount(random.integers(0, 8, places), 0.6),
        "referral": random.choice([0, 0, 0, 1, 1, 2, 3], places),
        "verified": np.where(unknown(0.2), 0, codes.day_number(TODAY) - random.integers(1, 1500, places)),
    }


def _times(places: int, random: np.random.Generator) -> Times:
    rules = random.choice([0, 1, 1, 1, 1, 1, 2], places)
    owner = np.repeat(np.arange(places), rules)
    few = random.random(len(owner))
    days = np.uint8(1) << random.integers(0, 7, len(owner)).astype(np.uint8)
    days = np.where(few < 0.2, 0b11111, np.where(few < 0.35, days | np.uint8(0b100), days))
    start = random.integers(16, 30, len(owner)) * 30
    return Times.of(
        len(owner),
        row=owner,
        weekdays=days,
        weeks=random.choice([0, 0, 0b01010, 0b00101, 0b00010], len(owner)),
        start=start,
        end=start + random.integers(2, 8, len(owner)) * 30,
    )


def _statements(places: int, random: np.random.Generator) -> Statements:
    said = np.flatnonzero(random.random(places) < 0.06)
    return Statements.of(len(said), row=said, status=random.choice([1, 2], len(said)))


def people(columns: Columns, number: int, seed: int = 2) -> list[Needs]:
    """People who live near a place, with the needs of a desk's mixture: some know a lot, some next to nothing."""
    random = np.random.default_rng(seed)
    home = columns.rows.municipality - 1
    towns = int(home.max()) + 1
    wide = _wide(towns)
    inside = (home % wide > 0) & (home % wide < wide - 1) & (home >= wide) & (home < towns - wide)
    located = np.flatnonzero((columns.rows.lat != NOWHERE) & (inside | (towns < 9)))
    # The same number of people in towns of each size, whatever the country's.
    sizes = _cycle()
    chosen = random.choice(len(sizes), number, p=sizes / sizes.sum())
    by_size = [located[home[located] % 100 == size] for size in range(100)]
    rows = [random.choice(by_size[size] if len(by_size[size]) else located) for size in chosen]
    return [_person(columns, int(row), random) for row in rows]


def _person(columns: Columns, row: int, random: np.random.Generator) -> Needs:
    rows = columns.rows
    pick = lambda scheme, most: tuple(  # noqa: E731
        str(word) for word in random.choice(_words(scheme), int(random.integers(0, most + 1)), replace=False)
    )
    known = lambda value, chance=0.6: value if random.random() < chance else None  # noqa: E731
    wishes, modes = pick("activities", 5), [("walk",), ("walk", "bicycle"), ("walk", "bus"), ("car",)]
    way = int(random.integers(0, 4))
    step = int(random.integers(0, 5))
    days = tuple(day for day in WEEKDAYS if random.random() < 0.6) or ("wed",)
    return Needs(
        age=known(int(random.integers(6, 95)), 0.9),
        lat=round(float(rows.lat[row]) / MICRO + float(random.normal(0, 0.002)), 6),
        lng=round(float(rows.lng[row]) / MICRO + float(random.normal(0, 0.002)), 6),
        municipality=int(rows.municipality[row]),
        town=int(rows.town[row]),
        targets=known(tuple(dict.fromkeys((*pick("targets", 2), "older"))), 0.9),
        stage=_words("stages")[step],
        goal=_words("stages")[min(6, step + int(random.integers(0, 3)))],
        want=wishes[:2],
        curious=wishes[2:4],
        avoid=wishes[4:],
        available=known((Window(days, 9 * 60, 9 * 60 + 60 * int(random.integers(2, 9))),)),
        modes=modes[way],
        max_minutes=known((20, 30, 40, 30)[way], 0.9),
        needs=pick("features", 1),
        prefers=pick("features", 3),
        max_group=known(int(random.integers(5, 30)), 0.3),
        max_fee=known(int(random.choice([0, 100, 300, 500])), 0.5),
    )
