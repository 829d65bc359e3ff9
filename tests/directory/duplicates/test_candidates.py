"""Listings that may be one: over the whole directory, with one that is being typed, and by the command."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.duplicates.apart import Apart
from directory.duplicates.candidates import TypedListing, duplicates_in, duplicates_of
from directory.duplicates.merging import merge
from tests.factories import CITY, make_municipality, make_organization, make_place, make_resource

pytestmark = pytest.mark.django_db
HERE, NEXT_DOOR, AWAY = ({"lat": lat, "lng": 139.489} for lat in (35.604, 35.6045, 35.62))
HOME = frozenset([CITY])


def test_pairs_are_explained():
    organization = make_organization()
    telephone = [{"kind": "telephone", "value": "042-111-1111"}]
    one = make_resource(
        name="髙橋いきいきサロン", place=make_place(**HERE), organization=organization, contacts=telephone
    )
    two = make_resource(
        name="高橋イキイキさろん",
        place=make_place(**NEXT_DOOR),
        organization=organization,
        contacts=[{"kind": "telephone", "value": "０４２（１１１）１１１１"}],
    )
    make_resource(name="囲碁クラブ", place=make_place(**HERE), organization=organization)
    (pair,) = duplicates_in(HOME)
    assert (pair.first, pair.second) == (one.pk, two.pk)
    assert pair.reasons == ["名前が同じ", "150メートル以内にある", "電話番号が同じ", "団体が同じ"]


def test_the_middle_of_a_town_brings_nobody_together():
    for name in ("平尾体操の会", "平尾合唱の会"):
        make_resource(name=name, place=make_place(**HERE, precision="town"))
    assert duplicates_in(HOME) == []


def test_another_city_drafts_what_was_merged_and_what_was_told_apart_are_no_pairs(staff):
    def twin(**facts):
        place = facts.pop("place", None) or make_place(**HERE)
        return make_resource(name="ひまわりサロン", place=place, **facts)

    first = twin()
    twin(place=make_place(municipality=make_municipality("131016", "千代田区"), **HERE))
    twin(live=False)
    second = twin()
    (pair,) = duplicates_in(HOME)
    assert (pair.first, pair.second) == (first.pk, second.pk)
    Apart.say(second.pk, first.pk, staff)
    assert duplicates_in(HOME) == []
    Apart.objects.all().delete()
    merge(second, first, staff)
    assert duplicates_in(HOME) == []
    assert len(duplicates_in(frozenset())) == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"name": "髙橋さろん"}, True),
        ({"name": "髙橋さろん", "municipality": "131016"}, False),
        ({"name": "タカハシサロン"}, True),
        ({"name": "高橋カフェ"}, False),
        ({"name": ""}, False),
        ({"name": "😀 ' OR 1=1"}, False),
        ({"name": "高橋サロ", "place": NEXT_DOOR}, True),
        ({"name": "高橋サロ", "place": AWAY}, False),
        ({"name": "高橋サロン別館", "telephone": "0421111111"}, True),
    ],
)
def test_a_listing_that_is_being_typed(typed, found):
    make_municipality("131016", "千代田区")
    known = make_resource(
        name="高橋サロン",
        place=make_place(**HERE) if "place" in typed else make_place(lat=None, lng=None),
        contacts=[{"kind": "telephone", "value": "042-111-1111"}],
    )
    place = make_place(**typed["place"]) if "place" in typed else None
    asked = TypedListing(**{"municipality": CITY} | typed | {"place": place})
    assert [resource for resource, _ in duplicates_of(asked)] == ([known] if found else [])
    if found:
        assert duplicates_of(asked._replace(key=known.pk)) == []


@pytest.mark.parametrize("by", ["point", "telephone", "second telephone", "organization", ""])
def test_what_brings_a_listing_near_whose_name_is_not_among_the_most_alike(monkeypatch, by):
    monkeypatch.setattr("directory.duplicates.candidates.MOST_ALIKE", 0)
    organization = make_organization()
    known = make_resource(
        name="高橋サロン",
        place=make_place(**HERE),
        organization=organization,
        contacts=[{"kind": "telephone", "value": value} for value in ("042-111-1111（昼）", "０４２−２２２−２２２２")],
    )
    facts = {
        "point": {"place": make_place(**NEXT_DOOR)},
        "telephone": {"telephone": "0421111111"},
        "second telephone": {"telephone": "042-222-2222"},
        "organization": {"organization": organization.pk},
        "": {},
    }[by]
    assert [resource for resource, _ in duplicates_of(TypedListing("高橋サロン", CITY, **facts))] == (
        [known] if by else []
    )


def test_a_listing_that_was_made_one_with_another_is_not_found_while_typing(staff):
    gone, stays = make_resource(name="高橋サロン"), make_resource(name="高橋サロン")
    merge(gone, stays, staff)
    assert [resource for resource, _ in duplicates_of(TypedListing("高橋サロン", CITY))] == [stays]


def test_a_draft_is_found_while_typing_and_what_is_known_to_be_another_is_not(staff):
    draft, other = make_resource(name="高橋サロン", live=False), make_resource(name="高橋サロン")
    mine = make_resource(name="別の会")
    Apart.say(other.pk, mine.pk, staff)
    typed = TypedListing("高橋サロン", CITY, key=mine.pk)
    assert [resource for resource, _ in duplicates_of(typed)] == [draft]


def told(*arguments):
    out = StringIO()
    call_command("find_duplicates", *arguments, stdout=out)
    return out.getvalue()


def test_the_command():
    assert "ありません" in told()
    first, second = (make_resource(name="高橋サロン", place=make_place(**HERE)) for _ in range(2))
    assert "高橋サロン" in told("--municipality", CITY)
    assert "1組" in told()
    line = json.loads(told("--json"))
    assert (line["first"]["key"], line["second"]["key"]) == (first.pk, second.pk)
    with pytest.raises(CommandError, match="999999"):
        told("--municipality", "999999")
