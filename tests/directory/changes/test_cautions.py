"""What an approver should know of a change beside its words."""

import pytest

from directory.changes.amendments import Amendment
from directory.changes.cautions import cautions, loss_of_precision
from directory.japanese.telephones import got_zero, lacks_zero
from tests.factories import make_municipality, make_place, make_resource, make_town


def number(value, kind="telephone"):
    return {"kind": kind, "value": value, "person": "", "note": "", "is_public": True}


def told(field, old, new, **more):
    listing = make_resource()
    return cautions(Amendment(resource=listing, changes={field: {"old": old, "new": new} | more}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [("exact", "town", "町のまん中"), ("exact", "none", "分からなく"), ("town", "exact", None), ("exact", "exact", None), ("town", "town", None)],
)  # fmt: skip
def test_another_place_whose_pin_is_less_exact(before, after, said):
    city = make_municipality()
    old, new = (
        make_place(
            name=f"{name}{precision}",
            municipality=city,
            precision=precision,
            **({} if precision != "none" else {"lat": None, "lng": None}),
        )
        for name, precision in (("前", before), ("後", after))
    )
    found = told("place", old.pk, new.pk)
    assert (said is None) == (found == [])
    assert said is None or (said in found[0] and "今は 正確な位置です" in found[0])


@pytest.mark.django_db
def test_a_new_place_whose_address_is_not_found():
    make_town("平尾", make_municipality())
    place = make_place(municipality=make_municipality(), precision="exact")
    facts = {"name": "会館", "address": "どこでもない町9", "building": ""}
    assert "地図の位置は おおよそ" in told("place", place.pk, facts)[0]
    assert told("place", place.pk, None) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "kind", "lacks"),
    [
        ("42-378-1111", "telephone", True), ("9-9012-3456", "fax", True), ("042-378-1111", "telephone", False), ("119", "telephone", False),
        ("#8000", "telephone", False), ("+81 42 378 1111", "telephone", False), ("1-2-3番地", "other", False),
    ],
)  # fmt: skip
def test_a_number_without_its_zero(value, kind, lacks):
    assert bool(told("contacts", [], [number(value, kind)])) is lacks


@pytest.mark.django_db
def test_what_was_noted_when_it_was_typed():
    assert told("contacts", [], [number("042-378-1111")], notes=["0 を足した"]) == ["0 を足した"]


@pytest.mark.parametrize(
    ("typed", "stored", "got"),
    [
        ("423781111", "042-378-1111", True), ("42-378-1111 内線12", "042-378-1111", True), ("４２３７８１１１１", "042-378-1111", True),
        ("042-378-1111", "042-378-1111", False), ("+81-42-378-1111", "042-378-1111", False), ("", "", False),
    ],
)  # fmt: skip
def test_whether_a_zero_was_put_before(typed, stored, got):
    assert got_zero(typed, stored) is got
    assert not lacks_zero(stored or "0")


def test_an_exact_point_that_stays_exact_is_no_loss():
    assert loss_of_precision("exact", "exact") == ""
