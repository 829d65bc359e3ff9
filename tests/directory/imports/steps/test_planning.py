"""What a list would do to the directory, before anything is stored."""

import pytest

from directory.models import Contact, Resource, StatusStatement
from directory.publishing.versions import Edition
from tests.directory.imports.steps.conftest import HEAD, SAKURA, TODAY, TSUBAKI
from tests.factories import make_resource


def told(plan):
    return [(row.state, row.choice, row.name) for row in plan.rows]


def test_a_plan_stores_nothing(planned):
    before = Edition.current()
    assert told(planned(SAKURA, TSUBAKI)) == [("new", "store", "さくらサロン"), ("new", "store", "つばき体操")]
    assert (Resource.objects.count(), Edition.current()) == (0, before)


def test_the_same_list_again_is_unchanged(planned, stored):
    stored(SAKURA, TSUBAKI)
    plan = planned(SAKURA, TSUBAKI)
    assert (plan.rows, plan.lists[0].unchanged) == ([], 2)


@pytest.mark.parametrize(
    ("column", "value", "line"),
    [
        (3, "200円", "参加費：100円→200円"),
        (4, "つくし会", "団体：さくら会→つくし会"),
        (7, "12:30", "日時：おわり 12時→12時30分"),
        (2, "", "連絡先：電話 042-000-1111→（なし）"),
        (1, "稲城市平尾1-3", "住所：平尾1-2→平尾1-3"),
    ],
)
def test_what_changes_is_said_in_words(planned, stored, column, value, line):
    stored(SAKURA, TSUBAKI)
    row = [*SAKURA]
    row[column] = value
    [changed] = planned(row, TSUBAKI).rows
    assert (changed.state, changed.choice, changed.kept) == ("changed", "change", [])
    assert line in changed.differences
    assert len(changed.differences) == 1


def test_what_somebody_has_changed_since_stays(planned, stored):
    stored(SAKURA)
    resource = Resource.objects.get()
    Contact.objects.filter(resource=resource).update(value="042-999-9999")
    [changed] = planned([*SAKURA[:2], "042-000-2222", "200円", *SAKURA[4:]]).rows
    assert (changed.differences, changed.kept) == (["参加費：100円→200円"], ["contacts"])


def test_a_listing_gone_from_its_list_is_told_until_it_has_ended(planned, stored):
    stored(SAKURA, TSUBAKI)
    [gone] = planned(SAKURA).rows
    assert (gone.state, gone.choice, gone.name) == ("gone", "skip", "つばき体操")
    gone.choose("end")
    stored(type("Plan", (), {"rows": [gone]}))
    assert gone.resource.status_on(TODAY).status == StatusStatement.Status.ENDED
    assert Resource.objects.live().count() == 2
    assert planned(SAKURA).rows == []


def test_hundreds_of_changes_are_planned_and_stored_in_few_queries(planned, stored, django_assert_max_num_queries):
    rows = [[f"サロン{n}", f"稲城市平尾{n}", f"042-000-{n:04}", "100円", *SAKURA[4:]] for n in range(300)]
    stored(*rows)
    dearer = [[*row[:3], "200円", *row[4:]] for row in rows]
    with django_assert_max_num_queries(60):
        plan = planned(*dearer)
    with django_assert_max_num_queries(120):
        stored(plan)
    assert Resource.objects.filter(fee=200).count() == 300


def test_two_lists_read_together_store_a_place_once(tmp_path, where):
    from directory.gazetteer.geocoders import Geocoding
    from directory.imports.list_reader import ReadOptions, read_list
    from directory.imports.steps.planning import plan

    reads = []
    for name in ("salon.csv", "club.csv"):
        path = tmp_path / name
        path.write_text("\n".join(",".join(row) for row in (HEAD, SAKURA)), encoding="utf-8")
        reads.append(read_list(path, ReadOptions(where.pk, "salon"), Geocoding(where)))
    first, second = plan(reads, where, TODAY).rows
    assert (first.state, first.choice) == ("new", "store")
    assert (second.state, second.choice) == ("twin", "skip")
    assert "2行目「さくらサロン」と同じ" in second.differences[0]


def test_choosing_what_is_not_offered_is_an_error(planned):
    make_resource(name="さくらサロン")
    row = planned(SAKURA).rows[0]
    with pytest.raises(ValueError, match="join-999"):
        row.choose("join-999")


@pytest.mark.parametrize(
    ("address", "point", "line"),
    [
        ("稲城市大丸5", ("", ""), "地図の位置：町のまん中（おおよその位置）になります"),
        (
            "稲城市平尾9-9",
            ("35.61", "139.48"),
            "地図の位置：住所が変わりましたが、緯度・経度は 前と同じです。たしかめてください",
        ),
        ("稲城市平尾1丁目2番", ("35.61", "139.48"), ""),
    ],
)
def test_an_address_that_moves_without_its_point_is_told(planned, stored, address, point, line):
    head = [*HEAD, "緯度", "経度"]
    stored([*SAKURA, "35.61", "139.48"], head=head)
    [changed] = planned([SAKURA[0], address, *SAKURA[2:], *point], head=head).rows
    assert [told for told in changed.differences if told.startswith("地図の位置")] == [line] * bool(line)
