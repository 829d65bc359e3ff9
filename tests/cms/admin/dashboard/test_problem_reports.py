"""「情報がちがう」: what came in, and the answer."""

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.associations.representatives import add_representative
from directory.changes.amendments import propose
from directory.changes.closures import pause
from directory.models import Report, Verification
from tests.cms.admin.pages import read
from tests.cms.html_forms import filled
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db


def test_the_sender_reads_the_citys_answer(city, staff):
    listing = make_resource()
    report = Report.objects.create(resource=listing, about="times", said="13時から")
    assert "13時から" in read(city, "city_report", report.pk)
    propose(listing, {"hours_note": "13時から"}, make_user())
    city.post(reverse("city_report", args=[report.pk]), {"outcome": "mended", "answer": "直しました", "checked": "on"})
    report.refresh_from_db()
    assert (report.outcome, report.answer, report.answered_by) == ("mended", "直しました", staff)
    said = Verification.objects.get()
    assert (said.resource, said.how, said.on_behalf) == (listing, "telephone", True)
    city.post(reverse("city_report", args=[report.pk]), {"outcome": "right", "answer": "もう一度"})
    report.refresh_from_db()
    assert report.outcome == "mended", "an answer is given once"


def test_a_report_stands_beside_what_the_listing_says_now(city):
    listing = make_resource(schedule="毎週月曜 10:00–12:00", contacts=[{"kind": "telephone", "value": "042-1"}])
    expected = {
        "times": "毎週月曜",
        "contact": "042-1",
        "place": "稲城市",
        "people": "まだ いません",
        "ended": "活動中",
    }
    for about, words in expected.items():
        text = read(city, "city_report", Report.objects.create(resource=listing, about=about).pk)
        for shown in (words, "tel:0421", "公開のページ", reverse("listing", args=[listing.pk])):
            assert shown in text, about


CHANGES = {
    "nothing": lambda listing: None,
    "a check": lambda listing: Verification.objects.create(resource=listing, day=timezone.localdate(), how="telephone"),
    "a draft": lambda listing: listing.save_revision(),
    "a field": lambda listing: propose(listing, {"hours_note": "13時から"}, make_user()),
    "a pause": lambda listing: pause(listing, timezone.localdate(), None, "", None),
    "the place": lambda listing: listing.place.save_revision().publish(),
    "the representative": lambda listing: add_representative(listing.organization, make_user(), "lead"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_who_says_mended_is_asked_once_where_nothing_changed(city, change):
    listing = make_resource(organization=make_organization(name="会"))
    report = Report.objects.create(resource=listing, about="times")
    CHANGES[change](listing)
    url = reverse("city_report", args=[report.pk])
    answer = city.post(url, {"outcome": "mended", "answer": "なおしました"})
    report.refresh_from_db()
    if change not in ("nothing", "a check", "a draft"):
        assert (answer.status_code, report.outcome) == (302, "mended")
        return
    assert (answer.status_code, report.outcome) == (200, "")
    assert "何も 変わっていません" in answer.content.decode()
    assert "なおしました</textarea>" in answer.content.decode()
    again = filled(answer, form_id="answer")
    assert city.post(url, again).status_code == 302
    report.refresh_from_db()
    assert report.outcome == "mended"


def test_who_says_another_thing_is_not_asked(city):
    report = Report.objects.create(resource=make_resource(), about="times")
    assert city.post(reverse("city_report", args=[report.pk]), {"outcome": "right"}).status_code == 302
