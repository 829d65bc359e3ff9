"""さがすときの ことば: the words by which people search, what they mean, and how many places each finds."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from cms.admin.editing.edit_views import CreateView, EditView
from cms.admin.wish_words.finding import counter_for
from cms.admin.wish_words.meanings import grouped_meanings, in_words, labels_of_meanings
from cms.admin.wish_words.shipped_rows import OwnOrShippedForm, OwnOrShippedIndexView, OwnOrShippedViewSet, whose
from directory.japanese.folding import fold
from directory.models import UnansweredQuery, WishWord
from directory.search.wishes.reading import Understood

MEANINGS = 3
"""Meanings of a word that the form holds; a row has one or two."""
NO_MEANING = "意味を 1つは えらんでください。"
OWN, SHIPPED = "own", "shipped"


class WishWordForm(OwnOrShippedForm):
    """A word and up to three meanings, chosen and not typed."""

    would_find: int | None = None
    """Places that the word would find; known once somebody tries it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *grouped_meanings()]
        for number, concept in enumerate([*self.instance.concepts.split(), *[""] * MEANINGS][:MEANINGS]):
            field = self.fields[f"meaning_{number}"]
            field.choices, self.initial[f"meaning_{number}"] = choices, concept

    meaning_0 = forms.ChoiceField(label="意味", required=False)
    meaning_1 = forms.ChoiceField(
        label="もうひとつの意味", required=False, help_text="両方に あてはまる場所を さがします。"
    )
    meaning_2 = forms.ChoiceField(label="さらに", required=False)

    def clean_phrase(self):
        """In single blanks, as people type it."""
        return " ".join(self.cleaned_data["phrase"].split())

    def clean(self):
        facts = super().clean()
        chosen = (facts.get(f"meaning_{number}", "") for number in range(MEANINGS))
        self.meanings = list(dict.fromkeys(concept for concept in chosen if concept))
        if not self.meanings and "meaning_0" not in self.errors:
            self.add_error("meaning_0", NO_MEANING)
        # Before the model's own check, which compares them with the vocabulary.
        self.instance.concepts = " ".join(self.meanings)
        return facts


class _TriesFirst:
    """The button 「ためす」 shows what the word would find and stores nothing."""

    def form_valid(self, form):
        if "try" not in self.request.POST:
            return super().form_valid(form)
        form.would_find = counter_for(form.instance.municipality_id or "")(
            [Understood(form.instance.phrase, tuple(form.meanings))]
        )
        self.form = form
        # The page comes back at its top, far above the button.
        messages.info(
            self.request,
            f"「{form.instance.phrase}」で さがすと、いま {form.would_find}か所 見つかります。まだ しまっていません。",
        )
        return self.render_to_response(self.get_context_data())


class WishWordCreateView(_TriesFirst, CreateView):
    """A new word; `?phrase=` fills it in. What was not found for want of it is on the list no more."""

    def get_initial_form_instance(self):
        return WishWord(phrase=self.request.GET.get("phrase", "")[:80])

    def save_instance(self):
        word = super().save_instance()
        UnansweredQuery.objects.filter(municipality=word.municipality, folded=fold(word.phrase)).delete()
        return word


class WishWordEditView(_TriesFirst, EditView):
    """A word of the city."""


class WishWordFilters(WagtailFilterSet):
    """Own words or those that are shipped, and words of danger."""

    whose = django_filters.ChoiceFilter(
        label="だれの", choices=[(OWN, "市が 足したもの"), (SHIPPED, "はじめから あるもの")], method="of"
    )

    def of(self, rows, name, value):
        """Words with or without a city."""
        return rows.filter(municipality__isnull=value == SHIPPED)

    class Meta:
        model = WishWord
        fields = ["is_danger"]


class WishWordIndexView(OwnOrShippedIndexView):
    """Words with what they mean and the number of places that each finds: three queries more than the rows."""

    default_ordering = "phrase"

    def search_queryset(self, queryset):
        """Words that hold the text, as it is typed."""
        if not self.is_searching:
            return queryset
        return queryset.filter(Q(phrase__icontains=" ".join(self.search_query.split())))

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels_of_meanings()

    @cached_property
    def _counter(self):
        own = self.request.user.staff_municipalities
        return counter_for(next(iter(own)) if len(own) == 1 else "")

    @cached_property
    def columns(self):
        meaning = Column("meaning", label="意味", accessor=lambda row: in_words(row.concepts.split(), self._labels))
        finds = Column(
            "finds",
            label="見つかる所",
            accessor=lambda row: f"{self._counter([Understood(row.phrase, tuple(row.concepts.split()))])}か所",
        )
        title, *others = super().columns
        return [title, meaning, finds, *others]


class WishWordViewSet(OwnOrShippedViewSet):
    """さがすときの ことば"""

    model = WishWord
    icon = "search"
    index_view_class = WishWordIndexView
    add_view_class, edit_view_class = WishWordCreateView, WishWordEditView
    filterset_class = WishWordFilters
    list_display = ["phrase", Column("whose", label="だれの", accessor=whose, width="7rem"), "source"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("municipality", widget=forms.Select),
                    FieldPanel("phrase", heading="人が 言う ことば"),
                    FieldPanel("meaning_0", heading="意味"),
                    FieldPanel("meaning_1", heading="もうひとつの意味"),
                    FieldPanel("meaning_2", heading="さらに"),
                    FieldPanel("is_danger", help_text="しるしを つけると、あぶないときの電話が はじめに 出ます。"),
                    FieldPanel("source", help_text="例: 窓口で よく 聞く ことば"),
                    HelpPanel(template="admin_city/wish_word_try.html"),
                ],
                heading="ことばと 意味",
            )
        ],
        base_form_class=WishWordForm,
    )
