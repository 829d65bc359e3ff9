"""The forms in the order in which a city employee thinks: who, where, when, for whom, what is known, whom to ask."""

from functools import partial

from django import forms
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.panels import PublishingPanel as Publishing

from cms.admin.duplicates.pair import DoublesPanel
from cms.admin.editing.daily_statements import standing
from cms.admin.editing.forms import AreaForm, CityForm, PlaceForm, ResourceForm
from cms.admin.editing.map_pin import PinPanel
from directory.hours.wording import describe

Boxes, Choice, Radios = forms.CheckboxSelectMultiple, forms.Select, forms.RadioSelect


class _InWords(TextFieldComparison):
    """What two versions say, in words."""

    def __init__(self, label, words, obj_a, obj_b):
        self.label, self.val_a, self.val_b = label, words(obj_a), words(obj_b)

    def field_label(self):
        return self.label


class WordsPanel(FieldPanel):
    """A field that writes children; `words` says in the history what they are."""

    def __init__(self, field_name, words=None, **kwargs):
        super().__init__(field_name, **kwargs)
        self.words = words

    def clone_kwargs(self):
        return super().clone_kwargs() | {"words": self.words}

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self):
            return [partial(_InWords, self.heading, self.panel.words)] if self.is_shown() else []


class ReadBackPanel(HelpPanel):
    """The next six dates of the times above, read back while they are typed."""

    def __init__(self, template="admin_city/read_back.html", **kwargs):
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        class Media:
            js = ["cms/admin/times.js"]

        def get_context_data(self, parent_context=None):
            dates = self.form.read_back
            said = {"dates": dates, "problems": [], "asked": bool(self.form["times"].value())}
            return super().get_context_data(parent_context) | said


class TodayPanel(HelpPanel):
    """How a saved listing stands today; shown, not edited."""

    def __init__(self, template="admin_city/standing_facts.html", **kwargs):
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            live = type(self.instance).objects.get(pk=self.instance.pk)
            return super().get_context_data(parent_context) | standing(live, self.request.user)


def times_in_words(resource) -> str:
    """The times of a version."""
    return "\n".join(describe(row.rule) for row in resource.schedules.all())


def answers_in_words(row) -> str:
    """The known answers of a version."""
    return "\n".join(str(answer) for answer in row.features.all())


def _row(*names: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(name) for name in names])


RESOURCE = ObjectList(
    [
        TodayPanel(heading="きょうのこと"),
        MultiFieldPanel(
            [
                FieldPanel("as_opened", heading="開いたときの版", classname="w-hidden"),
                FieldPanel("name"),
                DoublesPanel(),
                FieldPanel("reading"),
                HelpPanel(template="admin_city/reading.html"),
                FieldPanel("summary"),
                FieldPanel("kinds", widget=Boxes),
                FieldPanel("activities", widget=Boxes),
                FieldPanel("description"),
            ],
            heading="なまえと、すること",
        ),
        MultiFieldPanel(
            [
                FieldPanel("organization"),
                FieldPanel("operation"),
                FieldPanel("office"),
                FieldPanel("field"),
                FieldPanel("sector"),
            ],
            heading="だれが",
        ),
        MultiFieldPanel(
            [
                FieldPanel("municipality", widget=Choice),
                FieldPanel(
                    "place", help_text="一覧にない場所は、先に「場所」で登録します。分からなければ、空のままで。"
                ),
                FieldPanel("areas", widget=Boxes),
                FieldPanel("outside_area_ok"),
            ],
            heading="どこで",
        ),
        MultiFieldPanel(
            [
                WordsPanel("times", heading="開催日時", words=times_in_words),
                ReadBackPanel(heading="次の6回"),
                FieldPanel("by_appointment"),
                FieldPanel("hours_note"),
            ],
            heading="いつ",
        ),
        MultiFieldPanel(
            [
                FieldPanel("targets", widget=Boxes),
                FieldPanel("stages", widget=Boxes),
                FieldPanel("worries", widget=Boxes),
                _row("min_age", "max_age"),
                FieldPanel("ages_of", widget=Radios),
                FieldPanel("referral"),
                _row("fee", "fee_note"),
                _row("group_size", "capacity"),
                FieldPanel("first_visit"),
                FieldPanel("to_bring"),
            ],
            heading="だれのために",
        ),
        MultiFieldPanel([FieldPanel("wants_helpers"), FieldPanel("helpers_wanted")], heading="担い手の募集"),
        MultiFieldPanel(
            [
                WordsPanel(
                    "answers",
                    heading="配慮",
                    words=answers_in_words,
                    help_text="聞いていないことは「分かりません」のままにします。「いいえ」とは違います。",
                )
            ],
            heading="知っていること・知らないこと",
        ),
        InlinePanel(
            "contacts",
            panels=[_row("kind", "value"), _row("person", "note"), FieldPanel("is_public")],
            heading="連絡先",
            label="連絡先",
            help_text="「だれでも見られる」を外すと、支援者だけに見えます。",
        ),
        MultiFieldPanel(
            [
                FieldPanel("photo"),
                FieldPanel("photo_alt"),
                _row("photo_source", "photo_licence"),
                _row("source", "source_licence"),
            ],
            heading="写真と出どころ",
        ),
        MultiFieldPanel([FieldPanel("visibility", widget=Radios)], heading="見える人"),
        Publishing(),
    ],
    base_form_class=ResourceForm,
)

