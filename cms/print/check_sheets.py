"""The 確認票: what is known of a listing on one sheet of paper, to be corrected by pen or through its QR code."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.mail.messages import code_url, link_url
from cms.print import pdf
from directory.accounts.links import Purpose, Secret, create_link
from directory.associations.attendance import Attendance, recent_months
from directory.associations.representatives import name_of_lead
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer

ANSWER_DAYS = 30
"""Days in which an answer is asked for; the link is valid longer (`directory.accounts.links.KINDS`)."""


@dataclass(frozen=True)
class CheckSheet:
    """One listing on paper.

    secret    the new link behind its QR code and printed code
    lead      name of the 代表者, or nothing
    people    (first day of a month, people who came or None), the newest month last
    """

    resource: Resource
    secret: Secret
    lead: str
    people: list[tuple[dt.date, int | None]]

    @property
    def link(self) -> str:
        """The address behind its QR code."""
        return link_url(self.secret)

    @property
    def answers(self) -> list[str]:
        """Labels of the features that are known to be there."""
        yes = [row.feature for row in self.resource.features.all() if row.answer == Answer.YES]
        return [feature.short_label for feature in yes]


def check_sheets(resources) -> bytes:
    """The sheets of some listings as one PDF. Each gets a new link; the link on a sheet printed before expires."""
    today = timezone.localdate()
    months = recent_months(today)
    rows = list(resources)
    told = Attendance.objects.filter(resource__in=[row.pk for row in rows], month__in=months)
    known = {(one.resource_id, one.month): one.people for one in told}
    sheets = [
        CheckSheet(
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
    return pdf.render_pdf("print/check_sheets.html", context)
