"""What a row says anew of a listing that is stored, what somebody has changed since and therefore stays, and both in words."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directory.catalogue.places import Place
from directory.changes.differences import NOTHING, difference_in_words, label, prefetched_rows, value_in_words
from directory.duplicates.merging import FIELD_GROUPS
from directory.gazetteer.moved_addresses import same_spot
from directory.hours.rules import Occurrence
from directory.hours.wording import occurrence_in_words
from directory.imports.models import KnownRow
from directory.imports.row_maker import CHILDREN, COLUMNS, PLACE_COLUMNS, TERM_LISTS, RowMaker, default_of, place_key
from directory.imports.steps.listing_states import (
    PLACE_FACTS,
    State,
    child_of,
    read_states,
    shared_places,
    sorted_children,
)
from directory.japanese.folding import fold_name
from directory.spreadsheets.findings import Wrong

FIELD_OF_FACT = {"schedule": "schedules", "area": "areas"}
"""Facts whose field has another name."""
FACTS = (*COLUMNS, *TERM_LISTS, *CHILDREN, "organization", "place", "sector", "area", "areas")
"""Facts that are part of a state; what is said of a day is said once, when a listing is made."""
_UNKNOWN = object()
_SOURCE = ("source", "source_licence")
"""Facts that say only which file it is."""
_HOURS = ("schedules", "hours_note")
_EMPTY = (None, "", False, [])
_DECIDES_NOTHING = {"ages_of"}
"""Fields that hold something even where nobody said anything."""


@dataclass(frozen=True)
class ListingChange:
    """What becomes of one listing: its state now and the wanted one, and the facts that stay as people have made them."""

    resource_id: int
    now: State
    wanted: State
    kept: tuple[str, ...] = ()

    @property
    def needs_place(self) -> bool:
        """Whether the place that is wanted is not stored yet."""
        return self.wanted["place"] is None and self.wanted["place_facts"] is not None

    @property
    def tells_hours(self) -> bool:
        """Whether the hours are other ones."""
        return any(self.now[name] != self.wanted[name] for name in _HOURS)

    def in_words(self) -> list[str]:
        """A line for each difference: 「参加費：100円→200円」. Where a list comes from is said only where nothing else differs."""
        told = (name for name in self.wanted if name not in _SOURCE)
        return self._lines(told) or self._lines(_SOURCE)

    def _lines(self, names: Iterable[str]) -> list[str]:
        lines = []
        for name in names:
            if name == "place":
                lines += _place_in_words(self.now, self.wanted)
            elif name != "place_facts" and self.now[name] != self.wanted[name]:
                lines.append(f"{label(name)}：{_difference(name, self.now[name], self.wanted[name])}")
        return lines


def _difference(name: str, old: Any, new: Any) -> str:
    if name == "organization" and isinstance(new, str):
        return f"{value_in_words(name, old)}→{new}"
    return difference_in_words(name, old, new)


def words_of(changes: Iterable[ListingChange]) -> list[list[str]]:
    """The lines of many changes, with one query for each table."""
    many = list(changes)
    named = [
        {
            name: {"old": one.now[name], "new": one.wanted[name]}
            for name in one.wanted
            if name != "place_facts" and one.now[name] != one.wanted[name] and not isinstance(one.wanted[name], str)
        }
        for one in many
    ]
    with prefetched_rows(named):
        return [change.in_words() for change in many]


def dates_in_words(dates: Iterable[dict], today: dt.date) -> list[str]:
    """What is said of single days: 「4月12日（日）10時〜12時：ひらく」."""
    lines = []
    for one in dates:
        clock = [dt.time.fromisoformat(one[name]) if one.get(name) else None for name in ("start", "end")]
        day = occurrence_in_words(Occurrence(dt.date.fromisoformat(one["day"]), *clock), today)
        lines.append(f"{day}：{_MEETS[one['meets']]}")
    return lines


_MEETS = {True: "ひらく", False: "休み", None: "この日だけのことは、なくなりました"}


def changes_of(known: Mapping[str, KnownRow], listings: Mapping[str, dict], rows: RowMaker) -> dict[str, ListingChange]:
    """What rows that are known say anew, by their keys. Nothing is written: organizations and places may still be missing."""
    states = read_states(known[key].resource_id for key in listings)
    shared = shared_places({state["place"] for state in states.values()} - {None})
    found = {}
    for key, facts in listings.items():
        old, now = known[key].facts, states[known[key].resource_id]
        wanted, kept = dict(now), []
        for name in (name for name in FACTS if old.get(name) != facts.get(name)):
            if not _is_as_told(name, now, old, rows):
                kept.append(name)
            elif name == "place":
                wanted |= _place_of(facts.get("place"), now, rows, now["place"] in shared)
            else:
                wanted[FIELD_OF_FACT.get(name, name)] = value_of(name, facts, rows)
        found[key] = ListingChange(known[key].resource_id, now, wanted, tuple(kept))
    return found


def value_of(name: str, facts: Mapping[str, Any], rows: RowMaker) -> Any:
    """One fact as a state has it; the name of an organization that is not stored yet. Raises Wrong for a word that the vocabulary lacks."""
    if name in COLUMNS:
        return facts[name] if facts.get(name) is not None else default_of(name)
    if name in TERM_LISTS:
        return sorted(rows.words(name, facts))
    if name in CHILDREN:
        return sorted_children(child_of(child) for child in rows.children(name, 0, facts))
    if name == "organization":
        return rows.organizations.get(fold_name(facts.get(name, ""))) or facts.get(name)
    return rows.sector(facts) if name == "sector" else sorted(rows.served(facts))


def _is_as_told(name: str, now: State, old: Mapping[str, Any], rows: RowMaker) -> bool:
    """Whether a listing still says what its file told last."""
    if name == "place":
        return _columns_of_place(now["place_facts"]) == _told_of_place(old.get("place"))
    try:
        told = value_of(name, old, rows)
    except (Wrong, KeyError):  # a word, or an area, that is there no more
        return False
    return bool(now[FIELD_OF_FACT.get(name, name)] == told)


def _columns_of_place(facts: Mapping[str, Any] | None) -> dict | None:
    return facts and {name: facts[name] for name in PLACE_COLUMNS}


def _told_of_place(facts: Mapping[str, Any] | None) -> dict | None:
    """What the columns of a place hold when nothing but `facts` was told."""
    return facts and {name: facts.get(name, Place._meta.get_field(name).get_default()) for name in PLACE_COLUMNS}


def _place_of(facts: Mapping[str, Any] | None, now: State, rows: RowMaker, is_shared: bool) -> State:
    """The place that a row tells of: the listing's own place put right, or another one; key None where it is not stored yet."""
    if not facts:
        return {"place": None, "place_facts": None}
    told = _told_of_place(facts) | {"town_id": rows.town(facts)}
    other = rows.places.get(place_key(facts))
    if now["place"] and not is_shared and other in (None, now["place"]):
        return {"place": now["place"], "place_facts": told}
    return {"place": other, "place_facts": told}


