"""One page of a list, as HSDS wraps it, and all rows of a list, one a line."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse

from cms.api.hsds.parameters import USUAL_PAGE
from directory.exports.json_objects import Json

AT_ONCE = 500
"""Rows that are read together where all are written."""


def page_of(rows: QuerySet | list, write: Callable[[Any], Json], asked: dict[str, Any]) -> HttpResponse:
    """The asked page of rows, or with `format=ndjson` all of them. `rows` has an order in which no edit moves a row."""
    if asked.get("format") == "ndjson":
        return StreamingHttpResponse(_lines(rows, write), content_type="application/x-ndjson")
    number, size = asked.get("page", 1), asked.get("per_page", USUAL_PAGE)
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    pages = max(1, -(-total // size))
    found = list(map(write, rows[(number - 1) * size : number * size])) if number <= pages else []
    return as_json(
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": number,
            "size": len(found),
            "first_page": number == 1,
            "last_page": number == pages,
            "empty": not found,
            "contents": found,
        }
    )


def as_json(answer: Json, status: int = 200) -> JsonResponse:
    """An answer in UTF-8, as Japanese is read."""
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})


def _lines(rows: QuerySet | list, write: Callable[[Any], Json]) -> Iterator[str]:
    for row in rows.iterator(chunk_size=AT_ONCE) if isinstance(rows, QuerySet) else rows:
        yield json.dumps(write(row), ensure_ascii=False) + "\n"
