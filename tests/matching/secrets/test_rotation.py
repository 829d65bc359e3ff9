"""`manage.py rotate_keys`: everything under the newest key, in batches, killed and repeated, and nothing lost on the way."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from matching.models import Participant
from matching.secrets import rotation
from tests.factories import make_agency

pytestmark = pytest.mark.django_db
NEW = "the-newest-key-that-protects-nothing-too-AA="


@pytest.fixture
def people(settings):
    """Five people under the old key, with the new one in front of it from now on."""
    agency = make_agency()
    for number in range(5):
        Participant.objects.create(code=f"M-{number}", agency=agency, note=f"ひとこと{number}" if number else "")
    settings.PEOPLE_KEYS = [NEW, *settings.PEOPLE_KEYS]
    return settings


def notes() -> list[str]:
    return [person.note for person in Participant.objects.order_by("code")]


ALL = ["", "ひとこと1", "ひとこと2", "ひとこと3", "ひとこと4"]


def run() -> str:
    said = io.StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue()


def test_the_old_key_can_go_afterwards(people):
    assert "暗号化しなおした値: 4" in run()
    people.PEOPLE_KEYS = [NEW]
    assert notes() == ALL
    assert "暗号化しなおした値: 0" in run()


def test_killed_between_two_batches_it_goes_on_where_it_was(people, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    steps = rotation.rotate(batch=2)
    first = next(step for step in steps if step.table == "matching_participant")
    assert (first.rows, first.total, first.renewed) == (2, 5, 1)
    steps.close()
    assert notes() == ALL
    assert "暗号化しなおした値: 3" in run()
    people.PEOPLE_KEYS = [NEW]
    assert notes() == ALL


def test_what_somebody_writes_meanwhile_stays(people, monkeypatch):
    read = rotation._read

    def then_somebody_writes(*asked):
        rows = read(*asked)
        Participant.objects.filter(code="M-2").update(note="ちょうど いま")
        return rows

    monkeypatch.setattr(rotation, "_read", then_somebody_writes)
    run()
    people.PEOPLE_KEYS = [NEW]
    assert notes() == [*ALL[:2], "ちょうど いま", *ALL[3:]]


def test_a_value_that_no_key_opens_is_named_and_left_and_the_others_go_on(people):
    lost = Participant.objects.get(code="M-3").pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE matching_participant SET note = 'gAAAdamaged' WHERE id = %s", [lost])
    with pytest.raises(CommandError, match=rf"matching_participant: \[{lost}\]"):
        run()
    people.PEOPLE_KEYS = [NEW]
    assert [one.note for one in Participant.objects.exclude(pk=lost).order_by("code")] == [*ALL[:3], ALL[4]]
