"""The page 「いつ」 with its two ways of writing: controls, and words."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.hours.rules import Rule
from directory.models import Schedule
from tests.cms.listing_pages import post_step, text_of

pytestmark = pytest.mark.django_db


def test_who_changed_both_ways_of_writing_is_asked_which_counts(my, listing):
    sent = {"weekdays": ["4"], "times": "毎週土曜 9:00–10:00"}
    assert "どちらを 使うか" in text_of(post_step(my, listing, "when", **sent))
    post_step(my, listing, "when", **sent, which="written")
    assert [str(row) for row in listing.schedules.all()] == ["毎週土曜 9:00–10:00"]


def test_the_chosen_way_counts_and_both_texts_come_back(my, listing):
    sent = {"weekdays": ["4"], "times": "毎週土曜 9:00–10:00"}
    asked = post_step(my, listing, "when", **sent)
    assert "毎週土曜 9:00–10:00" in asked.content.decode()
    assert 'value="4" id="id_weekdays_4" checked' in asked.content.decode()
    post_step(my, listing, "when", **sent, which="chosen")
    assert [str(row) for row in listing.schedules.all()] == ["毎月第2・第4金曜 10:00–12:00"]


@pytest.mark.parametrize("sent", [{"weekdays": ["4"]}, {"times": "毎週土曜 9:00–10:00"}])
def test_who_changed_one_way_is_not_asked(my, listing, sent):
    assert post_step(my, listing, "when", **sent).status_code == 302


def test_what_changes_from_a_month_on_is_written_with_its_year(my, listing):
    asked = text_of(post_step(my, listing, "when", times="10月から 毎週土曜 9:00–10:00"))
    assert "「10月から 毎週土曜 9:00–10:00」は、何年の 何月か 分かりません。" in asked
    post_step(my, listing, "when", times="2027年9月まで 第2火曜 10:00–12:00\n2027年10月から 毎週土曜 9:00–10:00")
    assert {str(row) for row in listing.schedules.all()} == {
        "2027年9月30日まで 毎月第2火曜 10:00–12:00",
        "2027年10月1日から 毎週土曜 9:00–10:00",
    }


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"start": "13:30", "end": "15:00"}, ["2027年3月31日まで 毎月第2・第4火曜 10:00–12:00", "2027年4月1日から 毎月第2・第4火曜 13:30–15:00"]),
        ({"weeks": ["every"], "weekdays": ["4"]}, ["2027年3月31日まで 毎月第2・第4火曜 10:00–12:00", "2027年4月1日から 毎週金曜 10:00–12:00"]),
        (
            {"weeks": ["other"], "weekdays": ["1"], "first": "2027-04-06"},
            ["2027年3月31日まで 毎月第2・第4火曜 10:00–12:00", "2027年4月6日から 隔週火曜 10:00–12:00"],
        ),
    ],
)  # fmt: skip
def test_what_is_chosen_from_a_day_on_leaves_the_days_before_as_they_are(my, listing, sent, stored):
    assert post_step(my, listing, "when", since="2027年4月1日", **sent).status_code == 302
    assert sorted(str(row) for row in listing.schedules.all()) == sorted(stored)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "この日から どう変わるかを"),
        ({"weeks": ["other"], "first": "2026-12-01"}, "「いつから」の日か、そのあとの日に"),
    ],
)
def test_a_day_from_which_nothing_changes_is_asked_about(my, listing, sent, said):
    assert said in text_of(post_step(my, listing, "when", since="2027-04-01", **sent))
    assert [str(row) for row in listing.schedules.all()] == ["毎月第2・第4火曜 10:00–12:00"]


def test_when_the_day_has_come_the_controls_are_back_and_drop_what_has_ended(my, listing):
    begun = timezone.localdate() - dt.timedelta(days=1)
    listing.schedules.all().delete()
    for rule in (Rule((1,), until=begun - dt.timedelta(days=1)), Rule((4,), since=begun)):
        Schedule.of(rule, resource=listing).save()
    post_step(my, listing, "when", hours_note="雨の日も")
    assert listing.schedules.count() == 2
    post_step(my, listing, "when", weekdays=["2"])
    assert [str(row) for row in listing.schedules.all()] == ["毎週水曜"]
