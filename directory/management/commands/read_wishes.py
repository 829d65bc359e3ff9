"""What the search understands of the queries of a file: manage.py read_wishes wishes.csv --json"""

import csv
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from directory.search.wishes.places import place_names
from directory.search.wishes.reading import read_wish
from directory.search.wishes.table import phrase_book, shipped_book


class Command(BaseCommand):
    help = "CSV の query の列に書かれた さがすことばを、どう読みとるかを書き出します。ことばの表が からなら、そえてある表を使います。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file, json: bool, **options):
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                queries = [row["query"] for row in csv.DictReader(lines)]
        except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(
                f"{file.name} を読めません。query という見出しの列がある UTF-8 の CSV を えらんでください。"
            ) from error
        book, is_place = _words(), place_names()
        readings = [(query, read_wish(query, book, is_place)) for query in queries]
        self.stdout.write(_as_json(readings) if json else _as_lines(readings))


def _words():
    try:
        return phrase_book()
    except DatabaseError:  # no table yet: before the first migration
        return shipped_book()


def _as_json(readings) -> str:
    lines = [{"query": query, "concepts": wish.concepts, "crisis": wish.is_danger} for query, wish in readings]
    return json.dumps(lines, ensure_ascii=False, indent=1)


def _as_lines(readings) -> str:
    return "\n".join("\t".join([query, " ".join(wish.concepts), "!" * wish.is_danger]) for query, wish in readings)
