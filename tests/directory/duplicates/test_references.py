"""Merging moves only what somebody decided on, and every reference to a listing is decided."""

import datetime as dt

import pytest
from django.db import models
from modelcluster.models import get_all_child_relations

from directory.duplicates import references
from directory.duplicates.merging import merge
from directory.duplicates.references import OnMerge, decide, undecided
from directory.models import Resource
from matching.models import Outcome, Participant
from tests.factories import make_agency, make_resource

OUTCOME = "matching.Outcome.resource"


def test_every_reference_to_a_listing_is_decided():
    """A new foreign key, one-to-one or many-to-many field to Resource stands in the table, or its app calls `decide`."""
    assert undecided() == [], (
        "decide in directory/duplicates/references.py, or call decide() in the ready() of the app above"
    )


def test_no_decision_is_about_a_reference_that_is_gone():
    assert sorted(references._decisions.keys() - references.references().keys()) == []


def test_a_reference_that_nobody_decided_on_is_found(monkeypatch):
    monkeypatch.delitem(references._decisions, OUTCOME)
    monkeypatch.delitem(references._decisions, "directory.Resource.kinds")
    assert {"directory.Resource.kinds", OUTCOME} <= set(undecided())


def test_the_content_of_a_listing_is_decided_as_such():
    decided = {name for name, decision in references._decisions.items() if decision == OnMerge.CONTENT}
    children = {f"{one.related_model._meta.label}.{one.field.name}" for one in get_all_child_relations(Resource)}
    assert decided == children | {f"directory.Resource.{field.name}" for field in Resource._meta.local_many_to_many}


def test_what_always_moves_can_stand_twice():
    """A constraint over the reference would make the whole merge fail."""
    once = {
        name
        for name, field in references.references().items()
        if field.unique or field.name in _names_in_unique_constraints(field.model)
    }
    assert [name for name in once if references.decision_on(name) in (OnMerge.MOVES, OnMerge.MOVES_IF_RUNNING)] == []


def _names_in_unique_constraints(model) -> set[str]:
    unique = (one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint))
    return {name for one in unique for name in one.fields}.union(*model._meta.unique_together)


def test_one_reference_is_not_decided_in_two_ways():
    decide(OUTCOME, references.decision_on(OUTCOME))
    with pytest.raises(ValueError, match=OUTCOME):
        decide(OUTCOME, OnMerge.STAYS)


@pytest.mark.django_db
@pytest.mark.parametrize("decision", [None, OnMerge.STAYS])
def test_what_is_undecided_or_stays_is_not_touched(staff, monkeypatch, decision):
    if decision:
        monkeypatch.setitem(references._decisions, OUTCOME, decision)
    else:
        monkeypatch.delitem(references._decisions, OUTCOME)
    absorbed, survivor = make_resource(), make_resource()
    participant = Participant.objects.create(agency=make_agency(), code="A-001")
    outcome = Outcome.objects.create(participant=participant, resource=absorbed, started_on=dt.date(2026, 11, 21))
    merge(absorbed, survivor, staff)
    outcome.refresh_from_db()
    assert outcome.resource == absorbed


@pytest.mark.django_db
def test_an_outcome_that_both_listings_have_stays_with_the_absorbed_one(staff):
    absorbed, survivor = make_resource(), make_resource()
    participant = Participant.objects.create(agency=make_agency(), code="A-001")
    for resource in (absorbed, survivor):
        Outcome.objects.create(participant=participant, resource=resource, started_on=dt.date(2026, 11, 21))
    merge(absorbed, survivor, staff)
    assert set(Outcome.objects.values_list("resource", flat=True)) == {absorbed.pk, survivor.pk}
