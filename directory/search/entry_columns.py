"""What many entries are found by, column by column: in a large town an object for each text took a tenth of making the index. Pure."""

from collections.abc import Sequence
from typing import NamedTuple


class TextKind(NamedTuple):
    """What texts under one label are worth, as `Field` has it."""

    label: str
    weight: float


class EntryColumns(NamedTuple):
    """Some entries, one after the other, in order of their keys.

    counts       how many of `texts` each has
    kind_of      of each text its place in `kinds`, a byte
    lines        what each says of itself, in lines; `line_counts` says how many each has
    """

    keys: Sequence[int]
    kinds: Sequence[TextKind]
    counts: Sequence[int]
    kind_of: bytes | bytearray
    texts: Sequence[str]
    lines: Sequence[str]
    line_counts: Sequence[int]
