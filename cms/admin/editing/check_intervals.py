"""確認の間隔: for how many months a check of each kind of place holds."""

from django import forms
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from directory.catalogue.freshness import DEFAULT_MONTHS
from directory.models import CheckInterval


class CheckIntervalViewSet(SnippetViewSet):
    """One row a kind that differs from the default; the same for all cities, so only those who look after the site change it."""

    model = CheckInterval
    icon = "history"
    menu_label = "確認の間隔"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["kind", "months", "source"]
    panels = [
        FieldPanel("kind", widget=forms.Select),
        FieldPanel("months", help_text=f"ここにない種類は、{DEFAULT_MONTHS}か月ごとに たしかめます。"),
        FieldPanel("source"),
    ]
