"""The search over the directory: what of a day's places a text finds, by what, and what else may have been meant."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from directory.caches import KeyedCache
from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.geo.points import metres_from, micro
from directory.japanese.excerpts import excerpt
from directory.japanese.folding import fold_name
from directory.japanese.radicals import true_letters
from directory.japanese.refusals import only_refused
from directory.search.building.dropping import though_damaged
from directory.search.entries import READING, Field, as_written, is_reading
from directory.search.index import Index
from directory.search.live_index import index_at
from directory.search.parts.entry_rows import WORDS, entries_of, own_texts_by, words_by
from directory.search.place_names import AROUND, Spot, SpotMention, spots_mentioned
from directory.search.similarity import ENOUGH, Query, QueryTerm, wholly_alike
from directory.search.telephones import TELEPHONE, keys_called, listings_called
from directory.snapshot.arrays import Columns
from directory.snapshot.day import SnapshotDay
from directory.snapshot.selection import Selection

SAID = "said"
"""Label of what is found only by what it says of itself, word for word."""
NEAR = "near"
"""Label of what is found only because it lies near a place that the text names."""
THE_SAME = 0.95
"""Likeness from which a text holds the name of a town or station itself, as it is written or heard."""
WHOLLY = 0.99
"""Share of a text's letters that a place must hold to stand before what is near the town or station of that name."""
LONG = 8
"""Letters from which a text that a place holds wholly is its name and no chance: 「きょう」 is in 「きょうりょく」 too."""
MOST_READ_FOR_REFUSALS = 500
"""Places whose own words are read for a refusal: a word that more of them say is refused by few, and reading costs time."""
SPELT_ALIKE = 0.6
"""Likeness of whole words from which one may be meant by the other: 「サンロ」 and 「サロン」 have 0.67."""

_shown_cache: KeyedCache[tuple[Index, SnapshotDay], np.ndarray] = KeyedCache()


class Found(NamedTuple):
    """What of a day's places a text finds: their keys in the order of the list, and whether all of them are a guess."""

    keys: np.ndarray
    is_guess: bool


@though_damaged
def found(snapshot: SnapshotDay, text: str) -> Found:
    """What residents find by a text on a day, the most alike first; remembered, since each facet asks for it again.

    The name of a town or a station means "near there" too: what lies around it follows what matches, the nearest first.
    Last comes what only says the words of itself (`said`), in the order of the day. It is a guess where no place holds the
    text; where it names a spot, if besides none lies near it that fits.
    """
    return snapshot.remembered_finding(
        ("found", text), lambda: _found(snapshot, *_shown(snapshot), text, _public_contacts())
    )


@though_damaged
def said(snapshot: SnapshotDay, text: str) -> np.ndarray:
    """The keys (int64, rising) of what residents find on the day and what holds all words of a text, exactly, no guess.

    In its names, the words of its kinds and activities, its town, and in all that it says of itself; never because it lies
    near a place of that name. None for a text without a word of two letters. Remembered for the day.
    """
    index, allowed = _shown(snapshot)
    return snapshot.remembered_text(("said", text), lambda: index.saying(text, allowed))


@though_damaged
def said_among(snapshot: SnapshotDay, keys: np.ndarray, text: str) -> np.ndarray:
    """The same among some live resources, also such as residents do not find."""
    index = index_at(snapshot.columns)
    return index.saying(text, np.isin(index.keys, keys))


@though_damaged
def without_refusals(snapshot: SnapshotDay, keys: np.ndarray, text: str) -> np.ndarray:
    """Those of some keys (rising) that say a text, but for those that say it only to refuse it: 「車いすでは入れません」."""
    if not len(keys) or len(keys) > MOST_READ_FOR_REFUSALS:
        return keys
    if (index := index_at(snapshot.columns)).is_plain:
        return keys
    # They may have been found by the index before this one.
    positions = np.flatnonzero(np.isin(index.keys, keys))
    refusing = [position for position in positions.tolist() if only_refused(index.own.text_at(position), text)]
    return keys[~np.isin(keys, index.keys[refusing])]


@though_damaged
def named(
    snapshot: SnapshotDay, text: str, among: np.ndarray | None = None, only_as_written: bool = False
) -> np.ndarray:
    """Keys of what is called by a text, whatever the text may wish, the best first.

    Its name holds the text as it is written; a LONG text may also be held in another order, by ear, or with the town beside.
    Of what residents find, or `among` some live resources, by their keys.
    """
    index, shown = _shown(snapshot)
    allowed = shown if among is None else np.isin(index.keys, among)
    matches = index.matching(text, allowed)
    positions = matches.positions[matches.shares >= WHOLLY]
    if index.is_plain or (len(fold_name(text)) >= LONG and not only_as_written):
        return index.keys[positions]
    # The name is the first text of an entry.
    holds = index.entries.holding(index.entries.first_of(positions), fold_name(text))
    return index.keys[positions[holds]]


