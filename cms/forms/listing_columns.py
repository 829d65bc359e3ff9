"""A form of columns of a listing, as an association changes them."""

from django import forms

from cms.forms.lenient_fields import limit_letters
from directory.catalogue.parts import EASY
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Term
from directory.changes.differences import label

MOST_LETTERS = 2_000
"""Most letters of a text whose column has no limit; nobody reads more than that on a phone."""


class ColumnsForm(forms.ModelForm):
    """A form of plain columns and vocabulary terms of a listing.

    row    the listing as the user wishes it, from `directory.changes.amendments.row_with_waiting_changes`
    notes  {field: sentences about what was typed}
    """

    def __init__(self, data, files, *, row: dict):
        listing = Resource._base_manager.get(pk=row["pk"]).with_content_json(row | {"place": None})
        super().__init__(data, instance=listing)
        self.initial_easy = {easy: getattr(listing, easy) for easy in EASY.values()}
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.queryset = Term.objects.filter(scheme=name)
                field.label_from_instance = lambda term: term.label
            elif isinstance(field, forms.CharField) and field.max_length is None:
                limit_letters(field, MOST_LETTERS, self.initial[name])

    def values(self) -> dict:
        """What was entered, as `amendments.propose` takes it."""
        facts = {name: self.cleaned_data[name] for name in self._meta.fields}
        return {
            name: [term.pk for term in value]
            if isinstance(self.fields[name], forms.ModelMultipleChoiceField)
            else value
            for name, value in facts.items()
        }

    @property
    def notes(self) -> dict[str, list[str]]:
        """Says where a text was changed that stands in やさしい日本語 as well, which nothing changes along."""
        changed = (name for name, easy in EASY.items() if name in self.changed_data and self.initial_easy[easy])
        return {name: [f"やさしい日本語の「{label(name)}」も、合っているか 見てください。"] for name in changed}
