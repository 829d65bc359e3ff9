"""The page 「連絡先」: up to six contacts."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from cms.forms.lenient_fields import check_telephone
from directory.catalogue.contacts import Contact
from directory.japanese.widths import narrow

CONTACTS = 6


class ContactForm(forms.ModelForm):
    """One contact; an empty value deletes it."""

    checks = {
        Contact.Kind.TELEPHONE: check_telephone,
        Contact.Kind.FAX: check_telephone,
        Contact.Kind.WEBSITE: URLValidator(("http", "https")),
    }
    examples = {
        Contact.Kind.TELEPHONE: "電話番号は 042-123-4567 のように書いてください。",
        Contact.Kind.FAX: "番号は 042-123-4567 のように書いてください。",
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
        self.fields["kind"].error_messages["required"] = "連絡のしかたを えらんでください。"

    def clean_value(self):
        """Digits and addresses in half-width letters; a contact of another kind stays as it was typed."""
        value = self.cleaned_data["value"]
        return value if self.cleaned_data.get("kind") == Contact.Kind.OTHER else narrow(value)

    def clean(self):
        facts = super().clean()
        check = self.checks.get(facts.get("kind"))
        if facts.get("value") and check:
            try:
                facts["value"] = check(facts["value"]) or facts["value"]
            except ValidationError:
                self.add_error("value", self.examples[facts["kind"]])
        return facts


class ContactsForm:
    """連絡先: the known contacts and one empty row. It has the methods that the step view calls on a form."""

    rows_class = forms.formset_factory(ContactForm, extra=1, max_num=CONTACTS, validate_max=True)

    def __init__(self, data, files, *, row: dict):
        names = ContactForm._meta.fields
        known = [{name: child[name] for name in names} for child in row["contacts"]]
        self.rows = self.rows_class(data, initial=known, prefix="contacts")
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

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it."""
        filled = [form.cleaned_data for form in self.rows if form.cleaned_data.get("value")]
        return {"contacts": [{name: facts[name] for name in ContactForm._meta.fields} for facts in filled]}
