"""What an association answers by the link in a letter or on a sheet: still right, something is wrong, it has ended.

No account is needed: whoever holds the link speaks for the listing. Each answer takes the link's one use; call it in the
transaction of whatever is written down with it.
"""

from django.db import transaction
from django.utils import timezone

from directory.accounts.links import Link, Purpose
from directory.catalogue.statements import StatusStatement, Verification
from directory.changes import amendments
from directory.changes.listing_fields import lock_listing_row
from directory.upkeep.problem_reports import Report


class DeadLink(Exception):
    """The link opens nothing any more; the text says why and is meant for its holder."""


def _use(link: Link) -> None:
    lock_listing_row(link.resource)
    if not link.use():
        link.refresh_from_db()
        raise DeadLink(link.why_dead() or "このリンクは、もう使えません。")


@transaction.atomic
def confirm_by_link(link: Link) -> Verification:
    """「このまま」: the listing is right as it stands. Raises Dead."""
    _use(link)
    how = Verification.How.PAPER if link.purpose == Purpose.SHEET else Verification.How.SELF
    return Verification.objects.create(resource=link.resource, day=timezone.localdate(), how=how, made_by=link.user)


@transaction.atomic
def report_by_link(link: Link, about: str, said: str) -> Report:
    """「なおす」: the city gets it as a report from the association. Raises Dead."""
    _use(link)
    return Report.objects.create(resource=link.resource, about=about, said=said, source=Report.Source.ASSOCIATION)


@transaction.atomic
def end_by_link(link: Link, said: str = "") -> list[amendments.Amendment]:
    """「やめた」: it ended; where the city looks at ends first, that waits for it. Raises Dead."""
    _use(link)
    ended = {
        "status": StatusStatement.Status.ENDED,
        "since": timezone.localdate(),
        "until": None,
        "reason": said,
    }
    return amendments.propose(link.resource, {amendments.STATUS: ended}, link.user)
