"""Answers by the link in a mail or on a paper sheet: still right, something is wrong, it has ended.

No account is needed: whoever has the link answers for the listing. Each answer uses the link up; call it in the transaction
of everything else that is stored with it.
"""

from django.db import transaction
from django.utils import timezone

from directory.accounts.links import Link, Purpose
from directory.catalogue.statements import StatusStatement, Verification
from directory.changes import amendments
from directory.changes.listing_fields import lock_listing_row
from directory.upkeep.problem_reports import Report


class DeadLink(Exception):
    """The link is no longer valid; the text says why, in Japanese, for whoever opened it."""


def _use(link: Link) -> None:
    lock_listing_row(link.resource)
    if not link.use():
        link.refresh_from_db()
        raise DeadLink(link.why_dead() or "このリンクは、もう使えません。")


@transaction.atomic
def confirm_by_link(link: Link) -> Verification:
    """「このまま」: records a verification. Raises DeadLink."""
    _use(link)
    how = Verification.How.PAPER if link.purpose == Purpose.SHEET else Verification.How.SELF
    return Verification.objects.create(resource=link.resource, day=timezone.localdate(), how=how, made_by=link.user)


@transaction.atomic
def report_by_link(link: Link, about: str, said: str) -> Report:
    """「なおす」: records a problem report of the association, for the city. Raises DeadLink."""
    _use(link)
    return Report.objects.create(resource=link.resource, about=about, said=said, source=Report.Source.ASSOCIATION)


@transaction.atomic
def end_by_link(link: Link, said: str = "") -> list[amendments.Amendment]:
    """「やめた」: proposes the end of the listing; it waits where the city approves ends. Raises DeadLink."""
    _use(link)
    ended = {
        "status": StatusStatement.Status.ENDED,
        "since": timezone.localdate(),
        "until": None,
        "reason": said,
    }
    return amendments.propose(link.resource, {amendments.STATUS: ended}, link.user)
