"""オープンデータの確認: what the national rules of machine readability find in the lists that a city offers, row by row."""

from itertools import islice

from django.shortcuts import render
from django.utils import timezone

from cms.permissions.staff import municipalities_of, staff_only
from directory.exports.open_data.data_sets import DATA_SETS
from directory.exports.open_data.machine_readability import is_barred

MOST = 200
"""Faults of one list that are shown; whoever has mended them looks again."""


@staff_only
def open_data_faults(request):
    """The faults of each list of the user's cities, those with which a row is left out first."""
    now = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    cities = list(municipalities_of(request.user))
    lists = [(data_set, *_faults(data_set, cities, now)) for data_set in DATA_SETS.values()]
    context = {"lists": lists, "most": MOST, "header_title": "オープンデータの確認"}
    return render(request, "admin_city/open_data.html", context)


def _faults(data_set, cities, now):
    """Lines of a list, each once a listing: (whether the row is left out, listing, fault); and how many rows were looked at."""
    rows, lines = 0, {}
    for city in cities:
        for resource, _, faults in data_set.checked_rows(city.pk, now):
            rows += 1
            for fault in faults:
                lines.setdefault((resource.pk, fault), (is_barred([fault]), resource, fault))
    left_out_first = sorted(lines.values(), key=lambda line: not line[0])
    return list(islice(left_out_first, MOST)), len(left_out_first), rows
