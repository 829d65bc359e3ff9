"""Everything of ours that Wagtail calls by hooks: viewsets, menu items, panels and pages; they live in cms/admin."""

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from cms.admin import own_pages
from cms.admin.associations.support_visits import SupportVisitViewSet
from cms.admin.dashboard.board import Board
from cms.admin.editing import edit_views, statement_views
from cms.admin.editing.check_intervals import CheckIntervalViewSet
from cms.admin.editing.new_listing.views import publish_first
from cms.admin.editing.viewsets import DirectoryGroup
from cms.admin.users import PeopleGroup
from cms.admin.weights import values
from cms.admin.wish_words.viewsets import WishWordsGroup
from cms.permissions.staff import DecidersMenuItem, StaffMenuItem
from directory.duplicates import merging

register_snippet(DirectoryGroup)
register_snippet(WishWordsGroup)
register_snippet(SupportVisitViewSet)
register_snippet(CheckIntervalViewSet)
hooks.register("register_snippet_listing_buttons", statement_views.statement_menu_items)
hooks.register("register_admin_viewset", PeopleGroup)
hooks.register("before_edit_page", edit_views.warn_of_days)
hooks.register("construct_snippet_action_menu", publish_first)


@hooks.register("construct_homepage_panels", order=1000)
def replace_homepage_panels(request, panels):
    """The board instead of Wagtail's panels; those of workflows would name rows of other cities."""
    panels[:] = [Board(), *(panel for panel in panels if isinstance(panel, (RecentEditsPanel, LockedPagesPanel)))]


@hooks.register("construct_homepage_summary_items", order=1000)
def remove_homepage_summary(request, items):
    """Numbers of pages and files tell the city nothing."""
    items.clear()


@hooks.register("construct_main_menu", order=1000)
def shorten_main_menu(request, items):
    """Staff see what they may open; reports, settings and help of Wagtail are for the superuser."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("reports", "settings", "help")]


@hooks.register("construct_settings_menu", order=1000)
def remove_sites_menu(request, items):
    """There is one site, whose address the environment says (`SITE_URL`)."""
    items[:] = [item for item in items if item.name != "sites"]


@hooks.register("construct_help_menu", order=1000)
def remove_help_links(request, items):
    """Wagtail's help stands on other hosts and in English."""
    items.clear()


@hooks.register("insert_global_admin_css")
def admin_stylesheet():
    """One stylesheet for what we add to the admin, and one for those without scripts, whose menu stays empty."""
    return format_html(
        '<link rel="stylesheet" href="{}"><noscript><link rel="stylesheet" href="{}"></noscript>',
        static("cms/admin/admin.css"),
        static("cms/admin/without_scripts.css"),
    )


class _SaidFormatter(LogFormatter):
    """Shows the sentence that was stored with an entry of the log."""

    def format_message(self, entry):
        return entry.data["said"]


@hooks.register("register_log_actions")
def register_log_formatters(actions):
    """Daily statements and merges in the history of a listing."""

    @actions.register_action(statement_views.LOG_ACTION)
    class DailyStatementFormatter(_SaidFormatter):
        label = "日々の記録"

    @actions.register_action(merging.LOGGED)
    class MergingFormatter(_SaidFormatter):
        label = "ひとつにした"


@hooks.register("register_admin_urls")
def register_own_pages():
    """Pages of the admin that are no view of a viewset."""
    return own_pages.urlpatterns


@hooks.register("register_admin_menu_item")
def add_numbers_menu_item():
    """The menu 「マッチングの数字」, for those who may change them."""
    return values.NumbersMenuItem("マッチングの数字", reverse_lazy("numbers"), icon_name="sliders", order=300)


@hooks.register("register_admin_menu_item")
def add_approvals_menu_item():
    """The menu 「団体からの申し出」, for those who may publish."""
    return DecidersMenuItem("団体からの申し出", reverse_lazy("approvals"), icon_name="tasks", order=110)


@hooks.register("register_admin_menu_item")
def add_tokens_menu_item():
    """The menu 「書きこみの鍵」, for those who may publish."""
    return DecidersMenuItem("書きこみの鍵", reverse_lazy("city_api_tokens"), icon_name="key", order=310)


@hooks.register("register_admin_menu_item")
def add_account_menu_item():
    """The menu 「ログインの設定」: the second step, and where one is signed in."""
    return MenuItem("ログインの設定", reverse_lazy("account"), icon_name="lock", order=990)


def _add_menu_item(label: str, name: str, icon: str, order: int):
    @hooks.register("register_admin_menu_item")
    def item():
        return StaffMenuItem(label, reverse_lazy(name), icon_name=icon, order=order)


_add_menu_item("きょうの仕事", "wagtailadmin_home", "list-ul", 1)
_add_menu_item("緊急のお知らせ", "city_alerts", "warning", 112)
_add_menu_item("いっせい確認", "city_campaigns", "mail", 115)
_add_menu_item("一覧の取りこみ", "city_imports", "upload", 118)
_add_menu_item("オープンデータの確認", "city_open_data", "check", 120)
_add_menu_item("紙の冊子と地図", "city_booklets", "doc-full", 122)
_add_menu_item("来た人の数", "city_attendance", "table", 125)
