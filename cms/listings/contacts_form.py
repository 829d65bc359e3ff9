"""The page 「連絡先」: up to six contacts."""

from django import forms

from directory.catalogue.contacts import Contact
from directory.japanese.telephones import got_zero

ZERO_ADDED = "電話番号の はじめの 0 が ありませんでした。{} に しました。かけられる番号か、たしかめてください。"
CONTACTS = 6
"""Contacts that somebody may add up to; a list from elsewhere may have brought more, and those stay."""


class ContactForm(forms.ModelForm):
    """One contact; an empty value deletes it. `Contact.clean` says what is taken."""

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
        self.fields["kind"].error_messages["required"] = "連絡のしかたを えらんでください。"
        self.instance.told_before = (self.initial.get("kind"), self.initial.get("value"))


class ContactsForm:
    """連絡先: the known contacts and one empty row. It has the methods that the step view calls on a form."""

    def __init__(self, data, files, *, row: dict):
        names = ContactForm._meta.fields
        known = [{name: child[name] for name in names} for child in row["contacts"]]
        rows_class = forms.formset_factory(
            ContactForm, extra=1, max_num=max(CONTACTS, len(known) + 1), validate_max=True
        )
        self.rows = rows_class(data, initial=known, prefix="contacts")
        if not known:
            self.rows.forms[0].initial.setdefault("kind", Contact.Kind.TELEPHONE)

    def is_valid(self) -> bool:
        """Whether every row is valid."""
        return self.rows.is_valid()

    @property
    def is_bound(self) -> bool:
        """Whether it was built from posted data."""
        return self.rows.is_bound

    @property
    def all_errors(self) -> list:
        """Fields with their errors, in order, for the summary."""
        return [field for form in self.rows for field in form if field.errors]

    @property
    def notes(self) -> dict:
        """What an approver should know of what was typed: {"contacts": sentences}."""
        rows = [(form, form.instance.value) for form in self.rows if form.cleaned_data.get("value")]
        mended = [value for form, value in rows if got_zero(form["value"].value() or "", value)]
        return {"contacts": [ZERO_ADDED.format(value) for value in mended]} if mended else {}

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it."""
        filled = [form.instance for form in self.rows if form.cleaned_data.get("value")]
        return {"contacts": [{name: getattr(one, name) for name in ContactForm._meta.fields} for one in filled]}
