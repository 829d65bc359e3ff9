"""Editing a listing in the admin, through the real views: drafts, publishing, times, answers, photos."""

import datetime as dt
import gc
import warnings
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images.models import Image

from cms.forms.hours import MOST_DATES
from cms.permissions import roles
from directory.changes.amendments import propose
from directory.hours.parser import parse_hours
from directory.models import Resource, Schedule, StatusStatement
from tests.cms.html_forms import filled
from tests.factories import make_municipality, make_place, make_resource, make_user

pytestmark = pytest.mark.django_db
ROOM = "wagtailsnippets_directory_resource"


@pytest.fixture
def approver(client):
    """A member of the city's staff who may publish, signed in."""
    user = make_user("staff")
    roles.appoint_approver(user)
    client.force_login(user)
    return user


@pytest.fixture
def city_staff(client, staff):
    """A member of the city's staff who may not publish, signed in."""
    client.force_login(staff)
    return staff


def edit(client, resource, action=None, status=302, **changes):
    """Open the edit page, change fields, send it; gives the answer."""
    url = reverse(f"{ROOM}:edit", args=[resource.pk])
    page = client.get(url)
    assert page.status_code == 200
    buttons = {f"action-{action}": "1"} if action else {}
    answer = client.post(url, filled(page, **changes) | buttons)
    assert answer.status_code == status, answer.context and answer.context["form"].errors
    return answer


@pytest.mark.parametrize(("reading", "proposed"), [("", True), ("ひゃくむらのかい", False)])
def test_a_reading_is_proposed_until_somebody_confirms_one(client, approver, reading, proposed):
    page = client.get(reverse(f"{ROOM}:edit", args=[make_resource(name="絆の会", reading=reading).pk]))
    assert ("<strong>きずなのかい</strong>" in page.content.decode()) is proposed


@pytest.mark.parametrize(
    ("before", "typed", "stored"),
    [("", "ヒマワリ　ｻﾛﾝ", "ひまわり さろん"), ("桜", "桜", "桜"), ("", "ふれあい2", "ふれあい2")],
)
def test_a_reading_is_stored_in_hiragana_and_an_old_one_stops_nobody(client, approver, before, typed, stored):
    resource = make_resource(name="サロン", reading=before)
    edit(client, resource, "publish", reading=typed, to_bring="上ばき")
    resource.refresh_from_db()
    assert (resource.reading, resource.to_bring) == (stored, "上ばき")
    assert "ひらがなで 書いてください" in edit(client, resource, "publish", 200, reading="花の会").content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("telephone", "（０４２）０００ー１２３４ 内線12", ("042-000-1234", "内線12")),
        ("telephone", "423781111", ("042-378-1111", "")),
        ("email", "a..b@docomo.ne.jp", ("a..b@docomo.ne.jp", "")),
    ],
)
def test_a_contact_is_stored_in_one_form(client, approver, kind, typed, stored):
    resource = make_resource(contacts=[{"kind": "telephone", "value": "042-000-0000"}])
    edit(client, resource, "publish", **{"contacts-0-kind": kind, "contacts-0-value": typed})
    contact = resource.contacts.get()
    assert (contact.kind, contact.value, contact.note) == (kind, *stored)
    answer = edit(client, resource, status=200, **{"contacts-0-kind": "telephone", "contacts-0-value": "378-1111"})
    assert "市外局番から" in answer.content.decode()


def test_a_form_that_was_left_open_undoes_nobodys_change(client, approver):
    resource = make_resource(name="サロン", summary="前のことば")
    url = reverse(f"{ROOM}:edit", args=[resource.pk])
    page = client.get(url)
    propose(resource, {"summary": "団体のことば"}, make_user())
    answer = client.post(url, filled(page, to_bring="うわばき") | {"action-publish": "1"})
    assert "ほかの人がここを変えました" in answer.content.decode()
    resource.refresh_from_db()
    assert (resource.summary, resource.to_bring) == ("団体のことば", "")
    assert client.post(url, filled(answer) | {"action-publish": "1"}).status_code == 302, "sent again, it is meant"
    resource.refresh_from_db()
    assert resource.to_bring == "うわばき"


