"""What residents see: places, organizations, their calendar, and the pages that help when something is missing."""

import base64
import datetime as dt
import hashlib
import io
import json
import re

import PIL.Image
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.images.models import Image

from cms.content.site_settings import SiteSettings
from cms.mail.outbox import KeptMail
from directory.associations.representatives import add_representative
from directory.catalogue.parts import AT_THE_DOOR
from directory.catalogue.statements import StatusStatement, Verification
from tests.cms.listing_pages import seen_on
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>${alert(2)}"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;${alert(2)}"


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def page_of(client, resource, status=200):
    return read(client, f"/places/{resource.pk}/", status)


@pytest.fixture
def today():
    return timezone.localdate()


def test_a_place_tells_what_people_ask_first_first(client):
    page = page_of(
        client,
        make_resource(
            schedule="毎週火曜 10:00–12:00",
            features={"parking": "yes", "quiet": "no"},
            contacts=[{"kind": "telephone", "value": "042-000-1111", "note": "平日 9時〜17時"}],
            name="ひまわりサロン",
            reading="ひまわりさろん",
            summary="体操とお茶です。",
            first_visit="玄関で声をかけてください。",
            place=make_place(name="平尾自治会館", address="平尾1丁目2-3", access="バス停から3分", town=make_town()),
            fee=100,
        ),
    )
    asked = [
        "ひまわりさろん</small>", "体操とお茶です。", "まだ たしかめていません", "10時〜12時", "毎週火曜 10時〜12時", "カレンダーに入れる", "tel:0420001111", "稲城市平尾1丁目2-3",
        "バス停から3分", "玄関で声をかけてください。", "どなたでも", "1回 100円", "駐車場が あります。",
        "にぎやかな 所です。", "まだ 分からないこと",
    ]  # fmt: skip
    places = [page.find(part, page.index("<main")) for part in asked]
    assert -1 not in places
    assert places == sorted(places)
    assert page.count('class="dates-day"') == 3


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        ("09:00", "きょう 10時〜12時"),
        ("11:59", "きょう 10時〜12時"),
        ("12:00", "きょうは 終わりました。次は 12月1日（火）10時〜12時"),
    ],
)
def test_what_is_over_today_is_not_the_next_date(client, time_machine, hour, said):
    time_machine.move_to(dt.datetime.fromisoformat(f"2026-11-24T{hour}+09:00"))
    resource = make_resource(schedule="毎週火曜 10:00–12:00", organization=make_organization())
    for address in ("/", "/?open=today", f"/places/{resource.pk}/", f"/organizations/{resource.organization_id}/"):
        page = re.sub("<[^>]+>", "", read(client, address))
        assert said in page
        assert "次は きょう" not in page
    assert ("DTSTART;TZID=Asia/Tokyo:20261124" in read(client, f"/places/{resource.pk}/calendar.ics")) == (hour < "12")


def test_who_is_asked_what_is_not_known_is_said_once(client):
    called = page_of(client, make_resource(contacts=[{"kind": "telephone", "value": "042-000-1111"}]))
    assert called.count("電話で きいてください") == 1
    silent = make_resource()
    assert "稲城市の 窓口に きいてください" in page_of(client, silent)
    SiteSettings.objects.update(desk_telephone="087-000-1111", municipality=make_municipality("372013"))
    assert "相談窓口に きいてください" not in page_of(client, silent)
    SiteSettings.objects.update(municipality=silent.municipality)
    asked = page_of(client, silent)
    assert asked.index("相談窓口に きいてください") < asked.index("087-000-1111")


def test_what_has_ended_says_since_when_and_no_dates(client):
    resource = make_resource(schedule="毎日 10:00–12:00", hours_note="雨の日は休み", wants_helpers=True)
    StatusStatement.objects.create(resource=resource, status="ended", since=dt.date(2025, 10, 17))
    page = page_of(client, resource)
    assert "2025年10月17日に 終わりました" in page
    for part in ("10時", "雨の日", "カレンダー", "さがしています", "まだ たしかめていません"):
        assert part not in page


