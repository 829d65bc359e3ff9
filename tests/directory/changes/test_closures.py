"""Closed for a while, or for one day: the newest statement about a day holds, and everybody who reads it agrees."""

import datetime as dt
import random

import pytest
from django.utils import timezone
from icalendar import Calendar

from directory.catalogue.statements import StatusStatement as Said
from directory.changes.closures import closures_from, day_of, days_from, pause, resume, say_of_day
from directory.changes.history import history
from directory.exports.ical import calendar_of
from directory.exports.meetings import coming_meetings
from directory.models import Resource, SingleDate, StatusStatement
from directory.publishing.append_only import rewriting_allowed
from directory.snapshot import loading
from directory.snapshot.day import SnapshotDay
from tests.factories import make_resource, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)
"""A Tuesday."""
BEFORE, AFTER = DAY - dt.timedelta(5), DAY + dt.timedelta(5)
USUAL, EXTRA = dt.time(10), dt.time(13)


@pytest.fixture
def resource():
    return make_resource(schedule="毎週火曜 10:00–12:00")


def now_of(resource):
    return Resource.objects.for_page().get(pk=resource.pk)


def say(resource, *words, by=None):
    """Says of DAY one thing after another."""
    for word in words:
        now = now_of(resource)
        if word == "pause":
            pause(now, BEFORE, AFTER, "", by)
        elif word == "end":
            Said.objects.create(resource=now, status="ended", since=BEFORE)
        elif word == "resume":
            resume(closures_from(now, BEFORE)[0], BEFORE, by)
        else:
            meets = {"off": False, "usual": None, "extra": True}[word]
            hours = {"start": EXTRA, "end": dt.time(15)} if meets else {}
            say_of_day(SingleDate(resource=now, day=DAY, meets=meets, made_by=by, **hours))


SAID = [
    ("", [USUAL]),
    ("off", []),
    ("off off", []),
    ("off usual", [USUAL]),
    ("off usual off", []),
    ("extra", [USUAL, EXTRA]),
    ("extra extra", [USUAL, EXTRA]),
    ("off extra", [EXTRA]),
    ("extra off", []),
    ("extra off usual", [USUAL]),
    ("extra usual", [USUAL]),
    ("pause", []),
    ("pause usual", []),
    ("pause off", []),
    ("pause off resume", []),
    ("pause extra", [EXTRA]),
    ("pause extra extra", [EXTRA]),
    ("pause extra off", []),
    ("pause extra pause", []),
    ("pause extra resume", [EXTRA]),
    ("extra pause", []),
    ("extra pause resume", [USUAL, EXTRA]),
    ("off pause resume", []),
    ("off pause extra", [EXTRA]),
    ("end extra", []),
]


@pytest.mark.parametrize(("words", "starts"), SAID, ids=[words or "nothing" for words, _ in SAID])
def test_the_newest_word_of_a_day_holds_for_everybody_who_reads_it(resource, words, starts):
    make_resource(schedule="毎週火曜 10:00–12:00")
    say(resource, *words.split())
    now = now_of(resource)
    dates = now.next_dates(DAY, 3)
    assert [date.start for date in dates if date.day == DAY] == starts
    found = day_of(now, DAY)
    assert [meeting.start for meeting in found.meetings if not found.off] == starts if found else starts == []
    midnight = dt.datetime.combine(DAY, dt.time(), timezone.get_current_timezone())
    calendar = calendar_of(now, coming_meetings(now, midnight, 3), "https://ibasho.example")
    events = [one for one in Calendar.from_ical(calendar).walk("VEVENT") if one.get("status") != "CANCELLED"]
    moments = [event.decoded("dtstart") for event in events]
    assert [moment.time() for moment in moments if moment.date() == DAY] == starts
    columns = loading.current()
    at = int(columns.positions([resource.pk])[0])
    assert bool(SnapshotDay(columns, DAY).open_today[at]) == bool(starts)


def test_a_load_of_what_changed_says_the_same_as_a_load_of_everything(resource):
    loading.current()
    say(resource, "extra", "off")
    changed = loading.current().exceptions
    loading.forget()
    assert loading.current().exceptions.meets.tolist() == changed.meets.tolist() == [False]


def test_what_is_said_of_one_day_says_nothing_of_another(resource):
    say(resource, "pause", "extra")
    days = days_from(now_of(resource), BEFORE, 3)
    assert [day.day for day in days] == [DAY, dt.date(2026, 12, 1), dt.date(2026, 12, 8)]
    assert [day.extra for day in days] == [True, False, False]
    say(resource, "off")
    assert [(day.day, day.off) for day in days_from(now_of(resource), DAY, 2)] == [
        (DAY, True),
        (dt.date(2026, 12, 1), False),
    ]


