"""Every column about people is encrypted, or said here why it is not; and a word that is written lies nowhere in the open."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import reverse

from matching.models import NeedsSheet, Participant
from matching.secrets.fields import EncryptedMixin, encrypted_columns
from tests.factories import make_town

TEXT = (models.CharField, models.TextField, models.JSONField, models.DateField, models.BinaryField)
ON_A_LIST = "an answer from a list"
PLAIN = {
    "Participant.code": "a number that says nothing of anybody",
    "Participant.state": ON_A_LIST,
    "NeedsSheet.facts": "answers from lists and numbers (matching.engine.needs), no words; a caseload reads 3,000 of them at once",
    "NeedsSheet.recorded_on": "a day of work",
    "Outcome.deleted_name": "the name of a place",
    "Outcome.started_on": "a day at a place",
    "Outcome.ended_on": "a day at a place",
    "Outcome.ended_because": ON_A_LIST,
    "Look.code": "the same number",
    "Look.at": "a moment of work",
    "Look.action": ON_A_LIST,
    "Look.what": "a screen; never what was typed about a person",
}
"""Columns of people that are not encrypted, and why."""
WORD = "ひみつの柿の木"


def people_tables() -> set[type[models.Model]]:
    """The participant's table, and all that refer to it, whatever the way."""
    found, before = {Participant}, None
    while found != before:
        before = set(found)
        found |= {
            model
            for model in apps.get_models()
            for field in model._meta.local_fields
            if field.is_relation and field.related_model in before
        }
    return found


def test_every_column_of_people_is_encrypted_or_said_why_not():
    open_columns = {
        f"{model.__name__}.{field.name}"
        for model in people_tables()
        for field in model._meta.local_concrete_fields
        if isinstance(field, TEXT) and not isinstance(field, EncryptedMixin)
    }
    assert open_columns == PLAIN.keys()


def test_encrypted_columns_are_of_people_and_no_snippet():
    from wagtail.snippets.models import get_snippet_models

    tables = {model for model, _ in encrypted_columns()}
    assert tables
    assert tables <= people_tables()
    assert people_tables() & set(get_snippet_models()) == set()


def every_cell() -> str:
    """All that the database holds, table by table."""
    with connection.cursor() as cursor:
        said = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said += map(repr, cursor.fetchall())
    return "\n".join(said)


@pytest.mark.django_db
def test_no_cell_of_the_database_shows_a_planted_word(client, coordinator):
    agency = coordinator.memberships.get().agency
    person = Participant.objects.create(code="M-1", agency=agency, town=make_town(), note=WORD)
    NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=dt.date(2026, 11, 1))
    client.force_login(coordinator)
    for view in ("desk_home", "desk_participant", "desk_needs"):
        page = client.get(reverse(view, args=[] if view == "desk_home" else [person.code]))
        assert page.status_code == 200
    assert WORD in client.get(reverse("desk_home")).content.decode()
    cells = every_cell()
    assert person.code in cells
    assert WORD not in cells
    assert WORD.encode("unicode_escape").decode() not in cells
