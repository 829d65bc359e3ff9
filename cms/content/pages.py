"""Pages that the city writes itself: guides and news. Places are not pages."""

from django.conf import settings
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from cms.content.blocks import BodyBlock
from cms.content.page_forms import PageForm
from cms.content.page_rights import SharedPageMixin
from directory.publishing.after_migrations import once_all_is_migrated
from directory.text_fields import OneLineField, SeveralLinesField

GUIDE = [
    "<p>町の中の、行ってみたい場所を さがすサイトです。だれでも、お金を はらわずに 使えます。</p>",
    "<p>なまえ・町の名前・したいことを 入れて「さがす」を おすと、場所が 一覧と地図に出ます。</p>",
    "<p>「しぼりこむ」を おすと、曜日や、車いすで入れるかなどで えらべます。</p>",
    "<p>場所の名前を おすと、ひらく日、電話番号、行き方が 出ます。「分かりません」とあることは、電話で きいてください。</p>",
    "<p>文字が 小さいときは、ページの いちばん上の「文字を 大きくする」を おしてください。</p>",
    "<p>日本語が むずかしいときは「やさしい日本語」を、漢字が 読めないときは「ふりがな」を おしてください。</p>",
    "<p>まちがいを 見つけたら、場所のページの「情報がちがうと 知らせる」から 教えてください。名前は いりません。</p>",
]
"""The guide of a new site, by paragraphs; a city may replace it by its own."""


class HomePage(SharedPageMixin, Page):
    """The root of the city's own pages. The start page itself is the search."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.GuidePage", "cms.NewsIndex"]
    max_count = 1
    search_fields = []

    class Meta:
        verbose_name = "はじめのページ"

    def serve(self, request, *args, **kwargs):
        """Redirect visitors to the search."""
        return HttpResponseRedirect(reverse("start"))


class _TextPage(SharedPageMixin, Page):
    """A page with a lead and a body."""

    lead = OneLineField("ひとことで", max_length=200, blank=True)
    body = StreamField(BodyBlock(), verbose_name="内容", blank=True)
    text_easy = SeveralLinesField(
        "やさしい日本語の文",
        blank=True,
        default="",
        db_default="",
        help_text="短い文で、むずかしい ことばを 使わずに。「やさしい日本語」を えらんだ人には、上の内容の かわりに これが 出ます。",
    )

    base_form_class = PageForm
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body"), FieldPanel("text_easy")]
    search_fields = []

    class Meta:
        abstract = True

    @property
    def first_picture(self):
        """The first picture of the body, which others show with a link to the page; None without one."""
        return next((block.value for block in self.body if block.block_type == "image"), None)


class GuidePage(_TextPage):
    """A page of the guide: how to use the site, how to join, whom to ask."""

    parent_page_types = ["cms.HomePage", "cms.GuidePage"]
    subpage_types = ["cms.GuidePage"]
    template = "public/guide_page.html"

    class Meta:
        verbose_name = "案内のページ"
        verbose_name_plural = "案内のページ"


class NewsIndex(SharedPageMixin, Page):
    """The list of news, the newest first."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    max_count = 1
    template = "public/news_index.html"
    search_fields = []

    class Meta:
        verbose_name = "お知らせの一覧"

    def news(self):
        """The live news of this list."""
        return NewsPage.objects.live().child_of(self).order_by("-day", "-pk")


class NewsPage(_TextPage):
    """One piece of news."""

    day = models.DateField("日")

    content_panels = [FieldPanel("title"), FieldPanel("day"), *_TextPage.content_panels[1:]]
    parent_page_types = ["cms.NewsIndex"]
    subpage_types = []
    template = "public/news_page.html"

    class Meta:
        verbose_name = "お知らせ"
        verbose_name_plural = "お知らせ"


@once_all_is_migrated
def make_first_pages(using="default", **kwargs) -> None:
    """After every migration: replace Wagtail's welcome page, where it is still the site's root, by our first pages."""
    site = Site.objects.using(using).filter(is_default_site=True).select_related("root_page").first()
    if site and site.root_page.specific_class is Page:
        _replace_welcome_page(site)
    _keep_first_versions(using)


def _replace_welcome_page(site: Site) -> None:
    root = site.root_page.get_parent()
    home = root.add_child(instance=HomePage(title="いばしょ", slug="ibasho", locale_id=site.root_page.locale_id))
    body = [("text", "".join(GUIDE))]
    home.add_child(instance=GuidePage(title="使い方", slug="guide", lead="このサイトの使い方です。", body=body))
    home.add_child(instance=NewsIndex(title="お知らせ", slug="news"))
    welcome = site.root_page
    site.root_page, site.site_name = home, settings.WAGTAIL_SITE_NAME
    site.save()
    welcome.delete()


def _keep_first_versions(using: str) -> None:
    """A version of each page that was made without one: Wagtail takes such a page off the site until the day of its next one."""
    made = Page.objects.using(using).filter(live=True, live_revision=None, latest_revision=None, depth__gt=1)
    for page in made.specific():
        Page.objects.using(using).filter(pk=page.pk).update(live_revision=page.save_revision(changed=False))
