"""An import is taken back as a whole, or not at all, and then a sentence says what stands in the way."""

import datetime as dt

import pytest
from django.core.serializers import serialize

from directory.associations.representatives import add_representative
from directory.duplicates.merging import merge
from directory.imports.models import ImportedRow, JoinedRow
from directory.imports.steps.listing_states import read_states
from directory.imports.steps.undoing import CannotUndo, Stored, obstacles, undo
from directory.models import (
    Claim,
    Contact,
    Organization,
    Place,
    Report,
    Resource,
    SingleDate,
    StatusStatement,
    Vacancy,
    Verification,
)
from matching.models import Outcome, Participant
from tests.directory.imports.steps.conftest import HEAD, SAKURA, TODAY, TSUBAKI
from tests.factories import make_agency, make_place, make_resource, make_user

MOMIJI = ["もみじ会", "稲城市平尾9", "", "", "", "", "", ""]


def content():
    """All that the directory says of its listings."""
    states = read_states(Resource.objects.values_list("pk", flat=True))
    rows = [(row.pk, row.facts) for row in ImportedRow.objects.order_by("pk")]
    keys = sorted(Resource.objects.values_list("pk", "source_key"))
    made = (Organization, Place)
    return states, rows, keys, [sorted(model.objects.values_list("pk", "name")) for model in made]


def back(plan, made):
    undo(Stored.of_rows(plan.rows, vars(made)), TODAY, None)


def test_everything_is_as_before(planned, stored):
    """Made, changed, moved, joined and ended at once."""
    stored(SAKURA, TSUBAKI, MOMIJI)
    make_resource(name="こすもすの会", place=make_place(None, None), contacts=[{"kind": "fax", "value": "1"}])
    before = content()
    cosmos = ["こすもすの会", "稲城市大丸7", "042-000-4444", "", "", "水", "13:00", "15:00"]
    plan = planned(
        [*SAKURA[:3], "300円", "すみれ会", "木", "9:00", "11:00"], ["つばき体操", "稲城市大丸8", *TSUBAKI[2:]], cosmos,
        ["ゆりの会", "稲城市平尾11", "", "", "ゆり会", "", "", ""],
    )  # fmt: skip
    plan.lists[0].of("gone")[0].choose("end")
    assert sorted(row.choice for row in plan.rows) == ["change", "change", "end", "join", "store"]
    _, made = stored(plan)
    assert content() != before
    assert Resource.objects.get(name="もみじ会").status_on(TODAY).status == "ended"
    back(plan, made)
    assert content() == before
    assert not JoinedRow.objects.exists()
    assert Resource.objects.get(name="もみじ会").status_on(TODAY).status == "active"
    assert planned(SAKURA, TSUBAKI, MOMIJI).rows == []


DATED = [*HEAD, "開催日"]


def test_single_days_of_a_list_are_stated_and_taken_back(planned, stored):
    """Dates are statements; those of the import itself are no obstacle."""
    stored([*SAKURA[:5], "", "", "", "2027年4月12日"], head=DATED)
    assert [(date.day, date.meets) for date in SingleDate.objects.all()] == [(dt.date(2027, 4, 12), True)]
    before = content(), SingleDate.objects.count()
    plan = planned([*SAKURA[:5], "", "", "", "2027年4月19日"], [*TSUBAKI, ""], head=DATED)
    assert any(line.startswith("2027年4月19日") and line.endswith("ひらく") for line in plan.rows[0].differences)
    _, made = stored(plan)
    days = Resource.objects.get(name="さくらサロン").next_dates(TODAY, 5)
    assert [meeting.day for meeting in days] == [dt.date(2027, 4, 19)]
    back(plan, made)
    assert (content(), SingleDate.objects.count()) == before


def test_what_others_use_by_now_stays(stored):
    plan, made = stored(SAKURA)
    place, organization = Place.objects.get(), Organization.objects.get()
    make_resource(name="べつの会", place=place, organization=organization)
    back(plan, made)
    assert Resource.objects.get().name == "べつの会"
    assert (Place.objects.get(), Organization.objects.get()) == (place, organization)


