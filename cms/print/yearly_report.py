"""The 実績報告: a year's numbers of an organization, printed for it and for the city."""

from django.http import HttpResponse
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.print.pdf import pdf_response
from directory.associations.attendance import AttendanceYear, fiscal_year


def yearly_report(request, organization, year: int) -> HttpResponse:
    """The report of a 年度 as a PDF; `organization` is one that the user may act for, on behalf for their city alone."""
    listings = (
        request.keeping.resources().filter(organization=organization).select_related("place").order_by("name", "pk")
    )
    context = {
        "organization": organization,
        "year": AttendanceYear(listings, year),
        "today": timezone.localdate(),
        "is_over": year < fiscal_year(timezone.localdate()),
        "site": SiteSettings.load(request_or_site=request),
    }
    return pdf_response("print/yearly_report.html", context, f"jisseki-{organization.pk}-{year}")