def add(client, action=None, status=302, **changes):
    """The same for a new one."""
    url = reverse(f"{ROOM}:add")
    buttons = {f"action-{action}": "1"} if action else {}
    answer = client.post(url, filled(client.get(url), **changes) | buttons)
    assert answer.status_code == status, answer.context and answer.context["form"].errors
    return answer


def test_a_draft_does_not_touch_what_is_public(client, city_staff):
    resource = make_resource(name="ひまわりサロン", schedule="毎週月曜 10:00–12:00")
    edit(client, resource, name="ひまわりの会", times="毎月第2・第4火曜 10:00–12:00")
    resource.refresh_from_db()
    assert resource.name == "ひまわりサロン"
    assert [str(row) for row in resource.schedules.all()] == ["毎週月曜 10:00–12:00"]
    assert resource.has_unpublished_changes
    assert "ひまわりの会" in client.get(reverse(f"{ROOM}:edit", args=[resource.pk])).content.decode()


def test_publishing_shows_name_times_and_answers(client, approver):
    resource = make_resource(name="ひまわりサロン", schedule="毎週月曜 10:00–12:00", features={"parking": "no"})
    kept = resource.features.get()
    edit(
        client,
        resource,
        "publish",
        name="ひまわりの会",
        times="毎月第2・第4火曜 10:00–12:00\n毎週金曜 13:30–15:00",
        **{f"answers-{kept.feature_id}": "yes"},
    )
    resource.refresh_from_db()
    assert resource.name == "ひまわりの会"
    assert [str(row) for row in resource.schedules.all()] == ["毎月第2・第4火曜 10:00–12:00", "毎週金曜 13:30–15:00"]
    assert resource.answers() == {"parking": "yes"}
    assert resource.features.get().pk == kept.pk


def test_unknown_is_no_row_and_never_no(client, approver):
    resource = make_resource(features={"parking": "no"})
    edit(client, resource, "publish", **{f"answers-{resource.features.get().feature_id}": "unknown"})
    assert not resource.features.exists()


def test_an_answer_that_is_none_of_three_is_refused(client, approver):
    resource = make_resource(features={"parking": "no"})
    answer = edit(client, resource, status=200, **{f"answers-{resource.features.get().feature_id}": "maybe"})
    assert "の中から選んでください" in answer.content.decode()


@pytest.mark.parametrize("times", ["ときどき", "毎月第2火曜 10:00–12:00\nだいたい夕方", "毎週月曜 12:00–10:00"])
def test_times_that_cannot_be_read_say_so_with_an_example(client, approver, times):
    resource = make_resource(schedule="毎週月曜 10:00–12:00")
    answer = edit(client, resource, "publish", status=200, times=times)
    body = answer.content.decode()
    assert "が読みとれません" in body
    assert "毎月第2・第4火曜 10:00–12:00" in body
    assert times.splitlines()[-1] in body, "the form keeps what was written"
    assert [str(row) for row in resource.schedules.all()] == ["毎週月曜 10:00–12:00"]


def test_times_are_read_back_as_the_next_six_dates(client, city_staff):
    answer = client.get(reverse(f"{ROOM}:times"), {"times": "毎週月曜 10:00–12:00"})
    assert answer.content.decode().count("<li>") == 6
    assert "（月）10時〜12時" in answer.content.decode()


def test_a_rhythm_is_read_back_without_a_date(client, city_staff):
    answer = client.get(reverse(f"{ROOM}:times"), {"times": "毎週金曜 22:00–翌2:00\n月2回"})
    page = answer.content.decode()
    assert page.count("<li>") == MOST_DATES + 1
    assert "月2回（日は決まっていません）" in page


def test_times_that_cannot_be_read_are_escaped_in_what_is_read_back(client, city_staff):
    answer = client.get(reverse(f"{ROOM}:times"), {"times": "<img src=x onerror=alert(1)>"})
    assert "が読みとれません" in answer.content.decode()
    assert "<img" not in answer.content.decode()


