"""On any day of the year matching knows the meetings that the page of the place shows to everybody."""

import datetime as dt

import pytest

from directory.catalogue.resources import Resource
from directory.hours.wording import short_date
from directory.imports.city_fixtures import load_sample_town
from directory.models import Municipality
from matching.engine.needs import Needs
from matching.engine.scoring import match
from matching.engine.weights import shipped_weights
from matching.proposals.ranked_lists import directory_on

FIRST = dt.date(2026, 6, 1)
"""The day on which the town is loaded, so that its seasons and pauses stand where they always do."""
DAYS = [FIRST + dt.timedelta(half_month * 15) for half_month in range(24)]
EIGHT_WEEKS = dt.timedelta(56)


@pytest.fixture
def town(db):
    load_sample_town(FIRST)
    return Municipality.objects.filter(resources__is_sample=True).distinct().get()


def test_at_24_days_of_a_year_nobody_is_sent_to_a_place_whose_page_shows_no_date(town):
    resources = {one.pk: one for one in Resource.objects.prefetch_related("schedules", "single_dates")}
    out_of_season = 0
    for day in DAYS:
        matching = match(directory_on(day), Needs(municipality=int(town.pk)), shipped_weights())
        asked = {place.key for place in matching.scored_places() if "schedule" in place.ask}
        dated = {place.key for place in matching.scored_places()} - asked
        assert len(dated) > 50, day
        dates = {key: next(one.coming(day, last=day + EIGHT_WEEKS), None) for key, one in resources.items()}
        with_times = {key for key, one in resources.items() if any(not rule.times for rule in one.schedules.all())}
        assert {key for key in dated & with_times if dates[key] is None} == set(), day
        assert {key for key in asked if dates[key]} == set(), day
        for one in matching.exclusions():
            if one.criterion == "schedule":
                out_of_season += 1
                assert dates[one.key] is None, day
                following = resources[one.key].next_dates(day, 1)
                assert not following or short_date(following[0].day) in one.because
    assert out_of_season, "the town has a place that closes for a season"
