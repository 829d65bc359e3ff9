"""Invented cases of one agency over two 年度 in the database, quickly: needs, introductions, outcomes, follow-ups, plans.

Nothing follows by signals: every row is written as the desk would have left it.
"""

import datetime as dt
import random
from typing import Any

from tests.benchmarks.rows import make_prefecture

FROM, UNTIL = dt.date(2025, 4, 1), dt.date(2026, 11, 27)
PLACES = 120
KINDS = ("kayoinoba", "salon", "cafe", "club")
WISHES = ("exercise", "tea", "music", "board_games", "gardening", "crafts")


def make_cases(people: int, seed: int = 17, today: dt.date = UNTIL) -> Any:
    """Store an agency with a coordinator, who is given back, and so many people in the towns of its city."""
    from directory.models import Resource, Town
    from matching.models import NeedsSheet, Participant
    from tests.factories import make_agency, make_user

    make_prefecture(PLACES)
    seeded, places = random.Random(seed), list(Resource.objects.order_by("pk"))
    city = places[0].municipality
    towns = list(Town.objects.filter(municipality=city).order_by("pk"))
    agency = make_agency(municipality=city)
    days = [_day(seeded, FROM, today) for _ in range(people)]
    # Some towns have many people and some next to nobody, as towns are.
    homes = [towns[int(seeded.random() ** 3 * len(towns))] if seeded.random() > 0.05 else None for _ in days]
    rows = Participant.objects.bulk_create(
        Participant(code=f"K-{n:05}", agency=agency, town=home, received_on=day)
        for n, (home, day) in enumerate(zip(homes, days, strict=True))
    )
    NeedsSheet.objects.bulk_create(
        NeedsSheet(participant=row, facts=_facts(seeded), recorded_on=day)
        for row, day in zip(rows, days, strict=True)
        if seeded.random() > 0.1
    )
    _introduce(rows, places, seeded, today)
    _plan(rows[::3], seeded, today)
    _reach_out(rows[::4], random.Random(seed), today)
    pass_on(agency, [row.town for row in rows[::2]], random.Random(seed), today)
    _attend(places[::3], random.Random(seed))
    return make_user("coordinator", agency)


def _day(seeded: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=seeded.randrange(max((last - first).days, 1)))


def _facts(seeded: random.Random) -> dict[str, Any]:
    start = seeded.choice(["09:00", "13:00", "16:00"])
    end = {"09:00": "12:00", "13:00": "16:00", "16:00": "20:00"}[start]
    days = seeded.sample(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], seeded.randrange(1, 4))
    facts: dict[str, Any] = {
        "age": seeded.randrange(15, 95),
        "interests": {"want": seeded.sample(WISHES, seeded.randrange(1, 3))},
        "available": [{"weekdays": days, "from": start, "to": end}],
        "travel": {
            "modes": [seeded.choice(["walk", "walk", "bicycle", "car"])],
            "max_minutes": seeded.choice([10, 20]),
        },
    }
    if seeded.random() < 0.3:
        facts["needs"] = [seeded.choice(["pick_up", "wheelchair", "quiet"])]
    return facts


def _introduce(rows: list[Any], places: list[Any], seeded: random.Random, today: dt.date) -> None:
    from matching.models import FollowUp, Introduction, Outcome

    made, outcomes, heard = [], [], []
    for row in rows:
        for place in seeded.sample(places, seeded.choice([0, 1, 1, 2])):
            begun = _day(seeded, row.received_on, today)
            one = Introduction(participant=row, resource=place, begun_on=begun, moved_on=begun, stage="asked")
            made.append(one)
            far = seeded.randrange(6)
            if far in (1, 2):
                one.stage, one.visit_on = ("visit", "trial")[far - 1], begun
            if far == 3:
                one.stage, one.ended_on, one.ended_because = "broken_off", min(begun + dt.timedelta(5), today), "person"
                one.reached, one.visit_on = "trial", begun
            if far > 3:
                one.outcome, said = _outcome(one, seeded, today)
                outcomes.append(one.outcome)
                heard += said
    Outcome.objects.bulk_create(outcomes)
    Introduction.objects.bulk_create(made)
    FollowUp.objects.bulk_create(heard)


