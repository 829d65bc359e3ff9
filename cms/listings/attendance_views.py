"""How many came: last month first, earlier ones folded, and the year as a printed 実績報告."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from cms.forms.typed import NumberField
from cms.listings.access import for_keepers, listing_for, organization_for
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

ASKED = 2
"""Months that are asked for at once: the last one and this one."""


class NumbersForm(forms.Form):
    """One field a month, last month first; a number that is wiped out is taken back."""

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
        """The fields that are asked for."""
        return [self[name] for name in list(self.months)[:ASKED]]

    @property
    def older(self) -> list:
        """The fields that are there for whoever looks for them."""
        return [self[name] for name in list(self.months)[ASKED:]]

    @property
    def has_older_errors(self) -> bool:
        """Whether something is wrong in a field that would be folded away."""
        return any(field.errors for field in self.older)

    @property
    def said(self) -> dict:
        """Month -> people of the months that were filled in anew; None where the number is taken back."""
        changed = {month: self.cleaned_data[name] for name, month in self.months.items() if name in self.changed_data}
        return {month: people for month, people in changed.items() if people is not None or month in self.told}


@for_keepers
def numbers(request, pk):
    """来た人の数: told for a month, corrected, or taken back."""
    listing, today = listing_for(request, pk), timezone.localdate()
    months = reportable_months(today)
    told = dict(Attendance.objects.filter(resource=listing, month__in=months).values_list("month", "people"))
    form = NumbersForm(request.POST if request.method == "POST" else None, months=months, told=told)
    if form.is_valid():
        how = Attendance.How.TELEPHONE if listing.on_behalf else Attendance.How.PORTAL
        for month, people in form.said.items():
            if people is None:
                delete_attendance(listing, month)
            else:
                record_attendance(listing, month, people, how, request.user)
        done = "来た人の数を 記録しました。ありがとうございます。" if form.said else "変わったところは ありません。"
        messages.success(request, done)
        return redirect("listing_numbers", pk)
    context = {"listing": listing, "form": form, "year": fiscal_year(today)}
    return render(request, "listings/numbers.html", context)


@for_keepers
def year(request, pk, year):
    """The 実績報告 of an organization."""
    organization = organization_for(request, pk)
    if not FIRST_YEAR <= year <= fiscal_year(timezone.localdate()):
        raise Http404("この年度の実績報告は、ありません。")
    return yearly_report(request, organization, year)
