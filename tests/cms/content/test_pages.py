"""Pages that the city writes."""

import datetime as dt

import pytest
from wagtail.models import Revision, Site

from cms.content.pages import GuidePage, HomePage, NewsIndex, NewsPage, make_first_pages

pytestmark = pytest.mark.django_db


def test_a_fresh_database_has_a_home_a_guide_and_a_list_of_news(client):
    home = Site.objects.get(is_default_site=True).root_page.specific
    assert isinstance(home, HomePage)
    assert "文字を 大きくする" in client.get("/guide/").content.decode()
    assert "まだ ありません" in client.get("/news/").content.decode()


def test_filling_again_changes_nothing():
    before = HomePage.objects.count(), Revision.objects.count()
    make_first_pages()
    assert (HomePage.objects.count(), Revision.objects.count()) == before
    assert before[0] == 1


def test_guides_show_their_blocks_and_the_guides_below(client):
    guide = GuidePage.objects.get()
    guide.body = [
        ("text", "<h2>はじめに</h2><p>だれでも 使えます。</p>"),
        ("notice", {"kind": "caution", "text": "<p>気をつけて</p>"}),
        ("question", {"question": "お金は いりますか", "answer": "<p>いりません</p>"}),
    ]
    guide.save()
    guide.add_child(instance=GuidePage(title="団体の方へ"))
    page = client.get("/guide/").content.decode()
    for part in ("<h2>はじめに</h2>", "notice-caution", "お金は いりますか", "団体の方へ"):
        assert part in page


def test_news_come_newest_first_and_drafts_not_at_all(client):
    index = NewsIndex.objects.get()
    for day, title, live in ((1, "古い", True), (9, "新しい", True), (5, "まだ", False)):
        index.add_child(instance=NewsPage(title=title, day=dt.date(2026, 11, day), lead="ひとこと", live=live))
    page = client.get("/news/").content.decode()
    assert page.index("新しい") < page.index("古い")
    assert "まだ</a>" not in page
    assert "2026年11月9日（月）" in client.get(NewsPage.objects.get(title="新しい").url).content.decode()