def _outcome(one: Any, seeded: random.Random, today: dt.date) -> tuple[Any, list[Any]]:
    from matching.models import FollowUp, Outcome

    outcome = Outcome(participant=one.participant, resource=one.resource, started_on=one.begun_on)
    one.stage, since = "joined", (today - one.begun_on).days
    heard = []
    for step in (30, 90, 180):
        if since < step or seeded.random() < 0.2:
            break
        day = one.begun_on + dt.timedelta(days=step)
        done = {"done_at": _noon(day), "done_how": "telephone"}
        feeling = seeded.choice(["good", "good", "fair", "hard"])
        heard.append(FollowUp(outcome=outcome, step=step, side="person", coming="yes", feeling=feeling, **done))
        again = seeded.choice(["yes", "yes", "no"])
        heard.append(FollowUp(outcome=outcome, step=step, side="host", again=again, feeling="good", **done))
        if step == 90:
            outcome.stayed, one.stage = True, "settled"
    if seeded.random() < 0.2 and since > 200:
        outcome.ended_on, outcome.ended_because = one.begun_on + dt.timedelta(days=190), "goal"
        one.stage, one.ended_on, one.ended_because = "ended", outcome.ended_on, "goal"
    return outcome, heard


def _noon(day: dt.date) -> dt.datetime:
    from django.utils import timezone

    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _reach_out(rows: list[Any], seeded: random.Random, today: dt.date) -> None:
    from matching.models import OutreachContact

    contacts = []
    for row in rows:
        for _ in range(seeded.randrange(1, 4)):
            day, ready = _day(seeded, row.received_on, today), seeded.random() < 0.2
            received = seeded.choice(["none", "none", "refused", "voice", "met"])
            follows = {"is_ready": True} if ready else {"next_on": day + dt.timedelta(days=14)}
            contacts.append(OutreachContact(participant=row, day=day, how="visit", received=received, **follows))
    OutreachContact.objects.bulk_create(contacts)


def pass_on(agency: Any, towns: list[Any], seeded: random.Random, today: dt.date, first: int = 0) -> None:
    """A つなぐシート of each town, answered after some days or not at all, some of them sent on first."""
    from matching.models import ReferralSheet, ReferralStep

    last, same = _noon(today), {"agency": agency, "sender": "neighbour", "channel": "telephone", "topic": "other"}
    made, steps = [], []
    for n, town in enumerate(towns, first):
        at = _noon(_day(seeded, FROM, today))
        passed = seeded.choice([0, 0, 0, 1, 2])
        made.append(ReferralSheet(number=f"T-{n:06}", town=town, made_at=at, waits_since=at, passed=passed, **same))
        answers = [at + dt.timedelta(days=seeded.randrange(1, 12)) for _ in range(seeded.choice([0, 1, 1, 2]))]
        for answered in filter(last.__gt__, answers):
            made[-1].reply, made[-1].replied_at = seeded.choice(["taken", "together", "advice"]), answered
            steps.append(ReferralStep(sheet=made[-1], agency=agency, kind=made[-1].reply, at=answered))
        there = {"sheet": made[-1], "at": at, "to_agency": agency}
        steps.append(ReferralStep(kind="sent", **there))
        steps += [ReferralStep(kind="passed", agency=agency, **there) for _ in range(passed)]
    ReferralSheet.objects.bulk_create(made)
    ReferralStep.objects.bulk_create(steps)


def _attend(places: list[Any], seeded: random.Random) -> None:
    from directory.models import Attendance, Organization, Resource
    from directory.publishing.versions import EVERYTHING, directory_change

    with directory_change(EVERYTHING):
        runs = [None, *Organization.objects.bulk_create(Organization(name=f"会{n}") for n in range(4))]
        for place in places:
            place.organization = seeded.choice(runs)
        Resource.objects.bulk_update(places, ["organization"])
    months = [dt.date(2025, month, 1) for month in (4, 6, 9)]
    Attendance.objects.bulk_create(
        Attendance(resource=place, month=month, people=seeded.randrange(4), how="portal")
        for place in places
        for month in months
    )


def _plan(rows: list[Any], seeded: random.Random, today: dt.date) -> None:
    from matching.models import PlanEvaluation, SupportPlan

    written = dict.fromkeys(("wish", "problems", "short_goal"), "話し相手がほしい")
    plans = []
    for row in rows:
        for number in range(1, seeded.choice([1, 1, 2]) + 1):
            day = _day(seeded, row.received_on, today)
            plans.append(
                SupportPlan(participant=row, number=number, made_on=day, until_on=day, review_on=day, **written)
            )
    SupportPlan.objects.bulk_create(plans)
    PlanEvaluation.objects.bulk_create(
        PlanEvaluation(
            plan=plan, day=_day(seeded, plan.made_on, today), achieved=("yes", "partly", "no")[plan.made_on.day % 3],
            result=seeded.choice(["goes_on", "ends", "ends", "breaks_off"]),
        )
        for plan in plans[::2]
    )  # fmt: skip
