"""The city's board: what waits, what is old, what is missing; each number is the length of its list, and of one's own city."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.admin.dashboard.completeness import FACT_CHECKS, FRESHNESS_CHECKS
from cms.content.site_settings import SiteSettings
from directory.accounts.links import Link, Purpose
from directory.associations.attendance import record_attendance
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
from tests.cms.admin.pages import numbers, read
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db


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


def test_the_list_of_old_checks_begins_with_the_oldest_and_says_its_day(city, today):
    days = {"あ": 400, "い": 900, "う": 500}
    for name, ago in days.items():
        Verification.objects.create(resource=make_resource(name=name), day=today - dt.timedelta(days=ago), how="visit")
    make_resource(name="ん")
    page = city.get(reverse("city_list", args=["stale"]))
    assert [row.name for row in page.context["page"]] == ["ん", "い", "う", "あ"]
    oldest, text = today - dt.timedelta(days=900), page.content.decode()
    assert f"{oldest.year}年{oldest.month}月{oldest.day}日" in text
    assert "このうち 4か所は、メールでは たしかめられません" in text
    assert [row.name for row in city.get(reverse("city_list", args=["summary"])).context["page"]] == [
        "あ",
        "い",
        "う",
        "ん",
    ]


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
    pages = ("wagtailadmin_home", "city_duplicates", "city_telephone", "city_bounced", "city_reports", "city_campaigns",
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
         "city_attendance", "city_duplicates", "wagtailsnippets_directory_resource:list")  # fmt: skip


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
        ("city_duplicates", {"page": typed}),
        ("wagtailsnippets_directory_supportvisit:add", {"organization": typed}),
    ):
        assert city.get(reverse(name), query).status_code in (200, 400, 404), name
    assert city.post(reverse("city_sheets"), {"resource": [typed]}).status_code in (200, 400)


def test_the_morning_shows_what_waits_and_keeps_zeros_quiet(client, approver, listing):
    Report.objects.create(resource=listing, about="times")
    client.force_login(approver)
    board = client.get(reverse("wagtailadmin_home")).context
    assert "「情報がちがう」への返事" in [line["label"] for line in board["tiles"]]
    assert all(line["count"] for line in board["tiles"])
    assert "メールが届かない人" in [line["label"] for line in board["quiet"]]


def test_who_opens_the_board_reads_that_the_statement_is_not_there_and_who_brings_it_out(city, admin_client):
    board = reverse("wagtailadmin_home")
    settings = reverse("wagtailsettings:edit", args=["cms", "sitesettings"])
    said = "「アクセシビリティ方針」のページは、まだ 出ていません。"
    ours, theirs = (client.get(board).content.decode() for client in (city, admin_client))
    assert said + "管理者が" in ours
    assert settings not in ours
    assert f'{said}<a href="{settings}">' in theirs
    SiteSettings.objects.update_or_create(pk=1, defaults={"accessibility_day": dt.date(2026, 11, 1)})
    assert said not in city.get(board).content.decode()