ORGANIZATION = ObjectList(
    [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("reading"), FieldPanel("kind")], heading="なまえ"),
        MultiFieldPanel(
            [FieldPanel("description"), FieldPanel("website"), FieldPanel("corporate_number")], heading="くわしく"
        ),
        Publishing(),
    ],
    base_form_class=CityForm,
)

PLACE = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("as_opened", heading="開いたときの版", classname="w-hidden"),
                FieldPanel("name"),
                FieldPanel("municipality", widget=Choice),
                FieldPanel("address"),
                FieldPanel("building"),
                FieldPanel("town"),
                FieldPanel("postcode"),
            ],
            heading="なまえと住所",
        ),
        MultiFieldPanel([PinPanel(heading="地図"), _row("lat", "lng"), FieldPanel("precision")], heading="位置"),
        MultiFieldPanel([FieldPanel("access"), FieldPanel("accessibility")], heading="行き方"),
        MultiFieldPanel(
            [
                WordsPanel(
                    "answers",
                    heading="配慮",
                    words=answers_in_words,
                    help_text="この建物で開く、すべての地域資源に使われます。",
                )
            ],
            heading="建物について知っていること・知らないこと",
        ),
        Publishing(),
    ],
    base_form_class=PlaceForm,
)

AREA = ObjectList(
    [
        FieldPanel("name"),
        FieldPanel("system", widget=Choice),
        FieldPanel("parent", widget=Choice),
        FieldPanel("towns", widget=Boxes, help_text="この圏域に入る町。新しい圏域は、一度保存してから町を選びます。"),
    ],
    base_form_class=AreaForm,
)
AREA_SYSTEM = ObjectList(
    [FieldPanel("municipality", widget=Choice), FieldPanel("name", help_text="例: 小学校区、第2層圏域")],
    base_form_class=CityForm,
)
MUNICIPALITY = ObjectList([_row("prefecture", "name"), _row("lat", "lng")], base_form_class=CityForm)
LANDMARK = ObjectList(
    [
        FieldPanel("municipality", widget=Choice),
        _row("name", "reading"),
        MultiFieldPanel([PinPanel(heading="地図"), _row("lat", "lng")], heading="位置"),
    ],
    base_form_class=CityForm,
)
TOWN = ObjectList(
    [FieldPanel("municipality", widget=Choice), _row("name", "koaza"), _row("reading", "postcode"), _row("lat", "lng")],
    base_form_class=CityForm,
)