@though_damaged
def found_among(snapshot: SnapshotDay, keys: np.ndarray, text: str) -> Found:
    """The same among some live resources, also such as residents do not find."""
    index = index_at(snapshot.columns)
    return _found(snapshot, index, np.isin(index.keys, keys), text, Contact.objects)


def _found(snapshot: SnapshotDay, index: Index, allowed: np.ndarray, text: str, contacts: QuerySet) -> Found:
    if len(called := keys_called(text, index.keys[allowed], contacts)):
        return Found(called, False)
    own = index.saying(text, allowed)
    matches, mentions = index.matching(text, allowed), spots_mentioned(text, snapshot.columns)
    keys = index.keys[matches.positions]
    named = Found(keys, not matches.shares.any())
    if mentions:
        meant = [keys[matches.shares >= WHOLLY], *_around(snapshot, index, allowed, mentions)]
        # A wish that nobody there fulfils: what resembles it is better than nothing, and is said to be a guess.
        named = Found(each, False) if len(each := each_once(meant)) else Found(keys, True)
    if not len(own):
        return named
    # What holds the very words leaves nothing to guess.
    sure = [] if named.is_guess else [named.keys]
    return Found(each_once([*sure, _in_order(snapshot, own)]), False)


def _around(
    snapshot: SnapshotDay, index: Index, allowed: np.ndarray, mentions: Collection[SpotMention]
) -> Iterable[np.ndarray]:
    """The keys of what lies around each spot and fits what else was said: first what is sure, then what says so of itself."""
    wishes, last = {mention.other_words for mention in mentions}, []
    fit = {wish: index.keys[index.matching(wish, allowed).positions if wish else allowed] for wish in wishes}
    own = {wish: index.saying(wish, allowed) for wish in wishes}
    for spot, wish in dict.fromkeys((mention.spot, mention.other_words) for mention in mentions):
        around = snapshot.columns.rows.key[Selection(snapshot).within(AROUND, spot.lat, spot.lng).ranked]
        last.append(around[np.isin(around, own[wish])])
        yield around[np.isin(around, fit[wish])]
    yield from last


def _in_order(snapshot: SnapshotDay, keys: np.ndarray) -> np.ndarray:
    """Some keys in the order of the day."""
    mask = np.zeros(len(snapshot.columns), bool)
    mask[snapshot.rows_of(keys)] = True
    ordered: np.ndarray = snapshot.columns.rows.key[snapshot.order[mask[snapshot.order]]]
    return ordered


def each_once(parts: Iterable[np.ndarray]) -> np.ndarray:
    """All keys of some lists, each where it comes first."""
    keys = np.concatenate([np.empty(0, np.int64), *parts])
    once: np.ndarray = keys[np.sort(np.unique(keys, return_index=True)[1])]
    return once


class MatchReason(NamedTuple):
    """By what a text finds a place: the label of a field and what stands there; or SAID and an excerpt; or NEAR, a spot's
    name, the metres from it, and whether that is only the middle of a town."""

    label: str
    text: str
    metres: float | None = None
    is_town: bool = False


@though_damaged
def match_reasons(
    columns: Columns, resources: Collection[Resource], text: str, excerpts: bool = True
) -> dict[int, list[MatchReason]]:
    """By what a text finds each of some live resources, by key, its words in their order; [] for what nothing explains.

    With `excerpts` also the sentence in which a resource says of itself what no name and no word of it says.
    A fixed number of queries for resources that come with their organization and their place's town.
    """
    if not has_letters(text):
        return {}
    if called := listings_called(text, _public_contacts().filter(resource__in=resources)):
        return {key: [MatchReason(TELEPHONE, number)] for key, number in called.items()}
    keys, index, mentions = [resource.pk for resource in resources], index_at(columns), spots_mentioned(text, columns)
    where, wish = (mentions[0].words, mentions[0].other_words) if mentions else ("", text)
    # 本町 is like 仲町, but whoever says 仲町 means none but that one, and what is near it.
    by_where, by_wish = index.reasons(where, keys, THE_SAME), index.reasons(wish, keys, ENOUGH)
    found_by_words = [
        key for found in (by_where, by_wish) for key, by in found.items() if any(label in WORDS for label, _ in by)
    ]
    words = words_by(found_by_words) if found_by_words else {}
    spots, reasons = [mention.spot for mention in mentions], {}
    for key, resource in zip(keys, resources, strict=True):
        at, by = (_reasons_in_words(resource, found.get(key, ()), words.get(key, ())) for found in (by_where, by_wish))
        near = [] if any(reason.label == "place" for reason in at) else _nearest_spot(columns, key, spots)
        reasons[key] = list(dict.fromkeys(at + near + by))
    if excerpts:
        matched = {key: [*by_where.get(key, ()), *by_wish.get(key, ())] for key in keys}
        _add_excerpts(reasons, matched, text, where)
    return reasons


