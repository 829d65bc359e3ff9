"""Numbers 9 and 14 of issue 13, a short case each; the details are tested in the rooms. The other numbers: `test_doors`."""

import datetime as dt
import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from cms.content.pages import GuidePage
from cms.mail.queue import Mail
from cms.permissions.city_files import collection_of
from directory.associations.representatives import hand_over
from directory.changes.amendments import propose
from directory.models import Report, Resource
from tests.cms.html_forms import filled
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_door_09_a_paper_in_a_page_opens_for_everybody(client, approver, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("便り.pdf", b"%PDF-1.4")
    paper = get_document_model().objects.create(title="便り", file=file, collection=collection_of("132250"))
    body = [("text", f'<p><a linktype="document" id="{paper.pk}">便り</a></p>')]
    page = GuidePage.objects.get(slug="guide").add_child(instance=GuidePage(title="紙", slug="kami", body=body))
    assert paper.url in client.get(page.url).content.decode()
    assert b"".join(client.get(paper.url).streaming_content) == b"%PDF-1.4"
    client.force_login(approver)
    for name, args in (("wagtaildocs:index", []), ("wagtaildocs:edit", [paper.pk]), ("wagtaildocs_chooser:choose", [])):
        assert client.get(reverse(name, args=args)).status_code == 200


@pytest.mark.parametrize("typed", ["令和9年2月10日", "R9.2.10", "２／１０", "2027年2月10日（水）", "20270210"])
def test_door_14_a_day_is_typed_as_people_write_it(client, approver, listing, my, typed, time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-26T09:00+09:00"), tick=False)
    my.post(reverse("listing_close", args=[listing.pk]), {"when": "dates", "since": typed, "until": typed})
    client.force_login(approver)
    url = reverse("wagtailsnippets_directory_resource:single_date", args=[listing.pk])
    assert client.post(url, {"day": typed, "meets": "False"}).status_code == 302
    day = dt.date(2027, 2, 10)
    assert (listing.status_statements.get().since, listing.single_dates.get().day) == (day, day)


def test_door_14_mended_is_asked_where_nothing_changed(client, approver, listing):
    client.force_login(approver)
    report = Report.objects.create(resource=listing, about="times")
    url = reverse("city_report", args=[report.pk])
    assert "何も 変わっていません" in client.post(url, {"outcome": "mended"}).content.decode()
    propose(listing, {"hours_note": "13時から"}, approver)
    assert client.post(url, {"outcome": "mended"}).status_code == 302


def test_door_14_the_former_lead_is_told(listing, owner):
    hand_over(listing.organization, make_user(name="鈴木 一郎"), make_user(name="市の人"), on_behalf=True)
    told = Mail.objects.get()
    assert told.to == owner.email
    assert all(word in told.text for word in ("鈴木 一郎", "市の人", "団体に代わって"))


def test_door_14_two_windows_say_who_changed_what(client, approver, listing):
    client.force_login(approver)
    url = reverse("wagtailsnippets_directory_resource:edit", args=[listing.pk])
    page = client.get(url)
    propose(listing, {"summary": "団体のことば", "to_bring": "水とう"}, make_user(name="鈴木 一郎"))
    answer = client.post(url, filled(page, summary="市のことば") | {"action-publish": "1"})
    said = html.unescape(answer.content.decode())
    assert all(word in said for word in ("鈴木 一郎さん", "「団体のことば」に しました", "この画面では「市のことば」"))
    assert client.post(url, filled(answer) | {"action-publish": "1"}).status_code == 302
    listing.refresh_from_db()
    assert (listing.summary, listing.to_bring) == ("市のことば", "水とう")


def test_door_14_a_paper_is_entered_on_one_page(client, approver):
    client.force_login(approver)
    url = reverse("wagtailsnippets_directory_resource:add")
    paper = {"name": "ひまわり", "organization_name": "ひまわり会", "place_name": "平尾会館", "checked_on": "R8.11.2"}
    client.post(url, filled(client.get(url), **paper) | {"action-publish": "1"})
    made = Resource.objects.get()
    assert (made.live, made.organization.name, made.place.name) == (True, "ひまわり会", "平尾会館")
    assert made.last_verification.day == dt.date(2026, 11, 2)
