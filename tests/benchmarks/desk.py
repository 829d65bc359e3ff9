"""The desk of one large agency: `python -m tests.benchmarks.desk --people 3000 [--coordinators 300] [--json]`.

Every second person has an introduction that goes on, in all stages; everybody has a name and a needs sheet.

today_p95_ms         今日すること, by turns of one coordinator's own people and of the whole agency
today_cpu_ms …       median time on the processor, which other work on the machine hardly lengthens
list_p95_ms          the list of people, by turns in each order and with filters
person_p95_ms        one person's page, with the places that fit
find_ms              median of finding somebody by reading or telephone, which decrypts everybody's name
rotate_rows_per_s    encrypting everything anew under a new key
"""

import datetime as dt
import gc
import os
import random
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks import options, own_database, report, timed

PLACES, REQUESTS = 300, 40
ORDERS = (
    "",
    "sort=waiting",
    "sort=code",
    "stage=visit",
    "in_charge=mine",
    "page=30",
    "sort=waiting&page=2",
    "in_charge=none",
)


def make_agency_of(people: int, coordinators: int) -> Any:
    """Store an agency with its people, their introductions and a coordinator of some of them, who is given back."""
    from directory.models import Membership, Resource, User
    from matching.models import Identity, NeedsSheet, Participant
    from tests.benchmarks.rows import make_prefecture
    from tests.factories import make_agency, make_user

    make_prefecture(PLACES)
    place = Resource.objects.select_related("municipality").first()
    agency, seeded, today = make_agency(municipality=place.municipality), random.Random(15), dt.date.today()
    first = make_user("coordinator", agency)
    users = [first, *User.objects.bulk_create(User(username=f"b{n}", name=f"職員{n}") for n in range(1, coordinators))]
    Membership.objects.bulk_create(Membership(user=user, agency=agency, role="coordinator") for user in users[1:])
    rows = Participant.objects.bulk_create(
        Participant(code=f"M-{n:04}", agency=agency, note="料理が好き", in_charge=users[n % coordinators])
        for n in range(people)
    )
    Identity.objects.bulk_create(
        Identity(participant=row, name=f"見本{n}", reading=f"みほん{n}", telephone=f"090-0000-{n:04}")
        for n, row in enumerate(rows)
    )
    NeedsSheet.objects.bulk_create(
        NeedsSheet(participant=row, facts={"age": 40 + n % 50}, recorded_on=today - dt.timedelta(seeded.randrange(200)))
        for n, row in enumerate(rows)
    )
    _introduce(rows[::2], list(Resource.objects.all()), seeded, today)
    return first


def _introduce(people: list[Any], places: list[Any], seeded: random.Random, today: dt.date) -> None:
    from django.utils import timezone

    from directory.models import StatusStatement
    from directory.publishing.versions import EVERYTHING, directory_change
    from matching.models import HostRequest, Introduction, Outcome

    made = []
    for n, person in enumerate(people):
        begun = today - dt.timedelta(days=seeded.randrange(5, 90))
        one = Introduction(participant=person, resource=seeded.choice(places), begun_on=begun, moved_on=begun)
        if n % 3 == 1:
            one.stage, one.visit_on = "visit", today + dt.timedelta(days=seeded.randrange(-5, 20))
        if n % 3 == 2:
            one.stage = "joined"
            one.outcome = Outcome(participant=person, resource=one.resource, started_on=begun)
        made.append(one)
    Outcome.objects.bulk_create(one.outcome for one in made if one.outcome)
    asked = Introduction.objects.bulk_create(made)[::3]
    now = timezone.now()
    HostRequest.objects.bulk_create(
        HostRequest(
            introduction=one, text="見学したい方がいます", digest="0" * 64, how="telephone", answer=told,
            answered_at=now if told else None, answered_how="telephone" if told else "",
        )
        for n, one in enumerate(asked)
        for told in [("", "yes", "question")[n % 3]]
        if n % 4
    )  # fmt: skip
    with directory_change(EVERYTHING):
        StatusStatement.objects.bulk_create(
            StatusStatement(resource=place, status="paused", since=today) for place in places[::10]
        )


def _asked(client: Any, addresses: list[str]) -> tuple[float, float]:
    """95th percentile of the milliseconds of some pages, and the median of those on the processor."""
    for address in addresses[:2]:
        client.get(address)
    gc.collect()
    gc.freeze()  # as before the workers of a site begin (directory/search/building/sharing.py)
    spent: list[float] = []

    def get(address: str) -> int:
        begin = time.process_time()
        status = client.get(address).status_code
        spent.append((time.process_time() - begin) * 1000)
        return int(status)

    answers, wall = timed(get, addresses)
    if wrong := [status for status in answers if status != 200]:
        raise SystemExit(f"{addresses[0]}: {wrong[0]}")
    return round(float(np.percentile(wall, 95)), 1), round(float(np.median(spent)), 1)


def measure(people: int, coordinators: int) -> dict[str, float]:
    """The figures of one run."""
    from django.test import Client, override_settings

    user = make_agency_of(people, coordinators)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    turns: dict[str, Callable[[int], str]] = {
        "today": lambda n: ("/desk/", "/desk/?in_charge=all", "/desk/?in_charge=all&kind=waiting&page=2")[n % 3],
        "list": lambda n: f"/desk/people/?{ORDERS[n % len(ORDERS)]}",
        "person": lambda n: f"/desk/people/M-{n:04}/",
    }
    figures: dict[str, float] = {"people": people, "coordinators": coordinators}
    with override_settings(HAS_SECOND_STEP=False, DEBUG=False):  # a session that has taken the second step
        for name, address in turns.items():
            p95, cpu = _asked(client, [address(n) for n in range(REQUESTS)])
            figures |= {f"{name}_p95_ms": p95, f"{name}_cpu_ms": cpu}
        _, found_ms = timed(lambda who: client.post("/desk/find/", {"who": who}), ["みほん12", "0042", "見本7"] * 3)
    figures |= {"find_ms": round(float(np.median(found_ms)), 1), "rotate_rows_per_s": _rotated()}
    return figures | {"load": round(os.getloadavg()[0], 1)}


def _rotated() -> float:
    """Rows a second, from the keys of now to a new one before them."""
    from cryptography.fernet import Fernet
    from django.conf import settings
    from django.test import override_settings

    from matching.secrets.rotation import rotate

    with override_settings(PEOPLE_KEYS=[Fernet.generate_key().decode(), *settings.PEOPLE_KEYS]):
        begin = time.perf_counter()
        rows = sum({progress.table: progress.total for progress in rotate()}.values())
        return round(rows / (time.perf_counter() - begin))


def main() -> None:
    """Run from the command line."""
    chosen = options(__doc__, people=3000, coordinators=300)
    with own_database():
        report(measure(chosen.people, chosen.coordinators), chosen.json)


if __name__ == "__main__":
    main()
