"""The number a month in the portal, and the year on paper."""

import datetime as dt

import pytest
from django.utils import timezone
from pypdfium2 import PdfDocument

from cms.print import pdf
from cms.print import pdf as paper
from cms.print.check_sheets import check_sheets
from directory.accounts.links import Link, Purpose
from directory.associations.attendance import (
    Attendance,
    fiscal_year,
    recent_months,
    record_attendance,
    reportable_months,
)
from directory.associations.representatives import hand_over
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    return make_resource(name="ひまわりサロン", organization=make_organization(name="平尾ひまわりの会"))


@pytest.fixture
def lead(client, listing):
    user = make_user(name="鈴木 花子")
    hand_over(listing.organization, user)
    client.force_login(user)
    return user


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in PdfDocument(pdf))


def pages_of(pdf: bytes) -> int:
    return len(PdfDocument(pdf))


def field(month: dt.date) -> str:
    return f"m{month:%Y%m}"


def test_a_volunteer_tells_a_month_and_corrects_another(client, listing, lead):
    this, last = recent_months(timezone.localdate())[:2]
    record_attendance(listing, last, 30, "sheet")
    page = client.get(f"/my/{listing.pk}/numbers/").content.decode()
    assert 'value="30"' in page
    client.post(f"/my/{listing.pk}/numbers/", {field(this): "12", field(last): "31"})
    told = {row.month: (row.people, row.how, row.made_by) for row in Attendance.objects.all()}
    assert told == {this: (12, "portal", lead), last: (31, "portal", lead)}


@pytest.mark.parametrize(
    ("day", "months"),
    [
        ((2026, 11, 21), ["2026-10", "2026-11", "2026-09", "2026-08", "2026-07", "2026-06"]),
        ((2027, 3, 31), ["2027-02", "2027-03", "2027-01", "2026-12", "2026-11", "2026-10"]),
        ((2027, 4, 1), ["2027-03", "2027-04", *(f"{m}" for m in ("2027-02", "2027-01", "2026-12", "2026-11")),
                        *(f"2026-{m:02}" for m in range(10, 3, -1))]),
        ((2027, 6, 30), ["2027-05", "2027-06", "2027-04", "2027-03", "2027-02", "2027-01",
                         *(f"2026-{m:02}" for m in range(12, 3, -1))]),
        ((2027, 7, 1), ["2027-06", "2027-07", "2027-05", "2027-04", "2027-03", "2027-02"]),
    ],
)  # fmt: skip
def test_last_month_is_asked_first_and_until_june_the_whole_year_that_has_ended_can_be_told(day, months):
    assert [f"{month:%Y-%m}" for month in reportable_months(dt.date(*day))] == months


def test_a_number_that_is_wiped_out_is_taken_back_and_the_page_says_what_happened(client, listing, lead):
    this, last = recent_months(timezone.localdate())[:2]
    record_attendance(listing, last, 300, "portal")
    page = client.post(f"/my/{listing.pk}/numbers/", {field(this): "", field(last): ""}, follow=True)
    assert not Attendance.objects.exists()
    assert "記録しました" in page.content.decode()
    page = client.post(f"/my/{listing.pk}/numbers/", {field(this): ""}, follow=True)
    assert "変わったところは ありません" in page.content.decode()


def test_a_number_is_read_as_people_write_it(client, listing, lead):
    this, last, before = recent_months(timezone.localdate())[:3]
    client.post(f"/my/{listing.pk}/numbers/", {field(this): "1,200", field(last): "４２人", field(before): " 7 "})
    told = dict(Attendance.objects.values_list("month", "people"))
    assert told == {this: 1200, last: 42, before: 7}


def test_what_is_left_as_it_was_keeps_its_source(client, listing, lead):
    this, last = recent_months(timezone.localdate())[:2]
    record_attendance(listing, last, 30, "sheet")
    client.post(f"/my/{listing.pk}/numbers/", {field(this): "12", field(last): "30"})
    assert Attendance.objects.get(month=last).how == "sheet"


def test_a_number_that_is_none_is_refused_in_words(client, listing, lead):
    page = client.post(f"/my/{listing.pk}/numbers/", {field(recent_months(timezone.localdate())[0]): "-3"})
    assert "0以上の 数字" in page.content.decode()
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("address", ["/my/{listing}/numbers/", "/my/groups/{group}/year/{year}/"])
def test_anothers_numbers_are_out_of_reach(client, listing, address):
    other = make_user()
    hand_over(make_organization(), other)
    client.force_login(other)
    address = address.format(listing=listing.pk, group=listing.organization_id, year=fiscal_year(timezone.localdate()))
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302


def test_the_years_report_on_paper(client, listing, lead):
    year = fiscal_year(timezone.localdate())
    record_attendance(listing, dt.date(year, 4, 1), 1234, "portal")
    answer = client.get(f"/my/groups/{listing.organization_id}/year/{year}/")
    text = text_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    for words in ("実績報告", "平尾ひまわりの会", "ひまわりサロン", "1234"):
        assert words in text
    assert client.get(f"/my/groups/{listing.organization_id}/year/{year + 1}/").status_code == 404


def test_a_sheet_holds_what_is_known_and_its_code_opens_the_page(client, listing, lead):
    record_attendance(listing, recent_months(timezone.localdate())[0], 77, "portal")
    other = make_resource(name="もう一つのサロン")
    pdf = check_sheets([listing, other])
    text = text_of(pdf)
    for words in ("確認票", "ひまわりサロン", "鈴木 花子", "77", "もう一つのサロン", "このままで 正しい"):
        assert words in text
    assert pages_of(pdf) == 2
    code = next(word for word in text.split() if word.count("-") == 2 and word.replace("-", "").isdigit())
    assert Link.objects.of_code(code).resource in (listing, other)
    client.logout()
    page = client.post("/my/code/", {"code": code}, follow=True)
    assert "このままで 正しい" in page.content.decode()
    assert page["Referrer-Policy"] != "no-referrer", "a browser would send no origin, and the form would be refused"


def test_a_newer_sheet_replaces_the_older_one(listing):
    check_sheets([listing])
    check_sheets([listing])
    older, newer = Link.objects.filter(purpose=Purpose.SHEET)
    assert "新しいもの" in older.why_dead()
    assert newer.why_dead() is None


def test_paper_asks_nobody_on_the_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr(paper, "render_to_string", lambda *args: '<img src="http://192.0.2.1/x.png"><p>紙</p>')
    assert "紙" in text_of(pdf.render_pdf("x", {}))