def _place_in_words(now: State, wanted: State) -> list[str]:
    if (now["place"], now["place_facts"]) == (wanted["place"], wanted["place_facts"]):
        return []
    before, after = now["place_facts"], wanted["place_facts"]
    if before is None or after is None or now["place"] != wanted["place"]:
        return [f"場所：{_where(before)}→{_where(after)}"]
    lines = [
        f"{label(name, Place)}：{before[name] or NOTHING}→{after[name] or NOTHING}"
        for name in ("name", "address", "building", "postcode", "access", "accessibility")
        if before[name] != after[name]
    ]
    moved = any(before[name] != after[name] for name in ("lat", "lng", "precision"))
    if moved:
        lines.append(f"地図の位置：{Place.Precision(after['precision']).label}になります")
    elif after["precision"] == Place.Precision.EXACT and not same_spot(before["address"], after["address"]):
        lines.append("地図の位置：住所が変わりましたが、緯度・経度は 前と同じです。たしかめてください")
    return lines


def _where(facts: Mapping[str, Any] | None) -> str:
    return "、".join(filter(None, (facts["name"], facts["address"], facts["building"]))) if facts else NOTHING


def completions(joined: Sequence[tuple[int, dict]], rows: RowMaker) -> list[ListingChange]:
    """What rows add to listings that are the same places, of each pair of a listing's key and facts: only what is empty there.

    Hours are one fact, however they are written; a place without address and exact point counts as empty.
    """
    states = read_states(key for key, _ in joined)
    return [ListingChange(key, states[key], _completed(states[key], facts, rows)) for key, facts in joined]


def _completed(now: State, facts: Mapping[str, Any], rows: RowMaker) -> State:
    wanted = dict(now)
    told = {FIELD_OF_FACT.get(name, name): name for name in FACTS if name in facts}
    for names in (*FIELD_GROUPS, ("contacts",), ("reading",)):
        names = _HOURS if set(names) & set(_HOURS) else names
        if all(now.get(name) in _EMPTY for name in names if name not in _DECIDES_NOTHING | {"place"}):
            if names == ("place",):
                wanted |= _better_place(now, facts, rows)
            else:
                wanted |= {name: value_of(told[name], facts, rows) for name in names if name in told}
    answered = {child["feature"] for child in now["features"]}
    new = [child for child in value_of("features", facts, rows) if child["feature"] not in answered]
    return wanted | {"features": sorted_children([*now["features"], *new])}


def _better_place(now: State, facts: Mapping[str, Any], rows: RowMaker) -> State:
    known, told = now["place_facts"], facts.get("place")
    if not told or (known and (known["address"] or known["precision"] == Place.Precision.EXACT)):
        return {}
    if known and not told.get("address") and told.get("precision") != Place.Precision.EXACT:
        return {}
    other = rows.places.get(place_key(told))
    return {
        "place": other,
        "place_facts": dict.fromkeys(PLACE_FACTS) | _told_of_place(told) | {"town_id": rows.town(told)},
    }
