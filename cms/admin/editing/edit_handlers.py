"""The forms of the tables: their fields in the order who, where, when, for whom, what is known, whom to ask."""

from django import forms
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.panels import PublishingPanel as Publishing

from cms.admin.duplicates.while_typing import DuplicatesPanel
from cms.admin.editing.forms import AreaForm, CityForm, PlaceForm, ResourceForm
from cms.admin.editing.map_pin import PinPanel
from cms.admin.editing.panels import ReadBackPanel, TodayPanel, WordsPanel
from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.hours.wording import describe

Boxes, Choice, Radios = forms.CheckboxSelectMultiple, forms.Select, forms.RadioSelect


def times_in_words(resource) -> str:
    """The opening times of a version of a listing, one rule a line."""
    return "\n".join(describe(row.rule) for row in resource.schedules.all())


def answers_in_words(row) -> str:
    """The known feature answers of a version, one a line."""
    return "\n".join(str(answer) for answer in row.features.all())


def _row(*names: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(name) for name in names])


RESOURCE = ObjectList(
    [
        TodayPanel(heading="きょうのこと"),
        MultiFieldPanel(
            [
                FieldPanel("name"),
                DuplicatesPanel(),
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
                FieldPanel("referral_how"),
                _row("fee", "fee_note"),
                _row("group_size", "capacity"),
            ],
            heading="だれのために",
        ),
        MultiFieldPanel(
            [
                FieldPanel("first_visit"),
                FieldPanel("to_bring"),
                *map(FieldPanel, AT_THE_DOOR),
            ],
            heading="はじめての方へ",
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    "短い文で、むずかしい ことばを 使わずに。町の人が「やさしい日本語」を えらぶと、ふつうの文の かわりに 出ます。"
                    "空のままなら、ふつうの文が 出ます。"
                ),
                *map(FieldPanel, EASY.values()),
            ],
            heading="やさしい日本語",
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
                FieldPanel("name"),
                FieldPanel("reading"),
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
        _row("name", "reading"),
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
