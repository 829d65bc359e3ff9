"""The mails of the portal, and the addresses of the links in them."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cms.mail.queue import enqueue
from cms.mail.texts import link_url
from directory.accounts.links import Secret
from directory.catalogue.freshness import months_ago
from directory.languages.times import ago
from directory.upkeep.due_reminders import ReminderItem
from directory.upkeep.reminders import Letter


def send_invitation(invitation, secret: Secret) -> None:
    """Send an invitation to its address."""
    enqueue("invitation", invitation.email, invitation=invitation, link=link_url(secret))


def send_desk_start(member, link: str, by) -> None:
    """Send the link with which somebody begins to work at a desk to their address."""
    enqueue("desk_start", member.user.email, user=member.user, agency=member.agency, link=link, made_by=by)


def tell_former_lead(before, now, **kwargs) -> None:
    """Tell the 代表者 until now that another one has taken over, and by whose hand: it may be news to them."""
    if before.user.email:
        enqueue("handed_over", before.user.email, before=before, now=now)


def send_decision(*amendments, reason: str | None = None) -> None:
    """Tell the one who proposed a change what the city decided; all its amendments in one mail.

    `reason` is what the city says; by default what the first amendment has stored, but one that was reverted stores none.
    Those without a mail address see it in the portal.
    """
    first, *_ = amendments = sorted(amendments, key=lambda one: one.state)
    if first.made_by and first.made_by.email and not first.on_behalf:
        context = {
            "resource": first.resource,
            "person": first.made_by,
            "reason": first.reason if reason is None else reason,
            "amendments": amendments,
        }
        enqueue("decided", first.made_by.email, **context)


def send_claim_refused(claim) -> None:
    """Tell somebody that their claim of a place was refused; those without a mail address are telephoned."""
    if claim.email:
        enqueue("claim_refused", claim.email, claim=claim)


def queue_reminder(letter: Letter, questions: Sequence[ReminderItem]) -> None:
    """Put one reminder into the mail queue; it asks about each of the listings of `questions`."""
    day = letter.day
    lines = [
        {
            "resource": question.resource,
            "url": link_url(question.secret),
            "checked": _checked(question.resource, day),
        }
        for question in questions
    ]
    enqueue(
        "reminder",
        letter.address,
        lines=lines,
        people=sorted({q.secret.link.user.name for q in questions if q.secret.link.user and q.secret.link.user.name}),
        again=all(question.again for question in questions),
        campaign=any(question.campaign for question in questions),
        until=timezone.localdate(questions[0].secret.link.expires_at),
    )


def _checked(resource, day: dt.date) -> str:
    last = resource.last_verification
    return ago(months_ago(last.day, day)) if last else ""


def code_url() -> str:
    """The address of the page where the ten digits of a letter are typed in; short, because it is typed too."""
    return settings.SITE_URL.rstrip("/") + reverse("listings_code")


def tell_head_of_emergency(to: str, agency) -> None:
    """Tell a 管理者 that somebody opened a case of their agency in an emergency. The mail says neither whose nor who."""
    page = settings.SITE_URL.rstrip("/") + reverse("desk_emergencies")
    enqueue("emergency", to, agency=agency, link=page)


def send_host_request(to: str, asked, secret: Secret) -> None:
    """Send a host the link behind which it is asked. The mail says which desk asks, and nothing of anybody."""
    enqueue(
        "host_request",
        to,
        of_link=secret.link,
        resource=asked.introduction.resource,
        agency=asked.introduction.participant.agency,
        link=link_url(secret),
        until=timezone.localdate(secret.link.expires_at),
    )


def send_host_follow_up(to: str, outcome, secret: Secret) -> None:
    """Ask a host how it goes. The mail says which desk asks, and nothing of anybody; it is not sent when the link is dead by then."""
    enqueue(
        "host_follow_up",
        to,
        of_link=secret.link,
        resource=outcome.resource,
        agency=outcome.participant.agency,
        link=link_url(secret),
        until=timezone.localdate(secret.link.expires_at),
    )


def send_host_thanks(to: str, outcome, lines: Sequence[str]) -> None:
    """Thank a host, in lines that tell one person from another by nothing."""
    enqueue("host_thanks", to, resource=outcome.resource, agency=outcome.participant.agency, lines=lines)
