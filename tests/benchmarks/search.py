"""How well and how fast search finds: `python -m tests.benchmarks.search [--names N | --places FILE --queries FILE] [--json]`.

names    so many invented names with queries (tests/benchmarks/invented_names.py); what is measured without files.
places   CSV with id, name, description, which is what each says of itself; readings are proposed. `--times N` adds N - 1 copies of each in other towns.
queries  CSV with query, id (of the right answer) and kind.

Recall is the share of queries whose answer is among the first five, MRR the mean of 1/rank among the first FIRST. Beside
it, on the same folded names, readings and queries: SQLite FTS5 trigram (OR, bm25), tantivy with bigrams (OR, BM25), and
PostgreSQL's pg_trgm (word_similarity, GIN). Every time is that from the text typed to the keys found; `own_` is before the times of what is
only said (words of WORDS, each in half of all places or in few), and before its bytes.
"""

import argparse
import csv
import re
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from directory.japanese.folding import fold_name, sound_of
from directory.japanese.readings import propose_reading
from directory.publishing.version import Version
from directory.search.entries import READING, Field, IndexEntry
from directory.search.index import Index
from directory.search.similarity import Query
from tests.benchmarks import invented_names, report, spread, timed
from tests.postgres_cluster import NotInstalled, cluster

FIRST = 20
WORDS = [
    "合唱",
    "おしゃべり",
    "未就学児",
    "栄養相談",
    "どなたでも 無料",
    "コミュニティセンター",
    "参加",
    "ヨガ",
    "補聴器",
]
_TOWN = re.compile("曜日に(.+?)の")
_DIRECTIONS = "東西南北上下新元"


class Place(NamedTuple):
    key: int
    name: str
    reading: str


class Asked(NamedTuple):
    text: str
    answer: int
    kind: str


Engine = Callable[[Query], list[int]]


def read_places(path: Path, times: int) -> list[tuple[int, str]]:
    """Keys and names; each copy stands in another town, which is no town of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(int(row["id"]), row["name"], _TOWN.search(row["description"])) for row in csv.DictReader(file)]
    towns = sorted({found[1] for _, _, found in rows if found})
    number = {town: i for i, town in enumerate(towns)}
    above = max(key for key, _, _ in rows) + 1
    names = [(key, name) for key, name, _ in rows]
    for copy, direction in enumerate(_DIRECTIONS[: times - 1], 1):
        for key, name, found in rows:
            town = found[1] if found else ""
            other = direction + (towns[(number.get(town, key) + 7 * copy) % len(towns)] if towns else "町")
            names.append((copy * above + key, name.replace(town, other, 1) if town and town in name else other + name))
    return names


def read_descriptions(path: Path, names: list[tuple[int, str]]) -> dict[int, str]:
    """What each place says of itself, by key; a copy says what its original does."""
    with path.open(encoding="utf-8", newline="") as file:
        said = {int(row["id"]): row["description"] for row in csv.DictReader(file)}
    above = max(said) + 1
    return {key: said[key % above] for key, _ in names}


def read_queries(path: Path) -> list[Asked]:
    with path.open(encoding="utf-8", newline="") as file:
        return [Asked(row["query"], int(row["id"]), row["kind"]) for row in csv.DictReader(file)]


def invented(number: int) -> tuple[list[tuple[int, str]], list[Asked]]:
    """So many invented names, and queries for some of them."""
    names = invented_names.places(number)
    return names, [Asked(*query) for query in invented_names.queries(names)]


def quality(asked: list[Asked], found: list[list[int]], prefix: str = "") -> dict[str, float]:
    """`recall_at_5` and `mrr` of the keys that were found."""
    ranks = [
        keys.index(query.answer) + 1 if query.answer in keys else 0 for query, keys in zip(asked, found, strict=True)
    ]
    return {
        f"{prefix}recall_at_5": round(sum(0 < rank <= 5 for rank in ranks) / len(ranks), 4),
        f"{prefix}mrr": round(sum(1 / rank for rank in ranks if rank) / len(ranks), 4),
    }


def ours(names: list[tuple[int, str]], asked: list[Asked], said: Mapping[int, str] | None = None) -> dict[str, Any]:
    """The figures of our own index; `said` has what some of the places say of themselves, by key."""
    (readings,), reading_ms = timed(lambda all_: [propose_reading(name) for _, name in all_], [names])
    entries = [
        IndexEntry(key, (Field("name", name), Field(READING, reading)), f"{name}\n{(said or {}).get(key, '')}")
        for (key, name), reading in zip(names, readings, strict=True)
    ]
    (index,), build_ms = timed(lambda all_: Index.build(all_, Version(1, 1)), [entries])
    renamed = [
        IndexEntry(key, (Field("name", fields[0].text + "会"), fields[1]), own) for key, fields, own in entries[:50]
    ]
    _, replace_ms = timed(lambda all_: index.replacing(all_, [], 2), [renamed])
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "index", "")
        ((loaded, _),), load_ms = timed(Index.load, [Path(folder) / "index"])
        loaded.find(names[0][1])
        hits, spent = timed(lambda query: loaded.find(query.text, limit=FIRST), asked)
        _, own_spent = timed(loaded.saying, WORDS * 10)
    found = [[hit.key for hit in of_query] for of_query in hits]
    kinds = defaultdict(list)
    for query, keys in zip(asked, found, strict=True):
        kinds[query.kind].append((query, keys))
    return {
        "places": len(names),
        "queries": len(asked),
        **quality(asked, found),
        **spread(spent),
        "build_ms": round(float(reading_ms[0] + build_ms[0]), 1),
        "readings_ms": round(float(reading_ms[0]), 1),
        "load_ms": round(float(load_ms[0]), 2),
        "replace_50_ms": round(float(replace_ms[0]), 1),
        "index_bytes": index.nbytes,
        "own_bytes": index.own.nbytes,
        **spread(own_spent, "own_"),
        "by_kind": {kind: quality(*zip(*of, strict=True))["recall_at_5"] for kind, of in sorted(kinds.items())},
    }


def _grams(text: str, length: int) -> list[str]:
    return sorted({text[i : i + length] for i in range(len(text) - length + 1)})


@contextmanager
def fts5(places: list[Place]) -> Iterator[Engine]:
    """SQLite's full text with trigrams; a query is any of its trigrams."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE place USING fts5(name, reading, tokenize='trigram')")
    connection.executemany("INSERT INTO place(rowid, name, reading) VALUES (?, ?, ?)", places)
    connection.execute("INSERT INTO place(place) VALUES ('optimize')")

    def find(query: Query) -> list[int]:
        forms = zip(("name", "reading"), query.whole, strict=True)
        parts = [f'{column} : "{gram}"' for column, form in forms for gram in _grams(form, 3)]
        if not parts:
            return []
        sql = "SELECT rowid FROM place WHERE place MATCH ? ORDER BY bm25(place), rowid LIMIT ?"
        return [key for (key,) in connection.execute(sql, (" OR ".join(parts), FIRST))]

    yield find
    connection.close()