def test_a_half_filled_draft_can_be_saved(client, city_staff):
    add(client, name="", summary="まだ名前がない")
    draft = Resource.objects.get()
    assert not draft.live
    assert draft.name == ""
    assert client.get(reverse(f"{ROOM}:list")).status_code == 200
    assert client.get(reverse(f"{ROOM}:edit", args=[draft.pk])).status_code == 200


def test_a_half_filled_one_is_not_published(client, approver):
    answer = add(client, "publish", status=200, name="")
    assert not Resource.objects.exists()
    assert "この項目は必須です" in answer.content.decode()


def test_a_new_one_gets_the_city_of_its_maker(client, approver):
    add(client, "publish", name="新しいサロン", times="毎週水曜 10:00–11:30")
    made = Resource.objects.get()
    assert made.live
    assert made.municipality == make_municipality()
    assert [str(row) for row in made.schedules.all()] == ["毎週水曜 10:00–11:30"]


def test_an_old_draft_published_after_a_pause_keeps_the_pause_and_the_times_added_since(client, approver):
    resource = make_resource(name="ひまわりサロン", schedule="毎週月曜 10:00–12:00")
    edit(client, resource, summary="お茶の会です。")
    today = timezone.localdate()
    StatusStatement.objects.create(resource=resource, status="paused", since=today)
    Schedule.of(*parse_hours("毎週金曜 13:00–14:00").rules, resource=resource).save()
    resource.refresh_from_db()
    resource.latest_revision.publish(user=approver)
    resource.refresh_from_db()
    assert resource.summary == "お茶の会です。"
    assert resource.status_on(today).status == "paused"
    assert [str(row) for row in resource.schedules.all()] == ["毎週月曜 10:00–12:00", "毎週金曜 13:00–14:00"]


def test_scheduled_publishing_waits_for_its_day(client, approver, time_machine):
    resource = make_resource(name="ひまわりサロン")
    edit(client, resource, "publish", summary="お茶の会です。")
    later = timezone.localtime() + dt.timedelta(days=1)
    edit(client, resource, "publish", name="ひまわりの会", go_live_at=later.strftime("%Y-%m-%d %H:%M"))
    resource.refresh_from_db()
    assert resource.name == "ひまわりサロン"
    assert client.get(reverse(f"{ROOM}:edit", args=[resource.pk])).status_code == 200
    time_machine.move_to(later + dt.timedelta(minutes=1))
    call_command("publish_scheduled")
    resource.refresh_from_db()
    assert resource.name == "ひまわりの会"


def test_one_prepares_and_another_approves(client, staff):
    resource = make_resource(name="ひまわりサロン")
    client.force_login(staff)
    edit(client, resource, "publish", name="こっそり公開")
    resource.refresh_from_db()
    assert resource.name == "ひまわりサロン", "without the right to publish, the button saves a draft"
    edit(client, resource, "submit", name="ひまわりの会")
    state = resource.current_workflow_task_state
    approver = make_user("staff")
    roles.appoint_approver(approver)
    client.force_login(approver)
    url = reverse(f"{ROOM}:workflow_action", args=[resource.pk, "approve", state.pk])
    assert client.post(url, {"comment": "よいです"}).status_code == 302
    resource.refresh_from_db()
    assert resource.name == "ひまわりの会"


def test_the_history_compares_times_and_answers_in_words(client, approver):
    resource = make_resource(schedule="毎週月曜 10:00–12:00", features={"parking": "no"})
    edit(client, resource, "publish", summary="一")
    edit(client, resource, "publish", times="毎週火曜 10:00–12:00")
    _, first, second = resource.revisions.order_by("created_at")
    url = reverse(f"{ROOM}:revisions_compare", args=[resource.pk, first.pk, second.pk])
    body = client.get(url).content.decode()
    assert "開催日時" in body
    assert '<span class="comparison__new">火</span>' in body or "火" in body.split("開催日時")[1][:600]


