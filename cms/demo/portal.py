"""Sample data of the portal: a change that waits, an answer of the city, a reminder, and a claim."""

import datetime as dt

from django.db import transaction

from cms.jobs import deliver_all
from cms.mail.messages import queue_reminder
from directory.accounts.links import Purpose, create_link
from directory.accounts.users import User
from directory.associations.claims import Claim, is_unowned
from directory.catalogue.contacts import Contact
from directory.catalogue.freshness import months_later
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer, Term
from directory.changes.amendments import approve, propose
from directory.publishing.append_only import rewriting_allowed
from directory.upkeep.due_reminders import ReminderItem
from directory.upkeep.missing_facts import QUESTIONS, feature_of, with_answer
from directory.upkeep.reminders import Letter

OLD_MONTHS = -14
"""When the listing of the reminder was last checked, in months from today."""
NEW_NUMBER = {"kind": Contact.Kind.TELEPHONE, "value": "028-000-1234", "person": "見本", "note": "", "is_public": True}


@transaction.atomic
def load_sample_portal(volunteer: User, staff: User, day: dt.date) -> None:
    """Make it once; where the volunteer's first listing has any change already, nothing is done.

    volunteer    who speaks for an organization with listings
    staff        who answers for the city
    """
    own = Resource.objects.live().filter(organization__representatives__user=volunteer).order_by("pk")
    if not own or own[0].amendments.exists():
        return
    _changes(own[0], volunteer, staff)
    _reminder(own[len(own) - 1], volunteer, day)
    _claim()
    transaction.on_commit(deliver_all)


def _changes(listing: Resource, volunteer: User, staff: User) -> None:
    """A change that the city approved, one that waits, and the answer to a question."""
    wanted = Term.objects.filter(scheme="targets", slug__in=("older", "disability")).values_list("pk", flat=True)
    for made in propose(listing, {"targets": list(wanted)}, volunteer):
        if made.state == made.State.WAITING:
            approve(made, staff, "電話で たしかめました。ありがとうございます。")
    propose(listing, {"contacts": [NEW_NUMBER]}, volunteer)
    feature = feature_of(next(iter(QUESTIONS)))
    propose(listing, {"features": with_answer(listing, volunteer, feature, Answer.YES)}, volunteer)


def _reminder(listing: Resource, volunteer: User, day: dt.date) -> None:
    """A listing that was last checked long ago, and the reminder about it."""
    with rewriting_allowed():
        listing.verifications.all().update(day=months_later(day, OLD_MONTHS))
    letter, _ = Letter.objects.get_or_create(address=volunteer.email, day=day)
    secret = create_link(Purpose.REMINDER, user=volunteer, resource=listing)
    letter.reminders.get_or_create(resource=listing, defaults={"link": secret.link})
    queue_reminder(letter, [ReminderItem(listing, secret, again=False, campaign=False)])


def _claim() -> None:
    """Somebody claims a listing for which nobody speaks."""
    listings = Resource.objects.public().filter(is_sample=True).exclude(organization__kind=Organization.Kind.CITY)
    unowned = next((listing for listing in listings.order_by("pk") if is_unowned(listing)), None)
    if unowned:
        facts = {"organization_name": str(unowned.organization or "見本の会"), "name": "見本 花子"}
        Claim.objects.create(resource=unowned, email="hanako@example.org", **facts)
