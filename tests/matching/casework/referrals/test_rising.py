"""Working days, and when a sheet that nobody answers rises."""

import datetime as dt

import pytest
from django.utils import timezone

from matching.casework.referrals.rising import Lateness, is_working_day, keep_being_passed, late_since, working_days
from matching.casework.referrals.sheets import ReferralSheet, ReferralStep
from tests.factories import make_agency

DAY = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-11-27", "2026-11-27", 0),
        ("2026-11-27", "2026-11-30", 1),  # over a weekend
        ("2026-11-20", "2026-11-24", 1),  # Monday is 振替休日 of 勤労感謝の日
        ("2026-12-28", "2027-01-04", 1),  # 年末年始
        ("2026-05-01", "2026-05-07", 1),  # 憲法記念日, みどりの日, こどもの日 and 振替休日
        ("2026-09-18", "2026-09-24", 1),  # 敬老の日, 国民の休日, 秋分の日
        ("2026-08-12", "2026-08-17", 3),  # お盆: offices work, 8/11 was 山の日
        ("2026-11-30", "2026-11-27", 0),
    ],
)
def test_working_days_are_those_of_offices(since, until, days):
    assert working_days(DAY(since), DAY(until)) == days


@pytest.mark.parametrize("days", [1, 2, 3, 5, 6])
def test_late_since_is_the_last_day_that_is_late(days):
    today = DAY("2027-01-05")
    last = late_since(today, days)
    assert working_days(last, today) >= days
    assert working_days(last + dt.timedelta(days=1), today) < days


def test_the_weekend_is_no_working_day_and_a_plain_monday_is():
    assert [is_working_day(DAY(f"2026-11-{day}")) for day in (28, 29, 30)] == [False, False, True]


@pytest.mark.django_db
def test_it_rises_once_to_both_sides_and_once_to_the_city():
    agency = make_agency()
    late = Lateness.on(DAY("2026-11-27"), {"sheet.days": 3})
    same = {"agency": agency, "sender": "self", "channel": "form", "topic": "other"}
    levels = {}
    for number, day in enumerate(("2026-11-27", "2026-11-25", "2026-11-24", "2026-11-18", "2026-11-17"), 1):
        at = timezone.make_aware(dt.datetime.combine(DAY(day), dt.time(23, 59)))
        sheet = ReferralSheet.objects.create(number=f"T-{number}", waits_since=at, **same)
        levels[day] = late.level(sheet)
    # Three working days before Friday the 27th is Tuesday; Monday was a holiday, so six before is the Wednesday of the week before.
    assert levels == {"2026-11-27": 0, "2026-11-25": 0, "2026-11-24": 1, "2026-11-18": 2, "2026-11-17": 2}
    rows = ReferralSheet.objects.all()
    assert (rows.filter(late.for_both_sides).count(), rows.filter(late.risen).count()) == (3, 2)
    ReferralSheet.objects.update(reply="taken", replied_at=timezone.now())
    assert (rows.filter(late.for_both_sides).count(), late.level(rows[0])) == (0, 0)


@pytest.mark.django_db
def test_what_leaves_a_desk_twice_is_listed_and_what_leaves_it_once_is_not():
    agency, other = make_agency(name="東の窓口"), make_agency()
    for number, topic in enumerate(("mind", "mind", "older"), 1):
        sheet = ReferralSheet.objects.create(
            number=f"T-{number}", agency=other, sender="self", channel="form", topic=topic
        )
        ReferralStep.objects.create(sheet=sheet, kind="passed", agency=agency, to_agency=other)
    (only,) = keep_being_passed(ReferralSheet.objects.all(), DAY("2026-11-27"))
    assert (only.topic, only.left, only.times) == ("こころのこと", "東の窓口", 2)
