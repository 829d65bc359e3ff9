"""Asking a whole city at once, and how far it has come."""

import datetime as dt

import pytest

from directory.models import Amendment, Area, AreaSystem, Campaign, Report, StatusStatement, Verification
from directory.upkeep.campaign_progress import CampaignProgress
from directory.upkeep.campaigns import start_april_campaigns
from directory.upkeep.due_reminders import reminder_plan
from tests.factories import make_municipality, make_place, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db

APRIL = dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("day", "began"), [(dt.date(2026, 3, 31), 0), (APRIL, 1), (dt.date(2026, 4, 30), 1), (dt.date(2026, 5, 1), 0)]
)
def test_it_begins_by_itself_in_april_in_cities_with_staff(day, began):
    make_user("staff")
    make_municipality(code="112089", name="所沢市")
    assert start_april_campaigns(day) == began
    assert start_april_campaigns(day) == 0
    assert [campaign.starts_on for campaign in Campaign.objects.all()] == [APRIL] * began


def test_a_campaign_that_the_city_stopped_does_not_begin_again():
    make_user("staff")
    start_april_campaigns(APRIL)
    Campaign.objects.update(stopped_on=APRIL)
    assert start_april_campaigns(dt.date(2026, 4, 2)) == 0
    assert not Campaign.objects.running(dt.date(2026, 4, 2)).exists()


@pytest.mark.parametrize(
    ("ended_on", "said", "asked_answered"),
    [
        (dt.date(2026, 3, 1), None, (0, 0)),
        (None, None, (1, 0)),
        (None, "waiting", (1, 1)),
        (None, "refused", (1, 0)),
        (dt.date(2026, 4, 10), "published", (1, 1)),
    ],
)
def test_an_ended_place_is_not_asked_and_an_end_told_since_is_an_answer(time_machine, ended_on, said, asked_answered):
    time_machine.move_to(dt.datetime(2026, 4, 10, 3, tzinfo=dt.UTC))
    resource = make_resource()
    campaign = Campaign.objects.create(municipality=resource.municipality, starts_on=APRIL)
    if said:
        changes = {"status": {"old": None, "new": {"status": "ended"}}}
        Amendment.objects.create(resource=resource, changes=changes, state=said)
    if ended_on:
        StatusStatement.objects.create(resource=resource, status="ended", since=ended_on)
    assert (campaign.resources().count(), campaign.answered().count()) == asked_answered
    progress = CampaignProgress.of(campaign)
    assert (len(progress.towns), len(progress.answered)) == asked_answered
    asked = set(reminder_plan(dt.date(2026, 4, 10)).telephone)
    assert asked == (set() if said in ("waiting", "published") or ended_on else {resource.pk})


def test_progress_by_area_counts_what_was_checked_or_told_since():
    city = make_municipality()
    system = AreaSystem.objects.create(municipality=city, name="圏域")
    above = Area.objects.create(system=system, name="上")
    below = Area.objects.create(system=system, name="下", parent=above)
    below.towns.add(make_town("平尾"))
    in_town = [make_resource(place=make_place(town=make_town("平尾"))) for _ in range(3)]
    make_resource(place=make_place(town=make_town("坂浜")))
    campaign = Campaign.objects.create(municipality=city, starts_on=APRIL)
    Verification.objects.create(resource=in_town[0], day=APRIL, how="self")
    Verification.objects.create(resource=in_town[1], day=dt.date(2026, 3, 31), how="self")
    Report.objects.create(resource=in_town[2], about="people", source="association")
    Report.objects.create(resource=in_town[1], about="people", source="public")
    assert by_area(campaign) == [(above, 3, 2), (below, 3, 2), (None, 1, 0)]
    assert by_area(Campaign(municipality=city, area=below, starts_on=APRIL)) == [(above, 3, 2), (below, 3, 2)]


def by_area(campaign):
    ((_, lines),) = CampaignProgress.of(campaign).by_system()
    return lines
