"""What is approved for a day becomes public on it, what ends goes, and a day in a draft does nothing."""

import datetime as dt
import logging

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from cms import jobs
from directory.publishing.scheduling import days_without_approval, tables_with_drafts
from tests.factories import make_organization, make_place, make_resource

pytestmark = pytest.mark.django_db
LATER = timezone.now() + dt.timedelta(days=2)
MAKERS = {
    "directory.Resource": lambda: make_resource(name="前の名前"),
    "directory.Organization": lambda: make_organization(name="前の名前"),
    "directory.Place": lambda: make_place(name="前の名前"),
    "wagtailcore.Page": lambda: Page.objects.get(slug="news").specific,
}


def test_every_table_with_drafts_is_tried():
    assert {model._meta.label for model in tables_with_drafts()} == MAKERS.keys()


@pytest.fixture(params=MAKERS)
def row(request, db):
    return MAKERS[request.param]()


def column(row) -> str:
    return "title" if isinstance(row, Page) else "name"


def drafted(row, **facts):
    """A draft of another name; gives its revision."""
    draft = row.get_latest_revision_as_object()
    for name, value in {column(row): "後の名前", **facts}.items():
        setattr(draft, name, value)
    return draft.save_revision()


def now_of(row):
    return type(row).objects.get(pk=row.pk)


def run_due_on(time_machine, moment):
    time_machine.move_to(moment, tick=False)
    call_command("run_due", verbosity=0)


def test_what_is_approved_for_a_day_is_published_on_it_once(row, time_machine):
    before = getattr(row, column(row))
    drafted(row, go_live_at=LATER).publish()
    run_due_on(time_machine, LATER - dt.timedelta(minutes=1))
    assert (getattr(now_of(row), column(row)), now_of(row).live) == (before, True)
    run_due_on(time_machine, LATER + dt.timedelta(minutes=1))
    published = now_of(row)
    assert (getattr(published, column(row)), published.live) == ("後の名前", True)
    assert jobs.publish_due(LATER.date()) == 0


def test_what_ends_on_a_day_goes_on_it(row, time_machine):
    drafted(row, expire_at=LATER).publish()
    run_due_on(time_machine, LATER - dt.timedelta(minutes=1))
    assert now_of(row).live
    run_due_on(time_machine, LATER + dt.timedelta(minutes=1))
    assert (now_of(row).live, now_of(row).expired) == (False, True)


def test_a_day_in_a_draft_does_nothing_and_is_told(row, time_machine):
    drafted(row, go_live_at=LATER, expire_at=LATER + dt.timedelta(days=9))
    assert set(days_without_approval(now_of(row))) == {"go_live_at", "expire_at"}
    before = getattr(now_of(row), column(row))
    run_due_on(time_machine, LATER + dt.timedelta(days=20))
    assert (getattr(now_of(row), column(row)), now_of(row).live) == (before, True)


def test_what_is_approved_is_not_told_of(row):
    drafted(row, go_live_at=LATER, expire_at=LATER + dt.timedelta(days=9)).publish()
    assert days_without_approval(now_of(row)) == {}


def test_one_row_that_cannot_be_published_keeps_no_other(time_machine, caplog):
    wrong, right = (make_resource() for _ in range(2))
    drafted(wrong, go_live_at=LATER).publish()
    drafted(right, go_live_at=LATER).publish()
    revision = wrong.latest_revision or now_of(wrong).scheduled_revision
    revision.content["min_age"], revision.content["max_age"] = 70, 60
    revision.save()
    time_machine.move_to(LATER + dt.timedelta(minutes=1), tick=False)
    with caplog.at_level(logging.ERROR):
        assert jobs.publish_due(LATER.date()) == 1
    assert (now_of(right).name, now_of(wrong).name == "後の名前") == ("後の名前", False)
    assert "not done on its day" in caplog.text


def test_it_is_done_before_anything_else():
    assert [step.__name__ for step in jobs.STEPS.values()][:2] == ["unpublish_expired", "publish_due"]
