"""Which mails ask today whether a listing is still right, and where the city should telephone.

What is due is computed anew from the dates each time: for a listing that is stale, or that a campaign asks about, one mail,
a second one after 30 days, and then the city is asked to telephone. Two runs at once, or a run after a crash, write nobody
twice: a letter and its links are made in one transaction that claims the address for the day.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from django.db import transaction

from directory.accounts.links import Purpose, Secret, create_link
from directory.accounts.mail_addresses import is_address, same_address
from directory.accounts.users import User
from directory.associations.representatives import Representative
from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.changes.amendments import Amendment
from directory.snapshot import loading
from directory.snapshot.codes import ENDED, day_of
from directory.snapshot.staleness import stale_on
from directory.upkeep.bounces import BouncedAddress
from directory.upkeep.campaigns import Campaign
from directory.upkeep.problem_reports import Report
from directory.upkeep.reminders import Letter, Reminder

AGAIN_AFTER_DAYS = 30
LETTERS_BEFORE_CALL = 2
"""Letters that are sent before the city is asked to telephone."""
LETTERS_PER_TRANSACTION = 100
"""Letters in one transaction: few, so that a crash loses little and locks are short."""


class NextStep(Enum):
    """The next step for a listing and one of its addresses."""

    WRITE = "write"
    WRITE_AGAIN = "write_again"
    WAIT = "wait"
    TELEPHONE = "telephone"


class CallReason(Enum):
    """Why the city should telephone, or send a sheet of paper."""

    NO_ANSWER = "メールに返事がない"
    BOUNCED = "メールが届かない"
    NO_ADDRESS = "メールアドレスがない"


def next_step(asked: Iterable[dt.date], day: dt.date) -> NextStep:
    """The next step on a day, where letters were sent on the days `asked` since the listing became due."""
    days = sorted(set(asked))
    if not days:
        return NextStep.WRITE
    if (day - days[-1]).days < AGAIN_AFTER_DAYS:
        return NextStep.WAIT
    return NextStep.WRITE_AGAIN if len(days) < LETTERS_BEFORE_CALL else NextStep.TELEPHONE


@dataclass(frozen=True)
class DueReminder:
    """A listing (key) that a letter to one address asks about; with the keys of the user and the campaign, if any."""

    resource: int
    user: int | None
    campaign: int | None
    again: bool


@dataclass(frozen=True)
class ReminderPlan:
    """What is due on a day: letters by address, and keys of listings to telephone about."""

    letters: dict[str, list[DueReminder]] = field(default_factory=dict)
    telephone: dict[int, CallReason] = field(default_factory=dict)


def reminder_plan(day: dt.date) -> ReminderPlan:
    """What is due on a day, in a fixed number of queries."""
    since, campaigns = _due_listings(day)
    addresses, unreachable = _addresses(since)
    asked, letters, telephone = _asked_days(), defaultdict(list), {}
    for key in sorted(since):
        known = addresses.get(key, {})
        usable = {address: user for address, user in known.items() if address not in unreachable}
        steps = {a: next_step((d for d in asked[a, key] if since[key] is None or d > since[key]), day) for a in usable}
        for address, step in steps.items():
            if step in (NextStep.WRITE, NextStep.WRITE_AGAIN):
                again = step == NextStep.WRITE_AGAIN
                letters[address].append(DueReminder(key, usable[address], campaigns.get(key), again))
        if not usable:
            telephone[key] = CallReason.BOUNCED if known else CallReason.NO_ADDRESS
        elif all(step == NextStep.TELEPHONE for step in steps.values()):
            telephone[key] = CallReason.NO_ANSWER
    return ReminderPlan(dict(letters), telephone)


def _due_listings(day: dt.date) -> tuple[dict[int, dt.date | None], dict[int, int]]:
    """Two dicts by key of a listing that is due: the day after which letters count (None: all), and the campaign that asks.

    Without listings that have ended, and those with something that waits for the city already.
    """
    columns = loading.current()
    rows, ended = columns.rows, columns.status_on(day) == ENDED
    checked = dict(zip(rows.key[~ended].tolist(), map(day_of, rows.verified[~ended].tolist()), strict=True))
    since = {key: checked[key] for key in rows.key[stale_on(columns, day) & ~ended].tolist()}
    campaigns = {}
    for campaign in Campaign.objects.running(day).order_by("starts_on", "pk"):
        before = campaign.starts_on - dt.timedelta(days=1)
        for key in campaign.resources().values_list("pk", flat=True):
            if key in checked and (checked[key] is None or checked[key] <= before):
                since[key], campaigns[key] = before, campaign.pk
    for key in _waiting_for_city():
        since.pop(key, None)
    return since, campaigns


def _waiting_for_city() -> set[int]:
    told = Report.objects.waiting().filter(source=Report.Source.ASSOCIATION)
    changes = Amendment.objects.waiting()
    return {key for rows in (told, changes) for key in rows.values_list("resource_id", flat=True)}


def _addresses(keys: Iterable[int]) -> tuple[dict[int, dict[str, int | None]], set[str]]:
    """Two values: {listing: {address: user or None}}, and the addresses to which no mail can be sent (bounced, or no address).

    Representatives of the organization are asked; the contact address of the listing where none of them can be reached.
    """
    keys = set(keys)
    unreachable = set(BouncedAddress.objects.unreachable().values_list("address", flat=True))
    people = defaultdict(dict)
    speaking = Representative.objects.current().filter(user__is_active=True).exclude(user__email="")
    for organization, email, user in speaking.order_by("pk").values_list("organization_id", "user__email", "user_id"):
        people[organization].setdefault(_usable_form(email, unreachable), user)
    found = {}
    run_by = Resource._base_manager.filter(live=True, organization__in=people)
    for key, organization in run_by.order_by("pk").values_list("pk", "organization_id"):
        if key in keys:
            found[key] = people[organization]
    own = Contact._base_manager.filter(kind=Contact.Kind.EMAIL).order_by("-pk")
    for key, value in own.values_list("resource_id", "value"):
        if key in keys and not set(found.get(key, ())) - unreachable:
            found[key] = found.get(key, {}) | {_usable_form(value, unreachable): None}
    return found, unreachable


def _usable_form(written: str, unreachable: set[str]) -> str:
    """The stored form of an address; adds it to `unreachable` where it is no mail address (「メールなし」)."""
    address = same_address(written)
    if not is_address(address):
        unreachable.add(address)
    return address


def _asked_days() -> defaultdict[tuple[str, int], list[dt.date]]:
    """(address, key of the listing) -> days of the letters that asked."""
    days = defaultdict(list)
    sent = Reminder.objects.order_by("pk").values_list("letter__address", "resource_id", "letter__day")
    for address, key, day in sent:
        days[address, key].append(day)
    return days


@dataclass(frozen=True)
class ReminderItem:
    """A listing in a letter, with the link by which it is answered; `again`: it is the second letter."""

    resource: Resource
    secret: Secret
    again: bool
    campaign: bool


def write_due_letters(day: dt.date, write: Callable[[Letter, Sequence[ReminderItem]], None]) -> int:
    """Make the letters that are due on a day; returns how many. `write` puts one letter into the mail queue.

    `write` runs in the transaction that makes the letter: where it raises or the process stops, no letter is stored.
    """
    letters, run = reminder_plan(day).letters, uuid.uuid4()
    addresses, count = sorted(letters), 0
    for first in range(0, len(addresses), LETTERS_PER_TRANSACTION):
        with transaction.atomic():
            count += _write_letters(
                {address: letters[address] for address in addresses[first : first + LETTERS_PER_TRANSACTION]},
                day,
                run,
                write,
            )
    return count


def _write_letters(due: dict[str, list[DueReminder]], day: dt.date, run: uuid.UUID, write) -> int:
    # A second run waits here for the first to commit, and then finds the address taken.
    claims = [Letter(address=address, day=day, run=run) for address in sorted(due)]
    Letter.objects.bulk_create(claims, ignore_conflicts=True)
    mine = list(Letter.objects.filter(run=run, day=day, address__in=list(due)).order_by("address"))
    lately = _asked_recently([letter.address for letter in mine], day)
    wanted = {
        letter: [one for one in due[letter.address] if (letter.address, one.resource) not in lately] for letter in mine
    }
    resources = Resource.objects.for_cards().in_bulk({one.resource for asked in wanted.values() for one in asked})
    users = User.objects.in_bulk({one.user for asked in wanted.values() for one in asked if one.user})
    written = 0
    for letter, asked in wanted.items():
        questions = [_reminder_item(letter, one, resources, users) for one in asked if one.resource in resources]
        if questions:
            write(letter, questions)
            written += 1
        else:
            letter.delete()
    return written


def _reminder_item(
    letter: Letter, one: DueReminder, resources: dict[int, Resource], users: dict[int, User]
) -> ReminderItem:
    secret = create_link(Purpose.REMINDER, user=users.get(one.user), resource=resources[one.resource])
    letter.reminders.create(resource_id=one.resource, campaign_id=one.campaign, link=secret.link)
    return ReminderItem(resources[one.resource], secret, one.again, one.campaign is not None)


def _asked_recently(addresses: list[str], day: dt.date) -> set[tuple[str, int]]:
    """(address, listing) of the letters of other days that a run around midnight wrote after this plan was made."""
    first = day - dt.timedelta(days=AGAIN_AFTER_DAYS)
    sent = Reminder.objects.filter(letter__address__in=addresses, letter__day__gt=first).exclude(letter__day=day)
    return set(sent.values_list("letter__address", "resource_id"))
