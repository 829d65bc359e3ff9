"""How many places there would be, one by one, if a facet of a selection were chosen by one word alone.

Pure. Each facet is counted with itself taken back, so that its other words can be compared.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from directory.snapshot.selection import Selection

_ALL = np.uint32(0xFFFFFFFF)
_BITS_OF_BYTE = np.arange(256)[:, None] >> np.arange(8) & 1


def counts_of_words(selection: Selection, scheme: str) -> dict[str, int]:
    """Rows for each word of kinds, activities or targets; of features, added to those chosen."""
    base = selection if scheme == "features" else selection.without(scheme)
    columns = selection.snapshot.columns
    rows = columns.rows
    masks = rows.features("yes", at=base.mask) if scheme == "features" else getattr(rows, scheme)[base.mask]
    if scheme == "targets":
        everyone = np.uint32(columns.bits("targets", ["everyone"]))
        masks = masks | np.where((masks == 0) | (masks & everyone != 0), _ALL, 0)
    return dict(zip(columns.vocabulary[scheme], _counts_of_bits(masks), strict=False))


def counts_of_weekdays(selection: Selection, parts: Collection[str] = ()) -> list[int]:
    """Rows for each weekday, Monday first, in any of some parts of the day."""
    masks = selection.snapshot.weekdays_in(parts)[selection.without("weekday").mask]
    return _counts_of_bits(masks)[:7]


def counts_of_fees(selection: Selection, most: Mapping[str, int]) -> dict[str, int]:
    """Rows that are known to cost no more than each of some amounts (name -> yen)."""
    mask = selection.without("fee").mask
    return {name: _count(mask & selection.snapshot.costs_at_most(yen)) for name, yen in most.items()}


def counts_of_opening(selection: Selection, parts: Collection[str] = ()) -> dict[str, int]:
    """Rows that meet today and are not over, tomorrow, and this week, in any of some parts of the day."""
    mask = selection.without("open").mask
    return {opening: _count(mask & selection.meets(opening, parts)) for opening in ("today", "tomorrow", "week")}


def counts_of_areas(selection: Selection, areas: Mapping[str, Collection[int]]) -> dict[str, int]:
    """Rows for each area, given as the ids of its towns."""
    pair_towns, _, number = selection.snapshot.whereabouts
    amounts = np.bincount(number[selection.without("area").mask], minlength=len(pair_towns))
    reached = selection.snapshot.reached_by_each(tuple(map(frozenset, areas.values())))
    return dict(zip(areas, (reached @ amounts).tolist(), strict=True))


def counts_of_municipalities(selection: Selection, codes: Iterable[str]) -> dict[str, int]:
    """Rows for each municipality, by its six-digit code."""
    chosen = selection.snapshot.columns.rows.municipality[selection.without("municipality").mask]
    found = dict(zip(*(part.tolist() for part in np.unique(chosen, return_counts=True)), strict=True))
    return {code: found.get(int(code), 0) for code in codes}


def _counts_of_bits(masks: np.ndarray) -> list[int]:
    """How many of some bit masks have each bit, the lowest first: one pass over each byte, however many bits are asked for."""
    each_byte = masks.astype(masks.dtype.newbyteorder("<"), copy=False).view(np.uint8).reshape(-1, masks.itemsize)
    amounts = (np.bincount(byte, minlength=256) for byte in each_byte.T)
    return [count for amount in amounts for count in (amount @ _BITS_OF_BYTE).tolist()]


def _count(values: np.ndarray) -> int:
    return int(np.count_nonzero(values))
