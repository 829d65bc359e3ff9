"""Which places were edited since an answer was made, as far as this process has seen: an edit drops what shows the place.

Each version that a request meets gets a number of this process, which grows. Of each place the number is noted at which its
last edit was seen, and of each number the last moment at which its version was that of the database. An answer tells its
version: of one that another worker made, the number is that at which this process has seen the same version.
"""

import datetime as dt
import itertools
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.conf import settings

from cms.kept_pages.shown_rows import versions_shown
from directory.caches import CurrentValue
from directory.publishing.version import Version
from directory.publishing.versions import changes_since

MOST_PLACES = 1_000
"""Edited places that are told apart; with more, everything is dropped once and noting begins anew."""
MOST_VERSIONS = 1_000
"""Versions whose numbers are known; an answer of an older one is made anew."""

Seen = tuple[Version, int]
"""A version of the directory, and the number of what pages show beside it."""


class Shown(NamedTuple):
    """The places that stand on an answer.

    places  keys
    among   whether they were found among others, so that also an edit of another place may make it another answer
    """

    places: frozenset[int]
    among: bool = True


@dataclass(frozen=True)
class Edits:
    """What a process has seen of the edits. Never changed, so that threads may share it.

    version  of the directory, and the number of what pages show beside it
    number   of that version in this process
    numbers  of the versions before as well, the latest last
    since    the first number whose answers may still be right
    edited   place -> the number at which its last edit was seen
    held     number -> the last moment at which its version was seen to be that of the database
    """

    version: Seen
    number: int
    numbers: dict[Seen, int]
    since: int
    edited: dict[int, int]
    held: dict[int, dt.datetime]

    @property
    def directory(self) -> Version:
        """The version of the directory."""
        return self.version[0]

    def allows(self, version: Seen | None, shown: Shown | None, now: dt.datetime) -> bool:
        """Whether an answer that was made at a version may be given; one of which nobody knows what it shows, at its version only.

        What was found among others may be behind by `settings.KEPT_PAGES_SECONDS`, counted from when its version still held.
        """
        if version == self.version:
            return True
        number = self.numbers.get(version) if version else None
        if (
            number is None
            or shown is None
            or number < self.since
            or any(self.edited.get(key, 0) > number for key in shown.places)
        ):
            return False
        return not shown.among or _is_recent(self.held.get(number), now)


_numbers = itertools.count(1)
_seen: CurrentValue[Edits] = CurrentValue()


def forget() -> None:
    """Forget all edits; what was made before is then given to nobody."""
    _seen.clear()


def seen(now: dt.datetime) -> Edits:
    """The edits up to the version that the database has now; one query, and two more for each new version. `now` is the local time."""
    return _seen.renewed(lambda before: _brought_up_to_date(before, now))


def _brought_up_to_date(before: Edits | None, now: dt.datetime) -> Edits:
    version = versions_shown()
    if before is not None and before.version == version:
        return replace(before, held=before.held | {before.number: now})
    number = next(_numbers)
    edited = _edited_since(before, version)
    if before is None or edited is None:
        return Edits(version, number, {version: number}, number, {}, {number: now})
    held = {old: moment for old, moment in before.held.items() if _is_recent(moment, now)}
    told = before.edited | dict.fromkeys(edited, number)
    numbers = dict([*before.numbers.items(), (version, number)][-MOST_VERSIONS:])
    return Edits(version, number, numbers, before.since, told, held | {number: now})


def _edited_since(before: Edits | None, version: Seen) -> list[int] | None:
    """The places that were edited since; None where anything else was as well, or too much."""
    if before is None or before.version[1] != version[1] or before.directory.number >= version[0].number:
        return None
    changes = changes_since(before.directory)
    if changes is None or changes.shared or changes.everything or changes.names:
        return None
    return changes.keys if len(before.edited) + len(changes.keys) <= MOST_PLACES else None


def _is_recent(moment: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a moment is less long ago than a list may be behind. A clock may have been set back."""
    return moment is not None and dt.timedelta() <= now - moment < dt.timedelta(seconds=settings.KEPT_PAGES_SECONDS)