def test_what_a_city_runs_is_claimed_by_nobody(client):
    claim = "この場所を やっている方へ"
    assert claim in page_of(client, make_resource(organization=make_organization(kind="group")))
    assert claim not in page_of(client, make_resource(organization=make_organization(kind="city")))


def test_what_nobody_checked_for_long_says_so_at_the_top(client, today):
    resource = make_resource(schedule="毎週火曜 10:00–12:00")
    old = today - dt.timedelta(days=800)
    Verification.objects.create(resource=resource, day=old, how="visit")
    page = page_of(client, resource)
    assert page.index("古いかもしれません") < page.index("毎週火曜")
    assert seen_on(page).count(f"{old.year}年{old.month}月{old.day}日") == 1


def test_a_reading_that_nobody_confirmed_is_not_shown(client):
    assert "もむら" not in page_of(client, make_resource(name="百村の会"))


def test_a_contact_that_is_not_public_is_on_no_page(client):
    resource = make_resource(contacts=[{"kind": "telephone", "value": "090-1234-5678", "is_public": False}])
    assert "5678" not in page_of(client, resource)


def test_when_and_how_it_was_checked_and_where_it_comes_from(client):
    resource = make_resource(source="市のオープンデータ", source_licence="CC BY 4.0")
    Verification.objects.create(resource=resource, day=dt.date(2026, 5, 20), how="telephone")
    page = page_of(client, resource)
    assert "2026年5月20日（水）に、電話で たしかめました。" in seen_on(page)
    assert "市のオープンデータ（CC BY 4.0）" in page


def test_a_paused_place_is_shown_as_paused_with_dates_and_reason(client, today):
    resource = make_resource(schedule="毎日 10:00–12:00")
    until = today + dt.timedelta(days=10)
    StatusStatement.objects.create(resource=resource, status="paused", since=today, until=until, reason="工事のため")
    page = page_of(client, resource)
    assert "お休み中" in page
    assert "工事のため" in page
    after = until + dt.timedelta(days=1)
    assert f"{after.month}月{after.day}日" in page[page.index('class="dates-day"') :]


def test_a_pause_to_come_is_announced(client, today):
    resource = make_resource()
    StatusStatement.objects.create(resource=resource, status="paused", since=today + dt.timedelta(days=3))
    assert "もうすぐ お休みになります" in page_of(client, resource)


def test_a_place_without_a_point_or_without_a_place_says_so(client):
    assert "地図の位置は 分かりません" in page_of(client, make_resource(place=make_place(lat=None, lng=None)))
    resource = make_resource()
    resource.place = None
    resource.save()
    assert "場所は お問い合わせください" in page_of(client, resource)


def test_an_approximate_point_is_called_approximate(client):
    page = page_of(client, make_resource(place=make_place(precision="town")))
    assert "およその位置です" in page


def test_html_in_every_text_is_shown_as_text(client):
    place = make_place(name=NASTY, address=NASTY, access=NASTY, accessibility=NASTY, building=NASTY)
    organization = make_organization(name=NASTY, description=NASTY, reading=NASTY)
    resource = make_resource(
        contacts=[{"kind": kind, "value": NASTY, "note": NASTY, "person": NASTY} for kind in ("telephone", "website", "email")],
        place=place, organization=organization, name=NASTY, reading=NASTY, summary=NASTY, description=NASTY, first_visit=NASTY,
        **dict.fromkeys(AT_THE_DOOR, NASTY[:120]), to_bring=NASTY, fee_note=NASTY, hours_note=NASTY, source=NASTY, source_licence=NASTY[:60],
    )  # fmt: skip
    StatusStatement.objects.create(resource=resource, status="paused", since=dt.date(2020, 1, 1), reason=NASTY)
    for address in (f"/places/{resource.pk}/", f"/organizations/{organization.pk}/"):
        page = read(client, address)
        assert ESCAPED in page
        assert NASTY not in page
    assert f"javascript:{NASTY}" not in page


def test_a_website_that_is_a_script_leads_nowhere(client):
    page = page_of(client, make_resource(contacts=[{"kind": "website", "value": "javascript:alert(1)"}]))
    assert 'href="javascript:' not in page


