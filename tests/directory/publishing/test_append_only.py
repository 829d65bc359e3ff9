"""Rows that are added and never changed: the database refuses, whoever asks, and the decided ways still go."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import SET_NULL
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from directory.models import AlertEnd, Resource, SingleDate, StatusStatement, TownAlert, User, Vacancy, Verification
from directory.publishing.append_only import append_only_tables, drop_triggers, make_triggers, rewriting_allowed
from matching.cases.emergencies import open_emergency
from matching.cases.support_meetings import convene
from matching.models import (
    Anonymisation,
    Consent,
    ConsentedAgency,
    ConsentedHost,
    EmergencyReview,
    HandedOver,
    HandOver,
    LineAnswer,
    Look,
    LookSeal,
    MeetingRecord,
    Minutes,
    NeedsSheet,
    Number,
    OutreachContact,
    Participant,
    PlanEvaluation,
    PlanStep,
    ReferralSheet,
    ReferralStep,
    Sitting,
    SupportPlan,
    Withdrawal,
)
from tests.factories import make_agency, make_resource, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)


@pytest.fixture
def rows():
    """A row of each such table, all about one listing and one person, said by one user."""
    user, listing = make_user(), make_resource()
    person = Participant.objects.create(code="M-1", agency=make_agency())
    said = {"resource": listing, "made_by": user}
    made = HandOver.objects.create(agency=person.agency, taker=user, reason="year")
    log(instance=listing, action="wagtail.edit", user=user)
    PageLogEntry.objects.create(
        page_id=1, label="x", action="wagtail.edit", content_changed=True, timestamp=timezone.now()
    )
    return [
        StatusStatement.objects.create(status="paused", since=DAY, **said),
        SingleDate.objects.create(day=DAY, **said),
        Verification.objects.create(day=DAY, how="visit", **said),
        Vacancy.objects.create(left=1, **said),
        TownAlert.objects.create(municipality=listing.municipality, reason="x", since=DAY, made_by=user),
        AlertEnd.objects.create(
            alert=TownAlert.objects.create(municipality=listing.municipality, reason="y", since=DAY), made_by=user
        ),
        NeedsSheet.objects.create(participant=person, recorded_on=DAY, recorded_by=user),
        Look.objects.create(participant=person, action="seen"),
        made,
        HandedOver.objects.create(hand_over=made, participant=person),
        (
            plan := SupportPlan.objects.create(
                participant=person, number=1, made_on=DAY, until_on=DAY, review_on=DAY, wish="x", problems="x"
            )
        ),
        PlanStep.objects.create(plan=plan, position=1, what="x", who="x"),
        PlanEvaluation.objects.create(plan=plan, day=DAY, achieved="yes", result="ends"),
        (consent := Consent.objects.create(participant=person, how="spoken", given_on=DAY, expires_on=DAY)),
        ConsentedHost.objects.create(consent=consent, resource=listing, name="x"),
        ConsentedAgency.objects.create(consent=consent, agency=person.agency),
        Withdrawal.objects.create(consent=consent, withdrawn_on=DAY),
        (emergency := open_emergency(person, user, "x", 1)),
        EmergencyReview.objects.create(emergency=emergency),
        OutreachContact.objects.create(participant=person, day=DAY, how="call", received="none", next_on=DAY),
        LineAnswer.objects.create(participant=person, made_on=DAY, made_by=user),
        (
            record := MeetingRecord.objects.create(
                meeting=convene(person, person.agency, "x", user, DAY), held_on=DAY, text="x"
            )
        ),
        Minutes.objects.create(
            sitting=Sitting.objects.create(meeting=record.meeting, held_on=DAY, agenda="x"), number=1, text="x"
        ),
        ReferralStep.objects.create(
            sheet=ReferralSheet.objects.create(
                number="T-1", agency=person.agency, sender="self", channel="form", topic="other"
            ),
            kind="handed",
        ),
        Anonymisation.objects.create(people=1, years=5, mark="x"),
        LookSeal.objects.create(day=DAY, looks=0, rows=b"x", digest="x"),
        Number.objects.create(name="x", value=1, label="x", source="x", valid_from=DAY),
        ModelLogEntry.objects.get(),
        PageLogEntry.objects.last(),
    ]


def _refused(statement):
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        statement()


def test_every_such_table_is_here(rows):
    assert {type(row) for row in rows} == set(append_only_tables())


def test_no_row_is_changed_or_deleted_by_whatever_way(rows):
    for row in rows:
        all_rows, table = type(row)._base_manager.filter(pk=row.pk), row._meta.db_table
        for field in row._meta.concrete_fields:
            may_be_emptied = getattr(field.remote_field, "on_delete", None) is SET_NULL
            if not field.primary_key and not may_be_emptied and getattr(row, field.attname) is not None:
                value = getattr(row, field.attname)
                _refused(lambda rows=all_rows, name=field.attname, value=value: rows.update(**{name: value}))
        _refused(all_rows.delete)
        _refused(lambda table=table: connection.cursor().execute(f"DELETE FROM {table}"))
        assert all_rows.exists()


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL has neither REPLACE nor names of its own for a key"
)
def test_no_row_is_replaced_or_gets_another_key(rows):
    for row in rows:
        table = row._meta.db_table
        of_row = f"FROM {table} WHERE {row._meta.pk.column} = {row.pk}"
        ways = [f"INSERT OR REPLACE INTO {table} SELECT * {of_row}"]
        if row._meta.total_unique_constraints:  # the row of the same name and day goes without its key being said
            columns = ", ".join(field.column for field in row._meta.concrete_fields if not field.primary_key)
            ways.append(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} {of_row}")
        for sql in (*ways, *(f"UPDATE {table} SET {key} = {row.pk + 1000}" for key in ("rowid", "_rowid_", "oid"))):
            _refused(lambda sql=sql: connection.cursor().execute(sql))


def test_a_look_stays_when_its_person_goes_and_says_who_it_was(rows):
    Participant.objects.get().delete()
    look = Look.objects.get()
    assert (look.participant, look.code) == (None, "M-1")
    assert not NeedsSheet.objects.exists()


def test_people_go_by_a_bulk_delete_too(rows):
    Participant.objects.all().delete()
    assert Look.objects.get().code == "M-1"


def test_what_a_user_said_stays_when_the_user_goes(rows):
    User.objects.get().delete()
    assert Verification.objects.get().made_by is None
    _refused(lambda: Verification.objects.update(made_by=make_user()))


@pytest.mark.parametrize("delete", [lambda: Resource.objects.get().delete(), lambda: Resource.objects.all().delete()])
def test_a_listing_goes_with_what_was_stated_and_its_history_stays(rows, delete):
    delete()
    assert not Verification.objects.exists()
    assert ModelLogEntry.objects.exists()


def test_the_lock_closes_again_after_it_was_opened(rows):
    with rewriting_allowed():
        with rewriting_allowed():
            pass
        Vacancy.objects.update(left=2)
    _refused(lambda: Vacancy.objects.update(left=3))
    with pytest.raises(ZeroDivisionError), rewriting_allowed():
        1 / 0  # noqa: B018
    _refused(Vacancy.objects.all().delete)


def test_a_migration_may_rewrite_and_leaves_the_triggers(rows):
    app = apps.get_app_config("directory")
    drop_triggers(app, "default", plan=[])
    _refused(Vacancy.objects.all().delete)
    drop_triggers(app, "default", plan=["a migration"])
    assert Vacancy.objects.update(left=2) == 1
    make_triggers(app, "default")
    make_triggers(app, "default")
    _refused(Vacancy.objects.all().delete)
