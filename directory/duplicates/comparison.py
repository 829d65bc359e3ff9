"""Places that may stand in the directory twice.

Pure: arrays in, pairs out. Two places are compared when something brings them together (they are near, they share a
telephone or an organization, or their names share rare pairs of letters), and proposed when their names are then like
enough. A person decides; nothing is merged here. Measured by `tests.benchmarks.duplicates`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from scipy.spatial import cKDTree

from directory.geo.points import MICRO, NOWHERE, ranges
from directory.japanese.telephones import telephones_in
from directory.search.bigrams import Bigrams

METRES = 150
"""How far apart the same place may be drawn; measured, see ../shared/stack.md."""
ALIKE, HELD_IN, ALIKE_BY_EAR = 80, 90, 90
"""Of two places near each other or of one organization: likeness of the whole names, of the shorter within the longer, or of
the readings, which with their few letters are like each other sooner."""
ALIKE_BY_TELEPHONE = 60
ALIKE_BY_NAME_ALONE = 95
SHORTEST_HELD = 4
"""Letters that the shorter name must have to be looked for in the longer: 「寿会」 is in too many."""
SWITCHBOARD = 30
"""A telephone, or a name alone, that more places than this share says nothing: it is the town hall's."""
LARGE_ORGANIZATION = 1_000
_COMMON = 200  # names that share a pair of letters; above it the pair brings nobody together
_RARE_PAIRS = 2  # of each name without a point, the rarest that another has, by which it is compared
_RADIUS = 6_371_000
_NUMBER = re.compile("[〇一二三四五六七八九十百千]+")


class Evidence(StrEnum):
    """What two places of a pair have in common beside their names."""

    NEAR = "near"
    TELEPHONE = "telephone"
    ORGANIZATION = "organization"
    NAME = "name"


class Pair(NamedTuple):
    """Two positions, first before second, the likeness of their names from 0 to 1, and what else they share."""

    first: int
    second: int
    score: float
    evidence: tuple[Evidence, ...]


