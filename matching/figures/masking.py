"""Masking of small numbers that holds against subtraction: what may be said of the counts of one 年度, and what may not.

Counts stand in a table of three axes: kinds (steps, answers), areas and the twelve months. Published are partitions of it into atoms
of which each holds nobody or at least SMALL people: one along each axis, and one that refines two or three axes where all its atoms
are safe. A question is answered where it is a union of atoms of one partition. Whatever is added or subtracted then, nothing that is
not answered gets one possible value alone (docs/explanation/figures.md says why; `tests/matching/figures/attack.py` tries).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

SMALL = 5
"""A number below it could be a person whom somebody knows."""
HIDDEN = "＊"
"""Instead of a number below SMALL, or of one from which such a number could be worked out."""
HIDDEN_IN_WORDS = f"「{HIDDEN}」は、1から{SMALL - 1}までの数か、引き算をすると その数が分かってしまう数です。"
MONTHS = 12

Part = tuple[int, ...]
"""Positions on one axis."""


@dataclass(frozen=True)
class Atom:
    """A part of the table that is counted as one: positions on each of the axes, and how many people."""

    sides: tuple[Part, Part, Part]
    people: int

    def within(self, question: Sequence[frozenset[int]]) -> bool | None:
        """Whether the question holds all of it (True), none of it (False), or a piece of it (None)."""
        if any(asked.isdisjoint(side) for asked, side in zip(question, self.sides, strict=True)):
            return False
        return True if all(asked.issuperset(side) for asked, side in zip(question, self.sides, strict=True)) else None


class Released:
    """What may be said of a table of counts of shape (kinds, areas, times).

    joint   whether a table of several axes is said where it is safe; not where another table is made of the same people
    """

    def __init__(self, counts: np.ndarray, joint: bool = True):
        self.counts, self.joint = counts, joint
        self.whole: tuple[Part, Part, Part] = tuple(tuple(range(size)) for size in counts.shape)  # type: ignore[assignment]

    def people(self, kinds: Iterable[int], areas: Iterable[int], times: Iterable[int]) -> int | None:
        """How many people these positions hold; None where that is not said."""
        question = (frozenset(kinds), frozenset(areas), frozenset(times))
        for atoms in self._partitions:
            found = [(atom, atom.within(question)) for atom in atoms]
            if all(within is not None or atom.people == 0 for atom, within in found):
                return sum(atom.people for atom, within in found if within)
        return None

    @cached_property
    def _partitions(self) -> list[list[Atom]]:
        if 0 < self.counts.sum() < SMALL:
            return []
        kinds, areas = (self._grouped(axis, [[one] for one in self.whole[axis]]) for axis in (0, 1))
        times = self._times()
        whole = [[side] for side in self.whole]
        alone = [[kinds, *whole[1:]], [whole[0], areas, whole[2]], [*whole[:2], times[0]]]
        refined = self._refined(kinds, areas, times) if self.joint else None
        return [self._atoms(sides) for sides in (*alone, *([refined] if refined else []))]

    def _refined(self, kinds: list[Part], areas: list[Part], times: list[list[Part]]) -> list[list[Part]] | None:
        """The one table of several axes that is said: only one, since two of them could be subtracted from each other.

        As fine as it is safe whole; else kinds by areas with some areas joined; else the same of areas by the first cuts of the year.
        """
        halves = times[-2] if len(times) > 1 else times[0]
        for cut in times:
            if self._is_safe([kinds, areas, cut]):
                return [kinds, areas, cut]
        for kinds_, cut in ((kinds, [self.whole[2]]), ([self.whole[0]], halves)):
            joined = self._joined_areas(kinds_, areas, cut)
            if len(joined) > 1 and (len(kinds_) > 1 or len(cut) > 1):
                return [kinds_, joined, cut]
        return next(
            ([kinds, [self.whole[1]], cut] for cut in times if self._is_safe([kinds, [self.whole[1]], cut])), None
        )

    def _joined_areas(self, kinds: list[Part], areas: list[Part], times: list[Part]) -> list[Part]:
        """The areas, those with a small number anywhere joined, with the smallest of the rest until the joined ones are safe."""
        alone = [area for area in areas if self._is_safe([kinds, [area], times])]
        together = tuple(sorted(at for area in areas if area not in alone for at in area))
        alone.sort(key=lambda area: -self._sum((self.whole[0], area, self.whole[2])))
        while together and alone and not self._is_safe([kinds, [together], times]):
            together = tuple(sorted((*together, *alone.pop())))
        found = [*alone, together] if together else alone
        return found if self._is_safe([kinds, found, times]) else []

    def _sum(self, sides: Sequence[Part]) -> int:
        return int(self.counts[np.ix_(*sides)].sum())

    def _atoms(self, sides: Sequence[Sequence[Part]]) -> list[Atom]:
        return [Atom((k, a, t), self._sum((k, a, t))) for k in sides[0] for a in sides[1] for t in sides[2]]

    def _is_safe(self, sides: Sequence[Sequence[Part]]) -> bool:
        return all(not 0 < atom.people < SMALL for atom in self._atoms(sides))

    def _times(self) -> list[list[Part]]:
        """The year cut into halves, quarters and months as far as each piece is safe; the finest first, then coarser ones."""
        if len(self.whole[2]) != MONTHS:
            return [[self.whole[2]]]
        levels: list[list[Part]] = [[self.whole[2]]]
        for pieces in (2, 2, 3):
            cut = [self._grouped(2, np.array_split(part, pieces)) for part in levels[-1]]
            levels.append([part for parts in cut for part in parts])
        return levels[::-1]

    def _grouped(self, axis: int, parts: Sequence[Sequence[int]]) -> list[Part]:
        """The parts of an axis, the small ones joined with each other, and with the smallest of the rest where that is not enough.

        Together they hold more people than they are parts, so that none of them must be one person.
        """
        counted = sorted((self._sum(self._beside(axis, part)), tuple(map(int, part))) for part in parts if len(part))
        alone = [part for people, part in counted if people == 0]
        small = [(people, part) for people, part in counted if 0 < people < SMALL]
        large = [(people, part) for people, part in counted if people >= SMALL]
        if small:
            if sum(people for people, _ in small) < max(SMALL, len(small) + 1) or len(small) == 1:
                if not large:
                    return [tuple(sorted(at for _, part in counted for at in part))]
                small.append(large.pop(0))
            alone.append(tuple(sorted(at for _, part in small for at in part)))
        return sorted([*alone, *(part for _, part in large)])

    def _beside(self, axis: int, part: Sequence[int]) -> list[Part]:
        """The part on its axis, with all positions of the other ones."""
        return [tuple(map(int, part)) if side == axis else self.whole[side] for side in range(3)]


def few(count: int) -> str:
    """A single number of people as it may leave the desk, beside which stands nothing to subtract: 1 to 4 are 「5人未満」."""
    return f"{SMALL}人未満" if 0 < count < SMALL else f"{count}人"


def said(count: int | None, unit: str = "人") -> str:
    """A number of a table, or HIDDEN."""
    return HIDDEN if count is None else f"{count:,}{unit}"
