"""The way from a place back to the list in which it was found. It stands in the address (`?from=`), so it needs no script
and no cookie; only parameters of a list are taken from it, so that it leads nowhere else."""

from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest

from cms.public.query import PlaceQuery

PAGES = ("after", "before")
LONGEST = 2_000
"""Letters of a query string that are read."""


def query_of_list(request: HttpRequest, query: str) -> str:
    """The query string of a list page: its facets, and which page it is. A visitor's position is sent by POST and never here."""
    pages = [(name, request.GET[name]) for name in PAGES if request.method != "POST" and request.GET.get(name)]
    return "&".join(part for part in (query, urlencode(pages)) if part)


def cleaned_query(text: str) -> str:
    """The query string that somebody brings along, with nothing but parameters of a list; "" for any other text."""
    names = {*PlaceQuery.base_filters, *PAGES}
    return urlencode([(name, value) for name, value in parse_qsl(text[:LONGEST]) if name in names])
