"""The city's board: what waits, what is old, what is missing; each number is the length of its list, and of one's own city."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.admin.missing import CHECKS, FACTS
from directory.attendance import fiscal_year, tell
from directory.bounces import Bounce, note
from directory.links import Link, Purpose
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
from directory.representatives import hand_over
from tests.cms.test_numbers import pages_of, text_of
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
    note([Bounce("yoso@example.jp", "5.1.1", "")])
    Report.objects.create(resource=listing, about="times", said="よその話")
    SupportVisit.objects.create(organization=organization, municipality=other, said="x", next_on=timezone.localdate())
    Campaign.objects.create(municipality=other, starts_on=timezone.localdate())
    return listing


def numbers(city, part):
    return {line["label"]: line["count"] for line in city.get(reverse("city_board")).context[part]}


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
        key: {row.name for row in city.get(reverse("city_list", args=[key])).context["page"]} for key in FACTS | CHECKS
    }
    assert {key for key, names in lists.items() if names == {"名前だけ"}} == {*FACTS, "stale", "never"} - {"photo"}
    assert lists["photo"] == {"名前だけ", "すべて"}
    assert lists["soon"] == set()
    shown = numbers(city, "facts") | numbers(city, "checks")
    assert shown == {lack.label: len(lists[key]) for key, lack in (FACTS | CHECKS).items()}
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
        "団体からの変更・申し出": 0,
        "市の下書きの確認": 0,
        "「情報がちがう」への返事": 1,
        "電話でたしかめる": 2,
        "うち、メールに返事がない": 1,
        "メールが届かない人": 0,
        "団体への支援の予定": 1,
        "同じかもしれない場所": 0,
    }
    assert "アドレスなし" not in read(city, "city_telephone", why="no_answer")
    assert "うちのサロン" in read(city, "city_telephone", why="no_answer")


def test_no_page_shows_anything_of_another_city(city, elsewhere):
    pages = ("city_board", "city_doubles", "city_telephone", "city_bounced", "city_reports", "city_campaigns",
             "city_attendance", "city_support_due", "wagtailsnippets_directory_supportvisit:list")  # fmt: skip
    for page in [(name,) for name in pages] + [("city_list", key) for key in FACTS | CHECKS]:
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
        "city_board",
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


def test_sheets_of_an_area_and_of_those_ticked(city):
    here, there = make_town("平尾"), make_town("坂浜", reading="さかはま")
    area = Area.objects.create(
        system=AreaSystem.objects.create(municipality=make_municipality(), name="圏域"), name="西"
    )
    area.towns.add(here)
    rows = [make_resource(name=f"サロン{n}", place=make_place(town=town)) for n, town in enumerate([here, here, there])]
    address = reverse("city_sheets")
    assert pages_of(city.post(address).content) == 3
    assert pages_of(city.post(address, {"area": area.pk}).content) == 2
    pdf = city.post(address, {"resource": [rows[2].pk]}).content
    assert "サロン2" in text_of(pdf)
    Verification.objects.create(resource=rows[0], day=timezone.localdate(), how="visit")
    assert pages_of(city.post(address, {"stale": "1"}).content) == 2


def test_an_address_that_works_again_gets_letters_again(city):
    make_resource(contacts=[{"kind": "email", "value": "hana@example.jp"}])
    note([Bounce("hana@example.jp", "5.1.1", "unknown")])
    assert "hana@example.jp" in read(city, "city_bounced")
    city.post(reverse("city_reachable", args=[BouncedAddress.objects.get().pk]))
    assert not BouncedAddress.objects.exists()


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
    tell(told, dt.date(year, 4, 1), 12, "portal")
    tell(elsewhere, dt.date(year, 4, 1), 999, "portal")
    page = city.get(reverse("city_attendance"))
    assert (page.context["year"].total, page.context["year"].telling) == (12, 1)
    assert [sums for _, sums in page.context["kinds"]] == [[1, 12], [1, 12]]
    file = city.get(reverse("city_attendance_csv", args=[year])).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file)))
    assert [(line["名前"], line[f"{year}-04"], line["合計"]) for line in lines] == [
        ("'=サロン", "12", "12"),
        ("だまっている", "", "0"),
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

    from cms.admin.roles import APPROVERS

    staff.groups.add(Group.objects.get(name=APPROVERS))
    client.force_login(staff)
    Amendment.objects.create(resource=make_resource(), changes={"name": {"old": "a", "new": "b"}})
    assert numbers(client, "waiting")["団体からの変更・申し出"] == 1


def test_only_who_looks_after_the_site_changes_the_intervals(city, admin_client):
    from directory.models import CheckInterval, Term

    add = reverse("wagtailsnippets_directory_checkinterval:add")
    facts = {"kind": Term.objects.get(scheme="kinds", slug="salon").pk, "months": 6, "source": "季節ごとに変わるため"}
    assert city.post(add, facts).status_code == 302
    assert not CheckInterval.objects.exists()
    assert "確認の間隔" in admin_client.get(add).content.decode()
    admin_client.post(add, facts)
    assert CheckInterval.objects.get().months == 6
