"""Pages in the language of their reader: English holds no unmarked Japanese, choices are not mixed, and nobody's work speaks it."""

import datetime as dt
import html
import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.kept_pages import middleware
from cms.operations.languages import COOKIE, is_translated
from directory.hours.rules import Rule
from directory.languages.spoken import LANGUAGES
from directory.models import Area, AreaSystem, TownAlert
from tests.cms.crawl import Walk, shown
from tests.cms.languages.japanese_parts import language_and_unmarked
from tests.cms.listing_pages import seen_on
from tests.cms.permissions.attacked_city import AttackedCity
from tests.factories import make_municipality, make_organization, make_resource

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
STARTS = (
    *(
        "/",
        "/?q=体操",
        "/?q=死にたい",
        "/?q=qqzz",
        "/?open=today",
        "/?kind=unknown",
        "/my-list/?q=体操",
        "/my-list/?code=XX",
    ),
    *(
        "/where/?topic=mind&who=other",
        "/where/?topic=children&town=qqzz",
        "/booklets/?code=12",
        "/week/?week=next",
        "/no-such-page/",
    ),
)


SAID_WHEN_FOLLOWED = {
    "/feed.atom": ("お休みです", "Closed on "),
    "/calendar.ics": ("【お休み】体操の会", "[Closed] 体操の会"),
}
"""What of a day off stands in the file in Japanese and in English."""
FACTS = ("For whom", "What people do", "Age", "Cost")


def reader(language: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = language
    return client


class EnglishWalk(Walk):
    """A walk of somebody who chose English; `unmarked`: text -> its page."""

    def __init__(self):
        super().__init__(reader("en"))
        self.unmarked: dict[str, str] = {}
        self.pages = 0

    def open(self, address: str) -> list[str]:
        """Open one page that is translated; returns the addresses on it."""
        if not is_translated(urlsplit(address).path) or "lang=" in address:
            return []
        answer = self.client.get(address)
        page = shown(answer)
        if not page:
            return [answer.url] if answer.status_code in (301, 302) else []
        language, unmarked = language_and_unmarked(page)
        assert language == "en", address
        self.unmarked |= dict.fromkeys(unmarked, address)
        self.pages += 1
        found = super().open(address) if answer.status_code == 200 else []
        return [urldefrag(urljoin(address, html.unescape(one))).url for one in found]


def test_every_public_page_in_english_marks_what_stays_japanese():
    AttackedCity("132250", 1)
    walk = EnglishWalk().follow(*STARTS)
    assert walk.pages > 20
    assert not walk.unmarked, "\n".join(f"{page} {text}" for text, page in walk.unmarked.items())


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES])
def test_an_address_chooses_a_language_and_the_choice_stays(code):
    client = Client()
    first = client.get(f"/?lang={code}")
    assert f'<html lang="{code}"' in first.content.decode()
    assert f'<html lang="{code}"' in client.get("/").content.decode()
    assert (COOKIE in first.cookies) == (code != "ja")


@pytest.mark.parametrize(
    ("code", "language"),
    [
        *(("EN", "en"), ("zh", "zh-hans"), ("pt", "pt-br"), ("fil", "tl"), ("zh-Hans", "zh-hans")),
        *(
            ("", "ja"),
            ("xx", "ja"),
            ("en-us", "ja"),
            ("de", "ja"),
            ("a" * 5000, "ja"),
            ("../../etc", "ja"),
            ("en\x0d\x0aX: y", "ja"),
        ),
        ('"><script>alert(1)</script>', "ja"),
    ],
)
def test_a_code_that_is_no_language_chooses_none(code, language):
    answer = Client().get("/", {"lang": code})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    assert "alert(1)" not in answer.content.decode()
    assert f'<html lang="{language}"' in reader(code.replace("\r\n", "")).get("/").content.decode()


def test_what_a_browser_prefers_is_not_asked():
    answer = Client().get("/", HTTP_ACCEPT_LANGUAGE="en,vi;q=0.8")
    assert '<html lang="ja"' in answer.content.decode()
    assert "Accept-Language" not in answer["Vary"]


def test_two_readers_of_one_address_get_their_own_language_from_what_is_kept():
    middleware.forget()
    place = make_resource(name="ひだまり", reading="ひだまり")
    readers = {code: reader(code) for code in ("ja", "en", "vi")}
    answers = [(code, client.get(place.get_absolute_url())) for _ in range(2) for code, client in readers.items()]
    assert all(f'<html lang="{code}"' in answer.content.decode() for code, answer in answers)
    assert len({answer["ETag"] for _, answer in answers}) == 3
    japanese = readers["ja"].get(place.get_absolute_url())["ETag"]
    assert readers["en"].get(place.get_absolute_url(), HTTP_IF_NONE_MATCH=japanese).status_code == 200
    assert not any(answer.cookies for _, answer in answers)
    assert "Cookie" in answers[0][1]["Vary"]


def test_the_choice_of_one_is_not_kept_for_the_next():
    middleware.forget()
    Client().get("/?lang=en")
    answer = Client().get("/")
    assert '<html lang="ja"' in answer.content.decode()
    assert not answer.cookies
    assert "lang=en&amp;lang" not in Client().get("/?lang=en").content.decode()