def find_pairs(
    names: Sequence[str],
    readings: Sequence[str],
    lat: np.ndarray,
    lng: np.ndarray,
    telephones: Sequence[Collection[str]],
    organizations: Sequence[int | str | None],
) -> list[Pair]:
    """Pairs of places that may be one, the most alike first.

    names          as `folding.fold_name` leaves them
    readings       as `folding.sound_of` leaves them
    lat, lng       int32 micro-degrees, NOWHERE where a place has no point
    telephones     all of each place, in any notation
    organizations  keys or names; None or "" where there is none
    """
    brought = {
        Evidence.NEAR: _near(lat, lng),
        Evidence.TELEPHONE: _sharing(
            [set(chain.from_iterable(map(telephones_in, of_place))) for of_place in telephones], SWITCHBOARD
        ),
        Evidence.ORGANIZATION: _sharing([{key} for key in organizations], LARGE_ORGANIZATION),
        Evidence.NAME: _by_name(names, readings, lat == NOWHERE),
    }
    size = max(len(names), 1)
    coded = {evidence: _code(pairs, size) for evidence, pairs in brought.items()}
    codes = np.sort(np.concatenate(list(coded.values())))
    codes = codes[np.diff(codes, prepend=-1) > 0]
    has = {evidence: _marked(codes, some) for evidence, some in coded.items()}
    possible = _same_numbers(names, codes // size, codes % size)
    codes, has = codes[possible], {evidence: mask[possible] for evidence, mask in has.items()}
    otherwise = has[Evidence.NEAR] | has[Evidence.TELEPHONE] | has[Evidence.ORGANIZATION]
    score = _likeness(names, readings, codes // size, codes % size, ~otherwise)
    least = np.full(len(codes), ALIKE_BY_NAME_ALONE)
    least[has[Evidence.NEAR] | has[Evidence.ORGANIZATION]] = ALIKE
    least[has[Evidence.TELEPHONE]] = ALIKE_BY_TELEPHONE
    chosen = np.flatnonzero(score >= least)
    return [
        Pair(int(codes[i] // size), int(codes[i] % size), round(float(score[i]) / 100, 3), _evidence(has, i))
        for i in chosen[np.argsort(-score[chosen], kind="stable")].tolist()
    ]


def _marked(codes: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Mask of the sorted codes that are among `some`, all of which are codes."""
    marked = np.zeros(len(codes), bool)
    marked[np.searchsorted(codes, some)] = True
    return marked


def _evidence(has: Mapping[Evidence, np.ndarray], pair: int) -> tuple[Evidence, ...]:
    return tuple(evidence for evidence in Evidence if has[evidence][pair])


def _code(pairs: np.ndarray, size: int) -> np.ndarray:
    """Each pair [pairs, 2] as one number, the smaller position first."""
    codes: np.ndarray = np.sort(pairs, axis=1).astype(np.int64) @ np.array([size, 1])
    return codes


def _near(lat: np.ndarray, lng: np.ndarray) -> np.ndarray:
    """The pairs within METRES, by the chord on a sphere, which over so short a way is within 0.3 %."""
    rows = np.flatnonzero(lat != NOWHERE)
    phi, theta = np.radians(lat[rows] / MICRO), np.radians(lng[rows] / MICRO)
    points = np.column_stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)]) * _RADIUS
    pairs: np.ndarray = rows[cKDTree(points).query_pairs(METRES, output_type="ndarray")].reshape(-1, 2)
    return pairs


def _sharing(values: Iterable[Collection[str | int | None]], most: int) -> np.ndarray:
    """The pairs of positions that share a value, unless more than `most` do; "" and None are no value."""
    positions: dict[str | int, list[int]] = {}
    for position, of_place in enumerate(values):
        for value in of_place:
            if value:
                positions.setdefault(value, []).append(position)
    return _all_pairs(np.array(of) for of in positions.values() if 1 < len(of) <= most)


def _all_pairs(groups: Iterable[np.ndarray]) -> np.ndarray:
    found = [np.column_stack([group[i] for i in np.triu_indices(len(group), 1)]) for group in groups]
    return np.concatenate([np.empty((0, 2), np.int64), *found])


def _by_name(names: Sequence[str], readings: Sequence[str], alone: np.ndarray) -> np.ndarray:
    """The pairs with one at least of the places of the mask `alone` that sound the same or share a rare pair of letters."""
    same = _sharing([{reading} for reading in readings], SWITCHBOARD)
    bigrams = Bigrams.of(names, np.zeros(len(names), np.uint8), np.arange(len(names)))
    counts = np.diff(bigrams.starts)
    pair_of = np.repeat(np.arange(len(counts)), counts)
    wanted = alone[bigrams.rows] & (counts[pair_of] > 1) & (counts[pair_of] <= _COMMON)
    rows, pair_of = bigrams.rows[wanted], pair_of[wanted]
    order = np.lexsort((counts[pair_of], rows))
    rows, pair_of = rows[order], pair_of[order]
    rarest = np.arange(len(rows)) - np.searchsorted(rows, rows) < _RARE_PAIRS
    rows, pair_of = rows[rarest], pair_of[rarest]
    others = bigrams.rows[ranges(bigrams.starts[pair_of], bigrams.starts[pair_of + 1])]
    sharing = np.column_stack([np.repeat(rows, counts[pair_of]), others])
    return np.concatenate([same[alone[same].any(axis=1)], sharing[sharing[:, 0] != sharing[:, 1]]])


def _likeness(
    names: Sequence[str], readings: Sequence[str], first: np.ndarray, second: np.ndarray, by_name: np.ndarray
) -> np.ndarray:
    """Of each pair how like the names are, from 0 to 100, 0 below all that counts.

    With no other evidence than the name (`by_name`), the whole names, or 100 for the same sound. Otherwise also the readings
    and the shorter name within the longer: ALIKE_BY_EAR and HELD_IN there count as ALIKE.
    """
    score = np.zeros(len(first), np.float32)
    alone, other = np.flatnonzero(by_name), np.flatnonzero(~by_name)
    score[alone] = _compared(names, first[alone], second[alone], fuzz.ratio, ALIKE_BY_NAME_ALONE)
    sound = _numbered(readings)
    score[alone[sound[first[alone]] == sound[second[alone]]]] = 100
    score[other] = _compared(names, first[other], second[other], fuzz.ratio, ALIKE_BY_TELEPHONE)
    short = np.array([len(name) < SHORTEST_HELD for name in names], bool)
    for texts, scorer, least in ((readings, fuzz.ratio, ALIKE_BY_EAR), (names, fuzz.partial_ratio, HELD_IN)):
        look = other[score[other] < ALIKE]
        if scorer is fuzz.partial_ratio:
            look = look[~short[first[look]] & ~short[second[look]]]
        found = _compared(texts, first[look], second[look], scorer, least) * (ALIKE / least)
        score[look] = np.maximum(score[look], found)
    return score


def _compared(
    texts: Sequence[str], first: np.ndarray, second: np.ndarray, scorer: Callable[..., float], least: float
) -> np.ndarray:
    mine, theirs = ([texts[i] for i in positions.tolist()] for positions in (first, second))
    return process.cpdist(mine, theirs, scorer=scorer, score_cutoff=least, dtype=np.float32)


def _same_numbers(names: Sequence[str], first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Whether the numbers in two names agree, or one has none: 第一 and 第二 are two places, however like."""
    said = [" ".join(_NUMBER.findall(name)) for name in names]
    number, silent = _numbered(said), np.array([not numbers for numbers in said], bool)
    agree: np.ndarray = (number[first] == number[second]) | silent[first] | silent[second]
    return agree


def _numbered(texts: Sequence[str]) -> np.ndarray:
    """A number for each text, the same for the same text."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)