def _edit(resource):
    resource.fee = 500
    resource.save()


def _draft(resource):
    draft = Resource.objects.get(pk=resource.pk)
    draft.summary = "下書き"
    draft.save_revision()


def _meet(resource):
    person = Participant.objects.create(agency=make_agency(), code="A-001")
    Outcome.objects.create(participant=person, resource=resource, started_on=TODAY)


LATER = {
    "参加費": _edit,
    "公開": lambda one: Resource.objects.filter(pk=one.pk).update(live=False),
    "連絡先": lambda one: one.contacts.model.objects.filter(resource=one).update(value="042-9"),
    "場所": lambda one: Place.objects.filter(pk=one.place_id).update(address="平尾99"),
    "下書き": _draft,
    "確認": lambda one: Verification.objects.create(resource=one, day=TODAY, how="visit"),
    "お知らせ": lambda one: Report.objects.create(resource=one, about="times", said="ちがう"),
    "申し出": lambda one: Claim.objects.create(resource=one, organization_name="会", name="人", telephone="1"),
    "この日だけ": lambda one: SingleDate.objects.create(resource=one, day=TODAY, meets=False),
    "空き": lambda one: Vacancy.objects.create(resource=one, left=1),
    "活動の状態": lambda one: StatusStatement.objects.create(resource=one, status="paused", since=TODAY),
    "その後": _meet,
    "代表者": lambda one: add_representative(one.organization, make_user(), "lead"),
    "ひとつに": lambda one: merge(make_resource(), one, make_user()),
}


@pytest.mark.parametrize("what", LATER)
def test_what_was_changed_or_used_since_is_told_and_nothing_is_undone(stored, what):
    plan, made = stored(SAKURA, TSUBAKI)
    LATER[what](Resource.objects.get(name="さくらサロン"))
    before = content()
    with pytest.raises(CannotUndo) as told:
        back(plan, made)
    assert len(told.value.reasons) >= 1
    assert all("さくら" in reason for reason in told.value.reasons)
    assert content() == before


def test_a_changed_listing_may_be_checked_since(planned, stored):
    """Only what the import made itself would be lost with what refers to it."""
    stored(SAKURA)
    plan = planned([*SAKURA[:3], "300円", *SAKURA[4:]])
    _, made = stored(plan)
    Verification.objects.create(resource=Resource.objects.get(), day=TODAY, how="visit")
    back(plan, made)
    assert (Resource.objects.get().fee, Verification.objects.count()) == (100, 1)


@pytest.mark.parametrize("how", ["changed again", "deleted", "told anew", "reopened"])
def test_a_later_change_of_what_was_there_before_is_told(planned, stored, how):
    stored(SAKURA, TSUBAKI)
    plan = planned([*SAKURA[:3], "300円", *SAKURA[4:]])
    if how == "reopened":
        plan.rows[-1].choose("end")
    _, made = stored(plan)
    sakura = Resource.objects.get(name="さくらサロン")
    if how == "changed again":
        _edit(sakura)
    if how == "deleted":
        sakura.delete()
    if how == "told anew":
        # Somebody has put the old fee back, and the next file agrees.
        stored([*SAKURA[:3], "400円", *SAKURA[4:]])
    if how == "reopened":
        tsubaki = Resource.objects.get(name="つばき体操")
        StatusStatement.objects.create(resource=tsubaki, status="active", since=TODAY + dt.timedelta(days=3))
    before = content()
    reasons = obstacles(Stored.of_rows(plan.rows, {}))
    assert len(reasons) >= 1
    with pytest.raises(CannotUndo):
        back(plan, made)
    assert content() == before


def test_a_listing_that_is_gone_already_is_no_obstacle(stored):
    plan, made = stored(SAKURA, TSUBAKI)
    Resource.objects.get(name="さくらサロン").delete()
    for row in plan.rows:
        row.resource_id = row.resource_id if Resource.objects.filter(pk=row.resource_id).exists() else None
    back(plan, made)
    assert not Resource.objects.exists()
    assert not Contact.objects.exists()
    assert serialize("json", Place.objects.all()) == "[]"