@pytest.mark.parametrize("address", ["/feed.atom", "/calendar.ics"])
def test_what_is_followed_speaks_the_language_of_its_address(address):
    place = make_resource(name="体操の会", schedule="毎日 10:00–12:00")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    place.status_statements.create(status="paused", since=tomorrow, until=tomorrow)
    for one in (address, f"/places/{place.pk}{address}"):
        japanese, said = Client().get(one), SAID_WHEN_FOLLOWED[address]
        english = Client().get(f"{one}?lang=en", HTTP_IF_NONE_MATCH=japanese.get("ETag", ""))
        assert [text in japanese.content.decode() for text in said] == [True, False]
        assert [text in english.content.decode() for text in said] == [False, True]
        links = re.findall(r'href="([^"]*)"', reader("en").get(one.removesuffix(address) + "/").content.decode())
        assert [link for link in links if urlsplit(link).path == one and link.endswith("lang=en")]
        assert not [link for link in links if urlsplit(link).path == one and not link.endswith("lang=en")]


def test_a_place_in_english():
    place = make_resource(name="平尾カフェ", reading="ひらおかふぇ", kinds=["cafe"], features={"parking": "yes"}, fee=0)
    page = reader("en").get(place.get_absolute_url()).content.decode()
    assert '<span lang="ja">平尾カフェ</span> <small class="reading">Hiraokafe</small>' in page
    assert "There is a car park." in page
    assert "<dd>Free</dd>" in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}{place.get_absolute_url()}?lang=en">' in page
    assert f'hreflang="ja" href="{settings.SITE_URL}{place.get_absolute_url()}"' in page


def test_whom_a_place_is_for_and_what_it_costs_are_words():
    facts = {"targets": ["children", "parents"], "activities": ["exercise", "crafts"], "min_age": 0, "max_age": 3}
    place = make_resource(**facts, fee=100, fee_note="材料費は べつ")
    page = reader("en").get(place.get_absolute_url()).content.decode()
    targets, activities, ages, fee = (re.search(f"<dt>{name}</dt><dd>(.*?)</dd>", page)[1] for name in FACTS)
    assert "children" in targets.lower()
    assert "exercise" in activities.lower()
    assert ages == "age 0 to 3"
    assert fee.endswith('（<span lang="ja">材料費は べつ</span>）')
    told = "、".join(target.label for target in place.targets.all())
    assert f"<dt>だれのため</dt><dd>{told}</dd>" in reader("ja").get(place.get_absolute_url()).content.decode()


def test_a_card_in_english_parts_its_sentences_and_says_what_was_found():
    runs, all_day = make_organization(name="青空会"), Rule(tuple(range(7)), start=dt.time(0), end=dt.time(0))
    make_resource(name="窓口", kinds=["consultation"], rules=[all_day], organization=runs)
    make_resource(name="手芸", rules=[Rule(times=2, per="month")], organization=runs)
    page = seen_on(reader("en").get("/?q=青空会").content.decode())
    assert re.search(r"Open now:\s+today", page)
    assert "2 times a month (days not fixed). Please ask" in page
    assert page.count("Found in: Group「青空会」") == 2


def test_what_a_template_says_where_the_city_says_nothing_is_english_too():
    site = SiteSettings.load()
    site.desk_name, site.desk_telephone = "", "042-000-1111"
    site.save()
    assert re.search(r"Consultation desk\s+042-000-1111", seen_on(reader("en").get("/").content.decode()))
    answer = reader("en").post(reverse("report", args=[make_resource().pk]), {})
    assert "Not sent yet. Something needs to be corrected" in answer.content.decode()


def test_an_alert_says_in_english_what_is_off():
    area = Area.objects.create(
        name="<b>北</b>", system=AreaSystem.objects.create(name="圏域", municipality=make_municipality())
    )
    facts = {"municipality": make_municipality(), "area": area, "reason": "大雨のため", "closes": True}
    TownAlert.objects.create(**facts, since="2026-11-27")
    TownAlert.objects.create(**facts, since="2026-11-27", is_drill=True)
    page = reader("en").get("/").content.decode()
    named = '<span lang="ja">&lt;b&gt;北&lt;/b&gt;</span>'
    assert f"In {named}, closed from 27 November 2026: gatherings. Nobody knows yet until when." in page
    assert f"A drill, as if this were closed in {named}: gatherings." in page
    assert "&lt;b&gt;北&lt;/b&gt;の 集まりは、2026年11月27日から お休みです。" in reader("ja").get("/").content.decode()


@pytest.mark.parametrize("address", ["sign_in", "listings_mail", "listings_code"])
def test_where_people_work_everybody_reads_japanese(address):
    page = reader("en").get(reverse(address)).content.decode()
    assert '<html lang="ja"' in page
    assert "hreflang" not in page


def test_a_name_is_text_in_every_language():
    place = make_resource(name="<b>平尾</b>", reading="ひらお", summary="<script>体操</script>")
    page = reader("en").get(place.get_absolute_url()).content.decode()
    assert "<b>平尾" not in page
    assert "<script>体操" not in page
