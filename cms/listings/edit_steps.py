"""The steps of 「なおす」: small pages, each with a form for a few fields, and saved on its own."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from cms.forms.lenient_fields import FeeField, NumberField, cleaned_reading, note_of_fee
from cms.forms.listing_columns import ColumnsForm
from cms.listings.contacts_form import ContactsForm
from cms.listings.photo_form import PhotoForm
from cms.listings.schedule_form import ScheduleForm
from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.changes.listing_fields import known_places
from directory.japanese.readings import propose_reading
from directory.text_fields import OneLineFormField

LONGEST_NAME = Resource._meta.get_field("name").max_length
SHOWN_LETTERS = 400
"""Letters of the usual text that stand above the box for the same in やさしい日本語."""
ANYBODY, EVERYONE = "anybody", "everyone"
"""The choice 「どなたでも」, stored as no target at all; and the slug of a term that some vocabularies have for it."""


class NameForm(ColumnsForm):
    """名前: name and reading. The button `take` fills in a proposed reading."""

    class Meta:
        model = Resource
        fields = ("name", "reading")
        labels = {"name": "場所の名前", "reading": "よみがな"}
        help_texts = {"name": "例: ひまわりサロン", "reading": "ひらがなで。例: ひまわりさろん"}
        error_messages = {"name": {"required": "名前を書いてください。例: ひまわりサロン"}}

    def __init__(self, data, files, *, row: dict):
        if data and "take" in data:
            data = data.copy()
            data["reading"] = propose_reading(data.get("name", "")[:LONGEST_NAME])
        super().__init__(data, files, row=row)

    def clean_reading(self):
        return cleaned_reading(self.cleaned_data["reading"], self.initial["reading"])


class AudienceForm(ColumnsForm):
    """だれのため: targets, ages, and how newcomers get in."""

    class Meta:
        model = Resource
        fields = ("targets", "min_age", "max_age", "referral")
        widgets = {"targets": forms.CheckboxSelectMultiple, "referral": forms.RadioSelect}
        labels = {"targets": "どんな人のための場所ですか", "referral": "はじめての人は、どうすれば来られますか"}
        field_classes = {"min_age": NumberField, "max_age": NumberField}
        error_messages = {name: {"invalid": "数字で 書いてください。例: 65"} for name in ("min_age", "max_age")}
        help_texts = {
            "min_age": "決まりがあるときだけ。例: 65",
            "max_age": "決まりがあるときだけ。例: 12",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["referral"].choices = [*Resource.Referral.choices, ("", "分からない")]
        before = self.fields["targets"]
        self.everyone = [term for term in self.initial["targets"] if term.slug == EVERYONE]
        self.fields["targets"] = forms.MultipleChoiceField(
            label=before.label,
            choices=[
                (ANYBODY, "どなたでも"),
                *((term.pk, term.label) for term in before.queryset if term.slug != EVERYONE),
            ],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "1つは えらんでください。だれでも来てよいときは「どなたでも」です。"},
        )
        self.initial["targets"] = [
            ANYBODY if term.slug == EVERYONE else term.pk for term in self.initial["targets"]
        ] or [ANYBODY]

    def clean_targets(self):
        chosen = self.cleaned_data["targets"]
        if ANYBODY in chosen and len(chosen) > 1:
            raise ValidationError("「どなたでも」と ほかの人の、両方に しるしが あります。どちらかに してください。")
        return [term.pk for term in self.everyone] if ANYBODY in chosen else [int(key) for key in chosen]


class ActivitiesForm(ColumnsForm):
    """すること: activities, texts, fee and size of the group."""

    class Meta:
        model = Resource
        fields = ("summary", "activities", "description", "fee", "fee_note", "group_size")
        widgets = {
            "activities": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 4}),
        }
        field_classes = {"fee": FeeField, "group_size": NumberField}
        error_messages = {"group_size": {"invalid": "数字で 書いてください。例: 12"}}
        labels = {"summary": "ひとことで いうと", "activities": "すること"}
        help_texts = {
            "summary": "例: 体操とお茶で、月に2回 集まっています。",
            "description": "もっと伝えたいことが あれば。",
            "fee": "1回に いくらですか。無料は 0。例: 100、100円（お茶代）",
            "fee_note": "例: お茶代として",
            "group_size": "例: 12",
        }

    def clean(self):
        facts = super().clean()
        note_of_fee(self, facts)
        return facts


class FirstVisitForm(ColumnsForm):
    """はじめての方へ: what somebody wants to know who comes for the first time."""

    class Meta:
        model = Resource
        fields = ("first_visit", *AT_THE_DOOR)
        widgets = {"first_visit": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "first_visit": "はじめての方へ ひとこと",
            "met_by": "だれが むかえますか",
            "entrance": "どの入口ですか",
            "leaving": "とちゅうで 帰るときは",
        }
        help_texts = {
            "first_visit": "例: 見学だけでも どうぞ。",
            "care_points": "市の 介護予防ポイントが たまるときだけ。例: 1回で 1ポイント。手帳を 持ってきてください。",
        }


class EasyForm(ColumnsForm):
    """やさしい日本語: the same in short sentences and plain words, written by a person."""

    class Meta:
        model = Resource
        fields = tuple(EASY.values())
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in list(EASY.values())[1:]}
        labels = {
            "summary_easy": "ひとことで いうと",
            "description_easy": "くわしく",
            "first_visit_easy": "はじめての方へ",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, easy in EASY.items():
            usual = getattr(self.instance, name)
            shown = (
                f"いまの ふつうの文: {Truncator(usual).chars(SHOWN_LETTERS)}"
                if usual
                else "ふつうの文は まだ ありません。"
            )
            self.fields[easy].help_text = shown


class ToBringForm(ColumnsForm):
    """持ち物: what to bring."""

    class Meta:
        model = Resource
        fields = ("to_bring",)
        help_texts = {"to_bring": "例: 上ばき、飲みもの。なければ、空のままにします。"}


class HelpersForm(ColumnsForm):
    """担い手募集: whether helpers are wanted, and for what."""

    class Meta:
        model = Resource
        fields = ("wants_helpers", "helpers_wanted")
        help_texts = {"helpers_wanted": "例: お茶の用意を 手つだってくれる人。月に1回でも。"}

    def clean(self):
        facts = super().clean()
        if facts.get("helpers_wanted") and not facts.get("wants_helpers"):
            self.add_error(
                "wants_helpers",
                "募集していますか。しているときは しるしを つけます。していないときは、下の文を 消します。",
            )
        return facts


class PlaceForm(forms.Form):
    """どこ: a place by its name and address; a place that is known already is found by them, and asked for among several.

    user    who fills it in: only places that they may know of are found
    """

    ANOTHER = "another"

    undecided = forms.BooleanField(label="場所は まだ決まっていない", required=False)
    name = OneLineFormField(label="たてもの・部屋の名前", max_length=120, required=False, help_text="例: 平尾自治会館")
    address = OneLineFormField(
        label="住所", max_length=200, required=False, help_text="市の名前は いりません。例: 平尾1丁目2-3"
    )
    building = OneLineFormField(label="何階・どの部屋", max_length=100, required=False, help_text="例: 2階 集会室")

    def __init__(self, data, files, *, row: dict, user):
        self.municipality, wanted = row["municipality"], row["place"]
        known = None if isinstance(wanted, dict) else Place.objects.filter(pk=wanted).first()
        self.before = known
        facts = (
            wanted if isinstance(wanted, dict) else {n: getattr(known, n, "") for n in ("name", "address", "building")}
        )
        super().__init__(data, initial=facts | {"undecided": False})
        self.user = user

    def clean(self):
        facts = super().clean()
        self._find(facts)
        if not facts["undecided"] and not facts.get("name") and "name" not in self.errors:
            self.add_error(
                "name", "場所の名前を書いてください。決まっていなければ「まだ決まっていない」に しるしを つけます。"
            )
        return facts

    def _find(self, facts: dict) -> None:
        """The places that are meant; of several the one that was chosen below, else an error that asks."""
        self.wanted = {name: facts.get(name, "") for name in ("name", "address", "building")}
        self.found = None
        if facts["undecided"] or not self.wanted["name"]:
            return
        if self.before and self.wanted == {name: getattr(self.before, name) for name in self.wanted}:
            self.found = self.before
            return
        known = known_places(self.municipality, self.wanted, self.user)
        if len(known) < 2:
            self.found = known[0] if known else None
            return
        choices = [(str(one.pk), f"{one}（{one.full_address}）") for one in known]
        choices.append((self.ANOTHER, "どれでもない（新しい場所）"))
        self.fields["which"] = forms.ChoiceField(
            label="どの場所ですか", choices=choices, required=False, widget=forms.RadioSelect
        )
        chosen = self.data.get("which")
        self.found = next((one for one in known if str(one.pk) == chosen), None)
        if chosen not in dict(choices):
            self.add_error("which", f"同じ名前の場所が {len(known)}つ あります。どれかを えらんでください。")

    def values(self) -> dict:
        """`place` as `amendments.propose` takes it: the key of a known place, the facts of a new one, or None."""
        if self.cleaned_data["undecided"]:
            return {"place": None}
        return {"place": self.found.pk if self.found else self.wanted}


@dataclass(frozen=True)
class EditStep:
    """One step and the fields that it writes; `previews` is False where a preview would have to store something.

    `asks_who`: its form takes the `user`, who does not see everything that it could find.
    """

    slug: str
    title: str
    form: type
    fields: tuple[str, ...]
    previews: bool = True
    asks_who: bool = False


STEPS = {
    step.slug: step
    for step in (
        EditStep("name", "名前", NameForm, ("name", "reading")),
        EditStep("when", "いつ", ScheduleForm, ("schedules", "by_appointment", "hours_note")),
        EditStep("where", "どこ", PlaceForm, ("place",), asks_who=True),
        EditStep("who", "だれのため", AudienceForm, ("targets", "min_age", "max_age", "referral")),
        EditStep("what", "すること・お金", ActivitiesForm, ActivitiesForm.Meta.fields),
        EditStep("first", "はじめての方へ", FirstVisitForm, FirstVisitForm.Meta.fields),
        EditStep("easy", "やさしい日本語", EasyForm, EasyForm.Meta.fields),
        EditStep("bring", "持ち物", ToBringForm, ("to_bring",)),
        EditStep("helpers", "担い手募集", HelpersForm, ("wants_helpers", "helpers_wanted")),
        EditStep("contact", "連絡先", ContactsForm, ("contacts",)),
        EditStep("photo", "写真", PhotoForm, ("photo", "photo_alt"), previews=False),
    )
}
