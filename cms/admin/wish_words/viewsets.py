"""The menu 「さがす ことば」."""

from django.urls import reverse_lazy
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.admin.wish_words.help_lines import HelpLineViewSet
from cms.admin.wish_words.words import WishWordViewSet
from cms.permissions.staff import StaffMenuItem


class WishWordsGroup(SnippetViewSetGroup):
    """How people search in the city, what they did not find, and who helps them in danger."""

    menu_label = "さがす ことば"
    menu_icon = "search"
    menu_order = 105
    items = (WishWordViewSet, HelpLineViewSet)

    def get_submenu_items(self):
        """The tables, then the pages that are no table."""
        pages = (
            StaffMenuItem("見つからなかった ことば", reverse_lazy("city_unanswered"), icon_name="help", order=50),
            StaffMenuItem("ことばを ためす", reverse_lazy("city_wish_try"), icon_name="view", order=60),
        )
        return [*super().get_submenu_items(), *pages]
