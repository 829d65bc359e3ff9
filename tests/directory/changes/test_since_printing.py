"""「この冊子のあと 変わった所」: by numbers, of what was printed and of what came since."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from directory.changes.booklets import Booklet
from directory.changes.closures import pause, say_of_day
from directory.changes.since_printing import LONGEST, since_printing
from directory.models import Resource, SingleDate, StatusStatement
from tests.factories import make_municipality, make_resource

pytestmark = pytest.mark.django_db
PRINTED = dt.datetime(2026, 11, 2, 9, tzinfo=timezone.get_default_timezone())
LATER = PRINTED + dt.timedelta(days=3)


def publish(resource: Resource, **facts) -> None:
    draft = Resource.objects.get(pk=resource.pk)
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save_revision().publish()


@pytest.fixture
def booklet():
    """Five places, printed on 2 November."""
    with time_machine.travel(PRINTED - dt.timedelta(days=200), tick=False):
        city = make_municipality()
        rows = [make_resource(name=f"場所{number}", schedule="毎週火曜 10時〜12時") for number in range(1, 6)]
        for row in rows:
            publish(row)
    places = [[number, row.pk] for number, row in enumerate(rows, 1)]
    return Booklet.objects.create(
        municipality=city, for_all=True, name="全体", state="made", printed_at=PRINTED, places=places
    )


def place(number: int) -> Resource:
    return Resource.objects.get(name=f"場所{number}")


def told(booklet, now=LATER):
    since = since_printing(booklet, now)
    return {
        "changed": {one.number: one.what for one in since.changed},
        "gone": [one.number for one in since.gone],
        "new": [one.resource.name for one in since.new],
        "count": since.count,
    }


def test_nothing_changed(booklet):
    with time_machine.travel(LATER, tick=False):
        assert told(booklet) == {"changed": {}, "gone": [], "new": [], "count": 0}


def test_each_place_once_with_what_happened(booklet):
    with time_machine.travel(PRINTED + dt.timedelta(days=1), tick=False):
        today = timezone.localdate()
        pause(place(1), today + dt.timedelta(days=10), today + dt.timedelta(days=20), "工事", None)
        StatusStatement.objects.create(resource=place(2), status="ended", since=today)
        publish(place(3), fee=200, fee_note="お茶代")
        publish(place(3), to_bring="上ばき")
        place(4).unpublish()
        publish(make_resource(name="新しい会", live=False))
    with time_machine.travel(LATER, tick=False):
        found = told(booklet)
    assert found["changed"].keys() == {1, 2, 3}
    assert found["changed"][2] == ["終わりました"]
    assert "11月13日（金）から" in found["changed"][1][0]
    assert any("お金" in what for what in found["changed"][3])
    assert (found["gone"], found["new"], found["count"]) == ([4], ["新しい会"], 5)


def test_what_was_said_before_the_printing_is_on_the_paper(booklet):
    with time_machine.travel(PRINTED - dt.timedelta(days=1), tick=False):
        publish(place(1), fee=300)
    with time_machine.travel(LATER, tick=False):
        assert told(booklet)["count"] == 0


def test_a_single_day_counts_until_it_is_over(booklet):
    off = dt.date(2026, 11, 10)
    with time_machine.travel(PRINTED + dt.timedelta(days=1), tick=False):
        say_of_day(SingleDate(resource=place(5), day=off, meets=False))
    for day, count in ((LATER, 1), (dt.datetime.combine(off + dt.timedelta(days=1), dt.time(9), PRINTED.tzinfo), 0)):
        with time_machine.travel(day, tick=False):
            assert told(booklet, day)["count"] == count


def test_nothing_is_told_of_a_place_that_was_taken_off(booklet):
    with time_machine.travel(PRINTED + dt.timedelta(days=1), tick=False):
        Resource.objects.filter(pk=place(2).pk).update(visibility="supporters")
    with time_machine.travel(LATER, tick=False):
        (gone,) = since_printing(booklet, LATER).gone
    assert (gone.number, gone.resource, gone.what) == (2, None, [])


def test_after_more_than_a_year_nothing_is_compared(booklet):
    assert since_printing(booklet, PRINTED + LONGEST + dt.timedelta(days=1)).is_too_old
    Booklet.objects.update(printed_at=None)
    booklet.refresh_from_db()
    assert since_printing(booklet, LATER).is_too_old


def test_a_deleted_area_brings_nothing_new(booklet):
    Booklet.objects.update(for_all=False)
    booklet.refresh_from_db()
    with time_machine.travel(LATER, tick=False):
        publish(make_resource(name="新しい会", live=False))
        assert told(booklet)["new"] == []


def test_the_queries_do_not_grow_with_the_places(booklet, django_assert_max_num_queries):
    with time_machine.travel(PRINTED + dt.timedelta(days=1), tick=False):
        for number in range(1, 6):
            publish(place(number), fee=number)
    with time_machine.travel(LATER, tick=False):
        since_printing(booklet, LATER)
        with django_assert_max_num_queries(20):
            assert since_printing(booklet, LATER).count == 5
