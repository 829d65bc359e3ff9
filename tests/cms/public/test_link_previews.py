"""What others show of a link."""

import io
import re

import PIL.Image
import pytest
from django.core.files.base import ContentFile
from wagtail.images.models import Image

from cms.content.pages import NewsIndex, NewsPage
from cms.content.site_settings import SiteSettings
from tests.factories import make_organization, make_resource

pytestmark = pytest.mark.django_db
SITE = "https://ibasho.example.jp"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


def preview(client, address):
    page = client.get(address).content.decode()
    told = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))
    assert f'<link rel="canonical" href="{told["og:url"]}">' in page
    return told


def photo():
    written = io.BytesIO()
    PIL.Image.new("RGB", (1600, 1200), "#808080").save(written, "PNG")
    return Image.objects.create(title="写真", file=ContentFile(written.getvalue(), "room.png"))


def size_of(client, address):
    assert address.startswith(SITE)
    answer = client.get(address.removeprefix(SITE))
    assert answer.status_code == 200
    return PIL.Image.open(io.BytesIO(b"".join(answer)))


def test_every_public_page_says_what_it_is_with_a_picture_that_others_take(client):
    organization = make_organization(
        name="ひまわりの会", description="体操とお茶の会です。\n" + "だれでもどうぞ。" * 30
    )
    resource = make_resource(name="ひまわりサロン", summary="お茶です。", organization=organization)
    news = NewsIndex.objects.get().add_child(
        instance=NewsPage(title="夏休み", slug="natsu", day="2026-07-01", lead="休みます。")
    )
    site = SiteSettings.objects.create(city_name="稲城市", greeting="ようこそ。", accent="#00428c")
    for address, title, sentence in (
        ("/", "稲城市 いばしょマップ", "ようこそ。"),
        (f"/places/{resource.pk}/", "ひまわりサロン", "お茶です。"),
        (f"/organizations/{organization.pk}/", "ひまわりの会", "体操とお茶の会です。 だれでもどうぞ。"),
        (news.get_url(), "夏休み", "休みます。"),
        ("/guide/", "使い方", "このサイトの使い方です。"),
    ):
        told = preview(client, address)
        assert (told["og:title"], told["og:url"]) == (title, f"{SITE}{address}")
        assert told["og:description"].startswith(sentence)
        assert len(told["og:description"]) <= 120
        assert told["og:site_name"] == site.title
        picture = size_of(client, told["og:image"])
        assert (picture.format, *picture.size) == ("PNG", 1200, 630)
        assert picture.getpixel((0, 0)) == (0x00, 0x42, 0x8C)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_place_with_a_photo_is_shown_with_it(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    resource = make_resource(photo=photo(), photo_alt="明るい部屋です。")
    told = preview(client, resource.get_absolute_url())
    assert re.fullmatch(rf"{SITE}/media/images/room\..*\.jpg", told["og:image"])
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"] == "明るい部屋です。"


def test_a_search_is_shown_by_its_words_and_a_place_by_its_own_address(client):
    resource = make_resource(name="体操の会")
    assert preview(client, "/?q=体操&kind=salon&from=x")["og:title"] == "体操"
    assert preview(client, "/?q=体操")["og:url"] == f"{SITE}/?q=%E4%BD%93%E6%93%8D"
    assert preview(client, f"/places/{resource.pk}/?from=q%3D体操")["og:url"] == f"{SITE}/places/{resource.pk}/"


def test_only_the_colour_of_the_city_has_a_picture(client):
    assert client.get("/picture/123456.png").status_code == 404
    assert client.get("/picture/006173.png").status_code == 200
