"""The question as the desk asks it: this participant, this day, the directory and the numbers as they are."""

import datetime as dt
import threading

from directory import store
from directory.vocabulary import Term
from matching.numbers import weights_on
from matching.participants import Participant
from matching.scoring import Matching, match
from matching.sight import Ground
from matching.words import Words, shipped_words

_lock = threading.Lock()
_ground: Ground | None = None


def words_now() -> Words:
    """The word lists with the labels that the city has given them."""
    labels: dict[str, dict[str, str]] = {}
    for scheme, slug, label in Term.objects.order_by("position", "pk").values_list("scheme", "slug", "label"):
        labels.setdefault(scheme, {})[slug] = label
    shipped = shipped_words()
    return Words({**shipped.labels, **labels}, shipped.hard, shipped.soft)


def ground_on(day: dt.date) -> Ground:
    """The directory at its present version, as it stands on a day; kept until either changes."""
    global _ground
    columns = store.current()
    with _lock:
        if _ground is None or _ground.columns is not columns or _ground.day != day:
            _ground = Ground(columns, day, words_now())
        return _ground


def candidates_for(participant: Participant, day: dt.date) -> Matching:
    """The places for a participant, with the needs and the numbers that were known on that day."""
    return match(ground_on(day), participant.needs_on(day), weights_on(day))