def test_supporters_only_is_in_no_page_count_feed_or_map(client):
    organization = make_organization(name="会社")
    resource = make_resource(name="ひみつの職場", visibility="supporters", organization=organization)
    for address in (
        f"/places/{resource.pk}/",
        f"/places/{resource.pk}/calendar.ics",
        f"/organizations/{organization.pk}/",
    ):
        assert "ひみつ" not in read(client, address, 404)
    for address in ("/", "/sitemap-places.xml", "/map.json?bbox=20,122,46,154&zoom=5"):
        page = read(client, address)
        assert "ひみつ" not in page
        assert f"/places/{resource.pk}/" not in page
    assert "0か所" in read(client, "/")
    assert json.loads(read(client, "/map.json?bbox=20,122,46,154&zoom=5"))["pins"] == []


def test_a_draft_has_no_page(client):
    page_of(client, make_resource(live=False), 404)


def test_an_organization_shows_its_public_places_and_marks_paused_ones(client, today):
    organization = make_organization(name="いなぎ会")
    make_resource(name="開いている会", organization=organization)
    paused = make_resource(name="休んでいる会", organization=organization)
    ended = make_resource(name="終わった会", organization=organization)
    StatusStatement.objects.create(resource=paused, status="paused", since=today)
    StatusStatement.objects.create(resource=ended, status="ended", since=today)
    page = read(client, f"/organizations/{organization.pk}/")
    assert "開いている会" in page
    assert "お休み中" in page
    assert "終わった会" not in page


def test_the_calendar_holds_the_next_dates(client):
    resource = make_resource(schedule="毎週火曜 10:00–12:00", name="ひまわりサロン")
    response = client.get(f"/places/{resource.pk}/calendar.ics")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 12
    assert "SUMMARY:ひまわりサロン" in text
    assert "TZID=Asia/Tokyo" in text


@pytest.mark.parametrize("address", ["/nai/", "/places/999999/", "/organizations/999999/", "/places/abc/"])
def test_an_unknown_address_gives_a_page_that_helps(client, address):
    page = read(client, address, 404)
    assert "ページが ありません" in page
    assert 'name="q"' in page


def test_an_address_that_cannot_be_read_gives_a_page_that_helps(client):
    response = client.post("/reading/", {"text_size": "gigantic"})
    assert response.status_code == 400
    assert "うまく 読めませんでした" in response.content.decode()