def test_a_day_off_is_shown_with_the_hours_it_would_have_and_its_reason(resource):
    say_of_day(SingleDate(resource=resource, day=DAY, meets=False, reason="会場の工事"))
    (day,) = days_from(now_of(resource), DAY, 1)
    assert ([meeting.start for meeting in day.meetings], day.off, day.reasons) == ([USUAL], True, ["会場の工事"])


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [(BEFORE, AFTER, BEFORE), (DAY, AFTER, BEFORE), (BEFORE, None, BEFORE), (DAY, None, DAY), (BEFORE, AFTER, DAY)],
    ids=["in the midst", "its first day", "without an end", "without an end, today", "today"],
)
def test_a_pause_goes_on_around_a_day_that_is_open(resource, first, last, day):
    pause(resource, first, last, "", None)
    say(resource, "extra")
    (closed,) = closures_from(now_of(resource), day)
    assert (closed.since, closed.until) == (first, last)
    resume(closed, day, None)
    assert closures_from(now_of(resource), day) == []


def test_a_pause_whose_last_day_is_open_is_over_on_it(resource):
    pause(resource, BEFORE, DAY, "", None)
    say(resource, "extra")
    assert len(closures_from(now_of(resource), BEFORE)) == 1
    assert closures_from(now_of(resource), DAY) == []


def _day(text):
    month, day = map(int, text.split("/"))
    return dt.date(2027, month, day)


def _says(resource, time_machine, order):
    """「7/15 pause 8/1-8/31; 8/5 reopen 8/1」: who says what on which day of 2027; a pause without an end ends in a dash."""
    for sentence in order.split("; "):
        today, word, days = sentence.split(" ")
        time_machine.move_to(_day(today))
        if word == "pause":
            first, last = days.split("-")
            pause(now_of(resource), _day(first), _day(last) if last else None, "", None)
        elif word == "end":
            Said.objects.create(resource=resource, status="ended", since=_day(days))
        elif word == "extra":
            say_of_day(SingleDate(resource=now_of(resource), day=_day(days), meets=True, start=EXTRA))
        else:
            closed = next(one for one in closures_from(now_of(resource), _day(today)) if one.since == _day(days))
            resume(closed, _day(today), None)
    return _day(today)


def _closed(resource, today):
    """The closures as the list of the portal has them."""
    return " ".join(
        f"{one.since.month}/{one.since.day}-{f'{one.until.month}/{one.until.day}' if one.until else ''}"
        for one in closures_from(now_of(resource), today)
    )


ORDERS = [
    ("7/1 pause 8/1-8/31; 7/2 pause 8/1-8/10", "8/1-8/10", "8/5", "8/11 8/20"),
    ("7/1 pause 8/1-8/31; 7/2 pause 8/1-8/10; 7/3 reopen 8/1", "", "", "8/1 8/5 8/20"),
    ("7/1 pause 8/1-8/31; 7/2 pause 8/1-8/10; 8/5 reopen 8/1", "", "", "8/5 8/20"),
    ("7/1 pause 8/1-8/31; 8/5 pause 8/5-8/10", "8/5-8/10", "8/5 8/10", "8/11"),
    ("7/1 pause 8/1-8/31; 7/2 pause 8/10-8/20", "8/10-8/20", "8/10", "8/1 8/21"),
    ("7/1 pause 8/1-8/10; 7/2 pause 8/1-8/31", "8/1-8/31", "8/1 8/31", "9/1"),
    ("7/1 pause 8/1-8/10; 7/2 pause 8/1-8/31; 7/3 reopen 8/1", "", "", "8/1 8/11"),
    ("7/1 pause 8/1-8/31; 7/1 pause 8/1-8/31", "8/1-8/31", "8/1", "9/1"),
    ("7/1 pause 8/1-8/31; 7/1 pause 8/1-8/31; 7/1 reopen 8/1", "", "", "8/1 8/31"),
    ("7/1 pause 8/1-8/31; 7/2 pause 8/20-9/10", "8/1-8/31 8/20-9/10", "8/1 9/10", "9/11"),
    ("7/1 pause 8/1-8/31; 7/2 pause 8/20-9/10; 7/3 reopen 8/20", "8/1-8/31", "8/20", "9/1"),
    ("7/1 pause 8/1-8/31; 7/2 pause 8/20-9/10; 7/3 reopen 8/1", "8/20-9/10", "8/20", "8/1"),
    ("7/1 pause 8/1-8/31; 7/2 pause 8/20-9/10; 8/25 reopen 8/20", "", "", "8/25 9/1"),
    ("7/1 pause 8/1-8/31; 7/2 pause 7/2-", "7/2-", "7/2 8/1 9/1", ""),
    ("7/1 pause 8/1-8/31; 7/2 pause 7/2-; 7/20 reopen 7/2", "8/1-8/31", "8/1 8/31", "7/20 9/1"),
    ("7/1 pause 8/1-8/31; 7/2 pause 7/2-; 8/5 reopen 7/2", "", "", "8/5 9/1"),
    ("7/1 pause 7/1-; 7/2 pause 8/1-8/31", "7/1- 8/1-8/31", "7/2 8/1 9/1", ""),
    ("7/1 pause 7/1-; 7/2 pause 8/1-8/31; 7/3 reopen 7/1", "8/1-8/31", "8/1", "7/3 9/1"),
    ("7/1 pause 7/1-; 7/2 pause 8/1-8/31; 7/3 reopen 8/1", "7/1-", "7/3 8/1 9/1", ""),
    ("7/1 pause 7/1-; 7/5 pause 7/5-7/31", "7/5-7/31", "7/5 7/31", "8/1"),
    ("7/1 pause 8/1-8/31; 7/2 extra 8/10; 7/3 pause 8/20-9/10; 7/4 reopen 8/20", "8/1-8/31", "8/9 8/20", "8/10 9/1"),
    ("7/1 pause 8/1-8/31; 7/2 extra 8/10; 7/3 pause 7/3-; 7/4 reopen 7/3", "8/1-8/31", "8/1", "8/10 9/1"),
    ("7/1 end 9/1; 7/2 pause 8/1-", "8/1-8/31 9/1-", "8/1 9/1", "7/31"),
    ("7/1 end 9/1; 7/2 pause 8/1-; 7/3 reopen 8/1", "9/1-", "9/1", "8/1"),
    ("7/1 pause 8/1-; 7/2 end 9/1; 8/5 reopen 8/1", "9/1-", "9/1", "8/5"),
    ("7/1 pause 7/1-; 7/2 end 9/1; 7/3 pause 8/1-8/31; 7/4 reopen 7/1", "8/1-8/31 9/1-", "8/1 9/1", "7/4"),
]


