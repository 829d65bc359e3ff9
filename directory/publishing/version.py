"""The name of a state of the directory. Pure."""

from typing import NamedTuple


class Version(NamedTuple):
    """A version of the directory.

    number  grows by one with every change
    lot     drawn anew for each version (62 random bits)

    After a backup is restored, or a standby takes over that had not heard of the last changes, the same numbers come again
    with other content. Only the pair says which content it is, so everything in memory or on disk is kept by the pair.
    """

    number: int
    lot: int


NO_VERSION = Version(0, 0)
"""Of a directory in which nothing was ever written."""