def test_an_error_of_ours_gives_a_page_that_helps(monkeypatch):
    monkeypatch.setattr("cms.public.views.loading.current", lambda: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "うまく いきませんでした" in response.content.decode()


def test_signing_in_leads_to_the_screen_of_the_role(client, coordinator, staff, outsider):
    volunteer = make_user()
    add_representative(make_organization(), volunteer)
    for user, address in ((coordinator, "/desk/"), (staff, "/admin/"), (volunteer, "/my/"), (outsider, "/")):
        client.force_login(user)
        assert client.get("/after-sign-in/")["Location"] == address


def test_a_wrong_password_is_answered_in_words(client, outsider):
    response = client.post("/sign-in/", {"username": outsider.username, "password": "chigau"})
    assert "ログインできませんでした" in response.content.decode()


def test_kept_mail_is_shown_only_in_a_demonstration(client, settings):
    KeptMail.objects.create(to="a@example.jp", subject="おたずね", body="このままで よいですか。 https://example.jp/x")
    settings.IS_DEMO = True
    assert "おたずね" in read(client, "/outbox/")
    settings.IS_DEMO = False
    settings.DEBUG = False
    read(client, "/outbox/", 404)
    read(client, "/styleguide/", 404)


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_photo_is_shown_with_its_words_and_where_it_comes_from(client):
    picture = io.BytesIO()
    PIL.Image.new("RGB", (40, 30), "green").save(picture, "PNG")
    photo = Image.objects.create(title="会館", file=ContentFile(picture.getvalue(), "kaikan.png"))
    page = page_of(client, make_resource(photo=photo, photo_alt="会館の玄関", photo_source="市", photo_licence="CC BY"))
    assert 'alt="会館の玄関"' in page
    assert "写真: 市（CC BY）" in page


def test_who_looks_for_helpers_says_so(client):
    assert "お茶の用意" in page_of(client, make_resource(wants_helpers=True, helpers_wanted="お茶の用意"))
    assert "さがしています" not in page_of(client, make_resource(helpers_wanted="お茶の用意"))


def test_everybody_can_say_that_a_place_is_wrong(client):
    resource = make_resource()
    assert f'href="/places/{resource.pk}/wrong/"' in page_of(client, resource)
    read(client, f"/places/{resource.pk}/wrong/")


def test_the_styleguide_shows_the_components(client, settings):
    settings.DEBUG = True
    assert "notice-paused" in read(client, "/styleguide/")


def test_a_room_and_an_organization_that_are_not_public_are_named_nowhere(client):
    place = make_place(name="ひみつの間", live=False, address="平尾9丁目", lat=35.6, lng=139.5, precision="exact")
    organization = make_organization(name="ひみつの会", live=False)
    resource = make_resource(name="ひだまり", place=place, organization=organization, schedule="毎週火曜")
    for address in (
        "/",
        "/places.json",
        f"/places/{resource.pk}/",
        f"/places/{resource.pk}/calendar.ics",
        "/suggest?q=ひだまり",
    ):
        got = client.get(address)
        answer = str(got.json()) if "json" in got["Content-Type"] else got.content.decode()
        assert "ひだまり" in answer, address
        for hidden in ("ひみつ", "9丁目", "35.6"):
            assert hidden not in answer, (address, hidden)


def test_crawlers_find_public_places_and_leave_the_desk_alone(client):
    resource = make_resource()
    assert "Disallow: /desk/" in read(client, "/robots.txt")
    assert "/sitemap-places.xml" in read(client, "/sitemap.xml")
    assert f"<loc>http://127.0.0.1:8000/places/{resource.pk}/</loc>" in read(client, "/sitemap-places.xml")
    assert "/guide/" in read(client, "/sitemap-pages.xml")


def test_the_city_gives_name_colour_and_desk(client):
    SiteSettings.objects.create(
        city_name="稲城市", accent="#00428c", desk_name="福祉くらしの相談", desk_telephone="０４２-378-2111（内線12）",
        municipality=make_municipality(),
    )  # fmt: skip
    page = read(client, "/")
    assert "稲城市 いばしょマップ" in page
    assert "tel:0423782111" in page
    assert "--accent:#00428c" in read(client, "/accent/00428c.css")


@pytest.mark.parametrize(
    "address",
    ["/", "/places/{}/", "/organizations/{}/", "/styleguide/", "/sign-in/", "/outbox/", "/guide/", "/news/"],
)
def test_no_page_has_a_script_or_style_that_the_policy_refuses_or_asks_another_host(client, settings, address):
    settings.DEBUG = True
    organization = make_organization()
    resource = make_resource(organization=organization)
    key = organization.pk if "organizations" in address else resource.pk
    response = client.get(address.format(key))
    page = response.content.decode()
    for attributes, script in re.findall("<script([^>]*)>(.*?)</script>", page, re.S):
        if "application/ld+json" in attributes:
            continue  # data for search engines, which no browser runs and no policy looks at
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert 'src="/static/' in attributes or f"'sha256-{digest}'" in response["Content-Security-Policy"]
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert 'src="http' not in page
    assert 'rel="stylesheet" href="http' not in page


def test_a_place_page_costs_the_same_however_much_it_says(client, django_assert_num_queries):
    plain = make_resource()
    rich = make_resource(
        schedule="毎週火曜・木曜 10:00–12:00",
        features={"parking": "yes", "quiet": "no"},
        contacts=[{"kind": "telephone", "value": f"042-000-{n:04}"} for n in range(5)],
        targets=["older", "children"],
        activities=["tea", "exercise"],
        organization=make_organization(),
    )
    page_of(client, plain)
    with django_assert_num_queries(20):
        page_of(client, rich)
    Verification.objects.bulk_create(
        Verification(resource=rich, day=dt.date(2026, 1, day), how="visit") for day in range(1, 20)
    )
    page_of(client, plain)  # the first one after an edit asks what was edited
    with django_assert_num_queries(20):
        page_of(client, rich)
