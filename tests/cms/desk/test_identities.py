"""新しい方 in two minutes, 名前と連絡先, and finding somebody: what is stored, who is in charge, and what the record of looks keeps."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import Area, AreaSystem
from matching.models import AreaDuty, Identity, Look, Participant
from tests.cms.html_forms import filled
from tests.factories import make_town, make_user

pytestmark = pytest.mark.django_db
TYPED = {"name": "山田 花子", "reading": "やまだ はなこ", "telephone": "042-378-1111"}


@pytest.fixture
def agency(coordinator):
    return coordinator.memberships.get().agency


def enter(client, **facts):
    return client.post(reverse("desk_new_person"), TYPED | facts)


def test_a_name_alone_opens_a_case_of_who_enters_it(desk, agency, coordinator):
    Participant.objects.create(code="M-0030", agency=agency)
    assert enter(desk, reading="", telephone="").url == reverse("desk_participant", args=["M-0031"])
    person = Participant.objects.get(code="M-0031")
    assert (person.named, person.in_charge, person.state, person.agency) == (
        "山田 花子",
        coordinator,
        "waiting",
        agency,
    )
    assert desk.post(reverse("desk_new_person"), {"name": ""}).context["form"].errors.keys() == {"name"}


def test_who_has_the_area_is_in_charge_unless_somebody_else_is_chosen(desk, coordinator, agency):
    town, worker = make_town(), make_user("counsellor", agency)
    area = Area.objects.create(system=AreaSystem.objects.create(municipality=town.municipality, name="圏域"), name="北")
    area.towns.add(town)
    AreaDuty.objects.create(membership=worker.memberships.get(), area=area)
    enter(desk, town=town.pk)
    assert Participant.objects.get().in_charge == worker
    enter(desk, town=town.pk, in_charge=coordinator.pk, telephone="", name="べつの人")
    assert Participant.objects.latest("pk").in_charge == coordinator
    outside = enter(desk, in_charge=make_user("coordinator").pk, telephone="", name="もう一人")
    assert outside.context["form"].errors.keys() == {"in_charge"}


def test_a_counsellor_is_in_charge_of_whom_they_enter(client, agency):
    worker = make_user("counsellor", agency)
    client.force_login(worker)
    answer = enter(client, in_charge=make_user("counsellor", agency).pk)
    assert Participant.objects.get().in_charge == worker
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("typed", "is_alike"),
    [
        ({"name": "やまだ", "reading": "", "telephone": "０４２(378)1111"}, True),
        ({"telephone": ""}, True),
        ({"telephone": "ない", "reading": "やまだ かこ"}, False),
        ({"name": "山田 太郎", "reading": "やまだ たろう", "telephone": "042-378-2222"}, False),
    ],
)
def test_who_is_there_already_is_told_once(desk, typed, is_alike):
    enter(desk)
    again = enter(desk, **typed)
    assert (again.status_code == 200) is is_alike
    if is_alike:
        assert "M-0001" in again.content.decode()
        assert enter(desk, **typed, is_another="on").status_code == 302
    assert Participant.objects.count() == 2


def test_somebody_of_another_agency_is_not_given_away(desk, client):
    enter(desk)
    client.force_login(make_user("coordinator"))
    assert enter(client).status_code == 302
    assert [person.code for person in client.get(reverse("desk_people")).context["people"]] == ["M-0002"]


def test_the_rest_grows_and_an_untouched_form_changes_nothing(desk, coordinator):
    enter(desk)
    url = reverse("desk_identity", args=["M-0001"])
    desk.post(url, TYPED | {"address": "平尾1-1", "born_on": "1948-02-29", "reach": "夜に"})
    stored = Identity.objects.values().get()
    assert (stored["address"], stored["born_on"], stored["reach"]) == ("平尾1-1", dt.date(1948, 2, 29), "夜に")
    desk.post(url, filled(desk.get(url), "identity"))
    assert Identity.objects.values().get() == stored
    assert stored["recorded_by_id"] == coordinator.pk


def test_the_wish_of_the_person_and_that_of_the_family_stand_apart_on_the_page_of_the_person(desk):
    enter(desk)
    wishes = {"own_wish": "将棋がしたい\n家は静かすぎる", "family_wish": "母「昼は 外に」"}
    desk.post(reverse("desk_identity", args=["M-0001"]), TYPED | wishes)
    said = desk.get(reverse("desk_participant", args=["M-0001"])).content.decode()
    assert "<dt>ご本人の のぞみ</dt><dd>将棋がしたい<br>家は静かすぎる</dd>" in said
    assert "<dt>ご家族の のぞみ</dt><dd>母「昼は 外に」</dd>" in said


def test_both_versions_are_shown_with_who_and_when_and_the_other_one_can_be_taken(desk, coordinator):
    enter(desk)
    url = reverse("desk_identity", args=["M-0001"])
    first = filled(desk.get(url), "identity", reach="昼に", address="平尾1")
    desk.post(url, filled(desk.get(url), "identity", reach="夜に", address="平尾2"))
    now = timezone.localtime()
    page = desk.post(url, first)
    said = page.content.decode()
    assert f"{coordinator}さん、{now.month}月{now.day}日 " in said
    assert "連絡のしかた: 「夜に」に する（この画面は「昼に」）" in said
    desk.post(url, filled(page, "identity") | {"theirs": ["reach"]})
    stored = Identity.objects.get()
    assert (stored.reach, stored.address) == ("夜に", "平尾1")


def test_two_windows_are_told_of_each_other(desk):
    enter(desk)
    url = reverse("desk_identity", args=["M-0001"])
    mine = filled(desk.get(url), "identity", reach="昼に")
    desk.post(url, filled(desk.get(url), "identity", reach="夜に"))
    assert "夜に" in desk.post(url, mine).content.decode()
    assert Identity.objects.get().reach == "夜に"


@pytest.mark.parametrize("typed", ["やまだ", "山田", "1111", "M-0001"])
def test_finding_is_a_look_at_whom_it_shows_and_keeps_nothing_of_what_was_typed(desk, typed):
    enter(desk)
    enter(desk, name="鈴木 次郎", reading="すずき じろう", telephone="042-000-2222")
    before = Look.objects.latest("pk").pk
    page = desk.post(reverse("desk_find"), {"who": typed})
    assert "042-378-1111" in page.content.decode()
    looks = Look.objects.filter(pk__gt=before).order_by("pk").values_list("action", "code", "what")
    assert list(looks) == [("searched", "", "名前・電話でさがす"), ("seen", "M-0001", "名前・電話でさがす")]


def test_lists_show_names_in_a_fixed_number_of_queries(desk, django_assert_max_num_queries):
    for number in range(12):
        enter(desk, name=f"人{number}", reading="", telephone="")
    desk.get(reverse("desk_people"))
    for ask in (lambda: desk.get(reverse("desk_people")), lambda: desk.post(reverse("desk_find"), {"who": "人"})):
        with django_assert_max_num_queries(16):
            assert "人11" in ask().content.decode()


def test_two_windows_that_write_the_first_name_are_told_of_each_other_too(desk, agency):
    Participant.objects.create(code="M-0009", agency=agency)
    address = reverse("desk_identity", args=["M-0009"])
    page = desk.get(address)
    for name in ("春子", "夏子"):
        desk.post(address, filled(page, "identity", name=f"夕凪 {name}"))
    assert Identity.objects.get(participant__code="M-0009").name == "夕凪 春子"
