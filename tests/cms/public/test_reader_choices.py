"""How somebody reads: the size of the text, やさしい日本語 and furigana, chosen once and kept on their own device."""

import pytest
from django.test import Client

from cms.models import GuidePage
from directory.catalogue.parts import EASY
from directory.models import Resource
from tests.cms.listing_pages import seen_on
from tests.factories import make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script>${x}"
TEXTS = {
    "summary": "体操を実施しています。",
    "description": "くわしい説明文。",
    "first_visit": "事前に御連絡ください。",
}
WRITTEN = {
    "summary_easy": "たいそうを します。",
    "description_easy": "みんなで します。",
    "first_visit_easy": "電話を ください。",
}
NOT_EASY = "やさしい日本語が まだ ない文は"


def read(client, address):
    return client.get(address).content.decode()


def chosen(client, **said):
    assert client.post("/reading/", said).status_code == 302
    return client


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"text_size": "large"}, 'data-text="large"'),
        ({"easy": "on"}, 'name="easy" value="off" aria-pressed="true"'),
        ({"furigana": "on"}, 'name="furigana" value="off" aria-pressed="true"'),
    ],
)
def test_a_choice_stays_on_every_page_and_goes_back(client, said, shown):
    before = read(client, "/")
    answer = client.post("/reading/", said | {"next": "/guide/"})
    assert answer["Location"] == "/guide/"
    assert shown not in before
    assert all(shown in read(client, address) for address in ("/", "/guide/", "/my-list/"))
    ((name, cookie),) = answer.cookies.items()
    assert {name: cookie.value} == said
    assert cookie["httponly"]
    assert client.post("/reading/", {name: {"text_size": "normal"}.get(name, "off")}).status_code == 302
    assert read(client, "/") == before


def test_a_page_from_before_the_upgrade_still_chooses_the_size_of_text(client):
    answer = client.post("/text-size/", {"size": "large", "next": "/guide/"})
    assert (answer["Location"], answer.cookies["text_size"].value) == ("/guide/", "large")


@pytest.mark.parametrize("said", [{}, {"easy": "yes"}, {"text_size": "gigantic"}, {"easy": "on", "furigana": "on"}])
def test_what_is_no_choice_is_refused(client, said):
    assert client.post("/reading/", said).status_code == 400


def test_a_choice_sends_nobody_to_another_site(client):
    assert client.post("/reading/", {"easy": "on", "next": "https://evil.example/"})["Location"] == "/"


def test_the_easy_texts_stand_instead_of_the_others_where_they_are_written(client):
    resource = make_resource(name="体操の会", **TEXTS, **WRITTEN)
    usual = read(client, resource.get_absolute_url())
    assert all(text in usual for text in TEXTS.values())
    assert not any(text in usual for text in WRITTEN.values())
    chosen(client, easy="on")
    page, listed = read(client, resource.get_absolute_url()), read(client, "/?q=体操の会")
    main = page[page.index("<main") : page.index("application/ld+json")]
    assert all(text in main for text in WRITTEN.values())
    assert not any(text in main for text in TEXTS.values())
    assert NOT_EASY not in main
    assert WRITTEN["summary_easy"] in listed
    assert TEXTS["summary"] not in listed[listed.index("card-sentence") :]


@pytest.mark.parametrize("missing", EASY.values())
def test_a_text_that_nobody_has_written_is_shown_as_it_is_and_the_page_says_so(client, missing):
    resource = make_resource(**TEXTS, **(WRITTEN | {missing: ""}))
    page = seen_on(read(chosen(client, easy="on"), resource.get_absolute_url()))
    usual = next(name for name, easy in EASY.items() if easy == missing)
    assert NOT_EASY in page
    assert TEXTS[usual] in page


def test_a_place_without_any_text_is_not_said_to_lack_one(client):
    resource = make_resource(summary="", description="", first_visit="")
    assert NOT_EASY not in read(chosen(client, easy="on"), resource.get_absolute_url())


