"""A clerk enters a paper: by name and as it stands there, and nothing has to be registered before."""

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import Organization, Place, Resource, Verification
from tests.cms.html_forms import filled
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
ADD = "/admin/snippets/directory/resource/add/"
ROOM = "wagtailsnippets_directory_resource"
PAPER = {
    "name": "ひまわりサロン",
    "organization_name": "ひまわり会",
    "times": "毎月第2・第4火曜 10:00–12:00",
    "place_name": "平尾自治会館",
    "place_address": "平尾1丁目2-3",
    "fee": "１００円",
    "telephone": "（042）000−1234（午前中のみ）",
    "lead": "山田 花子",
    "telephone_is_for": "all",
    "checked_on": "令和8年11月2日",
}


@pytest.fixture
def desk(client, approver):
    client.force_login(approver)
    return client


def enter(client, action="publish", status=302, **changes):
    buttons = {f"action-{action}": "1"} if action else {}
    answer = client.post(ADD, filled(client.get(ADD), **PAPER | changes) | buttons)
    assert answer.status_code == status, answer.context and answer.context["form"].errors
    return answer


def test_one_page_makes_listing_organization_place_and_check(desk):
    make_town("平尾", make_municipality())
    enter(desk)
    made = Resource.objects.get()
    assert (made.live, made.organization.name, made.organization.live) == (True, "ひまわり会", True)
    assert (made.place.name, made.place.address, made.place.live, made.fee) == (
        "平尾自治会館",
        "平尾1丁目2-3",
        True,
        100,
    )
    contact = made.contacts.get()
    assert (contact.value, contact.note, contact.person) == ("042-000-1234", "午前中のみ", "山田 花子")
    check = made.verifications.get()
    assert (check.day.isoformat(), check.how, check.on_behalf) == ("2026-11-02", "paper", True)
    page = desk.get(made.get_absolute_url()).content.decode()
    assert all(word in page for word in ("ひまわり会", "平尾自治会館", "042-000-1234"))


@pytest.mark.parametrize(
    ("seen_by", "public", "hidden"),
    [
        ("all", [("042-000-1234", "山田 花子")], []),
        ("number", [("042-000-1234", "")], [("代表者", "山田 花子")]),
        ("supporters", [], [("042-000-1234", "山田 花子")]),
    ],
)
def test_the_number_and_the_name_are_seen_by_those_for_whom_they_were_ticked(desk, seen_by, public, hidden):
    enter(desk, telephone_is_for=seen_by)
    contacts = Resource.objects.get().contacts
    for is_public, expected in ((True, public), (False, hidden)):
        assert list(contacts.filter(is_public=is_public).values_list("value", "person")) == expected


def test_who_sees_a_number_is_asked_and_never_assumed(desk):
    assert "だれが見るか" in enter(desk, status=200, telephone_is_for="").context["form"].errors["telephone_is_for"][0]
    enter(desk, telephone="", telephone_is_for="")
    assert Resource.objects.get().contacts.get().is_public is False


def test_what_is_there_already_is_taken_however_it_is_written(desk):
    place = make_place(name="平尾自治会館", address="平尾1-2-3", municipality=make_municipality())
    organization = make_organization(name="ヒマワリ会")
    enter(desk, place_address="", is_another="1")
    made = Resource.objects.get()
    assert (made.place, made.organization) == (place, organization)


def test_of_two_of_the_same_name_none_is_guessed(desk):
    rooms = [
        make_place(name="平尾自治会館", building=room, municipality=make_municipality()) for room in ("1階", "2階")
    ]
    answer = enter(desk, status=200, place_address="")
    assert "同じ名前の場所が 2つ" in answer.content.decode()
    assert 'value="ひまわりサロン"' in answer.content.decode()
    enter(desk, place_address="", place_building="2階")
    assert Resource.objects.get().place == rooms[1]


