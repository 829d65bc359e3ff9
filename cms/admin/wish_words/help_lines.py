"""あぶないときの電話: the lines that stand first where words of danger were searched for."""

from django import forms
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column

from cms.admin.wish_words.shipped_rows import OwnOrShippedForm, OwnOrShippedIndexView, OwnOrShippedViewSet, whose
from directory.catalogue.vocabulary import Scheme
from directory.models import HelpLine, Term, WishWord

HOW = (
    "「死にたい」「殴られる」「今夜 泊まる所が ない」などと さがした人に、いちばん はじめに 出ます。"
    "全国の行と 同じ番号の行を 市で 足すと、市の行だけが 出ます（「出す」を 外すと、どちらも 出ません）。"
)


class HelpLineForm(OwnOrShippedForm):
    """A line; what it is above all for is ticked among the worries of words of danger."""

    concerns = forms.MultipleChoiceField(
        label="とくに どんなとき",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="そのことばで さがした人に、先に 出ます。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["concerns"] = kept = self.instance.concerns.split()
        meant = WishWord.objects.filter(is_danger=True).order_by().values_list("concepts", flat=True).distinct()
        slugs = {concept.partition(":")[2] for concepts in meant for concept in concepts.split()}
        terms = Term.objects.filter(scheme=Scheme.WORRIES, slug__in=slugs.union(kept))
        self.fields["concerns"].choices = list(terms.values_list("slug", "label"))

    def clean_concerns(self):
        """As the column has them: slugs with blanks between."""
        return " ".join(self.cleaned_data["concerns"])


class HelpLineIndexView(OwnOrShippedIndexView):
    """Lines in the order of the page: those of the city first."""

    default_ordering = ("position", "name")


class HelpLineViewSet(OwnOrShippedViewSet):
    """あぶないときの電話"""

    model = HelpLine
    icon = "mobile-alt"
    index_view_class = HelpLineIndexView
    list_display = [
        "name",
        "telephone",
        Column("whose", label="どこの", accessor=whose, width="7rem"),
        "hours",
        BooleanColumn("day_and_night", label="昼も夜も"),
        "checked_on",
        BooleanColumn("live", label="出す"),
    ]
    list_filter = ["day_and_night", "live"]
    edit_handler = ObjectList(
        [
            HelpPanel(content=HOW),
            MultiFieldPanel(
                [
                    FieldPanel("municipality", widget=forms.Select),
                    FieldPanel("name"),
                    FieldPanel("purpose"),
                    FieldPanel("telephone"),
                    FieldPanel("web"),
                    FieldPanel("hours"),
                    FieldPanel("day_and_night"),
                    FieldPanel("languages"),
                ],
                heading="電話",
            ),
            MultiFieldPanel(
                [FieldPanel("concerns"), FieldRowPanel([FieldPanel("position"), FieldPanel("live")])],
                heading="出し方",
            ),
            MultiFieldPanel([FieldPanel("source"), FieldPanel("checked_on")], heading="出どころ"),
        ],
        base_form_class=HelpLineForm,
    )
