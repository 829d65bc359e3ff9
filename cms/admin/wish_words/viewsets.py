"""The menu 「さがす ことば」."""

from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.admin.wish_words.help_lines import HelpLineViewSet


class WishWordsGroup(SnippetViewSetGroup):
    """How people search in the city, and who helps them in danger."""

    menu_label = "さがす ことば"
    menu_icon = "search"
    menu_order = 105
    items = (HelpLineViewSet,)
