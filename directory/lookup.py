"""Looking up rows of any table by name, as the public search folds it, for lists and choosers.

Resources have their index. Of the other tables a city has some thousands of rows, so each is read and compared by its
folded texts, which are remembered: 20,000 places take 140 ms, the first time in a process 3.6 s (on a busy machine).
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from django.db.models import QuerySet

from directory import finding, store
from directory.japanese import fold_name, sound_of
from directory.likeness import Query
from directory.readings import propose_reading
from directory.resources import Resource

WRITTEN = ("name", "koaza", "address")
"""Columns by which rows are looked up as they are written, where their table has them."""
HEARD = "reading"
AT_MOST = 5_000
"""Listings that one look-up gives: the most alike. A query of the database takes no more keys at once."""
REMEMBERED = 200_000


def found(rows: QuerySet, text: str) -> QuerySet:
    """Those of some rows that a text names, in kanji, kana or romaji, with the spelling that everyone uses differently.

    A text without a letter narrows nothing.
    """
    query = Query.of(text)
    if not query.terms:
        return rows
    if rows.model is not Resource:
        return rows.filter(pk__in=_holding(rows, query))
    columns = store.current()
    index = finding.index_at(columns)
    live = np.isin(index.keys, list(rows.filter(live=True).order_by().values_list("pk", flat=True)))
    positions, _ = index.matching(text, live)
    drafts = _holding(rows.filter(live=False), query)
    return rows.filter(pk__in=[*index.keys[positions[:AT_MOST]].tolist(), *drafts])


def _holding(rows: QuerySet, query: Query) -> list:
    """Keys of the rows that hold every term, as it is written or as it is heard."""
    columns = {field.name for field in rows.model._meta.concrete_fields}
    names = [name for name in WRITTEN if name in columns]
    lines = rows.order_by().values_list("pk", *names, *([HEARD] if HEARD in columns else []))
    return [key for key, *texts in lines if _holds(texts[: len(names)], "".join(texts[len(names) :]), query)]


def _holds(texts: Iterable[str], reading: str, query: Query) -> bool:
    written = "".join(map(_folded, texts))
    heard = _sound(reading or next(iter(texts)))
    return all(term.written in written or (len(term.heard) > 1 and term.heard in heard) for term in query.terms)


@lru_cache(REMEMBERED)
def _folded(text: str) -> str:
    return fold_name(text)


@lru_cache(REMEMBERED)
def _sound(text: str) -> str:
    return sound_of(propose_reading(text))