@contextmanager
def tantivy(places: list[Place]) -> Iterator[Engine]:
    """tantivy with bigrams; a query is any of its bigrams."""
    import tantivy as engine

    bigrams = engine.TextAnalyzerBuilder(engine.Tokenizer.ngram(2, 2)).build()
    schema = engine.SchemaBuilder().add_integer_field("key", stored=True, fast=True)
    for column in ("name", "reading"):
        schema = schema.add_text_field(column, tokenizer_name="bigrams", index_option="freq")
    schema = schema.build()
    index = engine.Index(schema)
    index.register_tokenizer("bigrams", bigrams)
    writer = index.writer(num_threads=1)
    for place in places:
        writer.add_document(engine.Document(**place._asdict()))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(query: Query) -> list[int]:
        forms = zip(("name", "reading"), query.whole, strict=True)
        parts = [
            (engine.Occur.Should, engine.Query.term_query(schema, column, gram, "freq"))
            for column, form in forms
            for gram in _grams(form, 2)
        ]
        hits = searcher.search(engine.Query.boolean_query(parts), FIRST).hits
        return [searcher.doc(address)["key"][0] for _, address in hits]

    yield find


@contextmanager
def pg_trgm(places: list[Place]) -> Iterator[Engine]:
    """PostgreSQL's trigrams: word_similarity of the name or of the reading, whichever is the more."""
    import psycopg

    with cluster() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE TABLE place (key integer PRIMARY KEY, name text, reading text)")
        with connection.cursor().copy("COPY place FROM STDIN") as copy:
            for place in places:
                copy.write_row(place)
        for column in ("name", "reading"):
            connection.execute(f"CREATE INDEX ON place USING gin ({column} gin_trgm_ops)")
        connection.execute("VACUUM ANALYZE place")
        connection.execute("SET pg_trgm.word_similarity_threshold = 0.3")
        sql = """
            SELECT key FROM place WHERE %(name)s <%% name OR %(reading)s <%% reading
            ORDER BY greatest(word_similarity(%(name)s, name), word_similarity(%(reading)s, reading)) DESC, key
            LIMIT %(first)s
        """

        def find(query: Query) -> list[int]:
            values = {"name": query.whole.written, "reading": query.whole.heard, "first": FIRST}
            return [key for (key,) in connection.execute(sql, values)]

        yield find


RIVALS = {"fts5": fts5, "tantivy": tantivy, "pg_trgm": pg_trgm}


def rival(name: str, places: list[Place], asked: list[Asked]) -> dict[str, float]:
    """The figures of a rival; none, and why on the error output, where it is not installed."""
    texts = [query.text for query in asked]
    try:
        with RIVALS[name](places) as engine:
            timed(lambda text: engine(Query.of(text)), texts[:20])
            found, spent = timed(lambda text: engine(Query.of(text)), texts)
    except (ImportError, NotInstalled) as missing:
        print(f"{name} is left out: {missing}", file=sys.stderr)
        return {}
    return quality(asked, found, f"{name}_") | spread(spent, f"{name}_")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=20_000)
    parser.add_argument("--places", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--times", type=int, default=1, choices=range(1, len(_DIRECTIONS) + 2))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if (options.places is None) != (options.queries is None):
        parser.error("--places and --queries belong together.")
    if options.places:
        names, asked = read_places(options.places, options.times), read_queries(options.queries)
        said = read_descriptions(options.places, names)
    else:
        (names, asked), said = invented(options.names), None
    figures = ours(names, asked, said)
    folded = [Place(key, fold_name(name), sound_of(propose_reading(name))) for key, name in names]
    for name in RIVALS:
        figures |= rival(name, folded, asked)
    report(figures, options.json)


if __name__ == "__main__":
    main()