@pytest.mark.parametrize(("order", "listed", "closed", "opened"), ORDERS, ids=[order for order, *_ in ORDERS])
def test_a_correction_takes_the_place_of_what_it_corrects_and_nothing_else(
    resource, time_machine, order, listed, closed, opened
):
    today = _says(resource, time_machine, order)
    assert _closed(resource, today) == listed
    now = now_of(resource)
    stands = {day: now.status_on(_day(day)) for day in f"{closed} {opened}".split()}
    assert {day for day, said in stands.items() if said and said.status != "active"} == set(closed.split())


def test_whatever_is_listed_can_be_reopened_and_what_is_not_listed_is_open(resource, time_machine):
    """Thirty orders of pauses, one after another drawn by lot, each reopened until nothing is left."""
    lots, today = random.Random(5), dt.date(2027, 7, 1)
    time_machine.move_to(today)
    days = [today + dt.timedelta(step) for step in range(12)]
    for _ in range(30):
        for _ in range(lots.randint(1, 3)):
            first, last = sorted(lots.sample(range(12), 2))
            pause(now_of(resource), days[first], lots.choice([days[last], None]), "", None)
        while closures := closures_from(now_of(resource), today):
            now = now_of(resource)
            closed = {day for day in days if now.status_on(day) and now.status_on(day).status != "active"}
            told = {day for day in days for one in closures if one.since <= day and (not one.until or day <= one.until)}
            assert closed == told
            resume(lots.choice(closures), today, None)
            now = now_of(resource)
            left = {day for day in days if now.status_on(day) and now.status_on(day).status != "active"}
            assert left < closed
        with rewriting_allowed():
            StatusStatement.objects.all().delete()


def test_a_pause_says_nothing_of_the_days_after_the_end(resource):
    Said.objects.create(resource=resource, status="ended", since=DAY)
    with pytest.raises(ValueError, match="もう 終わっています"):
        pause(now_of(resource), AFTER, None, "", None)
    assert StatusStatement.objects.count() == 1


def test_saying_and_taking_back_again_and_again_does_not_pile_up(resource, time_machine):
    time_machine.move_to(BEFORE)
    for _ in range(8):
        pause(resource, AFTER, None, "", None)
        pause(resource, DAY, None, "", None)
        while closures := closures_from(now_of(resource), BEFORE):
            resume(closures[0], BEFORE, None)
    assert StatusStatement.objects.count() < 8 * 8


def test_history_tells_every_word_with_who_and_for_whom(resource):
    helper = make_user(name="鈴木 花子")
    say(resource, "off", "usual", by=helper)
    extra = {"start": EXTRA, "end": dt.time(15), "reason": "平尾会館で"}
    say_of_day(SingleDate(resource=resource, day=DAY, meets=True, made_by=helper, on_behalf=True, **extra))
    told = history(now_of(resource))
    words = ["11月24日（火）13時〜15時も ひらくと 伝えました（平尾会館で）", "11月24日（火）は いつもどおり ひらくと 伝えました", "11月24日（火）は お休みと 伝えました"]  # fmt: skip
    assert all(event.what.endswith(word) for event, word in zip(told, words, strict=True))
    assert [(event.who, event.on_behalf) for event in told] == [(helper, True), (helper, False), (helper, False)]


def test_an_open_day_in_a_pause_is_told_in_its_own_words(resource):
    say(resource, "pause", "extra", by=make_user())
    assert "2026年11月24日だけ ひらくことにしました" in [event.what for event in history(now_of(resource))]
    assert StatusStatement.objects.count() == 2
