"""A listing, who keeps it right, and what they ask for."""

import pytest
from modelcluster.models import get_serializable_data_for_fields

from directory.hours.parser import parse_hours
from directory.models import Schedule
from tests.factories import make_resource, make_user

TELEPHONE = {"kind": "telephone", "value": "042-111-1111", "person": "", "note": "", "is_public": True}
NEW_NUMBER = TELEPHONE | {"value": "042-222-2222"}
ENDED = {"status": "ended", "since": "2026-12-01", "until": None, "reason": "人が へりました"}


@pytest.fixture
def volunteer(db):
    return make_user(name="山田 花子")


@pytest.fixture
def resource(db):
    return make_resource(schedule="毎月第2・第4火曜 10:00–12:00", contacts=[TELEPHONE], targets=["older"], fee=100)


def times(said):
    """Schedules as `amendments.propose` takes them, of a text or of a Rule."""
    rules = parse_hours(said).rules if isinstance(said, str) else [said]
    return [get_serializable_data_for_fields(Schedule.of(rule)) for rule in rules]
