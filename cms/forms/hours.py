"""Form fields of the city's editing: times as people say them, and the grid of yes, no and unknown."""

import datetime as dt
from itertools import islice

from django import forms
from django.utils import timezone

from directory.catalogue.vocabulary import Answer
from directory.hours.parser import parse_hours
from directory.hours.rules import Rule, occurrences
from directory.hours.wording import occurrence_in_words

EXAMPLE = "毎月第2・第4火曜 10:00–12:00"
READ_BACK = 6
MOST_LINES = 40
"""No place meets in more ways than that."""


class DateInput(forms.DateInput):
    """A date as the browser lets it be chosen: no picker of ours lies over the button below it."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class Clock(forms.TimeInput):
    """A time of day, in the same way."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class AreaField(forms.ModelChoiceField):
    """An area with the way of dividing that it belongs to: there is a 「西」 in more than one."""

    def label_from_instance(self, area):
        return f"{area.system} {area}"


class TimesField(forms.CharField):
    """Rules of opening, one a line, in the words of `hours.wording.describe`; cleans to a list of Rule."""

    widget = forms.Textarea(attrs={"rows": 4, "data-times": ""})

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines()]
        rules, problems = [], []
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                f"日時は {MOST_LINES}行までにしてください。多いときは、おもなものだけを書いてください。"
            )
        for line in filter(None, lines):
            reading = parse_hours(line, timezone.localdate())
            if reading.certain and reading.rules:
                rules += [rule for rule in reading.rules if rule not in rules]
            else:
                problems.append(f"「{line[:60]}」が読みとれません。「{EXAMPLE}」のように、1行に1つ書いてください。")
        if problems:
            raise forms.ValidationError(problems)
        return rules


def next_dates(rules: list[Rule], today: dt.date) -> list[str]:
    """The next six dates of rules in words."""
    return [occurrence_in_words(found, today) for found in islice(occurrences(rules, [], today), READ_BACK)]


class AnswersWidget(forms.Widget):
    """One line a feature, three radio buttons in each. `terms` and `building` are set by the form."""

    template_name = "admin_city/answers.html"
    terms, building = (), {}

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
    """What is known of each feature; cleans to {key of the term: answer}, without those nobody knows."""

    widget = AnswersWidget

    def clean(self, value):
        if not set(value.values()) <= set(Answer.values):
            raise forms.ValidationError("「はい」「いいえ」「分かりません」の中から選んでください。")
        return known(value)

    def has_changed(self, initial, data):
        return known(initial or {}) != known(data or {})


def known(answers: dict) -> dict:
    """The answers without the unknown ones."""
    return {key: answer for key, answer in answers.items() if answer != Answer.UNKNOWN}
