"""Which places are called by a word: their name holds it as it is written."""

import numpy as np

from directory.japanese.folding import fold_name
from directory.search.building.dropping import though_damaged
from directory.search.live_index import index_at
from directory.snapshot.day import SnapshotDay


@though_damaged
def called(snapshot: SnapshotDay, keys: np.ndarray, word: str) -> np.ndarray:
    """Those of the keys of some live resources (rising) whose name holds a word; none while there is no index."""
    if (index := index_at(snapshot.columns)).is_plain:
        return keys[:0]
    positions = np.flatnonzero(np.isin(index.keys, keys))
    # The name is the first text of an entry.
    holds = index.entries.holding(index.entries.first_of(positions), fold_name(word))
    found: np.ndarray = index.keys[positions[holds]]
    return found
