"""The 実績報告: how many people came to an organization's places in a year, on paper for it and for the city."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.print.pdf import pdf_response
from directory.associations.attendance import AttendanceYear, fiscal_year
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import ResourceQuerySet


def yearly_report(
    request: HttpRequest, organization: Organization, listings: ResourceQuerySet, year: int
) -> HttpResponse:
    """The report of a 年度 (April of `year` to March) as a PDF.

    `listings` are all that the user may change: of the organization's listings only those among them are reported, so
    that staff print those of their own city.
    """
    own = listings.filter(organization=organization).select_related("place").order_by("name", "pk")
    context = {
        "organization": organization,
        "year": AttendanceYear(own, year),
        "today": timezone.localdate(),
        "is_over": year < fiscal_year(timezone.localdate()),
        "site": SiteSettings.load(request_or_site=request),
    }
    return pdf_response("print/yearly_report.html", context, f"jisseki-{organization.pk}-{year}")