def _add_excerpts(
    reasons: dict[int, list[MatchReason]], matched: Mapping[int, list[tuple[str, str]]], text: str, where: str
) -> None:
    """Add excerpts of what a resource says of itself, for words that no matched text (label, folded) holds."""
    terms, named = Query.of(text).terms, Query.of(where).terms
    missing = {
        key: [term for term in terms if not ((by and term in named) or _is_held(term, matched[key]))]
        for key, by in reasons.items()
    }
    if not any(missing.values()):
        return
    own = own_texts_by(Resource._base_manager.filter(pk__in=[key for key, words in missing.items() if words]))
    for key, texts in own.items():
        told = (excerpt(texts, term.said_forms) for term in missing[key])
        reasons[key] += dict.fromkeys(MatchReason(SAID, words) for words in told if words)


def _is_held(term: QueryTerm, texts: Iterable[tuple[str, str]]) -> bool:
    return any((term.heard if is_reading(label) else term.written) in folded for label, folded in texts)


def _reasons_in_words(
    resource: Resource, matched: Iterable[tuple[str, str]], words: Iterable[Field]
) -> list[MatchReason]:
    """What matched as people read it, where a reading stands for what it is the reading of."""
    place = resource.place
    texts = {"name": resource, "organization": resource.organization, "place": place, "town": place and place.town}
    written = {(field.label, field.folded): word.text for field, word in as_written(words).items()}
    reasons = []
    for label, folded in matched:
        about = label.removesuffix(READING).strip() or "name"
        text = written.get((label, folded)) if label in WORDS else getattr(texts[about], "name", None)
        # Who runs it, and its words, may have changed since the index was made.
        if text:
            reasons.append(MatchReason(about, text))
    return reasons


def _nearest_spot(columns: Columns, key: int, spots: list[Spot]) -> list[MatchReason]:
    """The nearest of the spots, where it is near enough."""
    if not spots:
        return []
    row = columns.rows.key == key
    lat, lng = columns.rows.lat[row], columns.rows.lng[row]
    distances = [float(metres_from(micro(spot.lat), micro(spot.lng), lat, lng).min(initial=np.inf)) for spot in spots]
    metres, spot = min(zip(distances, spots, strict=True), default=(np.inf, None))
    return [MatchReason(NEAR, spot.name, metres, spot.is_town)] if metres <= AROUND else []


@though_damaged
def suggested(selection: Selection, text: str, limit: int = 8) -> list[int]:
    """Keys of what of a selection somebody who is still typing may mean, the likeliest first."""
    if not has_letters(text):
        return []
    index, allowed = _shown(selection.snapshot)
    if selection.masks:
        allowed = allowed & np.isin(index.keys, selection.keys)
    return [hit.key for hit in index.suggest(text, allowed, limit)]


@though_damaged
def nearest_spelling(columns: Columns, keys: Collection[int], text: str) -> str:
    """The name or word of one of some live resources that is most like a text that finds none of them; "" where none is."""
    query = Query.of(text)
    index = index_at(columns)
    hits = index.resembling(text, np.isin(index.keys, keys))
    rows = Resource._base_manager.filter(pk__in=[hit.key for hit in hits]).order_by("pk")
    written = {field: word for entry in entries_of(rows) for field, word in as_written(entry.fields).items()}
    alike = wholly_alike(query, list(written))
    return list(written.values())[int(alike.argmax())].text if alike.max(initial=0) >= SPELT_ALIKE else ""


def _public_contacts() -> QuerySet:
    """The numbers that residents may find a place by."""
    return Contact.objects.filter(is_public=True)


def has_letters(text: str) -> bool:
    """Whether there is anything in a text to search for."""
    return any(letter.isalnum() for letter in true_letters(text))


def _shown(snapshot: SnapshotDay) -> tuple[Index, np.ndarray]:
    """The index, and the mask over its positions of what residents find on the day."""
    index = index_at(snapshot.columns)
    keys = snapshot.columns.rows.key
    return index, _shown_cache.get((index, snapshot), lambda: np.isin(index.keys, keys[snapshot.shown]))
