"""The page of a new listing: what stands on the paper (確認票), in its order, with the kind by which people look for it; everything else is folded."""

from collections.abc import Iterable, Iterator

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel

from cms.admin.duplicates.while_typing import DuplicatesPanel
from cms.admin.editing.edit_handlers import RESOURCE, Boxes, Choice
from cms.admin.editing.new_listing.forms import NewListingForm
from cms.admin.editing.panels import ReadBackPanel

OF_REMARKS = (
    "紙の「備考」や「始めた年」など、上に 入れる所が ないこと。町の人に 見えるので、家のことなどは 書きません。"
)


def _row(*names: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(name) for name in names])


class BesideButton(FieldPanel):
    """A field that the template of the page puts beside its button, and nobody else anywhere."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self):
            return False


PAPER = MultiFieldPanel(
    [
        _row("name", "reading"),
        DuplicatesPanel(),
        FieldPanel("organization_name"),
        FieldPanel("kinds", widget=Boxes),
        FieldPanel("times", heading="いつ"),
        ReadBackPanel(heading="次の6回"),
        _row("by_appointment", "hours_note"),
        FieldRowPanel([FieldPanel("place_name", heading="どこ（たてもの・部屋の名前）"), FieldPanel("place_address")]),
        FieldRowPanel([FieldPanel("place_building"), FieldPanel("municipality", widget=Choice)]),
        FieldPanel("targets", heading="だれのため", widget=Boxes),
        _row("fee", "fee_note"),
        _row("telephone", "lead"),
        FieldPanel("telephone_is_for"),
        FieldPanel("has"),
        _row("wants_helpers", "helpers_wanted"),
        FieldPanel("description", heading="備考", help_text=OF_REMARKS),
        BesideButton("checked_on"),
    ],
    heading="紙に あること",
)


def _names(panel: Panel) -> set[str]:
    """The fields of a panel and of those in it."""
    own = {panel.field_name} if isinstance(panel, FieldPanel) else set()
    return own.union(*map(_names, getattr(panel, "children", ())))


def _folded(groups: Iterable[Panel], above: set[str]) -> Iterator[Panel]:
    """The groups of the edit page without the fields that stand above; each can be opened."""
    for group in groups:
        if isinstance(group, InlinePanel):
            kept = group.clone()
            kept.heading, kept.classname = "ほかの連絡先", "collapsed"
            yield kept
        elif rest := [one for one in group.children if _names(one) - above]:
            yield MultiFieldPanel(rest, heading=group.heading, classname="collapsed")


FROM_LIST = MultiFieldPanel(
    [FieldPanel("organization"), FieldPanel("place")], heading="一覧から えらぶ（団体・場所）", classname="collapsed"
)
_, *GROUPS, PUBLISHING = RESOURCE.children
NEW_RESOURCE = ObjectList(
    [PAPER, FROM_LIST, *_folded(GROUPS, _names(PAPER) | _names(FROM_LIST)), PUBLISHING],
    base_form_class=NewListingForm,
)
