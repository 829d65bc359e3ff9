"""`manage.py run_due` with many listings: how long it takes, and that each due person gets one mail, killed in the middle or not.

    python -m tests.benchmarks.run_due --listings 10000 --json

`handed_over_again` counts mails that a server got twice under one Message-ID, which it delivers once: nobody can tell a server's
yes that was lost in a kill from one that never came, so that each kill may cost one.

A first run is killed after half of the letters, a second one after half of the mails; two more then run at the same time.
On a database of its own: SQLite, or PostgreSQL by `python -m tests.postgres_cluster python -m tests.benchmarks.run_due`.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import options, own_database, report

ROOT = Path(__file__).resolve().parents[2]
FRESH_ONE_IN = 10
"""Every tenth listing was checked yesterday."""
LISTINGS_OF_A_PERSON = 3


def seed(listings: int) -> set[str]:
    """Fill the directory; gives the addresses that are due. Organizations run one listing each, people three of them."""
    from django.utils import timezone

    from directory.models import Organization, Place, Representative, Resource, User, Verification
    from directory.publishing.versions import directory_change
    from tests.factories import make_municipality

    city, today = make_municipality(), timezone.localdate()
    people = -(-listings // LISTINGS_OF_A_PERSON)
    with directory_change():
        users = User.objects.bulk_create(
            User(username=f"p{n}", email=f"p{n}@example.jp", name=f"人{n}") for n in range(people)
        )
        organizations = Organization.objects.bulk_create(Organization(name=f"会{n}") for n in range(listings))
        Representative.objects.bulk_create(
            Representative(user=users[n // LISTINGS_OF_A_PERSON], organization=o, role="lead", since=today)
            for n, o in enumerate(organizations)
        )
        place = Place.objects.create(name="会館", municipality=city, lat=35.6, lng=139.5, precision="exact")
        resources = Resource.objects.bulk_create(
            Resource(name=f"サロン{n}", municipality=city, place=place, organization=o)
            for n, o in enumerate(organizations)
        )
        checked = {n: today - dt.timedelta(days=1 if n % FRESH_ONE_IN == 0 else 500) for n in range(listings)}
        Verification.objects.bulk_create(
            Verification(resource=r, day=checked[n], how="telephone") for n, r in enumerate(resources)
        )
    return {users[n // LISTINGS_OF_A_PERSON].email for n in range(listings) if n % FRESH_ONE_IN}


def start(**variables: str) -> subprocess.Popen:
    """A process of run_due on the database that the environment names."""
    env = os.environ | {"DEBUG": "1", "DEMO": ""} | variables
    command = [sys.executable, "-W", "ignore", "manage.py", "run_due"]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_when(process: subprocess.Popen, reached: Callable[[], bool]) -> None:
    """SIGKILL as soon as `reached()` is true; raises RuntimeError where the process ends before."""
    while not reached():
        if process.poll() is not None:
            raise RuntimeError(f"It ended before it could be killed: {process.communicate()}")
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def let_claims_run_out() -> None:
    """What five minutes do to the mail that a killed process was sending."""
    from cms.mail.queue import Mail

    Mail.objects.waiting().update(claimed_until=None)


def finish(process: subprocess.Popen) -> str:
    """What a process says; raises RuntimeError where it fails."""
    said, trouble = process.communicate()
    if process.returncode:
        raise RuntimeError(trouble)
    return said


def measure(listings: int) -> dict[str, float]:
    """The figures, by a kill in the middle and two runs at once."""
    from cms.mail.outbox import KeptMail
    from directory.models import Letter

    times = [time.perf_counter()]
    due = seed(listings)
    times.append(time.perf_counter())
    kill_when(start(), lambda: Letter.objects.count() >= len(due) // 2)
    letters = Letter.objects.count()
    times.append(time.perf_counter())
    kill_when(start(), lambda: KeptMail.objects.count() >= len(due) // 2)
    kept = KeptMail.objects.count()
    let_claims_run_out()
    times.append(time.perf_counter())
    for process in [start(), start()]:
        finish(process)
    times.append(time.perf_counter())
    finish(start())
    times.append(time.perf_counter())
    handed_over = KeptMail.objects.values_list("to", "message_id")
    mails = Counter(to for to, _ in set(handed_over))
    names = ("seed_s", "until_killed_s", "until_killed_again_s", "two_at_once_s", "nothing_to_do_s")
    spent = {name: round(b - a, 1) for name, a, b in zip(names, times, times[1:], strict=False)}
    return {
        "listings": listings,
        "due_people": len(due),
        "letters_when_killed": letters,
        "mails_when_killed_again": kept,
        "mails": mails.total(),
        "people_with_one_mail": sum(mails[address] == 1 for address in due),
        "people_without": len(due - set(mails)),
        "people_with_two": sum(amount > 1 for amount in mails.values()),
        "handed_over_again": len(handed_over) - mails.total(),
    } | spent


def main() -> None:
    chosen = options(__doc__, listings=10_000)
    with own_database():
        report(measure(chosen.listings), chosen.json)


if __name__ == "__main__":
    main()
