"""The index of what Wagtail looks for by itself; what is said here lives in cms/admin."""

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from cms.admin import own_pages
from cms.admin.approvals import amendments
from cms.admin.associations.support_visits import SupportVisitViewSet
from cms.admin.dashboard.board import Board
from cms.admin.editing import daily_statements
from cms.admin.editing.check_intervals import CheckIntervalViewSet
from cms.admin.editing.viewsets import DirectoryGroup
from cms.admin.users import PeopleGroup
from cms.admin.weights import values
from cms.permissions.staff import StaffMenuItem
from directory.duplicates import merging

register_snippet(DirectoryGroup)
register_snippet(SupportVisitViewSet)
register_snippet(CheckIntervalViewSet)
hooks.register("register_snippet_listing_buttons", daily_statements.listing_buttons)
hooks.register("register_admin_viewset", PeopleGroup)


@hooks.register("construct_homepage_panels", order=1000)
def first_page(request, panels):
    """The board instead of Wagtail's panels; those of workflows would name rows of other cities."""
    panels[:] = [Board(), *(panel for panel in panels if isinstance(panel, (RecentEditsPanel, LockedPagesPanel)))]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_summary(request, items):
    """Numbers of pages and files tell the city nothing."""
    items.clear()


@hooks.register("construct_main_menu", order=1000)
def short_menu(request, items):
    """Staff see what they may open; reports, settings and help of Wagtail are for the superuser."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("reports", "settings", "help")]


@hooks.register("construct_settings_menu", order=1000)
def one_site(request, items):
    """There is one site, whose address the environment says (`SITE_URL`)."""
    items[:] = [item for item in items if item.name != "sites"]


@hooks.register("construct_help_menu", order=1000)
def no_foreign_links(request, items):
    """Wagtail's help stands on other hosts and in English."""
    items.clear()


@hooks.register("insert_global_admin_css")
def stylesheet():
    """One stylesheet for what we add to the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin/admin.css"))


class _Said(LogFormatter):
    def format_message(self, entry):
        return entry.data["said"]


@hooks.register("register_log_actions")
def words_of_history(actions):
    """What is said by the day, and what a listing was made one with, in its history."""

    @actions.register_action(daily_statements.LOGGED)
    class Standing(_Said):
        label = "日々の記録"

    @actions.register_action(merging.LOGGED)
    class Merging(_Said):
        label = "ひとつにした"


@hooks.register("register_admin_urls")
def register_own_pages():
    """Pages of the admin that are no view of a viewset."""
    return own_pages.urlpatterns


@hooks.register("register_admin_menu_item")
def numbers_of_matching():
    """The menu 「マッチングの数字」, for those who may change them."""
    return values.NumbersMenuItem("マッチングの数字", reverse_lazy("numbers"), icon_name="sliders", order=300)


@hooks.register("register_admin_menu_item")
def what_associations_ask():
    """The menu 「団体からの申し出」, for those who may publish."""
    return amendments.ApprovalsMenuItem("団体からの申し出", reverse_lazy("approvals"), icon_name="tasks", order=110)


def _page(label: str, name: str, icon: str, order: int):
    @hooks.register("register_admin_menu_item")
    def item():
        return StaffMenuItem(label, reverse_lazy(name), icon_name=icon, order=order)


_page("きょうの仕事", "wagtailadmin_home", "list-ul", 1)
_page("いっせい確認", "city_campaigns", "mail", 115)
_page("来た人の数", "city_attendance", "table", 125)
