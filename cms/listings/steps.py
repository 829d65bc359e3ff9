"""The small pages of 「なおす」: each asks one thing, shows an example, and is saved alone."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator, validate_email

from cms.listings.photos import PhotoForm
from cms.listings.times import WhenForm
from directory.japanese import fold, fold_name
from directory.places import Place
from directory.resources import Contact, Resource
from directory.vocabulary import Term

CONTACTS = 6
TELEPHONE_DIGITS = r"^[0-9０-９+()（）－ー\- ]{9,20}$"


class ColumnsForm(forms.ModelForm):
    """Plain columns and words of a listing."""

    def __init__(self, data, files, *, row: dict):
        listing = Resource._base_manager.get(pk=row["pk"]).with_content_json(row | {"place": None})
        super().__init__(data, instance=listing)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.queryset = Term.objects.filter(scheme=name)
                field.label_from_instance = lambda term: term.label

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it."""
        facts = {name: self.cleaned_data[name] for name in self.fields}
        return {
            name: [term.pk for term in value]
            if isinstance(self.fields[name], forms.ModelMultipleChoiceField)
            else value
            for name, value in facts.items()
        }


class NameForm(ColumnsForm):
    """名前"""

    class Meta:
        model = Resource
        fields = ("name", "reading")
        labels = {"name": "場所の名前", "reading": "よみがな"}
        help_texts = {"name": "例: ひまわりサロン", "reading": "ひらがなで。例: ひまわりさろん"}
        error_messages = {"name": {"required": "名前を書いてください。例: ひまわりサロン"}}


