"""The 確認票: a listing on a sheet of paper with what we know of it, to be answered by pen or by its QR code."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.mail.messages import code_url, url_of
from cms.print import pdf
from directory.accounts.links import Purpose, Secret, create_link
from directory.associations.attendance import Attendance, recent_months
from directory.associations.representatives import name_of_lead
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer

ANSWER_DAYS = 30
"""Days in which an answer is asked for; the link lives longer (`links.KINDS`)."""


@dataclass(frozen=True)
class Sheet:
    """One listing on paper."""

    resource: Resource
    secret: Secret
    lead: str
    people: list

    @property
    def qr(self) -> str:
        """The QR code of its link."""
        return pdf.qr(url_of(self.secret))

    @property
    def answers(self) -> list[str]:
        """What is known to be there."""
        yes = [row.feature for row in self.resource.features.all() if row.answer == Answer.YES]
        return [feature.short_label for feature in yes]


def sheets_of(resources) -> bytes:
    """The sheets of some listings as one PDF. Each has a new link; one printed before opens nothing any more."""
    today = timezone.localdate()
    months = recent_months(today)
    rows = list(resources)
    told = Attendance.objects.filter(resource__in=[row.pk for row in rows], month__in=months)
    known = {(one.resource_id, one.month): one.people for one in told}
    sheets = [
        Sheet(
            resource,
            create_link(Purpose.SHEET, resource=resource),
            name_of_lead(resource.organization),
            [(month, known.get((resource.pk, month))) for month in reversed(months)],
        )
        for resource in rows
    ]
    deadline = today + dt.timedelta(days=ANSWER_DAYS)
    context = {
        "sheets": sheets,
        "today": today,
        "deadline": deadline,
        "code_url": code_url(),
        "site": SiteSettings.load(),
    }
    return pdf.pdf("print/check_sheets.html", context)
