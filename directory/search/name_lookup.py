"""Looking up rows of any table by name, as the public search folds it, for lists and choosers.

Resources have their index. Of the other tables a city has some thousands of rows, so each is read and compared by its
folded texts, which are remembered: 20,000 places take 140 ms, the first time in a process 3.6 s (on a busy machine).
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from django.db.models import Case, IntegerField, QuerySet, When

from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.japanese.folding import fold_name, sound_of
from directory.japanese.readings import propose_reading
from directory.search.building.dropping import though_damaged
from directory.search.live_index import index_at
from directory.search.similarity import Query
from directory.search.telephones import listings_called
from directory.snapshot import loading

WRITTEN = ("name", "koaza", "address", "phrase")
"""Columns by which rows are looked up as they are written, where their table has them."""
HEARD = "reading"
AT_MOST = 5_000
"""Listings that one look-up gives: the most alike. A query of the database takes no more keys at once."""
IN_ORDER = 100
"""Listings that come in the order of their likeness; whoever has not found it among them types more of its name."""
REMEMBERED = 200_000


@though_damaged
def found(rows: QuerySet, text: str) -> QuerySet:
    """Those of some rows that a text names, in kanji, kana or romaji, with the spelling that everyone uses differently.

    Live resources come with the most alike first. A text without a letter narrows nothing. A telephone number finds the
    listings that have it.
    """
    query = Query.of(text)
    if not query.terms:
        return rows
    if rows.model is Resource and (called := listings_called(text, Contact.objects)):
        return rows.filter(pk__in=called).order_by("name", "pk")
    if rows.model is not Resource:
        return rows.filter(pk__in=_holding(rows, query))
    index = index_at(loading.current())
    allowed = np.isin(index.keys, list(rows.filter(live=True).order_by().values_list("pk", flat=True)))
    return found_in_order(rows, text, index.keys[index.matching(text, allowed).positions])


def found_in_order(rows: QuerySet, text: str, keys: np.ndarray) -> QuerySet:
    """Resources of these keys, in this order, then the drafts that a text names."""
    live = keys[:AT_MOST].tolist()
    drafts = _holding(rows.filter(live=False), Query.of(text))
    turns = [When(pk=key, then=turn) for turn, key in enumerate(live[:IN_ORDER])]
    order = Case(*turns, default=IN_ORDER, output_field=IntegerField())
    return rows.filter(pk__in=[*live, *drafts]).order_by(order, "name", "pk")


def _holding(rows: QuerySet, query: Query) -> list:
    """Keys of the rows that hold every term, as it is written or as it is heard."""
    columns = {field.name for field in rows.model._meta.concrete_fields}
    # What has no name of its own goes by that of its organization.
    names = [name for name in WRITTEN if name in columns] or ["organization__name"]
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