class WhoForm(ColumnsForm):
    """だれのため"""

    class Meta:
        model = Resource
        fields = ("targets", "min_age", "max_age", "referral")
        widgets = {"targets": forms.CheckboxSelectMultiple, "referral": forms.RadioSelect}
        labels = {"targets": "どんな人のための場所ですか", "referral": "はじめての人は、どうすれば来られますか"}
        help_texts = {
            "targets": "だれでも来てよいときは、しるしを つけません。",
            "min_age": "決まりがあるときだけ。例: 65",
            "max_age": "決まりがあるときだけ。例: 12",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["referral"].choices = [*Resource.Referral.choices, ("", "分からない")]


class WhatForm(ColumnsForm):
    """すること"""

    class Meta:
        model = Resource
        fields = ("summary", "activities", "first_visit", "description", "fee", "fee_note", "group_size")
        widgets = {
            "activities": forms.CheckboxSelectMultiple,
            "first_visit": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"summary": "ひとことで いうと", "activities": "すること", "first_visit": "はじめての方へ"}
        help_texts = {
            "summary": "例: 体操とお茶で、月に2回 集まっています。",
            "first_visit": "例: 見学だけでも どうぞ。玄関で声をかけてください。",
            "description": "もっと伝えたいことが あれば。",
            "fee": "1回に いくらですか。無料は 0。例: 100",
            "fee_note": "例: お茶代として",
            "group_size": "例: 12",
        }


class BringForm(ColumnsForm):
    """持ち物"""

    class Meta:
        model = Resource
        fields = ("to_bring",)
        help_texts = {"to_bring": "例: 上ばき、飲みもの。なければ、空のままにします。"}


class HelpersForm(ColumnsForm):
    """担い手募集"""

    class Meta:
        model = Resource
        fields = ("wants_helpers", "helpers_wanted")
        help_texts = {"helpers_wanted": "例: お茶の用意を 手つだってくれる人。月に1回でも。"}


class WhereForm(forms.Form):
    """どこ: a room by its name and address; one that is known already is found by them."""

    undecided = forms.BooleanField(label="場所は まだ決まっていない", required=False)
    name = forms.CharField(label="たてもの・部屋の名前", max_length=120, required=False, help_text="例: 平尾自治会館")
    address = forms.CharField(
        label="住所", max_length=200, required=False, help_text="市の名前は いりません。例: 平尾1丁目2-3"
    )
    building = forms.CharField(label="何階・どの部屋", max_length=100, required=False, help_text="例: 2階 集会室")

    def __init__(self, data, files, *, row: dict):
        self.municipality, wanted = row["municipality"], row["place"]
        known = None if isinstance(wanted, dict) else Place.objects.filter(pk=wanted).first()
        self.before = known
        facts = (
            wanted if isinstance(wanted, dict) else {n: getattr(known, n, "") for n in ("name", "address", "building")}
        )
        super().__init__(data, initial=facts | {"undecided": False})

    def clean(self):
        facts = super().clean()
        if not facts["undecided"] and not facts.get("name") and "name" not in self.errors:
            self.add_error(
                "name", "場所の名前を書いてください。決まっていなければ「まだ決まっていない」に しるしを つけます。"
            )
        return facts

    def values(self) -> dict:
        """The key of a known place, the facts of a new one, or nothing."""
        if self.cleaned_data["undecided"]:
            return {"place": None}
        wanted = {name: self.cleaned_data[name] for name in ("name", "address", "building")}
        if self.before and wanted == {name: getattr(self.before, name) for name in wanted}:
            return {"place": self.before.pk}
        return {"place": self._known(wanted) or wanted}

    def _known(self, wanted: dict) -> int | None:
        places = Place.objects.live().filter(municipality=self.municipality).order_by("pk")
        for key, name, address, building in places.values_list("pk", "name", "address", "building"):
            same_address = not wanted["address"] or fold(address) == fold(wanted["address"])
            same_room = not wanted["building"] or fold(building) == fold(wanted["building"])
            if fold_name(name) == fold_name(wanted["name"]) and same_address and same_room:
                return key
        return None


class ContactForm(forms.ModelForm):
    """One way to ask."""

    checks = {
        Contact.Kind.TELEPHONE: RegexValidator(TELEPHONE_DIGITS),
        Contact.Kind.FAX: RegexValidator(TELEPHONE_DIGITS),
        Contact.Kind.EMAIL: validate_email,
        Contact.Kind.WEBSITE: URLValidator(("http", "https")),
    }
    examples = {
        Contact.Kind.TELEPHONE: "電話番号は 042-123-4567 のように書いてください。",
        Contact.Kind.FAX: "番号は 042-123-4567 のように書いてください。",
        Contact.Kind.EMAIL: "メールアドレスは hanako@example.jp のように書いてください。",
        Contact.Kind.WEBSITE: "ホームページは https:// から書いてください。",
    }

    class Meta:
        model = Contact
        fields = ("kind", "value", "person", "note", "is_public")
        help_texts = {
            "value": "消すときは、空にします。例: 042-123-4567",
            "person": "例: 山田",
            "note": "例: 平日の夕方",
            "is_public": "しるしを外すと、市の人だけが見ます。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].required = False

    def clean(self):
        facts = super().clean()
        check = self.checks.get(facts.get("kind"))
        if facts.get("value") and check:
            try:
                check(facts["value"])
            except ValidationError:
                self.add_error("value", self.examples[facts["kind"]])
        return facts


class ContactsForm:
    """連絡先: a few of them, and one empty row for another. Has the face of a form."""

    rows_class = forms.formset_factory(ContactForm, extra=1, max_num=CONTACTS, validate_max=True)

    def __init__(self, data, files, *, row: dict):
        names = ContactForm._meta.fields
        known = [{name: child[name] for name in names} for child in row["contacts"]]
        self.rows = self.rows_class(data, initial=known, prefix="contacts")
        if not known:
            self.rows.forms[0].initial.setdefault("kind", Contact.Kind.TELEPHONE)

    def is_valid(self) -> bool:
        """Whether every row is."""
        return self.rows.is_valid()

    @property
    def is_bound(self) -> bool:
        """Whether it was sent."""
        return self.rows.is_bound

    @property
    def all_errors(self) -> list:
        """Fields with their errors, in order, for the summary."""
        return [field for form in self.rows for field in form if field.errors]

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it."""
        kept = [form.cleaned_data for form in self.rows if form.cleaned_data.get("value")]
        return {"contacts": [{name: facts[name] for name in ContactForm._meta.fields} for facts in kept]}


@dataclass(frozen=True)
class Step:
    """One small page, and the fields that it writes. `previews` is False where a preview would have to store something."""

    slug: str
    title: str
    form: type
    fields: tuple[str, ...]
    previews: bool = True


STEPS = {
    step.slug: step
    for step in (
        Step("name", "名前", NameForm, ("name", "reading")),
        Step("when", "いつ", WhenForm, ("schedules", "by_appointment", "hours_note")),
        Step("where", "どこ", WhereForm, ("place",)),
        Step("who", "だれのため", WhoForm, ("targets", "min_age", "max_age", "referral")),
        Step("what", "すること・お金", WhatForm, WhatForm.Meta.fields),
        Step("bring", "持ち物", BringForm, ("to_bring",)),
        Step("helpers", "担い手募集", HelpersForm, ("wants_helpers", "helpers_wanted")),
        Step("contact", "連絡先", ContactsForm, ("contacts",)),
        Step("photo", "写真", PhotoForm, ("photo", "photo_alt"), previews=False),
    )
}
