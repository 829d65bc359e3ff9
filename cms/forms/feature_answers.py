"""The grid of features: yes, no or unknown for each."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django import forms

from directory.catalogue.vocabulary import Answer, Term


class AnswersWidget(forms.Widget):
    """One line for each feature with three radio buttons.

    The form sets `terms` (the features to ask for) and `building` (key of a feature -> what is known of the building).
    """

    template_name = "admin_city/answers.html"
    terms: Sequence[Term] = ()
    building: Mapping[int, str] = MappingProxyType({})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        answers = value or {}
        context["choices"] = Answer.choices
        context["lines"] = [
            {
                "name": f"{name}-{term.pk}",
                "label": term.label,
                "answer": answers.get(term.pk, Answer.UNKNOWN),
                "building": self.building.get(term.pk, ""),
            }
            for term in self.terms
        ]
        return context

    def value_from_datadict(self, data, files, name):
        return {term.pk: data.get(f"{name}-{term.pk}", Answer.UNKNOWN) for term in self.terms}

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}-{term.pk}" in data for term in self.terms)

    def id_for_label(self, id_):
        return ""


class AnswersField(forms.Field):
    """What is known of each feature; cleans to {key of the term: answer}, without the unknown ones."""

    widget = AnswersWidget

    def clean(self, value):
        if not set(value.values()) <= set(Answer.values):
            raise forms.ValidationError("「はい」「いいえ」「分かりません」の中から選んでください。")
        return known_answers(value)

    def has_changed(self, initial, data):
        return known_answers(initial or {}) != known_answers(data or {})


def known_answers(answers: dict) -> dict:
    """The answers without the unknown ones."""
    return {key: answer for key, answer in answers.items() if answer != Answer.UNKNOWN}
