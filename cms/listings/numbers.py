"""How many came: six months on one page, and the year as a printed 実績報告."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from cms.listings.doors import for_keepers, listing_for, organization_for
from cms.listings.yearly import yearly_report
from directory.attendance import MOST_PEOPLE, Attendance, fiscal_year, months_to_tell, tell

FIRST_YEAR = 2020
"""No report goes back further than this product."""


class NumbersForm(forms.Form):
    """One field a month, the newest first; what is left empty stays as it was."""

    def __init__(self, data=None, *, months, told: dict):
        super().__init__(data)
        self.months = {f"m{month:%Y%m}": month for month in months}
        for name, month in self.months.items():
            self.fields[name] = forms.IntegerField(
                label=f"{month.year}年{month.month}月",
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                initial=told.get(month),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={"invalid": "数字で 書いてください。例: 42"},
            )

    @property
    def said(self) -> dict:
        """Month -> people of the months that were filled in anew."""
        return {
            month: self.cleaned_data[name]
            for name, month in self.months.items()
            if self.cleaned_data[name] is not None and name in self.changed_data
        }


@for_keepers
def numbers(request, pk):
    """来た人の数: told for a month, or corrected."""
    listing, today = listing_for(request, pk), timezone.localdate()
    months = months_to_tell(today)
    told = dict(Attendance.objects.filter(resource=listing, month__in=months).values_list("month", "people"))
    form = NumbersForm(request.POST if request.method == "POST" else None, months=months, told=told)
    if form.is_valid():
        how = Attendance.How.TELEPHONE if listing.on_behalf else Attendance.How.PORTAL
        for month, people in form.said.items():
            tell(listing, month, people, how, request.user)
        messages.success(request, "来た人の数を 記録しました。ありがとうございます。")
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
