"""The city's board: what waits, what is old, what is missing; each number is the length of its list, and of one's own city."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.admin.dashboard.completeness import FACT_CHECKS, FRESHNESS_CHECKS
from directory.accounts.links import Link, Purpose
from directory.associations.attendance import fiscal_year, record_attendance
from directory.associations.representatives import hand_over
from directory.models import (
    Amendment,
    Apart,
    Area,
    AreaSystem,
    BouncedAddress,
    Campaign,
    Letter,
    Reminder,
    Report,
    StatusStatement,
    SupportVisit,
    Verification,
)
from directory.upkeep.bounces import Bounce, record_bounces
from tests.factories import (
    make_municipality,
    make_organization,
    make_place,
    make_resource,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def city(client, staff):
    """The browser of a member of the staff."""
    client.force_login(staff)
    return client


@pytest.fixture
def elsewhere():
    """A listing of another city, which lacks everything and waits for everything."""
    other = make_municipality(code="112089", name="所沢市")
    organization = make_organization(name="よその会")
    listing = make_resource(
        name="よそのサロン", place=make_place(lat=None, lng=None, municipality=other), organization=organization
    )
    hand_over(organization, make_user(email="yoso@example.jp"))
    record_bounces([Bounce("yoso@example.jp", "5.1.1", "")])
    Report.objects.create(resource=listing, about="times", said="よその話")
    SupportVisit.objects.create(organization=organization, municipality=other, said="x", next_on=timezone.localdate())
    Campaign.objects.create(municipality=other, starts_on=timezone.localdate())
    return listing


def numbers(city, part):
    return {line["label"]: line["count"] for line in city.get(reverse("wagtailadmin_home")).context[part]}


def read(city, name, *args, **query):
    answer = city.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_number_is_the_length_of_its_list(city, today):
    bare = make_resource(name="名前だけ", place=make_place(lat=None, lng=None))
    full = make_resource(
        name="すべて", reading="すべて", summary="お茶の会", fee=0, first_visit="どうぞ", schedule="毎週火曜 10:00–12:00",
        contacts=[{"kind": "telephone", "value": "042-1", "is_public": True}], features={"parking": "no"},
        organization=make_organization(),
    )  # fmt: skip
    hand_over(full.organization, make_user())
    Verification.objects.create(resource=full, day=today, how="self")
    ended = make_resource(name="終わった")
    StatusStatement.objects.create(resource=ended, status="ended", since=today)
    lists = {
        key: {row.name for row in city.get(reverse("city_list", args=[key])).context["page"]}
        for key in FACT_CHECKS | FRESHNESS_CHECKS
    }
    assert {key for key, names in lists.items() if names == {"名前だけ"}} == {*FACT_CHECKS, "stale", "never"} - {
        "photo"
    }
    assert lists["photo"] == {"名前だけ", "すべて"}
    assert lists["soon"] == set()
    shown = numbers(city, "facts") | numbers(city, "checks")
    assert shown == {lack.label: len(lists[key]) for key, lack in (FACT_CHECKS | FRESHNESS_CHECKS).items()}
    assert bare.name in read(city, "city_list", "reading")


def test_a_check_is_soon_due_before_it_is_stale(city, today):
    for name, days in (("新しい", 0), ("もうすぐ", 340), ("古い", 400)):
        Verification.objects.create(resource=make_resource(name=name), day=today - dt.timedelta(days=days), how="visit")
    assert numbers(city, "checks") == {
        "たしかめる時期をすぎた": 1,
        "もうすぐ たしかめる時期": 1,
        "まだ 1度もたしかめていない": 0,
    }


def test_what_waits_is_counted_and_nothing_of_another_city(city, elsewhere, today):
    assert set(numbers(city, "waiting").values()) == {0}
    organization = make_organization()
    hand_over(organization, make_user(email="hana@example.jp"))
    listing = make_resource(name="うちのサロン", organization=organization)
    for days in (61, 31):
        letter = Letter.objects.create(address="hana@example.jp", day=today - dt.timedelta(days=days))
        Reminder.objects.create(letter=letter, resource=listing)
    make_resource(name="アドレスなし")
    Report.objects.create(resource=listing, about="times")
    SupportVisit.objects.create(organization=organization, municipality=listing.municipality, said="x", next_on=today)
    assert numbers(city, "waiting") == {
        "「情報がちがう」への返事": 1,
        "電話でたしかめる（時期をすぎた）": 2,
        "電話のうち、メールに返事がない": 1,
        "メールが届かない人": 0,
        "団体への支援の予定": 1,
        "同じかもしれない場所": 0,
        "市の下書きの確認": 0,
        "公開していない市の下書き": 0,
    }, "what this role may not answer is not counted for it"
    assert "アドレスなし" not in read(city, "city_telephone", why="no_answer")
    assert "うちのサロン" in read(city, "city_telephone", why="no_answer")


def test_no_page_shows_anything_of_another_city(city, elsewhere):
    pages = ("wagtailadmin_home", "city_doubles", "city_telephone", "city_bounced", "city_reports", "city_campaigns",
             "city_attendance", "city_support_due", "wagtailsnippets_directory_supportvisit:list")  # fmt: skip
    for page in [(name,) for name in pages] + [("city_list", key) for key in FACT_CHECKS | FRESHNESS_CHECKS]:
        text = read(city, *page)
        for words in ("よその", "yoso@", "所沢市"):
            assert words not in text, page


def test_no_address_of_another_city_answers(city, elsewhere):
    report, visit, campaign = Report.objects.get(), SupportVisit.objects.get(), Campaign.objects.get()
    bounced, own = BouncedAddress.objects.get(), make_resource()
    for name, args in (
        ("city_report", [report.pk]),
        ("city_campaign", [campaign.pk]),
        ("city_campaign_stop", [campaign.pk]),
        ("city_reachable", [bounced.pk]),
        ("city_apart", [own.pk, elsewhere.pk]),
        ("wagtailsnippets_directory_supportvisit:edit", [visit.pk]),
        ("wagtailsnippets_directory_supportvisit:delete", [visit.pk]),
    ):
        answer = city.post(reverse(name, args=args), {"outcome": "mended"})
        assert answer.status_code in (302, 404), name
        assert answer.status_code == 404 or answer.url == "/admin/", name
    city.post(reverse("city_sheets"), {"resource": [elsewhere.pk]})
    assert not Link.objects.filter(purpose=Purpose.SHEET).exists()
    report.refresh_from_db(), campaign.refresh_from_db()
    assert (report.outcome, campaign.stopped_on) == ("", None)
    assert BouncedAddress.objects.exists()
    assert SupportVisit.objects.exists()
    assert not Apart.objects.exists()


@pytest.mark.parametrize("person", ["coordinator", "outsider"])
def test_others_do_not_get_in(client, request, person):
    client.force_login(request.getfixturevalue(person))
    for name in (
        "wagtailadmin_home",
        "city_telephone",
        "city_reports",
        "city_campaigns",
        "city_attendance",
        "city_support_due",
    ):
        assert client.get(reverse(name)).status_code == 302


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


def test_pairs_that_are_two_are_not_shown_again(city):
    place = make_place()
    first, second = make_resource(name="ひまわりサロン", place=place), make_resource(name="ひまわりさろん", place=place)
    assert numbers(city, "waiting")["同じかもしれない場所"] == 1
    assert "ひまわりさろん" in read(city, "city_doubles")
    for _ in range(2):
        city.post(reverse("city_apart", args=[second.pk, first.pk]))
    assert Apart.objects.count() == 1
    assert numbers(city, "waiting")["同じかもしれない場所"] == 0


def test_an_address_that_works_again_gets_letters_again(city):
    make_resource(contacts=[{"kind": "email", "value": "hana@example.jp"}])
    record_bounces([Bounce("hana@example.jp", "5.1.1", "unknown")])
    assert "hana@example.jp" in read(city, "city_bounced")
    city.post(reverse("city_reachable", args=[BouncedAddress.objects.get().pk]))
    assert not BouncedAddress.objects.unreachable().exists()


def test_a_campaign_is_begun_watched_and_stopped(city, today):
    listing = make_resource()
    facts = {"municipality": listing.municipality_id, "area": "", "starts_on": today.isoformat()}
    city.post(reverse("city_campaigns"), facts)
    campaign = Campaign.objects.get()
    assert "もうあります" in city.post(reverse("city_campaigns"), facts).content.decode()
    assert "1か所のうち 0か所" in read(city, "city_campaign", campaign.pk)
    Verification.objects.create(resource=listing, day=today, how="self")
    assert "1か所のうち 1か所" in read(city, "city_campaign", campaign.pk)
    city.post(reverse("city_campaign_stop", args=[campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.stopped_on == today


@pytest.mark.parametrize("wrong", [{"starts_on": "2020-04-01"}, {"starts_on": ""}, {"municipality": "112089"}])
def test_a_campaign_that_makes_no_sense_is_refused(city, elsewhere, today, wrong):
    Campaign.objects.all().delete()
    facts = {"municipality": make_resource().municipality_id, "area": "", "starts_on": today.isoformat()} | wrong
    assert city.post(reverse("city_campaigns"), facts).status_code == 200
    assert not Campaign.objects.exists()


def test_the_numbers_of_a_year_on_the_screen_and_as_a_file(city, elsewhere, today):
    year = fiscal_year(today)
    told = make_resource(name="=サロン", kinds=["salon", "cafe"], organization=make_organization(name="会"))
    make_resource(name="だまっている", kinds=["salon"])
    record_attendance(told, dt.date(year, 4, 1), 12, "portal")
    record_attendance(elsewhere, dt.date(year, 4, 1), 999, "portal")
    page = city.get(reverse("city_attendance"))
    assert (page.context["year"].total, page.context["year"].telling) == (12, 1)
    assert [sums for _, sums in page.context["kinds"]] == [[1, 12], [1, 12]]
    file = city.get(reverse("city_attendance_csv", args=[year])).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file)))
    assert [(line["名前"], line[f"{year}-04"], line["合計"]) for line in lines] == [
        ("'=サロン", "12", "12"),
        ("だまっている", "", ""),
    ]
    assert city.get(reverse("city_attendance_csv", args=[year + 1])).status_code == 404


def test_a_visit_is_written_down_and_its_next_date_comes_up(city, staff, today):
    organization = make_organization(name="できたての会")
    add = reverse("wagtailsnippets_directory_supportvisit:add")
    assert city.get(add, {"organization": organization.pk}).status_code == 200
    facts = {"organization": organization.pk, "municipality": make_municipality().pk, "day": today, "how": "visit",
             "about": "start", "said": "お茶の会の始め方", "next_on": today, "next_what": "補助金の書類"}  # fmt: skip
    city.post(add, facts)
    visit = SupportVisit.objects.get()
    assert (visit.organization, visit.made_by, visit.next_on) == (organization, staff, today)
    assert "補助金の書類" in read(city, "city_support_due")
    assert "できたての会" in read(city, "wagtailsnippets_directory_supportvisit:list")


def test_waiting_changes_are_those_of_the_approvals(client, staff):
    from django.contrib.auth.models import Group

    from cms.permissions.roles import APPROVERS

    staff.groups.add(Group.objects.get(name=APPROVERS))
    client.force_login(staff)
    Amendment.objects.create(resource=make_resource(), changes={"name": {"old": "a", "new": "b"}})
    assert numbers(client, "waiting")["団体からの変更・申し出"] == 1


def test_the_old_address_of_the_board_leads_to_the_first_page(city):
    assert city.get("/admin/board/").url == reverse("wagtailadmin_home")


LISTS = ("wagtailadmin_home", "city_telephone", "city_bounced", "city_reports", "city_campaign", "city_support_due",
         "city_attendance", "city_doubles", "wagtailsnippets_directory_resource:list")  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_database_no_more_for_more_rows(city, today, name):
    campaign = Campaign.objects.create(municipality=make_municipality(), starts_on=today)
    system, counts = AreaSystem.objects.create(municipality=make_municipality(), name="圏域"), []
    address = reverse(name, args=[campaign.pk] if name == "city_campaign" else [])
    for turn in range(2):
        for number in range(5):
            organization = make_organization()
            email = f"a{turn}{number}@example.jp"
            hand_over(organization, make_user(email=email))
            row = make_resource(name=f"サロン{turn}{number}", organization=organization,
                                contacts=[{"kind": "telephone", "value": f"042-{turn}{number}"}])  # fmt: skip
            record_bounces([Bounce(email, "5.1.1", "")])
            Report.objects.create(resource=row, about="times")
            SupportVisit.objects.create(
                organization=organization, municipality=row.municipality, said="x", next_on=today
            )
            Area.objects.create(system=system, name=f"{turn}{number}").towns.add(make_town())
            record_attendance(row, today.replace(day=1), 3, "portal")
        city.get(address)
        with CaptureQueriesContext(connection) as asked:
            city.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("typed", ["²", "9" * 5000, "１", "-1", "x", "", "\0"])
def test_a_number_in_an_address_that_is_none_is_no_error_of_ours(city, typed):
    make_resource()
    for name, query in (
        ("city_attendance", {"year": typed}),
        ("city_telephone", {"area": typed, "of": typed, "page": typed}),
        ("city_doubles", {"page": typed}),
        ("wagtailsnippets_directory_supportvisit:add", {"organization": typed}),
    ):
        assert city.get(reverse(name), query).status_code in (200, 404), name
    assert city.post(reverse("city_sheets"), {"resource": [typed]}).status_code == 200


def test_a_visit_is_not_begun_with_an_organization_of_another_city(city, elsewhere):
    make_resource()
    add = read(city, "wagtailsnippets_directory_supportvisit:add", organization=elsewhere.organization_id)
    assert "よその会" not in add


def test_whom_no_mail_reaches_is_found_by_telephone_and_by_letter(city):
    organization = make_organization(name="平尾の会")
    hand_over(organization, make_user(name="山田 花子", email="hana@example.jp"))
    make_resource(organization=organization, contacts=[{"kind": "telephone", "value": "042-111-1111"}])
    record_bounces([Bounce("hana@example.jp", "5.1.1", "unknown")])
    text = read(city, "city_bounced")
    for words in ("山田 花子", "平尾の会", "tel:0421111111", reverse("organization_people", args=[organization.pk])):
        assert words in text
    letter = city.post(reverse("city_invitations"), {"organization": [organization.pk]})
    assert letter.content.startswith(b"%PDF")


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


def test_only_who_looks_after_the_site_changes_the_intervals(city, admin_client):
    from directory.models import CheckInterval, Term

    add = reverse("wagtailsnippets_directory_checkinterval:add")
    facts = {"kind": Term.objects.get(scheme="kinds", slug="salon").pk, "months": 6, "source": "季節ごとに変わるため"}
    assert city.post(add, facts).status_code == 302
    assert not CheckInterval.objects.exists()
    assert "確認の間隔" in admin_client.get(add).content.decode()
    admin_client.post(add, facts)
    assert CheckInterval.objects.get().months == 6
