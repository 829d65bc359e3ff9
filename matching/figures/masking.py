"""Masking of small numbers that holds against subtraction: what may be said of the counts of one 年度, and what may not.

Counts stand in a table of three axes: kinds (steps, answers), areas and the twelve months. Published are partitions of it into atoms
of which each holds nobody or at least SMALL people: one along each axis, and one that refines two or three axes where all its atoms
are safe. A question is answered where it is a union of atoms of one partition. Whatever is added or subtracted then, nothing that is
not answered gets one possible value alone (docs/explanation/figures.md says why; `tests/matching/figures/attack.py` tries).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np

SMALL = 5
"""A number below it could be a person whom somebody knows."""
NOTHING = -1
"""Instead of a middle of no numbers."""
HIDDEN = "＊"
"""Instead of a number below SMALL, or of one from which such a number could be worked out."""
HIDDEN_IN_WORDS = f"「{HIDDEN}」は、1から{SMALL - 1}までの数か、引き算をすると その数が分かってしまう数です。"
SO_FAR_IN_WORDS = f"おわっていない年度の数は、{SMALL}きざみで「15人以上」のように 書きます。毎月の数を 引き算しても、だれかのことが 分からないようにするためです。"
MONTHS = 12


class AtLeast(int):
    """A number of a year that goes on, down to a multiple of SMALL: the exact ones of two months, less each other, would be the new month."""


Part = tuple[int, ...]
"""Positions on one axis."""
Sides = Sequence[Sequence[Part]]
"""Of each axis the parts into which it is cut."""

Side = tuple[np.ndarray, np.ndarray, bool]
"""Of the parts of an axis which are touched by a question, and which are within it, as 0 and 1; and whether any is within."""


class Partition:
    """A table cut along its axes: of each atom how many people it holds.

    sides   the parts of each axis; `people` has their numbers as its shape
    """

    def __init__(self, counts: np.ndarray, sides: Sides):
        self.cuts = [_cut(parts, size) for parts, size in zip(sides, counts.shape, strict=True)]
        people = counts
        for axis, cut in enumerate(self.cuts):
            people = np.moveaxis(np.tensordot(cut, people, (1, axis)), 0, axis)
        self.people = people
        self._asked: list[dict[Part, Side]] = [{} for _ in self.cuts]

    @property
    def is_safe(self) -> bool:
        """Whether each atom holds nobody, or at least SMALL."""
        return not ((self.people > 0) & (self.people < SMALL)).any()

    def answer(self, question: Sequence[Part]) -> int | None:
        """How many people these positions of each axis hold; None where an atom with somebody in it is cut by them."""
        sides = [self._side(axis, asked) for axis, asked in enumerate(question)]
        # Of an atom that is touched and not within people are left over.
        within = self._sum([one for _, one, holds in sides]) if all(holds for _, _, holds in sides) else 0
        return within if self._sum([one for one, _, _ in sides]) == within else None

    def _side(self, axis: int, asked: Part) -> Side:
        """What some positions of an axis are to its parts; kept, since many ask."""
        if asked not in self._asked[axis]:
            cut = self.cuts[axis]
            many = cut[:, asked].sum(axis=1)
            within = many == cut.sum(axis=1)
            self._asked[axis][asked] = (many > 0).astype(np.int64), within.astype(np.int64), bool(within.any())
        return self._asked[axis][asked]

    def _sum(self, sides: Sequence[np.ndarray]) -> int:
        first, second, third = sides
        of_two = first @ self.people.reshape(len(first), -1)
        return int(second @ of_two.reshape(len(second), -1) @ third)


def _cut(parts: Sequence[Part], size: int) -> np.ndarray:
    """Parts as rows of 0 and 1 beside the positions of an axis."""
    found = np.zeros((len(parts), size), np.int64)
    for row, part in zip(found, parts, strict=True):
        row[list(part)] = 1
    return found


class Released:
    """What may be said of a table of counts of shape (kinds, areas, times), or with another axis of parts instead of the times.

    joint   whether a table of several axes is said where it is safe; not where another table is made of the same people
    is_over whether the table does not grow any more; else its numbers are AtLeast
    bare    of each axis the positions that are joined with others as if they were small
    """

    def __init__(
        self,
        counts: np.ndarray,
        joint: bool = True,
        bare: Sequence[Collection[int]] = ((), (), ()),
        *,
        is_over: bool = True,
    ):
        self.counts, self.joint, self.bare, self.is_over = counts, joint, bare, is_over
        self.whole: tuple[Part, Part, Part] = tuple(tuple(range(size)) for size in counts.shape)  # type: ignore[assignment]

    def people(self, kinds: Iterable[int], areas: Iterable[int], times: Iterable[int]) -> int | None:
        """How many people these positions hold; None where that is not said."""
        question: list[Part] = [tuple(kinds), tuple(areas), tuple(times)]
        answers = (partition.answer(question) for partition in self._partitions())
        answer = next((answer for answer in answers if answer is not None), None)
        return answer if self.is_over or not answer else AtLeast(answer // SMALL * SMALL)

    def each(self, axis: int) -> list[int | None]:
        """How many people each position of an axis holds, whatever stands on the others; None where that is not said.

        The partition of the axis alone tells it: the one of several axes is nowhere finer.
        """
        found: list[int | None] = [None] * len(self.whole[axis])
        if self._is_said:
            for part, people in zip(self._parts[axis][0], self._alone[axis].people.ravel().tolist(), strict=True):
                for at in part if len(part) == 1 or not people else ():
                    found[at] = people
        return found

    def _partitions(self) -> Iterator[Partition]:
        if self._is_said:
            yield from self._alone
            if self._together:
                yield self._together

    @cached_property
    def _is_said(self) -> bool:
        return not 0 < self.counts.sum() < SMALL

    @cached_property
    def _parts(self) -> tuple[list[list[Part]], list[list[Part]], list[list[Part]]]:
        """Of each axis the ways in which it is cut, the finest first."""
        kinds, areas = (self._grouped(axis, [[one] for one in self.whole[axis]]) for axis in (0, 1))
        return [kinds], [areas], self._times()

    @cached_property
    def _alone(self) -> list[Partition]:
        """Each axis cut, the others whole."""
        whole = [[side] for side in self.whole]
        cuts = [[*whole[:axis], parts[0], *whole[axis + 1 :]] for axis, parts in enumerate(self._parts)]
        return [Partition(self.counts, sides) for sides in cuts]

    @cached_property
    def _together(self) -> Partition | None:
        """Several axes cut."""
        (kinds,), (areas,), times = self._parts
        refined = self._refined(kinds, areas, times) if self.joint else None
        return Partition(self.counts, refined) if refined else None

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

    def _is_safe(self, sides: Sides) -> bool:
        return Partition(self.counts, sides).is_safe

    def _times(self) -> list[list[Part]]:
        """The year cut into halves, quarters and months as far as each piece is safe; the finest first, then coarser ones.

        What is no year is cut into its parts, or not at all.
        """
        if len(self.whole[2]) != MONTHS:
            return [self._grouped(2, [[one] for one in self.whole[2]]), [self.whole[2]]]
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
        small: list[tuple[int, Part]] = []
        large: list[tuple[int, Part]] = []
        for people, part in counted:
            if people:
                (small if people < SMALL or not set(self.bare[axis]).isdisjoint(part) else large).append((people, part))
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
    """A number of a table, or HIDDEN; 「—」 for NOTHING.

    >>> said(1234), said(AtLeast(15)), said(None)
    ('1,234人', '15人以上', '＊')
    """
    if count is None:
        return HIDDEN
    return "—" if count == NOTHING else f"{count:,}{unit}{'以上' * isinstance(count, AtLeast)}"
