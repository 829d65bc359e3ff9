"""「情報がちがう」: what came in, and the answer."""

import pytest
from django.urls import reverse

from directory.models import Report, Verification
from tests.cms.admin.pages import read
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def test_the_sender_reads_the_citys_answer(city, staff):
    listing = make_resource()
    report = Report.objects.create(resource=listing, about="times", said="13時から")
    assert "13時から" in read(city, "city_report", report.pk)
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
