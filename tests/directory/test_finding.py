"""The index of the directory follows its version."""

import datetime as dt

import pytest

from directory import finding, store
from directory.selection import Selection
from tests.factories import make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


def found(text):
    columns = store.current()
    return finding.narrowed(Selection.of(columns, TODAY), text).keys.tolist()


@pytest.mark.parametrize(
    "text",
    ["ひまわり", "ﾋﾏﾜﾘ", "himawari", "百村", "もむら", "市民会館", "社協", "しゃきょう", "サロン", "ふれあい", "お茶"],
)
def test_a_place_is_found_by_everything_that_names_it(text):
    place = make_place(name="市民会館", town=make_town("百村", reading="もむら"))
    organization = make_organization(name="社協", reading="しゃきょう")
    named = make_resource(name="ひまわり", activities=["tea"], place=place, organization=organization)
    make_resource(name="囲碁クラブ", kinds=["club"], place=make_place(lat=35.7, name="公園"))
    assert found(text) == [named.pk]


def test_a_reading_counts_before_the_one_proposed_and_that_before_a_guess():
    said = make_resource(name="百村", reading="もむら", proposed_reading="ひゃくそん", kinds=[])
    proposed = make_resource(name="百村会", proposed_reading="もむらかい", kinds=[])
    assert found("もむら") == [said.pk, proposed.pk]


def test_what_changes_is_found_and_what_is_gone_is_not():
    one, other = make_resource(name="ひまわり"), make_resource(name="すみれ")
    assert found("ひまわり") == [one.pk]
    one.name = "あじさい"
    one.save()
    assert (found("ひまわり"), found("あじさい")) == ([], [one.pk])
    other.delete()
    assert found("すみれ") == []


def test_letters_are_needed_to_narrow():
    key = make_resource().pk
    assert found("  ・・ ") == [key]


def test_the_stored_copy_is_used_at_the_next_start_and_brought_up_to_date(monkeypatch):
    monkeypatch.setattr(finding, "STORED_FROM", 1)
    kept, changed = make_resource(name="ひまわり"), make_resource(name="すみれ")
    assert found("ひまわり") == [kept.pk]
    changed.name = "あじさい"
    changed.save()
    store.forget()
    finding.forget()
    monkeypatch.setattr(finding.Index, "build", classmethod(_only_what_changed(finding.Index.build)))
    assert (found("あじさい"), found("すみれ"), found("ひまわり")) == ([changed.pk], [], [kept.pk])
    finding._file().unlink()


def _only_what_changed(build):
    def checked(cls, entries, version):
        entries = list(entries)
        assert len(entries) == 1
        return build(entries, version)

    return checked


def test_a_broken_stored_copy_is_made_again():
    finding._file().write_text("not an index")
    key = make_resource(name="ひまわり").pk
    assert found("ひまわり") == [key]
    finding._file().unlink()


def test_a_town_means_near_there():
    town = make_town("百村", reading="もむら", lat=35.63, lng=139.49)
    inside = make_resource(place=make_place(lat=35.7, lng=139.6, town=town))
    close = make_resource(place=make_place(lat=35.631, lng=139.49))
    closer = make_resource(place=make_place(lat=35.6301, lng=139.49))
    make_resource(place=make_place(lat=35.65, lng=139.49))
    for text in ("百村", "もむら", " モムラ"):
        assert found(text) == [inside.pk, closer.pk, close.pk]


def test_suggestions_and_spellings_know_only_what_residents_find():
    make_resource(name="ひみつの職場", visibility="supporters")
    everything = Selection.of(store.current(), TODAY)
    assert finding.suggested(everything, "ひみつ") == []
    assert finding.nearest_spelling(everything, "ひみつの職") is None
    key = make_resource(name="ひまわりサロン").pk
    everything = Selection.of(store.current(), TODAY)
    assert finding.suggested(everything, "ひま") == [key]
    assert finding.nearest_spelling(everything, "ひまらり") == key
    assert finding.nearest_spelling(everything, "・") is None
