"""Lists and choosers of the admin find a name in every spelling."""

import pytest
from django.urls import reverse

from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db


RESOURCE, ORGANIZATION, PLACE, TOWN = (f"directory_{name}" for name in ("resource", "organization", "place", "town"))


SPELLINGS = {
    "さろん": "ふれあいサロン",
    "髙橋": "高橋の会",
    "ヶ丘": "旭が丘の家",
    "ﾌﾚｱｲ": "ふれあいサロン",
    "きずな": "絆の家",
    "kizuna": "絆の家",
}


MAKERS = {
    RESOURCE: lambda name: make_resource(name=name, kinds=[]),
    ORGANIZATION: lambda name: make_organization(name=name),
    PLACE: lambda name: make_place(name=name),
    TOWN: lambda name: make_town(name=name, reading="きずなのいえ" if "絆" in name else ""),
}


@pytest.mark.parametrize("table", MAKERS)
@pytest.mark.parametrize("screen", ["list", "chooser"])
def test_lists_and_choosers_find_every_spelling(client, staff, table, screen):
    for name in {*SPELLINGS.values(), "別の集まり"}:
        MAKERS[table](name)
    client.force_login(staff)
    room, shown = {
        "list": (f"wagtailsnippets_{table}:list", "object_list"),
        "chooser": (f"wagtailsnippetchoosers_{table}:choose_results", "results"),
    }[screen]
    for typed, name in SPELLINGS.items():
        assert [row.name for row in client.get(reverse(room), {"q": typed}).context[shown]] == [name], typed


@pytest.mark.parametrize("screen", ["list", "chooser"])
def test_the_most_alike_come_first(client, staff, screen):
    for name in ("あ高橋の集まり", "い高橋会", "高橋"):
        make_resource(name=name, kinds=[])
    client.force_login(staff)
    room, shown = {
        "list": (f"wagtailsnippets_{RESOURCE}:list", "object_list"),
        "chooser": (f"wagtailsnippetchoosers_{RESOURCE}:choose_results", "results"),
    }[screen]
    names = [row.name for row in client.get(reverse(room), {"q": "高橋"}).context[shown]]
    assert (names[0], len(names)) == ("高橋", 3)


def test_whoever_orders_a_list_of_finds_by_a_column_gets_that_order(client, staff):
    for name in ("い高橋会", "高橋", "あ高橋の集まり"):
        make_resource(name=name, kinds=[])
    client.force_login(staff)
    listed = client.get(reverse(f"wagtailsnippets_{RESOURCE}:list"), {"q": "高橋", "ordering": "name"})
    assert [row.name for row in listed.context["object_list"]] == ["あ高橋の集まり", "い高橋会", "高橋"]


def test_a_draft_is_found_in_the_list(client, staff):
    client.force_login(staff)
    draft = make_resource(name="髙橋サロン", live=False)
    answer = client.get(reverse("wagtailsnippets_directory_resource:list"), {"q": "高橋さろん"})
    assert [one.pk for one in answer.context["object_list"]] == [draft.pk]


@pytest.mark.parametrize("typed", ["x" * 10_000, "(((((a+)+)+)+)+)$", "'; DROP TABLE --", "\x01\x02", "😀", "　"])
@pytest.mark.parametrize("table", [RESOURCE, PLACE])
def test_anything_typed_gets_an_ordinary_answer(client, staff, typed, table):
    make_resource()
    client.force_login(staff)
    assert client.get(reverse(f"wagtailsnippets_{table}:list"), {"q": typed}).status_code == 200


def test_the_list_of_listings_finds_a_number_that_is_not_public_too(client, staff):
    called = make_resource(contacts=[{"kind": "telephone", "value": "042-000-1234", "is_public": False}])
    make_resource(contacts=[{"kind": "telephone", "value": "042-000-1235"}])
    client.force_login(staff)
    page = client.get(reverse(f"wagtailsnippets_{RESOURCE}:list"), {"q": "（０４２）０００ー１２３４"})
    assert [row.pk for row in page.context["object_list"]] == [called.pk]


def test_lists_and_choosers_understand_a_wish_and_the_list_says_how_it_was_read(client, staff):
    hours = {"activities": ["exercise"], "schedule": "毎週火曜 14:00–15:00"}
    make_resource(name="のびのび会", visibility="supporters", **hours)
    make_resource(name="午後 体操 つばき", live=False)
    make_resource(name="別の集まり", kinds=[])
    far = make_municipality("372013", name="高松市", prefecture="香川県", lat=34.34, lng=134.05)
    make_resource(name="高松の会", place=make_place(lat=34.34, lng=134.05, municipality=far), **hours)
    client.force_login(staff)
    listed = client.get(reverse(f"wagtailsnippets_{RESOURCE}:list"), {"q": "午後 体操"})
    assert [row.name for row in listed.context["object_list"]] == ["のびのび会", "午後 体操 つばき"]
    assert "こう読みました: <b>午後・体操" in listed.content.decode()
    chosen = client.get(reverse(f"wagtailsnippetchoosers_{RESOURCE}:choose_results"), {"q": "午後 体操"})
    assert [row.name for row in chosen.context["results"]] == ["のびのび会", "午後 体操 つばき"]
    as_text = client.get(reverse(f"wagtailsnippets_{RESOURCE}:list"), {"q": "午後 体操", "off": "wish"})
    assert "こう読みました" not in as_text.content.decode()
    assert "午後 体操 つばき" in [row.name for row in as_text.context["object_list"]]