def test_of_another_city_nothing_is_found(desk, foreign):
    """The same name there is another place: it is made anew."""
    there = foreign[1]
    enter(desk, place_name=there.name, place_address="", organization_name="秘密の団体")
    made = Resource.objects.get(name="ひまわりサロン")
    assert made.place != there
    assert made.organization != foreign[2]


@pytest.mark.parametrize(
    "filled_in", [{"times": "毎週"}, {"checked_on": "2/30"}, {"telephone": "378-1111"}, {"checked_on": "2099-1-1"}]
)
def test_after_an_error_all_that_was_typed_is_there_and_nothing_is_stored(desk, filled_in):
    page = enter(desk, status=200, **filled_in).content.decode()
    assert all(text in page for text in (PAPER | filled_in).values())
    assert [model.objects.count() for model in (Resource, Place, Organization)] == [0, 0, 0]


def test_a_preview_stores_nothing(desk):
    url = reverse(f"{ROOM}:preview_on_add")
    assert desk.post(url, filled(desk.get(ADD), **PAPER)).json()["is_valid"]
    assert "平尾自治会館" in desk.get(url).content.decode()
    assert [model.objects.count() for model in (Resource, Place, Organization)] == [0, 0, 0]


def test_what_staff_prepare_waits_as_a_whole_and_is_approved_as_a_whole(client, staff, approver):
    client.force_login(staff)
    enter(client, action=None)
    made = Resource.objects.get()
    assert (made.live, made.place.live, made.organization.live) == (False, False, False)
    client.force_login(approver)
    url = reverse(f"{ROOM}:edit", args=[made.pk])
    client.post(url, filled(client.get(url)) | {"action-publish": "1"})
    made.refresh_from_db()
    assert (made.live, made.place.live, made.organization.live) == (True, True, True)
    assert Verification.objects.get().made_by == staff


def test_who_may_publish_has_that_button_at_hand_and_the_day_beside_it(client, staff, approver):
    for user, first in ((approver, "action-publish"), (staff, "action-save")):
        client.force_login(user)
        page = client.get(ADD)
        assert page.context["action_menu"].default_item.name == first
        footer = page.content.decode().split('<footer class="footer')[1]
        assert 'name="checked_on"' in footer
        today = timezone.localdate()
        assert f'value="{today.year}年{today.month}月{today.day}日"' in footer


def test_who_may_publish_has_that_button_at_hand_on_every_edit_page(client, staff, approver):
    listing = make_resource(organization=make_organization())
    rows = {"resource": listing, "organization": listing.organization, "place": listing.place}
    for user, first in ((approver, "action-publish"), (staff, "action-save")):
        client.force_login(user)
        for name, row in rows.items():
            page = client.get(reverse(f"wagtailsnippets_directory_{name}:edit", args=[row.pk]))
            assert page.context["action_menu"].default_item.name == first, name


def test_remarks_a_day_of_beginning_and_a_fee_with_words_are_kept(desk):
    times = "毎週火曜 10時〜12時（令和9年4月1日から）"
    enter(
        desk,
        description="平成20年に 始めました。",
        times=times,
        fee="100円（お茶代）",
        checked_on="令和8年11月2日に紙で確認",
    )
    made = Resource.objects.get()
    assert (made.description, made.fee, made.fee_note) == ("平成20年に 始めました。", 100, "お茶代")
    assert made.schedules.get().rule.since.isoformat() == "2027-04-01"
    assert made.verifications.get().day.isoformat() == "2026-11-02"


def test_every_field_of_the_edit_page_is_on_this_one(desk):
    edit = desk.get(reverse(f"{ROOM}:edit", args=[make_resource().pk])).context["form"].fields
    new = desk.get(ADD).context["form"].fields
    assert edit.keys() - new.keys() == {"as_opened"}
    page = desk.get(ADD).content.decode()
    assert all(f'id_{name}"' in page or f"panel-child-{name}" in page or name == "contacts" for name in new)
