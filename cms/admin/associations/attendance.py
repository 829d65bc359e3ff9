"""来た人の数 for the city: the attendance of one 年度 as a table and as a CSV file."""

import csv

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cms.permissions.staff import listings_of, number_of, staff_only
from directory.associations.attendance import FIRST_YEAR, AttendanceYear, fiscal_year
from directory.spreadsheets.csv_cells import csv_cell


def _year_or_404(request, year: int) -> AttendanceYear:
    if not FIRST_YEAR <= year <= fiscal_year(timezone.localdate()):
        raise Http404
    rows = listings_of(request.user).select_related("organization", "place__town").prefetch_related("kinds")
    return AttendanceYear(rows.order_by("name", "pk"), year)


@staff_only
def index(request):
    """The 年度 of `?year=` (by default the present one): sums by kind, and one line for each listing that told a number."""
    asked = number_of(request.GET.get("year", ""))
    year = _year_or_404(request, fiscal_year(timezone.localdate()) if asked is None else asked)
    kinds: dict[str, list[int]] = {}
    for resource, numbers, total in year.lines:
        for kind in resource.kinds.all():
            sums = kinds.setdefault(kind.short_label, [0, 0])
            sums[0] += any(number is not None for number in numbers)
            sums[1] += total or 0
    context = {
        "year": year,
        "kinds": sorted(kinds.items()),
        "told": [line for line in year.lines if any(number is not None for number in line[1])],
        "is_newest": year.year == fiscal_year(timezone.localdate()),
        "header_title": f"{year.year}年度 来た人の数",
    }
    return render(request, "admin_city/attendance.html", context)


@staff_only
def download(request, year):
    """The same 年度 as CSV, one line for each listing."""
    numbers = _year_or_404(request, year)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kita-hito-{year}.csv"'
    # Excel takes a file without this mark for CP932.
    response.write("\ufeff")
    lines = csv.writer(response)
    lines.writerow(["番号", "名前", "団体", "種類", "町", *(f"{m.year}-{m.month:02}" for m in numbers.months), "合計"])
    for resource, people, total in numbers.lines:
        facts = (
            resource.uuid,
            resource.name,
            resource.organization,
            "・".join(kind.short_label for kind in resource.kinds.all()),
            resource.place and resource.place.town,
        )
        lines.writerow(
            [
                *map(csv_cell, facts),
                *("" if number is None else number for number in people),
                "" if total is None else total,
            ]
        )
    return response
