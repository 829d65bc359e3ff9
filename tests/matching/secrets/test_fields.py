"""Encrypted columns: read back as they were written, unreadable in the database, and never a wrong text."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection
from django.db.models import Count, F, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from matching.models import NeedsSheet, Participant
from matching.secrets.cipher import Undecipherable
from matching.secrets.fields import EncryptedDateField, EncryptedLineField, EncryptedLinesField
from tests.factories import make_agency

pytestmark = pytest.mark.django_db
OTHER_KEY = "another-key-that-protects-nothing-at-all-AA="
WORD = "庭の柿の木"


@pytest.fixture
def person():
    return Participant.objects.create(code="M-1", agency=make_agency(), note=WORD)


def stored() -> str:
    """The cell of the note as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM matching_participant")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (EncryptedLineField(), WORD),
        (EncryptedLineField(), ""),
        (EncryptedLinesField(), f"{WORD}\n{WORD}"),
        (EncryptedDateField(), dt.date(1948, 2, 29)),
        (EncryptedDateField(), None),
    ],
)
def test_what_is_written_is_read_and_two_cells_never_look_alike(field, value):
    first, second = (field.get_db_prep_value(value, connection) for _ in "12")
    assert field.from_db_value(first, None, connection) == value
    assert (first == second) is (not value)
    assert str(value) not in first if value else first == value


@pytest.mark.parametrize(
    "write",
    [
        lambda person: person.save(),
        lambda person: Participant.objects.update(note=WORD),
        lambda person: Participant.objects.bulk_update([person], ["note"]),
        lambda person: Participant.objects.bulk_create([Participant(code="M-2", agency=person.agency, note=WORD)]),
        lambda person: Participant.objects.update(note=F("note")),
    ],
)
def test_every_way_to_the_database_encrypts(person, write):
    write(person)
    assert WORD not in stored()
    assert {one.note for one in Participant.objects.all()} == {WORD}


@pytest.mark.parametrize("asked", ["note", "note__icontains", "note__in", "note__gt"])
def test_the_database_can_search_nothing_of_it(person, asked):
    with pytest.raises(FieldError):
        Participant.objects.filter(**{asked: [WORD] if asked.endswith("in") else WORD}).exists()


ORDERS = {
    "by name": lambda: Participant.objects.order_by("-note"),
    "of a row it refers to": lambda: NeedsSheet.objects.order_by("participant__note"),
    "by an expression": lambda: Participant.objects.order_by(F("note").asc(nulls_last=True)),
    "inside a function": lambda: Participant.objects.order_by(Coalesce("note", Value("x"))),
    "by an annotation": lambda: Participant.objects.annotate(said=F("note")).order_by("said"),
    "in a window": lambda: Participant.objects.annotate(rank=Window(RowNumber(), order_by=[F("note")])),
    "in a subquery": lambda: Participant.objects.filter(pk__in=Participant.objects.order_by("note").values("pk")[:1]),
}


@pytest.mark.parametrize("way", ORDERS)
def test_the_database_sorts_by_none_of_it(person, way):
    with pytest.raises(FieldError, match="is encrypted"):
        list(ORDERS[way]())
    assert list(Participant.objects.filter(note__isnull=False).annotate(many=Count("sheets")).order_by("code")) == [
        person
    ]


def test_a_wrong_key_raises_and_changes_nothing(person, settings):
    before = stored()
    settings.PEOPLE_KEYS = [OTHER_KEY]
    with pytest.raises(Undecipherable) as raised:
        Participant.objects.get()
    assert WORD not in str(raised.value)
    assert Participant.objects.defer("note").get().code == "M-1"
    assert stored() == before


@pytest.mark.parametrize("damage", [lambda cell: cell[:-5] + "AAAA=", lambda cell: WORD, lambda cell: cell[:40]])
def test_a_damaged_cell_raises_and_is_shown_on_no_page(client, coordinator, person, damage):
    Participant.objects.update(agency=coordinator.memberships.get().agency)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE matching_participant SET note = %s", [damage(stored())])
    client.force_login(coordinator)
    client.raise_request_exception = False
    for path in ("/desk/people/", "/desk/people/M-1/"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert WORD not in answer.content.decode()


def test_the_migration_encrypts_what_was_there_and_goes_back(person):
    migration = import_module("matching.migrations.0006_encrypted_notes")
    with connection.schema_editor(atomic=False) if connection.vendor != "sqlite" else _Editor() as editor:
        migration.decrypt(apps, editor)
        assert stored() == WORD
        migration.encrypt(apps, editor)
    assert WORD not in stored()
    assert Participant.objects.get().note == WORD


class _Editor:
    """What a migration's function needs of a schema editor; SQLite's own refuses to begin inside a transaction."""

    def __init__(self):
        self.connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        return None
