"""The pages of what is missing: what each role sees and writes, and that no name and no small number is on them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import GapTask, Identity, Look, NeedsSheet, Participant
from tests.cms.listings.test_attendance_views import text_of as pdf_text
from tests.factories import make_agency, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
SLUG, NAME = "schedule.wed-夕方", "夕凪 春子"
NEEDS = {
    "interests": {"want": ["board_games"]},
    "available": [{"weekdays": ["wed"], "from": "16:00", "to": "19:00"}],
}


@pytest.fixture
def agency(db):
    """Six people who could play on Wednesday evenings, and a place that opens on Tuesdays."""
    listing = make_resource("毎週火曜 10:00–12:00", activities=["board_games"], referral="open")
    agency = make_agency(municipality=listing.municipality)
    for n in range(6):
        person = Participant.objects.create(code=f"W-{n}", agency=agency, town=make_town())
        NeedsSheet.objects.create(participant=person, facts=NEEDS, recorded_on=timezone.localdate())
    Identity.objects.create(participant=person, name=NAME)
    return agency


def test_a_viewer_sees_the_gap_as_table_map_and_paper_and_nobody(viewer):
    page = viewer.get(reverse("desk_gaps"), {"gap": SLUG})
    text = page.content.decode()
    assert "水曜の夕方に 開けば <strong>6人" in text
    assert page.context["chosen"].slug == SLUG
    paper = pdf_text(viewer.get(reverse("desk_gaps_paper")).content)
    assert "水曜の夕方" in paper
    for said in (text, paper):
        assert NAME not in said
        assert "W-0" not in said
    assert reverse("desk_gap_people", args=[SLUG]) not in text
    assert viewer.get(reverse("desk_gap_people", args=[SLUG])).status_code == 403
    assert viewer.post(reverse("desk_gap_task", args=[SLUG]), {"kind": "new", "talks": "会と"}).status_code == 403
    assert list(Look.objects.order_by("pk").values_list("action", flat=True)) == ["seen", "printed"]


def test_a_gap_is_shown_by_wish_area_and_group(viewer):
    page = viewer.get(reverse("desk_gaps"), {"gap": SLUG, "target": "nobody"})
    assert page.context["crossed"].rows == (("囲碁・将棋・麻雀", (6,)),)
    assert "したいことと 圏域" in page.content.decode()
    paper = pdf_text(viewer.get(reverse("desk_gaps_paper"), {"gap": SLUG}).content)
    assert "囲碁・将棋・麻雀" in paper.replace("\n", "")
    hidden = viewer.get(reverse("desk_gaps"), {"gap": "fee"})
    assert "crossed" not in hidden.context, "what is no gap of these people"
    assert "crossed" not in viewer.get(reverse("desk_gaps")).context


def test_the_map_draws_each_area_with_its_number(viewer, agency):
    from directory.models import Area, AreaSystem

    system = AreaSystem.objects.create(municipality=agency.municipality, name="圏域")
    Area.objects.create(system=system, name="平尾圏域").towns.add(make_town())
    page = viewer.get(reverse("desk_gaps"))
    assert [(one.name, one.people) for one in page.context["circles"]] == [("平尾圏域", 6)]
    assert page.content.decode().count("<circle") == 1


def test_a_coordinator_sees_the_people_by_their_numbers_and_each_look_is_recorded(leader):
    page = leader.get(reverse("desk_gap_people", args=[SLUG]))
    assert [person.code for person in page.context["people"]] == [f"W-{n}" for n in range(6)]
    assert NAME not in page.content.decode()
    assert Look.objects.exclude(participant=None).count() == 6


def test_a_gap_becomes_a_task_that_ends_in_a_listing(leader, agency):
    path = reverse("desk_gap_task", args=[SLUG])
    assert leader.post(path, {"kind": "new"}).status_code == 200
    leader.post(path, {"kind": "new", "talks": "生活支援コーディネーターが 囲碁の会と"})
    task = GapTask.objects.get()
    assert (task.change, task.people, task.made_on, task.agency) == (SLUG, 6, timezone.localdate(), agency)
    listing = make_resource("毎週水曜 16:00–18:00", activities=["board_games"], referral="open", name="夕方の囲碁")
    said = {"kind": "new", "talks": "会と", "result": "11月から 開きます", "resource": listing.pk}
    edit = reverse("desk_gap_task_edit", args=[task.pk])
    wrong = leader.post(edit, said | {"done_on": "2020-01-01"})
    assert "おわった日は、はじめた日より後にしてください。" in wrong.content.decode()
    leader.post(edit, said | {"done_on": timezone.localdate().isoformat()})
    text = leader.get(reverse("desk_gaps")).content.decode()
    for word in ("はじめ 6人 → いま <strong>0人", "夕方の囲碁", "6人に 合います", "11月から 開きます"):
        assert word in text


def test_another_agencys_task_and_gaps_are_closed(client, agency):
    task = GapTask.objects.create(agency=agency, change="fee", kind="new", talks="会と", made_on=timezone.localdate())
    client.force_login(make_user("coordinator"))
    assert client.get(reverse("desk_gap_task_edit", args=[task.pk])).status_code == 403
    page = client.get(reverse("desk_gaps"), {"agency": agency.pk})
    assert "いまは、ありません。" in page.content.decode()
    assert client.get(reverse("desk_gap_people", args=[SLUG]), {"agency": agency.pk}).context["people"] == []


@pytest.mark.parametrize("slug", ["nothing", "needs.x", "schedule.wed"])
def test_what_is_no_change_is_not_found(leader, slug):
    assert leader.get(reverse("desk_gap_people", args=[slug])).status_code == 404
    assert leader.get(reverse("desk_gap_task_edit", args=[999])).status_code == 404