def test_going_back_to_an_old_version(client, approver):
    resource = make_resource(name="一")
    edit(client, resource, "publish", name="二")
    edit(client, resource, "publish", name="三")
    old = resource.revisions.order_by("pk").first()
    url = reverse(f"{ROOM}:revisions_revert", args=[resource.pk, old.pk])
    client.post(url, filled(client.get(url)) | {"action-publish": "1"})
    resource.refresh_from_db()
    assert resource.name == "二"


def test_the_preview_is_the_public_page(client, city_staff):
    resource = make_resource(name="ひまわりサロン", schedule="毎週月曜 10:00–12:00")
    page = client.get(reverse(f"{ROOM}:edit", args=[resource.pk]))
    url = reverse(f"{ROOM}:preview_on_edit", args=[resource.pk])
    assert client.post(url, filled(page, name="見てみる会", times="毎週火曜 10:00–12:00")).json()["is_valid"]
    body = client.get(url).content.decode()
    assert "見てみる会" in body
    assert "毎週火曜" in body


TEXTS = ("name", "reading", "summary", "description", "first_visit", "to_bring", "fee_note", "hours_note", "field")


def test_html_in_a_field_is_text(client, approver):
    resource = make_resource()
    evil = {field: f"<script>alert('{field}')</script>" for field in TEXTS}
    edit(client, resource, "publish", **evil)
    resource.refresh_from_db()
    assert {field: getattr(resource, field) for field in TEXTS} == evil
    for url in (reverse(f"{ROOM}:list"), reverse(f"{ROOM}:edit", args=[resource.pk]), resource.get_absolute_url()):
        assert "<script>alert" not in client.get(url).content.decode()


def picture(title="会場", colour="red"):
    """An image in the library."""
    file = BytesIO()
    Picture.new("RGB", (60, 40), colour).save(file, "PNG")
    image = Image.objects.create(title=title, file=SimpleUploadedFile("room.png", file.getvalue()))
    with warnings.catch_warnings():
        # Wagtail leaves the temporary file of a rendition to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        image.get_rendition("max-165x165")
        gc.collect()
    return image


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"photo_source": "団体"}, "写真には説明をつけてください"),
        ({"photo_alt": "体操"}, "写真の出どころを書いてください"),
    ],
)
def test_a_photo_needs_its_description_and_source(client, approver, said, missing):
    resource = make_resource()
    answer = edit(client, resource, "publish", status=200, photo=picture().pk, **said)
    assert missing in answer.content.decode()
    resource.refresh_from_db()
    assert resource.photo is None


def test_a_photo_with_both_is_taken(client, approver):
    resource = make_resource()
    edit(client, resource, "publish", photo=picture().pk, photo_alt="体操のようす", photo_source="団体からの提供")
    resource.refresh_from_db()
    assert resource.photo.title == "会場"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"not a picture"),
        ("photo.png", b"<svg onload=alert(1)>"),
        ("photo.exe", b"MZ"),
        ("empty.png", b""),
    ],
)
def test_a_file_that_is_no_picture_is_refused_in_japanese(client, approver, name, content):
    answer = client.post(reverse("wagtailimages:add"), {"title": "会場", "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert not Image.objects.exists()
    errors = " ".join(answer.context["form"].errors["file"])
    assert "画像" in errors or "ファイル" in errors, errors


def test_another_citys_place_cannot_be_chosen(client, approver):
    foreign = make_place(municipality=make_municipality("131016", "千代田区"))
    resource = make_resource()
    answer = edit(client, resource, "publish", status=200, place=foreign.pk)
    assert "place" in answer.context["form"].errors
    resource.refresh_from_db()
    assert resource.place != foreign


def test_contacts_are_edited_in_the_same_form(client, approver):
    resource = make_resource(contacts=[{"kind": "telephone", "value": "042-000-0000"}])
    edit(client, resource, "publish", **{"contacts-0-value": "042-111-1111", "contacts-0-is_public": None})
    contact = resource.contacts.get()
    assert (contact.value, contact.is_public) == ("042-111-1111", False)
