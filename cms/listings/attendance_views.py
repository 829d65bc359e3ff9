"""来た人の数: how many people came in each month, and the printed 実績報告 of a year."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from cms.forms.lenient_fields import NumberField
from cms.listings.access import editors_only, get_listing, get_organization
from cms.print.yearly_report import yearly_report
from directory.associations.attendance import (
    FIRST_YEAR,
    MAX_PEOPLE,
    Attendance,
    delete_attendance,
    fiscal_year,
    record_attendance,
    reportable_months,
)

MONTHS_UNFOLDED = 2
"""Months whose fields are shown at once, last month and this month; earlier ones are folded."""


class AttendanceForm(forms.Form):
    """How many people came: one field a month, last month first. An emptied field takes its number back.

    months  first days of the months that may be filled in
    told    month -> people, as recorded so far
    """

    def __init__(self, data=None, *, months, told: dict):
        super().__init__(data)
        self.months, self.told = {f"m{month:%Y%m}": month for month in months}, told
        for name, month in self.months.items():
            self.fields[name] = NumberField(
                label=f"{month.year}年{month.month}月",
                min_value=0,
                max_value=MAX_PEOPLE,
                required=False,
                initial=told.get(month),
                error_messages={"invalid": "数字で 書いてください。例: 42"},
            )

    @property
    def newest(self) -> list:
        """The fields that are shown at once."""
        return [self[name] for name in list(self.months)[:MONTHS_UNFOLDED]]

    @property
    def older(self) -> list:
        """The fields that are folded away."""
        return [self[name] for name in list(self.months)[MONTHS_UNFOLDED:]]

    @property
    def has_older_errors(self) -> bool:
        """Whether a folded field has an error, so that it must be unfolded."""
        return any(field.errors for field in self.older)

    @property
    def changes(self) -> dict[dt.date, int | None]:
        """The months whose number the user changed: month -> people, or None where a stored number was deleted."""
        changed = {month: self.cleaned_data[name] for name, month in self.months.items() if name in self.changed_data}
        return {month: people for month, people in changed.items() if people is not None or month in self.told}


@editors_only
def numbers(request, pk):
    """来た人の数: recorded for a month, corrected, or taken back."""
    editable, today = get_listing(request, pk), timezone.localdate()
    listing = editable.listing
    months = reportable_months(today)
    told = dict(Attendance.objects.filter(resource=listing, month__in=months).values_list("month", "people"))
    form = AttendanceForm(request.POST if request.method == "POST" else None, months=months, told=told)
    if form.is_valid():
        how = Attendance.How.TELEPHONE if editable.on_behalf else Attendance.How.PORTAL
        for month, people in form.changes.items():
            if people is None:
                delete_attendance(listing, month)
            else:
                record_attendance(listing, month, people, how, request.user)
        done = "来た人の数を 記録しました。ありがとうございます。" if form.changes else "変わったところは ありません。"
        messages.success(request, done)
        return redirect("listing_numbers", pk)
    context = {"listing": listing, "form": form, "year": fiscal_year(today)}
    return render(request, "listings/numbers.html", context)


@editors_only
def year(request, pk, year):
    """The 実績報告 of an organization for one 年度, as a PDF."""
    organization = get_organization(request, pk).organization
    if not FIRST_YEAR <= year <= fiscal_year(timezone.localdate()):
        raise Http404("この年度の実績報告は、ありません。")
    return yearly_report(request, organization, request.permissions.resources(), year)
