"""開示, 個人情報ファイル簿, 使われていない欄 and 事例検討の紙: who gets them, what is recorded, and what they say."""

import datetime as dt

import pytest
from django.urls import reverse
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDFCatalog_IsTagged

from cms.desk.papers.views import few
from matching.casework.introductions import begin
from matching.models import Draft, Identity, Look, NeedsSheet, Participant
from matching.oversight.disclosure import ELSEWHERE
from matching.oversight.people_tables import ways_to_person
from tests.factories import ask_agreed, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)
OTHERS = "ほかの人のことかもしれません"


@pytest.fixture
def person(coordinator):
    agency = coordinator.memberships.get().agency
    person = Participant.objects.create(
        code="M-1", agency=agency, town=make_town(), note="一つめ", in_charge=coordinator
    )
    identity = {
        "name": "二つめ",
        "reading": "みつめ",
        "telephone": "044-000-0004",
        "reach": "五つめ",
        "address": "六つめ",
        "told_by": "十三め",
        "own_wish": "十一め",
        "family_wish": "十二め",
    }
    Identity.objects.create(participant=person, **identity, born_on=dt.date(1948, 2, 29))
    NeedsSheet.objects.create(participant=person, facts={"age": 77, "lat": 35.123, "lng": 139.4}, recorded_on=DAY)
    one = begin(person, make_resource(name="七つめの会"), coordinator, DAY)
    one.companion, one.visit_on = "八つめ", DAY
    one.save()
    ask_agreed(one, "九つめ", "telephone", coordinator)
    draft = {
        "form": "needs",
        "token": "0" * 32,
        "text": "note=%E5%8D%81",
        "saved_at": dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    }
    Draft.objects.create(user=coordinator, participant=person, **draft)
    return person


@pytest.fixture
def desk(client, coordinator, person):
    client.force_login(coordinator)
    return client


STORED = (
    "一つめ", "二つめ", "みつめ", "044-000-0004", "五つめ", "六つめ", "1948年2月29日", "77歳", "35.123", "七つめの会", "八つめ", "九つめ", "note: 十", "十一め", "十二め", "十三め",
)  # fmt: skip


def test_everything_is_disclosed_what_may_be_of_others_is_marked_and_it_is_a_look(desk, person):
    page = desk.get(reverse("desk_disclosure", args=["M-1"])).content.decode()
    for text in STORED:
        assert text in page
    marked = [line for line in page.split("<dt>") if OTHERS in line]
    assert {text for text in STORED for line in marked if text in line} == {
        "一つめ",
        "五つめ",
        "八つめ",
        "九つめ",
        "note: 十",
        "十二め",
        "十三め",
    }
    assert page.count("<h2") == len(ways_to_person()) - len(ELSEWHERE)
    assert Look.objects.filter(action="seen", what="開示", participant=person).count() == 1


def text_of(answer) -> str:
    """The words of a paper, which is tagged for those who hear it."""
    paper = PdfDocument(answer.content)
    assert FPDFCatalog_IsTagged(paper)
    return "".join(page.get_textpage().get_text_bounded() for page in paper)


@pytest.mark.parametrize("name", ["desk_disclosure_paper", "desk_conference"])
def test_the_papers_are_tagged_and_recorded_as_printed(desk, person, name):
    answer = desk.get(reverse(name, args=["M-1"]))
    text = text_of(answer)
    assert Look.objects.filter(action="printed", participant=person).count() == 1
    if name == "desk_conference":
        for told in ("M-1", "二つめ", "七つめ", "八つめ", "平尾"):
            assert told not in text


def test_a_counsellor_in_charge_is_refused_and_that_is_a_look(client, person):
    counsellor = make_user("counsellor", person.agency)
    Participant.objects.update(in_charge=counsellor)
    client.force_login(counsellor)
    assert client.get(reverse("desk_disclosure", args=["M-1"])).status_code == 403
    assert [look.action for look in Look.objects.all()] == ["refused"]


def test_the_file_book_has_every_table_and_nobody(client, person):
    client.force_login(make_user("manager", person.agency))
    text = text_of(client.get(reverse("desk_file_book")))
    plain = "".join(text.split())
    for model in ways_to_person():
        assert str(model._meta.verbose_name).replace(" ", "") in plain
    for told in STORED:
        assert told not in text


def test_small_counts_of_unused_columns_are_masked(desk):
    page = desk.get(reverse("desk_unused")).content.decode()
    assert "だれも 書いていません" in page
    assert "5未満" in page
    assert "1件</td>" not in page
    assert [few(count) for count in (0, 1, 4, 5)] == ["だれも 書いていません", "5未満", "5未満", "5件"]