def test_a_list_says_once_above_that_some_sentences_are_ordinary_where_they_are(client):
    make_resource(name="体操の会", **TEXTS, **WRITTEN)
    make_resource(name="名前だけの会", summary="")
    assert NOT_EASY not in read(chosen(client, easy="on"), "/")
    make_resource(name="お茶の会", summary="お茶の会です。")
    for address, times in (("/", 1), ("/?q=体操の会", 0), ("/?q=そんな会はない", 0), ("/?lang=en", 0)):
        page = read(client, address)
        assert page.count(NOT_EASY) == times, address
        assert not times or page.find(NOT_EASY) < page.find("card-title")
    assert NOT_EASY not in read(chosen(Client(), easy="off"), "/")


def test_the_description_does_not_repeat_the_sentence_above_it_in_either_language(client):
    resource = make_resource(
        summary="お茶の会です。", description="お茶の会です。毎週です。", summary_easy="お茶を のみます。"
    )
    page = read(chosen(client, easy="on"), resource.get_absolute_url()).partition("application/ld+json")[0]
    assert "お茶の会です。" not in page[page.index("<main") :]
    assert "毎週です。" in page


def test_furigana_are_confirmed_readings_and_nothing_else(client):
    place = make_place(name="平尾会館", reading="ひらおかいかん", town=make_town(name="百村", reading="もむら"))
    runs = make_organization(name="北の会", reading="きたのかい")
    resource = make_resource(name="山の家", reading="やまのいえ", place=place, organization=runs)
    other = make_resource(name="百村の集い", place=make_place(name="坂浜会館"))
    usual = read(client, resource.get_absolute_url())
    assert "<ruby>" not in usual
    assert '<small class="reading">やまのいえ</small>' in usual
    chosen(client, furigana="on")
    page = read(client, resource.get_absolute_url())
    assert '<ruby>山<rt aria-hidden="true">やま</rt></ruby>の<ruby>家<rt aria-hidden="true">いえ</rt></ruby>' in page
    assert '<ruby>平尾会館<rt aria-hidden="true">ひらおかいかん</rt></ruby>' in page
    assert '<ruby>会<rt aria-hidden="true">かい</rt></ruby></a>' in page
    assert "<title>山の家" in page
    assert '<small class="reading">' not in page
    assert '<ruby>百村<rt aria-hidden="true">もむら</rt></ruby>' in read(client, "/?q=山の家")
    assert "<ruby>" not in read(client, other.get_absolute_url())


@pytest.mark.parametrize("reading", [NASTY, "&lt;かい", "かい\u3000", "？", "か" * 240])
def test_an_odd_reading_breaks_no_page(client, reading):
    resource = make_resource(name="会館" + NASTY, reading=reading)
    Resource.objects.filter(pk=resource.pk).update(summary_easy=NASTY, description_easy=NASTY, first_visit_easy=NASTY)
    chosen(client, furigana="on")
    page = read(chosen(client, easy="on"), resource.get_absolute_url())
    assert NASTY not in page
    assert page.count("<ruby>") == page.count("</ruby>")


def test_a_long_name_is_broken_between_its_phrases_and_a_short_one_nowhere(client):
    long = make_resource(name="不登校の子どもと親のための居場所")
    page, listed = read(client, long.get_absolute_url()), read(client, "/?q=不登校の子どもと親のための居場所")
    for shown in (page, listed):
        parts = shown.split('<span class="phrases">')[1].split("</span>")[0].split("<wbr>")
        assert "".join(parts) == long.name
        assert len(parts) > 2
    assert "<title>不登校の子どもと親のための居場所" in page
    short = make_resource(name="親の会")
    assert "<wbr>" not in read(client, short.get_absolute_url()).partition("<h1>")[2].partition("</h1>")[0]


def test_a_page_of_the_city_has_an_easy_text_too_and_says_where_it_has_none(client):
    usual = read(client, "/guide/")
    assert NASTY not in usual
    chosen(client, easy="on")
    assert "やさしい日本語の文が まだ ありません" in read(client, "/guide/")
    guide = GuidePage.objects.get(slug="guide")
    guide.text_easy = f"場所を さがす ページです。{NASTY}\n\nことばを 入れて、おします。"
    guide.save()
    page = read(client, "/guide/")
    assert "<p>ことばを 入れて、おします。</p>" in page
    assert "まだ ありません" not in page
    assert NASTY not in page
    assert "曜日や、車いすで 入れるか" not in page
    chosen(client, easy="off")
    assert "ことばを 入れて、おします。" not in read(client, "/guide/")
